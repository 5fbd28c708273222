"""Writes the tables between the steps of a Spark run, so that no step is computed twice."""

import time
from dataclasses import dataclass, field

from pyspark.sql import DataFrame, SparkSession

_CODEC = "zstd"


@dataclass(slots=True)
class Stages:
    """The folder of the intermediate tables of a run, and the seconds that each of them took."""

    spark: SparkSession
    folder: str
    seconds: dict[str, float] = field(default_factory=dict)

    def keep(self, name: str, table: DataFrame, *, sort_by: str | None = None) -> DataFrame:
        """Write a table as Parquet, and return a table that reads what was written."""
        start = time.monotonic()
        path = f"{self.folder}/{name}"
        self.spark.sparkContext.setJobDescription(name)
        if sort_by:
            table = table.sortWithinPartitions(sort_by)
        table.write.option("compression", _CODEC).parquet(path)
        self.seconds[name] = round(time.monotonic() - start, 2)
        return self.spark.read.schema(table.schema).parquet(path)
