"""``scrapy export``: writes articles or stories as CSV, Excel, JSON, JSON Lines or Parquet."""

import argparse
import shlex
import sys
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from pipelines.files.errors import BadInputError
from pipelines.files.fields import day_option
from pipelines.files.output import output_file
from scraper.alerts.loading import alerts_file
from scraper.command import NewsCommand
from scraper.errors import ExitCode
from scraper.sources.regions import require_region
from scraper.sources.stored_outlets import require_outlet
from storage.articles.export import TABLES, ExportFilters, count_left_out, export_rows
from storage.articles.export_formats import (
    MAX_CELL_CHARS,
    MAX_SHEET_ROWS,
    WRITERS,
    TooManyRowsError,
    write_parquet,
    write_xlsx,
)
from storage.articles.pruned import PRUNED
from storage.database.sqlite import open_readonly
from storage.search.query import parse_query
from storage.search.ranking import matching
from storage.stories.rows import find_story

# The module and the requirement of a format that needs a package.
_PACKAGES = {"parquet": ("pyarrow", "pyarrow>=21"), "xlsx": ("xlsxwriter", "XlsxWriter>=3.2")}
FORMATS = (*WRITERS, *_PACKAGES)


class Command(NewsCommand):
    """Write a table to standard output, or to the file named by ``--output``."""

    example = "scrapy export articles --format csv --region RU-PNZ --output penza.csv"
    max_arguments = 1

    def syntax(self) -> str:
        return "articles|stories [options]"

    def short_desc(self) -> str:
        return "Export articles, stories or documents as CSV, Excel, JSON, JSON Lines or Parquet"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--format", default="jsonl", help=f"one of {', '.join(FORMATS)}")
        parser.add_argument("--region", help="only this region, an ISO 3166-2 code")
        parser.add_argument("--source", help="only these outlets: ids, separated by commas")
        parser.add_argument("--since", help="only what was published from this day on, YYYY-MM-DD")
        parser.add_argument("--until", help="only what was published up to this day, YYYY-MM-DD")
        parser.add_argument("--words", help="only what a search for these words finds")
        parser.add_argument("--story", help="only the story with this id")
        parser.add_argument("--output", "-o", help="the file to write (default: standard output)")

    def execute(self, args: list[str], opts: argparse.Namespace) -> ExitCode | None:
        table = args[0] if args else "articles"
        if table not in TABLES:
            raise BadInputError(f"expected one of {', '.join(TABLES)}, got {table!r}")
        if opts.format not in FORMATS:
            raise BadInputError(
                f"--format: expected one of {', '.join(FORMATS)}, got {opts.format!r}"
            )
        require_region("--region", opts.region)
        since, until = day_option("--since", opts.since), day_option("--until", opts.until)
        if opts.format in _PACKAGES:
            _check_package(opts.format, opts.output)
        db = open_readonly(self.config.database)
        filters = ExportFilters(
            region=opts.region,
            since=since,
            until=until,
            source_ids=_sources(db, opts.source),
            words=_words(db, opts.words),
            story_id=_story(db, opts.story),
        )
        names, rows = export_rows(db, table, filters)
        if table == "documents" and (pruned := count_left_out(db, filters)):
            print(f"scrapy export: {pruned} articles are left out: {PRUNED}", file=sys.stderr)
        if opts.output is None:
            WRITERS[opts.format](names, rows, sys.stdout)
            return ExitCode.DONE
        never_replaced = (self.config.sources, alerts_file(self.config.sources))
        with output_file("--output", opts.output, never_replaced) as path:
            _write(opts.format, names, rows, path)
        return ExitCode.DONE


def _write(form: str, names: Sequence[str], rows: Iterator[Sequence[Any]], path: Path) -> None:
    """Write the rows to a file in this format, and report texts that a sheet of Excel cuts."""
    if form in WRITERS:
        with path.open("w", encoding="utf-8", newline="") as text:
            WRITERS[form](names, rows, text)
        return
    with path.open("wb") as file:
        if form == "parquet":
            write_parquet(names, rows, file)
            return
        try:
            cut_texts = write_xlsx(names, rows, file)
        except TooManyRowsError:
            raise BadInputError(
                f"--format: a sheet of Excel holds {MAX_SHEET_ROWS:,} rows, and there are more;"
                " narrow the export, by --since and --until for example"
            ) from None
    if cut_texts:
        print(
            f"scrapy export: {cut_texts} texts were cut at {MAX_CELL_CHARS:,} characters, the most"
            " that a cell of Excel holds; the other formats have them whole",
            file=sys.stderr,
        )


def _check_package(form: str, path: str | None) -> None:
    module, requirement = _PACKAGES[form]
    if find_spec(module) is None:
        python = shlex.quote(sys.executable)
        raise BadInputError(
            f"--format: {form} needs {module}, which is not installed;"
            f" run: {python} -m pip install '{requirement}'"
        )
    if not path:
        raise BadInputError(f"--output: expected a file name; {form} is not for a terminal")


def _sources(db: Database, text: str | None) -> tuple[str, ...] | None:
    """Return the ids in ``--source``; raises BadInputError for an unknown one."""
    if text is None:
        return None
    source_ids = tuple(part.strip() for part in text.split(",") if part.strip())
    for source_id in source_ids:
        require_outlet(db, "--source", source_id)
    if not source_ids:
        raise BadInputError("--source: expected ids of outlets, separated by commas, got none")
    return source_ids


def _words(db: Database, text: str | None) -> str | None:
    """Return the text of ``--words``; raises BadInputError if it can't be searched for."""
    if text is None:
        return None
    _, problems = matching(db.conn, text)
    if problems:
        raise BadInputError(f"--words: {problems[0]}")
    if parse_query(text).is_empty:
        raise BadInputError(f"--words: expected words to search for, got {text!r}")
    return text


def _story(db: Database, story_id: str | None) -> str | None:
    """Return the id that a story has now; raises BadInputError if there is no such story."""
    if story_id is None:
        return None
    present_id = find_story(db, story_id)
    if present_id is None:
        raise BadInputError(f"--story: no story {story_id!r} in the database")
    return present_id
