"""``scrapy export``: articles or stories as CSV, JSON, JSON Lines or Parquet."""

import argparse
import sys
from datetime import date

from pipelines.files.errors import BadInputError
from pipelines.files.output import output_file
from scraper.alerts.loading import alerts_file
from scraper.command import NewsCommand
from scraper.errors import ExitCode
from scraper.sources.regions import region
from storage.articles.export import TABLES, WRITERS, export_rows, write_parquet
from storage.database.sqlite import open_readonly

FORMATS = (*WRITERS, "parquet")


class Command(NewsCommand):
    """Writes to standard output, or to a file named with --output."""

    example = "scrapy export articles --format csv --region RU-PNZ --output penza.csv"
    max_arguments = 1

    def syntax(self) -> str:
        return "articles|stories [options]"

    def short_desc(self) -> str:
        return "Export articles, stories or documents as CSV, JSON, JSON Lines or Parquet"

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
        if opts.region is not None and region(opts.region) is None:
            expected = "expected an ISO 3166-2 code such as RU-PNZ"
            raise BadInputError(f"--region: {expected}, got {opts.region!r}")
        if opts.format == "parquet":
            _check_parquet(opts.output)
        db = open_readonly(self.config.database)
        names, rows = export_rows(db, table, region=opts.region, since=opts.since)
        if opts.output is None:
            WRITERS[opts.format](names, rows, sys.stdout)
            return ExitCode.DONE
        kept = (self.config.sources, alerts_file(self.config.sources))
        with output_file("--output", opts.output, kept) as path:
            if opts.format == "parquet":
                with path.open("wb") as out:
                    write_parquet(names, rows, out)
            else:
                with path.open("w", encoding="utf-8", newline="") as text:
                    WRITERS[opts.format](names, rows, text)
        return ExitCode.DONE


def _check_parquet(path: str | None) -> None:
    try:
        import pyarrow  # noqa: F401
    except ImportError:
        raise BadInputError(
            "--format: parquet needs pyarrow; pip install 'svodka[parquet]'"
        ) from None
    if not path:
        raise BadInputError("--output: expected a file name; Parquet is not for a terminal")


def _check_day(text: str | None) -> None:
    try:
        if text is not None:
            date.fromisoformat(text)
    except ValueError:
        raise BadInputError(f"--since: expected YYYY-MM-DD, got {text!r}") from None
