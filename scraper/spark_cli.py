"""``svodka-spark``: computes the stories of an archive of articles, on one machine or a cluster.

This is also the file that ``spark-submit`` takes.
"""

import argparse
import re
import signal
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

from pipelines.archive.session import (
    SparkFailedError,
    check_requirements,
    is_submitted,
    spark_session,
)
from pipelines.copies.thresholds import DEFAULTS, Thresholds
from pipelines.files.errors import BadInputError
from pipelines.parsing.sites import outlet_of
from pipelines.parsing.zones import zone_named
from scraper.errors import ExitCode
from scraper.sources.loading import load_sources

_COMMAND = "svodka-spark"


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise BadInputError(f"{message}; see {_COMMAND} --help")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; an error of the user or of Spark is one line on stderr."""
    try:
        return _run(_parser().parse_args(arguments))
    except BadInputError as error:
        print(f"{_COMMAND}: {' '.join(str(error).split())}", file=sys.stderr)
        return ExitCode.BAD_INPUT
    except SparkFailedError as error:
        print(f"{_COMMAND}: {error}", file=sys.stderr)
        return ExitCode.NOTHING_DONE
    except KeyboardInterrupt:
        return 128 + signal.SIGINT


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog=_COMMAND, description="Compute the stories of an archive with Spark.")
    parser.add_argument(
        "paths", nargs="+", metavar="PATH", help="Parquet, JSON Lines or WARC files, or folders"
    )
    parser.add_argument(
        "--output", required=True, metavar="DIR", help="a new folder for the result"
    )
    parser.add_argument(
        "--master", metavar="URL", help="where to run, e.g. local[4]; default local[*]"
    )
    parser.add_argument(
        "--memory", metavar="SIZE", help="memory of Java on this machine, e.g. 4g; default 2g"
    )
    parser.add_argument("--partitions", metavar="N", help="parts of a shuffle; default 200")
    parser.add_argument(
        "--window-days",
        metavar="N",
        help="most days between two copies, or any; default 14",
    )
    parser.add_argument("--texts", action="store_true", help="write the texts of the articles, too")
    parser.add_argument("--timezone", metavar="ZONE", help="for times in pages that name no zone")
    parser.add_argument(
        "--sources", metavar="FILE", help="sources.toml with the outlets of pages in WARC"
    )
    return parser


def _run(options: argparse.Namespace) -> int:
    """Check the options, compute the stories, print what was stored, return the exit code."""
    thresholds = _thresholds(options.window_days)
    settings = _settings(options.partitions, options.memory or "2g")
    if options.timezone and zone_named(options.timezone) is None:
        raise BadInputError(
            f"--timezone: expected an IANA zone like Europe/Moscow, got {options.timezone!r}"
        )
    sources = load_sources(Path(options.sources)) if options.sources else ()
    check_requirements()
    from pipelines.archive.articles import PageContext
    from pipelines.archive.filesystem import as_url, exists, find_files
    from pipelines.archive.job import run

    files = find_files(options.paths)
    output = as_url(options.output).rstrip("/")
    if exists(output):
        raise BadInputError(f"--output {options.output}: is there already; name a new folder")
    source_of_outlet = {outlet_of(source.home): source for source in sources}
    context = PageContext(options.timezone, source_of_outlet)
    with spark_session(options.master, settings) as spark:
        summary = run(spark, files, output, thresholds, context, with_texts=options.texts)
    for outcome, count in summary.outcomes.items():
        print(f"{count} records {outcome}")
    for name, count in summary.rows.items():
        print(f"{count} {name.replace('_', ' ')}")
    return ExitCode.DONE


def _thresholds(days: str | None) -> Thresholds:
    if days is None:
        return DEFAULTS
    if days == "any":
        return replace(DEFAULTS, window_days=None)
    if not days.isdecimal():
        raise BadInputError(f"--window-days: expected a whole number or any, got {days!r}")
    return replace(DEFAULTS, window_days=int(days))


def _settings(partitions: str | None, memory: str) -> dict[str, str]:
    if not re.fullmatch(r"[1-9]\d*[mg]", memory):
        raise BadInputError(f"--memory: expected a size such as 4g or 800m, got {memory!r}")
    if partitions is not None and not (partitions.isdecimal() and int(partitions)):
        raise BadInputError(f"--partitions: expected a number from 1, got {partitions!r}")
    settings = {"spark.sql.shuffle.partitions": partitions} if partitions else {}
    if not is_submitted():  # spark-submit has an option of its own for the memory
        settings["spark.driver.memory"] = memory
    return settings


if __name__ == "__main__":
    sys.exit(main())
