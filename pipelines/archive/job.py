"""Runs all steps from the files to the stories of an archive; each step writes a table."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F  # noqa: N812 - its usual name

from pipelines.archive import grouping, indexing, matching
from pipelines.archive.articles import PageContext, read_articles
from pipelines.archive.checkpoints import Stages
from pipelines.archive.filesystem import remove_folder, write_text
from pipelines.archive.result import FORMAT, MANIFEST
from pipelines.copies.thresholds import Thresholds
from pipelines.model import MINHASH

_WORK = "_work"  # the folder of intermediate tables, within the folder of the result
_FACTS = ("url", "source_id", "headline", "date_published", "date_first_seen")
_SYMMETRIC = ("jaccard", "containment", "relation")  # equal from both ends of an edge
_SHARES = ("share", "other_share")  # of the first and of the second article


@dataclass(frozen=True, slots=True)
class Tables:
    """The result of a run, before it is written."""

    articles: DataFrame
    stories: DataFrame
    edges: DataFrame
    common_sentences: DataFrame
    skew: DataFrame


@dataclass(frozen=True, slots=True)
class Summary:
    """The counts and times of a run."""

    outcomes: Mapping[str, int]  # of the records read
    rows: Mapping[str, int]  # of the tables written
    seconds: Mapping[str, float]  # of each step


def run(
    spark: SparkSession,
    files: Mapping[str, Sequence[str]],
    output: str,
    thresholds: Thresholds,
    context: PageContext | None = None,
    *,
    with_texts: bool = False,
) -> Summary:
    """Compute the stories of the articles in the files and write them to a new folder.

    The manifest is written last, so that a folder without a manifest is incomplete. A failed run
    leaves no folder. Raises BadInputError for files that can't be read.
    """
    stages = Stages(spark, f"{output}/{_WORK}")
    try:
        articles, outcomes = read_articles(stages, files, context or PageContext())
        tables = compute(stages, articles, thresholds, with_texts=with_texts)
        rows = _write(stages, tables, output)
    except BaseException:
        remove_folder(output)
        raise
    remove_folder(stages.folder)
    summary = Summary(outcomes, rows, stages.seconds)
    manifest = {
        "format": FORMAT,
        "thresholds": asdict(thresholds),
        "signatures": asdict(MINHASH),
        **asdict(summary),
    }
    write_text(f"{output}/{MANIFEST}", json.dumps(manifest, indent=2) + "\n")
    return summary


def compute(
    stages: Stages, articles: DataFrame, thresholds: Thresholds, *, with_texts: bool = False
) -> Tables:
    """Return the tables of the result for a table of articles, in which each URL occurs once."""
    features = stages.keep("features", indexing.features(articles, thresholds))
    common = stages.keep("common", indexing.common_sentences(features, thresholds))
    members = indexing.memberships(features, common)
    crowded = stages.keep("crowded", indexing.crowds(members, thresholds))
    pairs = stages.keep("pairs", indexing.pairs(members, thresholds))
    worth_comparing = stages.keep(
        "worth-comparing", matching.pairs_worth_comparing(pairs, features, thresholds)
    )
    common_of = indexing.common_of(features, common)
    compared = stages.keep("compared", matching.texts(articles, common_of))
    edges = stages.keep("edges", matching.edges(worth_comparing, compared, thresholds))
    roundups = stages.keep("roundups", matching.roundups(edges, compared, thresholds))
    links = stages.keep("links", grouping.connecting(edges, roundups, thresholds))
    labels = grouping.components(stages, links)  # the component of each article with a link
    related = stages.keep(
        "relations", grouping.stories(features, labels, links, articles, roundups, thresholds)
    )
    urls = articles.select("id", "url")
    original_urls = urls.select(F.col("id").alias("original"), F.col("url").alias("original_url"))
    texts = [F.col("text").alias("article_body")] if with_texts else []
    facts = articles.select("id", *_FACTS, *texts)
    return Tables(
        articles=_articles(facts, related, original_urls, _stored_features(features, roundups)),
        stories=_stories(related, original_urls),
        edges=_named_edges(edges, urls),
        common_sentences=common,
        skew=indexing.skew(crowded, thresholds),
    )


def _stored_features(features: DataFrame, roundups: DataFrame) -> DataFrame:
    """Return the features that the result holds, with ``is_roundup``."""
    flags = roundups.withColumn("is_roundup", F.lit(True))
    stored = features.drop("buckets", "key", "order")
    return stored.join(flags, "id", "left").fillna(False, ["is_roundup"])


def _articles(
    facts: DataFrame, related: DataFrame, original_urls: DataFrame, features: DataFrame
) -> DataFrame:
    """Return all values of each article, with story ids and URLs in place of numbers."""
    articles = facts.join(related, "id").join(original_urls, "original").join(features, "id")
    return articles.withColumn("story_id", _story_id()).drop("id", "original")


def _stories(related: DataFrame, original_urls: DataFrame) -> DataFrame:
    """Return each story with the URL of its original and the number of its articles."""
    counted = related.groupBy("original").agg(F.count("*").alias("article_count"))
    named = counted.join(original_urls, "original")
    return named.select(_story_id().alias("story_id"), "original_url", "article_count")


def _story_id() -> "F.Column":
    """Return the column of story ids: the number ``original`` as ``url_hash`` writes it."""
    return F.lower(F.lpad(F.hex("original"), 16, "0"))


def _named_edges(edges: DataFrame, urls: DataFrame) -> DataFrame:
    """Return the edges with URLs in place of ids, the earlier article first."""
    is_reversed = F.col("first") != F.col("a")
    share, other_share = F.col("share"), F.col("other_share")
    oriented = edges.select(
        F.when(is_reversed, F.col("b")).otherwise(F.col("a")).alias("one"),
        F.when(is_reversed, F.col("a")).otherwise(F.col("b")).alias("other"),
        *_SYMMETRIC,
        F.when(is_reversed, other_share).otherwise(share).alias("share"),
        F.when(is_reversed, share).otherwise(other_share).alias("other_share"),
    )
    urls_of_one = urls.select(F.col("id").alias("one"), "url")
    urls_of_other = urls.select(F.col("id").alias("other"), F.col("url").alias("other_url"))
    named = oriented.join(urls_of_one, "one").join(urls_of_other, "other")
    return named.select("url", "other_url", *_SYMMETRIC, *_SHARES)


def _write(stages: Stages, tables: Tables, output: str) -> dict[str, int]:
    result = Stages(stages.spark, output, stages.seconds)
    written = {name: result.keep(name, getattr(tables, name)) for name in Tables.__slots__}
    return {name: table.count() for name, table in written.items()}
