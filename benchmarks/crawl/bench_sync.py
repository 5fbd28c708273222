"""Compares a sync of the changed rows with a sync of all rows, and measures the log of changes.

``python -m benchmarks.crawl.bench_sync [--articles N]`` writes ``results/sync.md``. PostgreSQL is
started for the run on a free port. First the same N articles are stored in two databases, in turns
of 160 articles. Only one database has the triggers of the log. Then, in each round, N / 100 further
articles are stored in it, and both kinds of sync write their file one after the other.
"""

import tempfile
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import NamedTuple

from benchmarks.command_line import argument_parser
from benchmarks.crawl.bench_cluster import (
    OUTLETS,
    PAGES_PER_TRANSACTION,
    STORED,
    articles,
    page_read,
    store,
)
from benchmarks.machine import machine
from pipelines.model import PageRead
from scraper.crawl.filing import PageFiler
from scraper.crawl.run_state import RunState
from storage.crawl.sources import save_sources
from storage.stores import open_store
from tests import servers

RESULTS = Path(__file__).parents[1] / "results" / "sync.md"
ROUNDS = 3
TURN = 10 * PAGES_PER_TRANSACTION  # articles stored in one database, then in the other


class Round(NamedTuple):
    """The seconds of both kinds of sync in one round, and the rows that the first one copied."""

    changed_seconds: float  # of the sync of the changed rows
    all_seconds: float  # of the sync of all rows
    changed_rows: int


class FilledServer:
    """A PostgreSQL server that is filled with articles, with the log of changes or without it."""

    def __init__(self, *, has_log: bool) -> None:
        from storage.postgres.schema import tables  # needs the extra `cluster`

        self.server, self.url = servers.start_postgres()
        self.db = open_store(self.url)
        if not has_log:
            for table in tables():
                self.db.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        save_sources(self.db, OUTLETS)
        self.filer = PageFiler(RunState(self.db, lambda: STORED))
        self.seconds = 0.0  # of storing so far

    def add(self, pages: list[PageRead]) -> None:
        """Store pages as a crawl does."""
        started = time.monotonic()
        for first in range(0, len(pages), PAGES_PER_TRANSACTION):
            store(self.filer, pages[first : first + PAGES_PER_TRANSACTION])
        self.seconds += time.monotonic() - started

    def close(self) -> None:
        self.db.close()
        self.server.close()


def main() -> None:
    parser = argument_parser(__doc__, __file__)
    parser.add_argument(
        "--articles", type=int, default=3200, help="stored at the start (%(default)s)"
    )
    count = parser.parse_args().articles
    if problem := servers.missing():
        raise SystemExit(f"benchmarks: {problem}")
    added_count = max(1, count // 100)
    news = [page_read(*pair) for pair in articles(count + ROUNDS * added_count)]
    with (
        closing(FilledServer(has_log=True)) as logged,
        closing(FilledServer(has_log=False)) as plain,
        tempfile.TemporaryDirectory() as folder,
    ):
        for turn, first in enumerate(range(0, count, TURN)):
            order = (logged, plain) if turn % 2 else (plain, logged)
            for server in order:
                server.add(news[first : min(first + TURN, count)])
        cost_of_log = logged.seconds / plain.seconds
        results = rounds(logged, Path(folder), news[count:], added_count)
    ratios = [result.all_seconds / result.changed_seconds for result in results]
    table = [
        f"| {number} | {result.changed_seconds:.2f} | {result.all_seconds:.2f} | {ratio:.1f}"
        f" | {result.changed_rows:,} |"
        for number, (result, ratio) in enumerate(zip(results, ratios, strict=True), start=1)
    ]
    lines = [
        f"{count:,} articles in PostgreSQL; before each round {added_count} more are stored.", "",
        "| round | changed rows, s | all rows, s | ratio | changed rows |",
        "|---|---:|---:|---:|---:|",
        *table, "",
        f"A sync of the changed rows takes 1/{median(ratios):.1f} of the time of a whole one,"
        f" median. Storing with the log takes {cost_of_log:.2f} of the time without it.",
    ]  # fmt: skip
    text = "\n".join(["# Publishing", "", machine(("psycopg",)), "", *lines, ""])
    RESULTS.write_text(text, encoding="utf-8")
    print(text)


def rounds(
    filled: FilledServer, folder: Path, news: list[PageRead], added_count: int
) -> list[Round]:
    """Measure each round; the sync of all rows comes second, and writes a file of its own."""
    from storage.postgres.publishing import publish  # needs the extra `cluster`

    publish(filled.url, folder / "news.db", datetime.now(UTC))
    results = []
    for number in range(ROUNDS):
        filled.add(news[number * added_count : (number + 1) * added_count])
        started = time.monotonic()
        changed_rows = publish(filled.url, folder / "news.db", datetime.now(UTC)).changed
        changed_seconds = time.monotonic() - started
        started = time.monotonic()
        publish(filled.url, folder / "whole.db", datetime.now(UTC), whole=True)
        results.append(Round(changed_seconds, time.monotonic() - started, changed_rows or 0))
    return results


if __name__ == "__main__":
    main()
