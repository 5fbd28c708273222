"""Stories of an archive: connected components of its matches, roundups left out."""

from collections.abc import Callable, Collection, Iterator

from pyspark.sql import DataFrame
from pyspark.sql import functions as F  # noqa: N812 - its usual name
from pyspark.sql.types import LongType, StructField, StructType

from pipelines.archive.arrow_rows import Row, map_groups
from pipelines.archive.articles import member_from_row
from pipelines.archive.checkpoints import Stages
from pipelines.archive.matching import relations
from pipelines.copies.thresholds import Thresholds
from pipelines.model import Relation
from pipelines.stories.canonical import canonical_of
from pipelines.stories.components import Link, large_star, small_star

_LINKS = StructType([StructField("node", LongType()), StructField("least", LongType())])
_MEMBERS = StructType([StructField("id", LongType()), StructField("original", LongType())])
_MAX_ROUNDS = 60  # each halves the width of a component


def components(stages: Stages, links: DataFrame) -> DataFrame:
    """Return each node of the links (``a``, ``b``) with the smallest node of its component.

    The smallest node itself is left out. Every round is written, because an unwritten query plan
    would double in each.
    """
    now = links.select(F.greatest("a", "b").alias("node"), F.least("a", "b").alias("least"))
    before = None
    for number in range(_MAX_ROUNDS):
        back = now.select(F.col("least").alias("node"), F.col("node").alias("least"))
        large = _stars(now.unionAll(back), large_star)
        now = stages.keep(f"components-{number}", _stars(large, small_star))
        sums = now.select(F.count("*"), F.bit_xor(F.xxhash64("node", "least"))).first()
        if sums == before:
            return now
        before = sums
    raise AssertionError(f"components did not settle in {_MAX_ROUNDS} rounds")


def _stars(links: DataFrame, star: Callable[[int, Collection[int]], Iterator[Link]]) -> DataFrame:
    def run(node: int, rows: list[Row]) -> Iterator[Row]:
        for one, least in star(node, [row["least"] for row in rows]):
            yield {"node": one, "least": least}

    return map_groups(links, "node", "least", run, _LINKS).distinct()


def originals(labels: DataFrame, articles: DataFrame) -> DataFrame:
    """Return each article of a component (``id``) with the original of its story."""
    least = labels.select(F.col("least").alias("id"), F.col("least").alias("root")).distinct()
    rooted = labels.select(F.col("node").alias("id"), F.col("least").alias("root")).unionAll(least)
    facts = rooted.join(articles.withColumn("text", F.lit("")), "id")

    def run(_: int, rows: list[Row]) -> Iterator[Row]:
        members = [member_from_row(row) for row in rows]
        original = canonical_of(members)
        for member in members:
            yield {"id": member.id, "original": original.id}

    return map_groups(facts, "root", "id", run, _MEMBERS)


def stories(
    found: DataFrame,
    grouped: DataFrame,
    matches: DataFrame,
    roundup: DataFrame,
    compared: DataFrame,
    thresholds: Thresholds,
) -> DataFrame:
    """Return every article (``id``) with the ``original`` of its story and its relation to it."""
    others = grouped.filter("id != original")
    near = others.join(
        matches.select(
            F.least("a", "b").alias("low"), F.greatest("a", "b").alias("high"), "first", "relation"
        ),
        (F.col("low") == F.least("id", "original"))
        & (F.col("high") == F.greatest("id", "original")),
        "left",
    )  # where the original is the earlier of a match, their relation is known
    known = near.filter("first = original").select("id", "original", "relation")
    unknown = near.filter("first IS NULL OR first != original").select("id", "original")
    compared_anew = unknown.join(relations(unknown, compared, thresholds), "id")
    related = known.unionAll(compared_anew.select("id", "original", "relation"))
    alone = (
        found.select("id")
        .join(related.select("id"), "id", "left_anti")
        .join(roundup.withColumn("is_roundup", F.lit(True)), "id", "left")
    )
    relation = F.when(F.col("is_roundup"), str(Relation.ROUNDUP)).otherwise(str(Relation.ORIGINAL))
    return related.unionAll(
        alone.select("id", F.col("id").alias("original"), relation.alias("relation"))
    )
