"""A session of Spark for tests, the command ``svodka-spark``, and files that they read."""

import gzip
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from pipelines.copies.thresholds import Thresholds

PACKAGES = ("pyspark", "pandas", "pyarrow", "warcio")
MISSING = next((package for package in PACKAGES if not find_spec(package)), None)
if not MISSING and not shutil.which("java"):
    MISSING = "Java"
MARKS = [
    pytest.mark.slow,
    pytest.mark.skipif(
        bool(MISSING), reason=f"{MISSING} is missing: pip install '.[spark]', JRE 17"
    ),
    pytest.mark.filterwarnings("ignore"),  # warnings of Spark
]
ROOT = Path(__file__).parent.parent
QUICK = {
    "spark.sql.shuffle.partitions": "2",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",  # compiling would cost more than it saves
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.default.parallelism": "2",
    # The runs are short, and their data are few.
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
}


@contextmanager
def quick_session() -> Iterator[Any]:
    """Yield a session of Spark in this process."""
    from pipelines.archive.session import spark_session

    with spark_session("local[2]", QUICK) as session:
        yield session


def svodka_spark(
    *arguments: object, cwd: Path = ROOT, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run the command ``svodka-spark``."""
    command = [sys.executable, "-m", "scraper.spark_cli", *map(str, arguments)]
    env = os.environ | {"PYTHONPATH": str(ROOT)} | environment
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)


def write_records(path: Path, records: Sequence[Any]) -> Path:
    """Write a file of JSON Lines, compressed if its name ends with .gz; return its path."""
    text = "\n".join(json.dumps(record, ensure_ascii=False) for record in records)
    path.write_bytes(gzip.compress(text.encode()) if path.suffix == ".gz" else text.encode())
    return path


def output_of_spark(spark: Any, folder: Path, paths: Sequence[Path], limits: Thresholds) -> Path:
    """Find the stories of some files in the session, and return the folder of the result."""
    from pipelines.archive.filesystem import find_files
    from pipelines.archive.job import run

    output = folder / "out"
    run(spark, find_files([str(path) for path in paths]), output.as_uri(), limits)
    return output
