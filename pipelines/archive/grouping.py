"""Builds the stories of an archive: connected components of its edges, split by the window."""

from collections.abc import Callable, Collection, Iterator
from functools import partial

from pyspark.sql import DataFrame
from pyspark.sql import functions as F  # noqa: N812 - its usual name
from pyspark.sql.types import LongType, StringType, StructField, StructType

from pipelines.archive.arrow_rows import Row, map_groups, map_rows
from pipelines.archive.articles import member_from_row
from pipelines.archive.checkpoints import Stages
from pipelines.archive.matching import edge_of
from pipelines.copies.thresholds import Thresholds
from pipelines.model import Relation
from pipelines.stories.assembly import assemble, connects
from pipelines.stories.components import Link, large_star, small_star

_LINKS = StructType([StructField("node", LongType()), StructField("least", LongType())])
_RELATED = StructType(
    [
        StructField("id", LongType()),
        StructField("original", LongType()),
        StructField("relation", StringType()),
    ]
)
_MAX_ROUNDS = 60  # each round halves the longest distance within a component, which is below 2⁶⁰


def components(stages: Stages, links: DataFrame) -> DataFrame:
    """Return each node of the links (``a``, ``b``) with the smallest node of its component.

    The smallest node itself is left out. The table of each round is written to disk, since Spark's
    query plan would otherwise double in size with each round.
    """
    table = links.select(F.greatest("a", "b").alias("node"), F.least("a", "b").alias("least"))
    checksums_before = None
    for number in range(_MAX_ROUNDS):
        reversed_links = table.select(F.col("least").alias("node"), F.col("node").alias("least"))
        after_large_star = _stars(table.unionAll(reversed_links), large_star)
        table = stages.keep(f"components-{number}", _stars(after_large_star, small_star))
        checksums = table.select(F.count("*"), F.bit_xor(F.xxhash64("node", "least"))).first()
        if checksums == checksums_before:  # the last round changed no row
            return table
        checksums_before = checksums
    raise AssertionError(f"components did not settle in {_MAX_ROUNDS} rounds")


def _stars(links: DataFrame, star: Callable[[int, Collection[int]], Iterator[Link]]) -> DataFrame:
    """Apply ``large_star`` or ``small_star`` to each node; return the new links without repeats."""

    def run(node: int, rows: list[Row]) -> Iterator[Row]:
        for linked_node, least in star(node, [row["least"] for row in rows]):
            yield {"node": linked_node, "least": least}

    return map_groups(links, "node", "least", run, _LINKS).distinct()


def connecting(edges: DataFrame, roundups: DataFrame, thresholds: Thresholds) -> DataFrame:
    """Return the edges that put both of their articles into one story.

    The columns ``roundup_a`` and ``roundup_b`` are added: True if that end is a roundup, else null.
    """
    for end in ("a", "b"):
        flags = roundups.select(F.col("id").alias(end), F.lit(True).alias(f"roundup_{end}"))
        edges = edges.join(flags, end, "left")

    def run(rows: Iterator[Row]) -> Iterator[Row]:
        for row in rows:
            if connects(edge_of(row), _roundup_ends(row), thresholds):
                yield row

    return map_rows(edges, run, edges.schema)


def _roundup_ends(row: Row) -> set[int]:
    """Return the ids of the ends of an edge that are roundups."""
    return {row[end] for end in ("a", "b") if row[f"roundup_{end}"]}


def stories(
    features: DataFrame,
    labels: DataFrame,
    links: DataFrame,
    articles: DataFrame,
    roundups: DataFrame,
    thresholds: Thresholds,
) -> DataFrame:
    """Return every article (``id``) with the ``original`` of its story and its relation.

    ``features`` are of all articles. ``links`` are the edges that connect stories, and ``labels``
    the result of ``components`` for them. The smallest node of a component is its root.
    """
    roots = labels.select(F.col("least").alias("id"), F.col("least").alias("root")).distinct()
    other_nodes = labels.select(F.col("node").alias("id"), F.col("least").alias("root"))
    root_of = other_nodes.unionAll(roots)
    facts = articles.withColumn("text", F.lit("")).join(root_of, "id")
    rooted_links = links.join(root_of.withColumnRenamed("id", "a"), "a")
    # One table holds articles and links, so that a task gets all rows of a component. The id of a
    # link is null.
    articles_and_links = facts.unionByName(rooted_links, allowMissingColumns=True)

    related = map_groups(
        articles_and_links, "root", "id", partial(_related_of_component, thresholds), _RELATED
    )
    without_links = features.select("id").join(related.select("id"), "id", "left_anti")
    return related.unionAll(_alone(without_links, roundups))


def _related_of_component(thresholds: Thresholds, _root: int, rows: list[Row]) -> Iterator[Row]:
    """Yield a row of ``_RELATED`` for each article of a component; ``rows`` also hold its links."""
    members = {row["id"]: member_from_row(row) for row in rows if row["id"] is not None}
    link_rows = [row for row in rows if row["id"] is None]
    roundup_ids = set[int]().union(*map(_roundup_ends, link_rows))
    edges = [edge_of(row) for row in link_rows]
    for story in assemble(members, edges, roundup_ids, thresholds):
        for article_id, relation in story.relations.items():
            yield {"id": article_id, "original": story.canonical_id, "relation": str(relation)}


def _alone(articles: DataFrame, roundups: DataFrame) -> DataFrame:
    """Return rows of ``_RELATED`` for articles without links, which are stories of one article."""
    flagged = articles.join(roundups.withColumn("is_roundup", F.lit(True)), "id", "left")
    relation = F.when(F.col("is_roundup"), str(Relation.ROUNDUP)).otherwise(str(Relation.ORIGINAL))
    return flagged.select("id", F.col("id").alias("original"), relation.alias("relation"))
