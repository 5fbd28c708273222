"""Reads the articles of Parquet, JSON Lines and WARC files as one table."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from functools import reduce
from itertools import chain

from py4j.protocol import Py4JJavaError
from pyspark.errors import PySparkException
from pyspark.sql import DataFrame, SparkSession, Window
from pyspark.sql import functions as F  # noqa: N812 - its usual name
from pyspark.sql.types import BooleanType, LongType, StringType, StructField, StructType

from pipelines.archive.arrow_rows import Row, map_rows
from pipelines.archive.checkpoints import Stages
from pipelines.archive.filesystem import opened
from pipelines.archive.records import member_from_record, missing_column
from pipelines.files.errors import BadInputError
from pipelines.files.json_lines import json_objects
from pipelines.model import Outcome, Source, StoryMember

# Parts of Spark's messages about a file that is not valid Parquet.
_SIGNS_OF_DAMAGE = (
    "is not a Parquet file", "FAILED_READ_FILE", "CANNOT_READ_FILE_FOOTER", "CANNOT_MERGE_SCHEMAS",
    "UNABLE_TO_INFER_SCHEMA",
)  # fmt: skip
_MAX_SHOWN_CHARS = 100  # of names of columns or files in an error message
_TYPES = {"id": LongType(), "group_copies": BooleanType()}
_FIELDS_WITHOUT_COLUMN = ("tiebreaker", "is_pruned")  # they have their defaults in each article
_MEMBER_FIELDS = [
    member.name for member in fields(StoryMember) if member.name not in _FIELDS_WITHOUT_COLUMN
]
MEMBER = StructType([StructField(name, _TYPES.get(name, StringType())) for name in _MEMBER_FIELDS])
# The table of the records read. ``fault`` is the message of a record that cannot be read. The
# columns of ``MEMBER`` are null in a record without an article.
_RECORD = StructType(
    [*MEMBER, StructField("outcome", StringType()), StructField("fault", StringType())]
)


@dataclass(frozen=True, slots=True)
class PageContext:
    """The values with which the pages of web archives are read."""

    timezone: str | None = None
    sources: Mapping[str, Source] = field(default_factory=dict)  # by the host of the home page


def member_from_row(row: Row) -> StoryMember:
    """Return the article of a row of the table."""
    return StoryMember(**{name: row[name] for name in _MEMBER_FIELDS})


def read_articles(
    stages: Stages, files: Mapping[str, Sequence[str]], context: PageContext
) -> tuple[DataFrame, dict[str, int]]:
    """Return the articles, one for each URL, and the number of records with each outcome.

    If several records have one URL, the record that was seen last is kept, with the earliest
    ``date_first_seen`` of all of them. The others are also counted as ``repeated``. Raises
    BadInputError for a record that cannot be read, and for two URLs with one hash.
    """
    spark = stages.spark
    tables = [_READERS[kind](spark, urls, context) for kind, urls in files.items()]
    try:
        records = stages.keep("read", _newest_first(reduce(DataFrame.unionAll, tables)))
    except (PySparkException, Py4JJavaError) as error:
        raise _unreadable("; ".join(chain(*files.values())), error) from None
    is_article, is_kept = F.col("id").isNotNull(), F.col("place") == 1
    # Two URLs with one hash have one id, so they are in one group. The column ``clash`` then holds
    # «URL and URL», else null.
    clash = F.when(F.col("url") != F.col("first_url"), F.concat_ws(" and ", "first_url", "url"))
    counted = records.groupBy("outcome", (is_article & ~is_kept).alias("repeated")).agg(
        F.count("*").alias("records"), F.min("fault").alias("fault"), F.min(clash).alias("clash")
    )
    outcomes: Counter[str] = Counter()
    # A row with a fault comes first, so that a fault is reported before a clash.
    for row in sorted(counted.collect(), key=lambda row: row.fault or "", reverse=True):
        if row.fault:
            raise BadInputError(row.fault)
        if row.clash:
            raise BadInputError(f"{row.clash} have one 64-bit hash; leave one of them out")
        outcomes[row.outcome] += row.records
        if row.repeated:
            outcomes["repeated"] += row.records
    return records.filter(is_article & is_kept).select(*MEMBER.names), dict(outcomes)


def _newest_first(records: DataFrame) -> DataFrame:
    """Number the records of each URL in the column ``place``; the record seen last gets 1.

    ``date_first_seen`` becomes the earliest of all records of the URL. A record without an article
    has no id, so it gets a group of its own; otherwise all such records would form one large group.
    """
    same_group = Window.partitionBy("group")
    latest = same_group.orderBy(F.desc("date_first_seen"), *map(F.desc, sorted(_MEMBER_FIELDS)))
    is_known = F.col("date_first_seen") != ""
    first_seen = F.min(F.when(is_known, F.col("date_first_seen"))).over(same_group)
    return (
        records.withColumn("group", F.coalesce("id", F.monotonically_increasing_id()))
        .withColumn("place", F.row_number().over(latest))
        .withColumn("first_url", F.min("url").over(same_group))
        .withColumn("date_first_seen", F.coalesce(first_seen, F.lit("")))
    )


def _parquet(spark: SparkSession, files: Sequence[str], _: PageContext) -> DataFrame:
    """Return the rows of Parquet files, with the columns of ``_RECORD``."""
    try:
        table = spark.read.option("mergeSchema", "true").parquet(*files)
    except (PySparkException, Py4JJavaError) as error:
        raise _unreadable("; ".join(files), error) from None
    missing = missing_column(table.columns)
    if missing:
        raise BadInputError(
            f"{files[0]}: has no column {missing}; there are {_short(table.columns)}"
        )
    known_columns = {*_MEMBER_FIELDS, "article_body", "source"}
    read_columns = [name for name in table.columns if name in known_columns]
    wrong_columns = [
        name for name, kind in table.select(*read_columns).dtypes if not _is_scalar(kind)
    ]
    if wrong_columns:
        raise BadInputError(f"{files[0]}: column {wrong_columns[0]}: expected text")
    file_name = F.input_file_name().alias("_file")

    def read(rows: Iterator[Row]) -> Iterator[Row]:
        for row in rows:
            yield _read_row(f"{row['_file']}: {row.get('url', row.get('id'))}", row)

    return map_rows(table.select(*read_columns, file_name), read, _RECORD)


def _json_lines(spark: SparkSession, files: Sequence[str], _: PageContext) -> DataFrame:
    """Return the rows of JSON Lines files, with the columns of ``_RECORD``."""

    def read(url: str) -> Iterator[Row]:
        with opened(url) as file:
            for place, line in json_objects(file, url.removeprefix("file://")):
                yield _read_row(place, line)

    return _file_by_file(spark, files, read)


def _warc(spark: SparkSession, files: Sequence[str], context: PageContext) -> DataFrame:
    """Return the rows of web archives, with the columns of ``_RECORD``."""

    def read(url: str) -> Iterator[Row]:
        from pipelines.archive.warc import pages, read_pages

        with opened(url) as file:
            html_pages = pages(file, url, context.timezone, context.sources)
            for outcome, article in read_pages(html_pages, context.sources):
                yield _row(article, outcome)

    return _file_by_file(spark, files, read)


_READERS: dict[str, Callable[[SparkSession, Sequence[str], PageContext], DataFrame]] = {
    "parquet": _parquet,
    "jsonl": _json_lines,
    "warc": _warc,
}


def _file_by_file(
    spark: SparkSession, files: Sequence[str], read: Callable[[str], Iterable[Row]]
) -> DataFrame:
    """Return the rows that ``read`` yields for each file; each file is one task of Spark."""

    def run(rows: Iterator[Row]) -> Iterator[Row]:
        for row in rows:
            try:
                yield from read(row["file"])
            except BadInputError as error:
                yield {"fault": str(error)}

    table = spark.createDataFrame([(file,) for file in files], "file string")
    return map_rows(table.repartition(len(files)), run, _RECORD)


def _read_row(place: str, record: Row) -> Row:
    """Return the row of a record, or a row with its fault; ``place`` begins an error's message."""
    try:
        return _row(member_from_record(place, record), Outcome.STORED)
    except BadInputError as error:
        return {"fault": str(error)}


def _row(article: StoryMember | None, outcome: Outcome) -> Row:
    row = asdict(article) if article else {}
    return {**row, "outcome": str(outcome)}


def _is_scalar(kind: str) -> bool:
    """Return whether a type of Spark, given by its name, may hold the value of a field."""
    return kind in {"string", "boolean", "int", "bigint", "smallint", "tinyint", "void"}


def _short(names: Sequence[str]) -> str:
    """Return names as one text for an error message; the rest of a long text is cut."""
    text = ", ".join(names)
    return text if len(text) <= _MAX_SHOWN_CHARS else text[:_MAX_SHOWN_CHARS] + "…"


def _unreadable(files: str, error: Exception) -> Exception:
    """Return an error that names the file which Spark cannot read; other errors stay unchanged."""
    message = str(error)
    if not any(sign in message for sign in _SIGNS_OF_DAMAGE):
        return error
    url = re.search(r"(?:file|hdfs|s3a|gs):\S*\.parquet", message)
    name = url[0].removeprefix("file://") if url else files[:_MAX_SHOWN_CHARS]
    return BadInputError(f"{name}: cannot be read as Parquet; is it whole?")
