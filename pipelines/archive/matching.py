"""Finds the edges and roundups of an archive, with the functions that a crawl uses."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from operator import itemgetter

import numpy as np
from pyspark.sql import DataFrame
from pyspark.sql import functions as F  # noqa: N812 - its usual name
from pyspark.sql.types import DoubleType, LongType, StringType, StructField, StructType

from pipelines.archive.arrow_rows import Row, map_groups, map_rows
from pipelines.copies.compared_text import ComparedText
from pipelines.copies.match import edge_of_candidates
from pipelines.copies.minhash import Signature, may_reach_containment
from pipelines.copies.roundups import is_roundup
from pipelines.copies.thresholds import Thresholds
from pipelines.model import Edge, Relation, StoryMember
from pipelines.stories.roundup_parts import parts_of

# In all tables of pairs, ``a`` and ``b`` are the ids of two articles, ``a`` < ``b``.
EDGES = StructType(
    [
        StructField("a", LongType()),
        StructField("b", LongType()),
        StructField("first", LongType()),  # the id of the article published earlier
        StructField("jaccard", DoubleType()),
        StructField("containment", DoubleType()),
        StructField("relation", StringType()),
        StructField("share", DoubleType()),
        StructField("other_share", DoubleType()),
    ]
)
_PAIRS = StructType([StructField("a", LongType()), StructField("b", LongType())])
_ROUNDUPS = StructType([StructField("id", LongType())])
_PARTS = StructType(
    [
        StructField("whole", LongType()),  # the id of an article that may be a roundup
        StructField("part", LongType()),  # the id of an article that may be a part of it
        StructField("place", LongType()),  # the position of the part among all parts of the whole
    ]
)
_MAX_CACHED_TEXTS = 500  # prepared texts in the memory of one task, about 30 KB each
# The fields of an article that comparisons read.
_COMPARED_FIELDS = ("url", "text", "headline", "date_published", "date_first_seen")


def texts(articles: DataFrame, common: DataFrame) -> DataFrame:
    """Return the fields that comparisons read, and the common templates of each article or null."""
    return articles.select("id", *_COMPARED_FIELDS).join(common, "id", "left")


def pairs_worth_comparing(
    pairs: DataFrame, features: DataFrame, thresholds: Thresholds
) -> DataFrame:
    """Return the pairs that pass the signature filter: they may share enough shingles."""
    for name in ("b", "a"):
        features_of_side = features.select(
            F.col("id").alias(name),
            F.col("signature").alias(f"{name}_signature"),
            F.col("shingle_count").alias(f"{name}_size"),
        )
        pairs = pairs.join(features_of_side, name)

    def run(rows: Iterator[Row]) -> Iterator[Row]:
        for _, rows_of_a in groupby(rows, itemgetter("a")):
            group = list(rows_of_a)
            first = group[0]
            signatures_of_b = _signature(b"".join(row["b_signature"] for row in group))
            passes_filter = may_reach_containment(
                _signature(first["a_signature"]),
                first["a_size"],
                signatures_of_b.reshape(len(group), -1),
                np.array([row["b_size"] for row in group]),
                thresholds.min_containment,
            )
            for row, passes in zip(group, passes_filter.tolist(), strict=True):
                if passes:
                    yield row

    return map_rows(pairs.sortWithinPartitions("a"), run, _PAIRS)


def edges(pairs: DataFrame, compared: DataFrame, thresholds: Thresholds) -> DataFrame:
    """Return the edges of the pairs that are copies."""

    def run(rows: Iterator[Row]) -> Iterator[Row]:
        prepare = lru_cache(_MAX_CACHED_TEXTS)(ComparedText)
        for row in rows:
            one, other = _side(row, "a"), _side(row, "b")
            edge = edge_of_candidates(one, other, prepare, _common(row), thresholds)
            if edge:
                first = min(one, other, key=lambda article: article.rank)
                yield _edge_row(edge, first.id)

    return map_rows(_with_texts(pairs, compared), run, EDGES)


def roundups(found_edges: DataFrame, compared: DataFrame, thresholds: Thresholds) -> DataFrame:
    """Return the roundups: articles that contain two or more matches with nothing in common."""
    parts = _parts(found_edges, compared, thresholds)
    with_several_parts = parts.groupBy("whole").count().filter("count > 1").select("whole")
    whole_texts = compared.select(F.col("id").alias("whole"), "text", "common")
    part_texts = compared.select(
        F.col("id").alias("part"), F.col("text").alias("part_text"),
        F.col("common").alias("part_common"),
    )  # fmt: skip
    with_part_texts = parts.join(with_several_parts, "whole").join(part_texts, "part")
    with_all_texts = with_part_texts.join(whole_texts, "whole")

    def run(whole: int, rows: list[Row]) -> Iterator[Row]:
        text = ComparedText(rows[0]["text"])  # each row of a whole has its text
        texts_of_parts = [ComparedText(row["part_text"]) for row in rows]
        common = frozenset().union(*(_common(row) for row in rows))
        if is_roundup(text, texts_of_parts, common, thresholds):
            yield {"id": whole}

    return map_groups(with_all_texts, "whole", "place", run, _ROUNDUPS)


def _parts(found_edges: DataFrame, compared: DataFrame, thresholds: Thresholds) -> DataFrame:
    """Return for each article the matches that may be parts of it, in order of publication."""
    # Each edge is listed twice, since each of its ends may be the whole.
    of_a = found_edges.withColumn("whole", F.col("a"))
    of_b = found_edges.withColumn("whole", F.col("b"))
    times = compared.select(
        "id", *(name for name in _COMPARED_FIELDS if name not in ("text", "headline"))
    )
    both = _joined(_joined(of_a.unionAll(of_b), times, "a"), times, "b")

    def run(whole: int, rows: list[Row]) -> Iterator[Row]:
        articles = {end.id: end for row in rows for end in (_side(row, "a"), _side(row, "b"))}
        parts = parts_of(whole, [edge_of(row) for row in rows], articles, thresholds)
        for place, part in enumerate(parts):
            yield {"whole": whole, "part": part.id, "place": place}

    return map_groups(both, "whole", "a", run, _PARTS)


def _with_texts(pairs: DataFrame, compared: DataFrame) -> DataFrame:
    """Return the pairs with both texts, sorted so that a task prepares the text of ``a`` once."""
    both = _joined(_joined(pairs, compared, "b"), compared, "a")
    return both.sortWithinPartitions("a")


def _joined(pairs: DataFrame, facts: DataFrame, name: str) -> DataFrame:
    """Join the facts of the articles in the column ``name``: ``url`` becomes ``{name}_url``."""
    columns = (F.col(fact).alias(f"{name}_{fact}") for fact in facts.columns if fact != "id")
    return pairs.join(facts.select(F.col("id").alias(name), *columns), name)


def _signature(values: bytes) -> Signature:
    return np.frombuffer(values, np.uint32)


def _side(row: Row, name: str) -> StoryMember:
    """Return the article of one side of a pair; fields without a value are empty."""
    fields: Row = {field: row.get(f"{name}_{field}") or "" for field in _COMPARED_FIELDS}
    return StoryMember(row[name], **fields)


def _common(row: Row) -> frozenset[int]:
    """Return the common templates of both articles: the columns that end with ``common``."""
    lists = (value for name, value in row.items() if name.endswith("common") and value)
    return frozenset().union(*lists)


def edge_of(row: Row) -> Edge:
    """Return the edge of a row of ``edges``."""
    return Edge(
        article_id=row["a"],
        other_id=row["b"],
        jaccard=row["jaccard"],
        containment=row["containment"],
        relation=Relation(row["relation"]),
        share=row["share"],
        other_share=row["other_share"],
    )


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
