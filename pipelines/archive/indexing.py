"""Computes the index of an archive, and the pairs to compare, as tables.

The rules are those of ``pipelines.stories.candidates``: a pair is compared if both articles are
neighbours in a bucket, within the window. Common sentences and neighbours depend only on the set of
articles. So the result is the same as in a crawl, which adds one article after another.
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
from pipelines.stories.candidates import stored_features

FEATURES = StructType(
    [
        StructField("id", LongType()),
        StructField("day", IntegerType()),
        StructField("rank", StringType()),
        StructField("order", LongType()),
        StructField("key", LongType()),  # equal for copies: ``Features.first_hash``
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
            of_article = stored_features(article, text_features(article.text), thresholds)
            yield {
                "id": article.id,
                "day": of_article.day,
                "rank": of_article.rank,
                "order": of_article.order,
                "key": of_article.first_hash,
                "shingle_count": of_article.shingle_count,
                "signature": of_article.signature.tobytes(),
                "templates": list(of_article.templates),
                "buckets": [_number_of(*bucket) for bucket in of_article.buckets],
                "fingerprint": fingerprint(article),
            }

    return map_rows(articles, run, FEATURES)


def _number_of(band: int, value: int) -> int:
    """Return the number of a bucket; ``_bucket_of_template`` computes it in Spark."""
    return band << _VALUE_BITS | value & 0xFFFFFFFF


def common_sentences(article_features: DataFrame, thresholds: Thresholds) -> DataFrame:
    """Return the templates of sentences in at least ``min_common_texts`` different texts."""
    sentences = article_features.select(F.explode("templates").alias("template"), "key")
    counted = sentences.groupBy("template").agg(F.countDistinct("key").alias("texts"))
    return counted.filter(F.col("texts") >= thresholds.min_common_texts).select("template")


def common_of(article_features: DataFrame, common: DataFrame) -> DataFrame:
    """Return the common templates of each article; articles without any are left out."""
    sentences = article_features.select("id", F.explode("templates").alias("template"))
    of_each = sentences.join(common, "template").groupBy("id")
    return of_each.agg(F.collect_list("template").alias("common"))


def memberships(article_features: DataFrame, common: DataFrame) -> DataFrame:
    """Return each article in each of its buckets: the bands, and sentences that are not common."""
    place_in_bucket = ("day", "order", "id")
    by_band = article_features.select(F.explode("buckets").alias("bucket"), *place_in_bucket)
    by_template = article_features.select(
        F.explode("templates").alias("template"), *place_in_bucket
    )
    uncommon = by_template.join(common, "template", "left_anti")
    return by_band.unionAll(uncommon.select(_bucket_of_template(), *place_in_bucket))


def crowds(members: DataFrame, thresholds: Thresholds) -> DataFrame:
    """Return the buckets in which not all members are neighbours of all others."""
    counted = members.groupBy("bucket").agg(F.count("*").alias("members"))
    return counted.filter(F.col("members") > thresholds.max_neighbours + 1)


def pairs(members: DataFrame, thresholds: Thresholds) -> DataFrame:
    """Return the pairs to compare, each once, with ``a`` < ``b``."""
    by_publication = Window.partitionBy("bucket").orderBy("day", "order", "id")
    before = by_publication.rowsBetween(-thresholds.max_neighbours, -1)
    earlier_members = F.collect_list(F.struct("day", "id")).over(before)
    neighbours = members.select("day", "id", earlier_members.alias("earlier")).select(
        "day", "id", F.explode("earlier").alias("other")
    )
    if thresholds.window_days is not None:
        distance = F.col("day") - F.col("other.day")
        neighbours = neighbours.filter(distance <= thresholds.window_days)
    low, high = F.least("id", "other.id"), F.greatest("id", "other.id")
    return neighbours.select(low.alias("a"), high.alias("b")).distinct()


def skew(crowded: DataFrame, thresholds: Thresholds) -> DataFrame:
    """Return the crowded buckets: band, value, members, and the ``neighbours`` on each side."""
    # The shifts move the sign of the value into the sign of the number, and back.
    value = F.shiftright(F.shiftleft("bucket", 64 - _VALUE_BITS), 64 - _VALUE_BITS).cast("int")
    return crowded.select(
        F.shiftright("bucket", _VALUE_BITS).cast("int").alias("band"),
        value.alias("value"),
        "members",
        F.lit(thresholds.max_neighbours).alias("neighbours"),
    )


def _bucket_of_template() -> Column:
    """Return the column of the buckets of ``template``, numbered as by ``_number_of``."""
    low = F.col("template").cast("long").bitwiseAND(0xFFFFFFFF)
    return (F.lit(SENTENCE_BAND << _VALUE_BITS).bitwiseOR(low)).alias("bucket")
