"""``scrapy export``: articles or stories as CSV, JSON, JSON Lines or Parquet."""

import argparse
import sys
from datetime import date
from pathlib import Path

from scraper.command import NewsCommand
from scraper.errors import BadInputError, ExitCode
from storage.database import open_readonly
from storage.export import TABLES, WRITERS, export_rows, write_parquet

FORMATS = (*WRITERS, "parquet")


class Command(NewsCommand):
    """Writes to standard output, or to a file named with --output."""

    example = "scrapy export articles --format csv --region RU-PNZ --output penza.csv"
    max_arguments = 1

    def syntax(self) -> str:
        return "articles|stories [options]"

    def short_desc(self) -> str:
        return "Export articles or stories as CSV, JSON, JSON Lines or Parquet"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--format", default="jsonl", help=f"one of {', '.join(FORMATS)}")
        parser.add_argument("--region", help="only this region, an ISO 3166-2 code")
        parser.add_argument("--since", help="only what was published from this day on, YYYY-MM-DD")
        parser.add_argument("--output", "-o", help="the file to write (default: standard output)")

    def execute(self, args: list[str], opts: argparse.Namespace) -> ExitCode | None:
        table = args[0] if args else "articles"
        if table not in TABLES:
            raise BadInputError(f"expected one of {', '.join(TABLES)}, got {table!r}")
        if opts.format not in FORMATS:
            raise BadInputError(
                f"--format: expected one of {', '.join(FORMATS)}, got {opts.format!r}"
            )
        _check_day(opts.since)
        db = open_readonly(self.config.database)
        names, rows = export_rows(db, table, region=opts.region, since=opts.since)
        try:
            if opts.format == "parquet":
                with _binary(opts.output) as out:
                    write_parquet(names, rows, out)
            elif opts.output:
                with Path(opts.output).open("w", encoding="utf-8", newline="") as text:
                    WRITERS[opts.format](names, rows, text)
            else:
                WRITERS[opts.format](names, rows, sys.stdout)
        except OSError as error:
            if isinstance(error, BrokenPipeError):
                raise
            raise BadInputError(f"--output: {opts.output}: {error.strerror}") from None
        return ExitCode.DONE


def _binary(path: str | None):  # type: ignore[no-untyped-def]
    try:
        import pyarrow  # noqa: F401
    except ImportError:
        raise BadInputError(
            "--format: parquet needs pyarrow; pip install 'svodka[parquet]'"
        ) from None
    if not path:
        raise BadInputError("--output: expected a file name; Parquet is not for a terminal")
    return Path(path).open("wb")


def _check_day(text: str | None) -> None:
    try:
        if text is not None:
            date.fromisoformat(text)
    except ValueError:
        raise BadInputError(f"--since: expected YYYY-MM-DD, got {text!r}") from None
