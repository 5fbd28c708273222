"""``scrapy sources``: shows the status of every source, and which of them need a person."""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta

from pipelines.files.errors import BadInputError
from pipelines.model import Source, iso_text
from pipelines.model.health import FAILED, Status, advice, needs_a_person, remedy
from scraper.command import NewsCommand
from scraper.crawl.health.text_quality import quality_verdict
from scraper.errors import ExitCode
from scraper.sources.editing import change_source
from scraper.sources.loading import load_sources
from storage.browse.documents.opml import Subscription, to_opml
from storage.crawl.source_health import SourceRow, source_rows
from storage.database.sqlite import open_readonly

_COLUMNS = (
    "source", "status", "articles", "7 days", "usual", "text", "date", "author", "quality",
    "last new", "failures",
)  # fmt: skip
# Keys that need no trial; `scrapy add-source --again ID` changes the home page and the indexes.
_CHANGEABLE = ("name", "region", "timezone", "language", "owner", "enabled")


class Command(NewsCommand):
    """Show the status of every source; the exit code is 3 if one needs a person."""

    max_arguments = len(_CHANGEABLE)
    example = "scrapy sources --json"

    def syntax(self) -> str:
        return "[options] [KEY=VALUE …]"

    def short_desc(self) -> str:
        return "Show the status of every source; exit code 3 if one needs a person"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        form = parser.add_mutually_exclusive_group()
        form.add_argument("--json", action="store_true", help="one JSON array on stdout")
        form.add_argument("--opml", action="store_true", help="print the sources as OPML instead")
        form.add_argument(
            "--change", metavar="ID", help=f"set keys of a source's block: {', '.join(_CHANGEABLE)}"
        )

    def execute(self, args: list[str], opts: argparse.Namespace) -> ExitCode | None:
        if opts.change:
            change = change_source(self.config.sources, opts.change, _values_of(args))
            print(change + (f"Changed in {self.config.sources}." if change else "Nothing changed."))
            return None
        if args:
            raise BadInputError(f"unexpected argument {args[0]!r}; arguments belong to --change ID")
        sources = load_sources(self.config.sources)
        if opts.opml:
            sys.stdout.write(to_opml(_subscriptions(sources, self._found_feeds())))
            return None
        rows = self._rows(sources)
        if opts.json:
            print(json.dumps([_record(row) for row in rows], ensure_ascii=False, indent=2))
        else:
            print("\n".join(table(rows)))
        one_needs_a_person = any(_needs_a_person(row) for row in rows)
        return ExitCode.NEEDS_A_PERSON if one_needs_a_person else None

    def _rows(self, sources: Sequence[Source]) -> list[SourceRow]:
        stored: dict[str, SourceRow] = {}
        if self.config.database.exists():
            db = open_readonly(self.config.database)
            week_ago = iso_text(datetime.now(UTC) - timedelta(days=7))
            stored = {row.id: row for row in source_rows(db, week_ago)}
            db.close()
        return [_row(source, stored.get(source.id)) for source in sources]

    def _found_feeds(self) -> dict[str, list[str]]:
        """Return by source the feeds that crawls found."""
        feeds: dict[str, list[str]] = {}
        if self.config.database.exists():
            db = open_readonly(self.config.database)
            for source_id, url in db.execute(
                "SELECT source_id, url FROM endpoints WHERE kind = 'feed' ORDER BY url"
            ):
                feeds.setdefault(source_id, []).append(url)
            db.close()
        return feeds


def _values_of(pairs: Sequence[str]) -> dict[str, str | bool]:
    """Return the values of arguments such as ``enabled=false``; raises BadInputError."""
    values: dict[str, str | bool] = {}
    for pair in pairs:
        key, sign, value = pair.partition("=")
        if not sign or key not in _CHANGEABLE:
            raise BadInputError(
                f"{pair}: expected KEY=VALUE, where KEY is one of {', '.join(_CHANGEABLE)}"
            )
        if key == "enabled" and value not in ("true", "false"):
            raise BadInputError(f"{pair}: expected enabled=true or enabled=false")
        values[key] = value == "true" if key == "enabled" else value
    if not values:
        raise BadInputError("--change: expected at least one KEY=VALUE, such as enabled=false")
    return values


def _subscriptions(
    sources: Sequence[Source], found_feeds: Mapping[str, Sequence[str]]
) -> list[Subscription]:
    """Return the sources with the feeds that their blocks name, or else those that were found."""
    return [
        Subscription(
            name=source.name,
            home=source.home,
            region=source.region,
            feeds=source.feeds or tuple(found_feeds.get(source.id, ())),
        )
        for source in sources
    ]


def _row(source: Source, stored: SourceRow | None) -> SourceRow:
    """Return the row to show for a source, with the status that it has now."""
    row = stored or SourceRow(
        id=source.id,
        status=None,
        status_detail=None,
        last_polled_at=None,
        last_new_article_at=None,
        next_poll_at=None,
        consecutive_failures=0,
        articles=0,
        articles_last_week=0,
        weekly_average=0.0,
        share_with_text=None,
        share_with_date=None,
        share_with_author=None,
    )
    if not source.enabled:
        return replace(row, status=Status.DISABLED)
    if row.status is None:
        row = replace(row, status=Status.NEVER_POLLED)
    verdict = quality_verdict(row.text_quality, row.earlier_text_quality)
    if verdict and row.status not in FAILED:  # pages may have been read again since the last poll
        status, detail = verdict
        return replace(row, status=status, status_detail=detail)
    return row


def _needs_a_person(row: SourceRow) -> bool:
    return needs_a_person(Status(row.status or Status.NEVER_POLLED), row.consecutive_failures)


def _record(row: SourceRow) -> dict[str, object]:
    status = Status(row.status or Status.NEVER_POLLED)
    return asdict(row) | {
        "needs_a_person": _needs_a_person(row),
        "advice": advice(status, row.id),
    }


def table(rows: Sequence[SourceRow]) -> list[str]:
    """Return the lines of the table, then a line of advice for each source that needs a person."""
    rows_of_cells = [_COLUMNS, *(_cells(row) for row in rows)]
    widths = [max(map(len, column)) for column in zip(*rows_of_cells, strict=True)]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()
        for cells in rows_of_cells
    ]
    remedies = (
        (row.id, remedy(row.status, row.status_detail, row.consecutive_failures, row.id))
        for row in rows
    )
    return [*lines, *(f"{source_id}: {text}" for source_id, text in remedies if text)]


def _cells(row: SourceRow) -> tuple[str, ...]:
    shares = row.share_with_text, row.share_with_date, row.share_with_author
    return (
        row.id,
        row.status or "",
        str(row.articles),
        str(row.articles_last_week),
        f"{row.weekly_average:.0f}",
        *("–" if share is None else f"{share:.0%}" for share in shares),
        _quality(row),
        _minute(row.last_new_article_at),
        str(row.consecutive_failures),
    )


def _minute(moment: str | None) -> str:
    """Return a time of the database without ``T`` and ``Z``, and without seconds that are 0."""
    return (moment or "–").replace("T", " ").removesuffix(":00Z").removesuffix("Z")


def _quality(row: SourceRow) -> str:
    """Return the mean text quality of the newest articles and its change: ``0.93 (-0.02)``."""
    if row.text_quality is None:
        return "–"
    if row.earlier_text_quality is None:
        return f"{row.text_quality:.2f}"
    return f"{row.text_quality:.2f} ({row.text_quality - row.earlier_text_quality:+.2f})"
