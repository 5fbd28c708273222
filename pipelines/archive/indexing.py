"""The index of an archive and its pairs to compare as tables, by ``stories.candidates``.

A pair is compared when it shares a bucket within the window and one of the two is among the first
members of its bucket and day. Commonness, crowds and first members are functions of the set of
articles, so a table of all of them gives what the keeper of stories finds one by one.
"""

from collections.abc import Iterator

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F  # noqa: N812 - its usual name
from pyspark.sql.types import (
    ArrayType,
    BinaryType,
    IntegerType,
    LongType,
    StringType,
    StructField,
    StructType,
)

from pipelines.archive.arrow_rows import Row, map_rows
from pipelines.archive.articles import member_from_row
from pipelines.archive.records import fingerprint
from pipelines.copies.compared_text import text_features
from pipelines.copies.thresholds import Thresholds
from pipelines.model import SENTENCE_BAND
from pipelines.stories.candidates import derive

FEATURES = StructType(
    [
        StructField("id", LongType()),
        StructField("day", IntegerType()),
        StructField("rank", StringType()),
        StructField("key", LongType()),
        StructField("shingle_count", IntegerType()),
        StructField("signature", BinaryType()),
        StructField("templates", ArrayType(IntegerType())),
        StructField("buckets", ArrayType(LongType())),
        StructField("fingerprint", LongType()),
    ]
)
_BAND_BITS = 32  # of a bucket's number those of its value; above stands the band


def features(articles: DataFrame, thresholds: Thresholds) -> DataFrame:
    """Return what the index keeps of each article."""

    def run(rows: Iterator[Row]) -> Iterator[Row]:
        for row in rows:
            article = member_from_row(row)
            found = derive(article, text_features(article.text), thresholds)
            yield {
                "id": article.id,
                "day": found.day,
                "rank": found.rank,
                "key": found.first_hash,
                "shingle_count": found.shingle_count,
                "signature": found.signature.tobytes(),
                "templates": list(found.templates),
                "buckets": [
                    band << _BAND_BITS | value & 0xFFFFFFFF for band, value in found.buckets
                ],
                "fingerprint": fingerprint(article),
            }

    return map_rows(articles, run, FEATURES)


def common_sentences(found: DataFrame, thresholds: Thresholds) -> DataFrame:
    """Return the templates of sentences that so many unlike texts have."""
    each = found.select(F.explode("templates").alias("template"), "key")
    unlike = each.groupBy("template").agg(F.countDistinct("key").alias("texts"))
    return unlike.filter(F.col("texts") >= thresholds.min_common_texts).select("template")


def common_of(found: DataFrame, common: DataFrame) -> DataFrame:
    """Return for each article that has any the common ones of its templates."""
    each = found.select("id", F.explode("templates").alias("template"))
    return (
        each.join(common, "template").groupBy("id").agg(F.collect_list("template").alias("common"))
    )


def memberships(found: DataFrame, common: DataFrame) -> DataFrame:
    """Return each article in each of its buckets: the bands, and sentences that are not common."""
    banded = found.select(F.explode("buckets").alias("bucket"), "day", "id")
    said = found.select(F.explode("templates").alias("template"), "day", "id")
    own = said.join(common, "template", "left_anti").select(_bucket_of_template(), "day", "id")
    return banded.unionAll(own)


def crowds(members: DataFrame, thresholds: Thresholds) -> DataFrame:
    """Return the buckets that hold more articles of one day than are paired with all others."""
    counted = members.groupBy("bucket", "day").agg(F.count("*").alias("members"))
    return counted.filter(F.col("members") > thresholds.max_first_members)


def with_first_members(
    members: DataFrame, crowded: DataFrame, found: DataFrame, thresholds: Thresholds
) -> DataFrame:
    """Return the memberships with whether the article is among the first of its bucket and day."""
    keys = crowded.select("bucket", "day")
    inside = members.join(keys, ["bucket", "day"]).join(found.select("id", "rank"), "id")
    by_rank = Window.partitionBy("bucket", "day").orderBy("rank")
    is_first = F.row_number().over(by_rank) <= thresholds.max_first_members
    apart = members.join(keys, ["bucket", "day"], "left_anti")
    return apart.select("bucket", "day", "id", F.lit(True).alias("is_first")).unionAll(
        inside.select("bucket", "day", "id", is_first.alias("is_first"))
    )


def pairs(members: DataFrame, thresholds: Thresholds) -> DataFrame:
    """Return the pairs to compare, each once, with ``a`` < ``b``.

    Days are cut into spans as long as the window; every member is also listed in the span after
    its own, so that any two within the window are joined exactly once.
    """
    window = thresholds.window_days or 0
    span = F.floor(F.col("day") / F.lit(window + 1)).cast("int")
    shifts = F.explode(F.array(F.lit(0), F.lit(1))) if window else F.lit(0)
    spanned = members.select("*", span.alias("span"), shifts.alias("shift")).select(
        "bucket", (F.col("span") + F.col("shift")).alias("span"), "shift", "day", "id", "is_first"
    )
    one, other = spanned.alias("one"), spanned.alias("other")
    in_own_span = (F.col("one.shift") == 0) | (F.col("other.shift") == 0)
    within = F.abs(F.col("one.day") - F.col("other.day")) <= window
    once = F.when(F.col("other.is_first"), F.col("one.id") < F.col("other.id")).otherwise(True)
    same_bucket: Column = F.col("one.bucket") == F.col("other.bucket")
    same_span = F.col("one.span") == F.col("other.span")
    joined = one.filter("is_first").join(
        other, same_bucket & same_span & in_own_span & within & once
    )
    low, high = F.least("one.id", "other.id"), F.greatest("one.id", "other.id")
    return joined.select(low.alias("a"), high.alias("b")).distinct()


def skew(crowded: DataFrame, thresholds: Thresholds) -> DataFrame:
    """Return the crowded buckets: band, value, day, members, how many are paired with all."""
    value = F.shiftright(F.shiftleft("bucket", 64 - _BAND_BITS), 64 - _BAND_BITS).cast("int")
    return crowded.select(
        F.shiftright("bucket", _BAND_BITS).cast("int").alias("band"),
        value.alias("value"),
        "day",
        "members",
        F.lit(thresholds.max_first_members).alias("kept"),
    )


def _bucket_of_template() -> Column:
    low = F.col("template").cast("long").bitwiseAND(0xFFFFFFFF)
    return (F.lit(SENTENCE_BAND << _BAND_BITS).bitwiseOR(low)).alias("bucket")
