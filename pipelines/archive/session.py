"""Starts the Spark session; an error says in one line which program or package is missing."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.files.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyspark.sql import SparkSession

MIN_JAVA_VERSION = 17  # Spark 4 needs it
_SETTINGS = {
    "spark.sql.execution.arrow.maxRecordsPerBatch": "1000",  # a row may hold two long texts
    "spark.ui.showConsoleProgress": "false",
}
_REMEDY = "install Java 17 or newer, on Debian: apt install openjdk-17-jre-headless"
_MAX_CAUSE_CHARS = 300  # of the first line and the cause of Spark's error in a message


class SparkFailedError(Exception):
    """Spark failed; the message is one line, and names the file with the whole output."""

    def __init__(self, error: Exception, log: Path) -> None:
        lines = [line.strip() for line in str(error).splitlines() if line.strip()]
        cause = next((line for line in lines if line.startswith("Caused by:")), "")
        reason = " ".join([*lines[:1], cause])[:_MAX_CAUSE_CHARS]
        super().__init__(f"Spark failed: {reason}; see {log}")


def check_requirements() -> None:
    """Raise BadInputError that names the missing package or program if Spark can't run here."""
    for package in ("pyspark", "pandas", "pyarrow", "warcio"):
        if find_spec(package) is None:
            raise BadInputError(f"{package} is not installed; run: pip install 'svodka[spark]'")
    if not is_submitted():
        _check_java()


def is_submitted() -> bool:
    """Return whether spark-submit started this process; Java runs already in this case."""
    return "PYSPARK_GATEWAY_PORT" in os.environ


@contextmanager
def spark_session(master: str | None, settings: Mapping[str, str]) -> "Iterator[SparkSession]":
    """Start Spark for the time of the context.

    If spark-submit started this process, ``master`` is ignored and the settings of the cluster
    apply. Raises SparkFailedError for an error of Spark.
    """
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    handle, log_name = tempfile.mkstemp(prefix="svodka-spark-", suffix=".log")
    log = Path(log_name)
    is_log_kept = False
    try:
        with _standard_error_to(handle):
            spark = _start(master, settings)
        spark.sparkContext.setLogLevel("ERROR")
        try:
            yield spark
        finally:
            spark.stop()
    except (PySparkException, Py4JError) as error:
        is_log_kept = True
        os.write(handle, f"{error}\n".encode())
        raise SparkFailedError(error, log) from error
    finally:
        os.close(handle)
        if not is_log_kept:
            log.unlink()


def _start(master: str | None, settings: Mapping[str, str]) -> "SparkSession":
    from pyspark.sql import SparkSession

    # Spark's Python processes need this interpreter and the packages of this project.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    root = str(Path(__file__).parents[2])
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH")]))
    builder = SparkSession.builder.appName("svodka-spark")
    if not is_submitted():
        builder = builder.master(master or "local[*]").config("spark.ui.enabled", "false")
    for name, value in (_SETTINGS | dict(settings)).items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def _check_java() -> None:
    """Raise BadInputError if there is no Java, or an older one than Spark needs."""
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home, "bin", "java")) if home else shutil.which("java")
    if not java or not shutil.which(java):
        raise BadInputError(f"there is no Java here; {_REMEDY}")
    output = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr  # noqa: S603
    version = re.search(r'version "(\d+)', output)
    if version is None or int(version[1]) < MIN_JAVA_VERSION:
        named = version[1] if version else "of no known version"
        raise BadInputError(f"{java} is Java {named}; {_REMEDY}")


@contextmanager
def _standard_error_to(descriptor: int) -> "Iterator[None]":
    """Send standard error to a file for the time of the context.

    Java writes much to standard error, and inherits this file if it is started within the context.
    """
    sys.stderr.flush()
    standard_error = os.dup(2)
    os.dup2(descriptor, 2)
    try:
        yield
    finally:
        os.dup2(standard_error, 2)
        os.close(standard_error)
