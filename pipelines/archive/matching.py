"""Verified matches and roundups of an archive, decided by the pure functions of the crawl."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from operator import itemgetter

import numpy as np
from pyspark.sql import DataFrame
from pyspark.sql import functions as F  # noqa: N812 - its usual name
from pyspark.sql.types import DoubleType, LongType, StringType, StructField, StructType

from pipelines.archive.arrow_rows import Row, map_groups, map_rows
from pipelines.copies.compared_text import ComparedText
from pipelines.copies.match import match_candidates, relation_to
from pipelines.copies.minhash import Signature, may_reach_containment
from pipelines.copies.roundups import is_roundup, may_be_part
from pipelines.copies.thresholds import Thresholds
from pipelines.model import Edge

EDGES = StructType(
    [
        StructField("a", LongType()),
        StructField("b", LongType()),
        StructField("first", LongType()),  # the earlier of the two
        StructField("jaccard", DoubleType()),
        StructField("containment", DoubleType()),
        StructField("relation", StringType()),
        StructField("share", DoubleType()),
        StructField("other_share", DoubleType()),
    ]
)
_PAIRS = StructType([StructField("a", LongType()), StructField("b", LongType())])
_NODE = StructType([StructField("id", LongType())])
_RELATION = StructType([StructField("id", LongType()), StructField("relation", StringType())])
_MAX_CACHED_TEXTS = 500  # texts made ready for comparison in one task; about 30 KB each


@dataclass(frozen=True, slots=True)
class Compared:
    """As much of an article as a comparison reads."""

    id: int
    text: str
    rank: str


def texts(articles: DataFrame, found: DataFrame, common: DataFrame) -> DataFrame:
    """Return what comparisons read of each article; ``common`` is None for most."""
    ranked = found.select("id", "rank", "shingle_count")
    return articles.select("id", "text").join(ranked, "id").join(common, "id", "left")


def pairs_worth_comparing(pairs: DataFrame, found: DataFrame, thresholds: Thresholds) -> DataFrame:
    """Return the pairs that pass the signature filter: they may share enough shingles."""
    for name in ("b", "a"):
        side = found.select(
            F.col("id").alias(name),
            F.col("signature").alias(f"{name}_signature"),
            F.col("shingle_count").alias(f"{name}_size"),
        )
        pairs = pairs.join(side, name)

    def run(rows: Iterator[Row]) -> Iterator[Row]:
        for _, same in groupby(rows, itemgetter("a")):
            near = list(same)
            flags = may_reach_containment(
                _signature(near[0]["a_signature"]),
                near[0]["a_size"],
                _signature(b"".join(row["b_signature"] for row in near)).reshape(len(near), -1),
                np.array([row["b_size"] for row in near]),
                thresholds.min_containment,
            )
            yield from (row for row, may in zip(near, flags.tolist(), strict=True) if may)

    return map_rows(pairs.sortWithinPartitions("a"), run, _PAIRS)


def edges(pairs: DataFrame, compared: DataFrame, thresholds: Thresholds) -> DataFrame:
    """Return the edges of the pairs that are copies."""

    def run(rows: Iterator[Row]) -> Iterator[Row]:
        ready = lru_cache(_MAX_CACHED_TEXTS)(ComparedText)
        for row in rows:
            one, other = _side(row, "a"), _side(row, "b")
            edge = match_candidates(one, other, ready, _common(row), thresholds)
            if edge:
                first = min(one, other, key=lambda article: article.rank)
                yield _edge_row(edge, first.id)

    return map_rows(_with_texts(pairs, "a", "b", compared), run, EDGES)


def relations(members: DataFrame, compared: DataFrame, thresholds: Thresholds) -> DataFrame:
    """Return how each member (``id``) stands to the ``original`` of its story."""

    def run(rows: Iterator[Row]) -> Iterator[Row]:
        ready = lru_cache(_MAX_CACHED_TEXTS)(ComparedText)
        for row in rows:
            original, member = _side(row, "original"), _side(row, "id")
            relation = relation_to(original, member, ready, _common(row), thresholds)
            yield {"id": member.id, "relation": str(relation)}

    return map_rows(_with_texts(members, "original", "id", compared), run, _RELATION)


def roundups(found: DataFrame, compared: DataFrame, thresholds: Thresholds) -> DataFrame:
    """Return the articles that contain two or more matches which have nothing in common."""
    parts = _parts(found, compared, thresholds)
    several = parts.groupBy("node").count().filter("count > 1").select("node")
    worth = parts.join(several, "node")
    told = compared.select("id", "text")
    with_parts = worth.join(
        told.select(F.col("id").alias("part"), F.col("text").alias("part_text")), "part"
    )
    with_both = with_parts.join(told.withColumnRenamed("id", "node"), "node")

    def run(node: int, rows: list[Row]) -> Iterator[Row]:
        matches = ((ComparedText(row["part_text"]), row["share"]) for row in rows)
        if is_roundup(ComparedText(rows[0]["text"]), matches, thresholds):
            yield {"id": node}

    return map_groups(with_both, "node", "part_rank", run, _NODE)


def _parts(found: DataFrame, compared: DataFrame, thresholds: Thresholds) -> DataFrame:
    """Return for each node the matches that are small enough to be parts of it, ranked."""
    sizes = compared.select("id", "rank", "shingle_count")
    ways = found.select(
        F.col("a").alias("node"), F.col("b").alias("part"), F.col("other_share").alias("share")
    )
    back = found.select(F.col("b").alias("node"), F.col("a").alias("part"), "share")
    both = (
        ways.unionAll(back)
        .join(sizes.select(F.col("id").alias("node"), F.col("shingle_count").alias("size")), "node")
        .join(
            sizes.select(
                F.col("id").alias("part"),
                F.col("shingle_count").alias("part_size"),
                F.col("rank").alias("part_rank"),
            ),
            "part",
        )
        .select("node", "part", "part_rank", "share", "size", "part_size")
    )

    def run(rows: Iterator[Row]) -> Iterator[Row]:
        for row in rows:
            if may_be_part(row["size"], row["part_size"], row["share"], thresholds):
                yield row

    return map_rows(both, run, both.schema)


def _with_texts(pairs: DataFrame, one: str, other: str, compared: DataFrame) -> DataFrame:
    """Return the pairs with both texts, sorted so that a task prepares each text once."""
    for name in (other, one):
        side = compared.select(
            F.col("id").alias(name),
            F.col("text").alias(f"{name}_text"),
            F.col("rank").alias(f"{name}_rank"),
            F.col("common").alias(f"{name}_common"),
        )
        pairs = pairs.join(side, name)
    return pairs.sortWithinPartitions(one)


def _signature(values: bytes) -> Signature:
    return np.frombuffer(values, np.uint32)


def _side(row: Row, name: str) -> Compared:
    return Compared(row[name], row[f"{name}_text"], row[f"{name}_rank"])


def _common(row: Row) -> frozenset[int]:
    lists = (value for name, value in row.items() if name.endswith("_common") and value)
    return frozenset().union(*lists)


def _edge_row(edge: Edge, first: int) -> Row:
    return {
        "a": edge.article_id,
        "b": edge.other_id,
        "first": first,
        "jaccard": edge.jaccard,
        "containment": edge.containment,
        "relation": str(edge.relation),
        "share": edge.share,
        "other_share": edge.other_share,
    }
