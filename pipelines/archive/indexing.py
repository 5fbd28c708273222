"""Computes the index of an archive, and the pairs to compare, as tables.

The rules are those of ``pipelines.stories.candidates``: a pair is compared if both articles share a
bucket within the window, and one of them is among the first members of its bucket and day. Common
sentences, crowded buckets and first members depend only on the set of articles. So computing them
from all articles at once gives the same result as a crawl gives article by article.
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
_VALUE_BITS = 32  # the low bits of a bucket's number hold its value, the bits above the band


def features(articles: DataFrame, thresholds: Thresholds) -> DataFrame:
    """Return the features of each article, as the index of a crawl stores them."""

    def run(rows: Iterator[Row]) -> Iterator[Row]:
        for row in rows:
            article = member_from_row(row)
            derived = derive(article, text_features(article.text), thresholds)
            yield {
                "id": article.id,
                "day": derived.day,
                "rank": derived.rank,
                "key": derived.first_hash,
                "shingle_count": derived.shingle_count,
                "signature": derived.signature.tobytes(),
                "templates": list(derived.templates),
                "buckets": [_number_of(*bucket) for bucket in derived.buckets],
                "fingerprint": fingerprint(article),
            }

    return map_rows(articles, run, FEATURES)


def _number_of(band: int, value: int) -> int:
    """Return the number of a bucket; ``_bucket_of_template`` computes it in Spark."""
    return band << _VALUE_BITS | value & 0xFFFFFFFF


def common_sentences(found: DataFrame, thresholds: Thresholds) -> DataFrame:
    """Return the templates of sentences in at least ``min_common_texts`` different texts."""
    sentences = found.select(F.explode("templates").alias("template"), "key")
    counted = sentences.groupBy("template").agg(F.countDistinct("key").alias("texts"))
    return counted.filter(F.col("texts") >= thresholds.min_common_texts).select("template")


def common_of(found: DataFrame, common: DataFrame) -> DataFrame:
    """Return the common templates of each article; articles without any are left out."""
    sentences = found.select("id", F.explode("templates").alias("template"))
    of_each = sentences.join(common, "template").groupBy("id")
    return of_each.agg(F.collect_list("template").alias("common"))


def memberships(found: DataFrame, common: DataFrame) -> DataFrame:
    """Return each article in each of its buckets: the bands, and sentences that are not common."""
    by_band = found.select(F.explode("buckets").alias("bucket"), "day", "id")
    by_template = found.select(F.explode("templates").alias("template"), "day", "id")
    uncommon = by_template.join(common, "template", "left_anti")
    return by_band.unionAll(uncommon.select(_bucket_of_template(), "day", "id"))


def crowds(members: DataFrame, thresholds: Thresholds) -> DataFrame:
    """Return the buckets with more than ``max_first_members`` articles of one day."""
    counted = members.groupBy("bucket", "day").agg(F.count("*").alias("members"))
    return counted.filter(F.col("members") > thresholds.max_first_members)


def with_first_members(
    members: DataFrame, crowded: DataFrame, found: DataFrame, thresholds: Thresholds
) -> DataFrame:
    """Add to each membership ``is_first``: whether it is among the first of its bucket and day."""
    bucket_and_day = ["bucket", "day"]
    keys = crowded.select(*bucket_and_day)
    in_crowded = members.join(keys, bucket_and_day).join(found.select("id", "rank"), "id")
    by_rank = Window.partitionBy(*bucket_and_day).orderBy("rank")
    is_first = F.row_number().over(by_rank) <= thresholds.max_first_members
    in_others = members.join(keys, bucket_and_day, "left_anti")
    return in_others.select("bucket", "day", "id", F.lit(True).alias("is_first")).unionAll(
        in_crowded.select("bucket", "day", "id", is_first.alias("is_first"))
    )


def pairs(members: DataFrame, thresholds: Thresholds) -> DataFrame:
    """Return the pairs to compare, each once, with ``a`` < ``b``.

    Days are divided into spans of one day more than the window. Every member is listed in its own
    span and in the next one, so that two members within the window have a span in common. They are
    joined only in a span that is the own span of at least one of them.
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
    """Return the crowded buckets: band, value, day, members, and ``kept`` first members."""
    value = F.shiftright(F.shiftleft("bucket", 64 - _VALUE_BITS), 64 - _VALUE_BITS).cast("int")
    return crowded.select(
        F.shiftright("bucket", _VALUE_BITS).cast("int").alias("band"),
        value.alias("value"),
        "day",
        "members",
        F.lit(thresholds.max_first_members).alias("kept"),
    )


def _bucket_of_template() -> Column:
    low = F.col("template").cast("long").bitwiseAND(0xFFFFFFFF)
    return (F.lit(SENTENCE_BAND << _VALUE_BITS).bitwiseOR(low)).alias("bucket")
