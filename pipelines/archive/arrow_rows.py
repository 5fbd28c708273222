"""Applies Python functions to the rows of Spark tables, which are exchanged as Arrow batches.

A task has one batch, or one group, in memory at a time.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby, islice
from operator import itemgetter
from typing import Any

import pyarrow
from pyspark.sql import DataFrame
from pyspark.sql.pandas.types import to_arrow_schema
from pyspark.sql.types import StructType

Row = dict[str, Any]
_MAX_BATCH_ROWS = 2_000  # rows of a batch that a function returns, which limits its memory


def map_rows(
    table: DataFrame, function: Callable[[Iterator[Row]], Iterable[Row]], schema: StructType
) -> DataFrame:
    """Apply a function to the rows of each partition, in their order."""
    arrow = to_arrow_schema(schema)

    def run(batches: Iterator[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
        rows = iter(function(row for batch in batches for row in batch.to_pylist()))
        while chunk := list(islice(rows, _MAX_BATCH_ROWS)):
            yield pyarrow.RecordBatch.from_pylist(chunk, arrow)

    return table.mapInArrow(run, schema)


def map_groups(
    table: DataFrame,
    key: str,
    order: str,
    function: Callable[[int, list[Row]], Iterable[Row]],
    schema: StructType,
) -> DataFrame:
    """Apply a function to each group of rows with one value of ``key``, sorted by ``order``."""

    def run(rows: Iterator[Row]) -> Iterator[Row]:
        for value, members in groupby(rows, itemgetter(key)):
            yield from function(value, list(members))

    return map_rows(table.repartition(key).sortWithinPartitions(key, order), run, schema)
