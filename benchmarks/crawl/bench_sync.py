"""Compares a sync that copies the changed rows with one that copies all, and measures the log.

``python -m benchmarks.crawl.bench_sync [--articles N]`` writes ``results/sync.md``. PostgreSQL is
started for the run on a free port. First the same articles are stored in two databases, in turns of
160 articles; one database has the triggers of the log. Then, in each round, a hundredth of the
articles is stored anew, and both kinds of sync write their file one after the other.
"""

import argparse
import sys
import tempfile
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from benchmarks.crawl.bench_cluster import (
    OUTLETS,
    PAGES_PER_TRANSACTION,
    articles,
    store,
)
from benchmarks.stories.dedup_report import machine
from pipelines.model import Article
from pipelines.stories.keeper import StoryKeeper
from storage.crawl.sources import save_sources
from storage.database.sqlite import transaction
from storage.postgres.publishing import publish
from storage.postgres.schema import tables
from storage.stores import open_store, story_index
from tests import servers

RESULTS = Path(__file__).parents[1] / "results" / "sync.md"
ROUNDS = 3
TURN = 10 * PAGES_PER_TRANSACTION  # articles stored in one database, then in the other


class Filled:
    """A server of its own that is filled with the articles in turns."""

    def __init__(self, *, logs: bool) -> None:
        self.server, self.url = servers.start_postgres()
        self.db = open_store(self.url)
        for table in () if logs else tables():
            self.db.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        save_sources(self.db, OUTLETS)
        self.keeper = StoryKeeper(story_index(self.db))
        self.seconds = 0.0

    def add(self, batch: list[tuple[str, Article]]) -> None:
        started = time.monotonic()
        for first in range(0, len(batch), PAGES_PER_TRANSACTION):
            with transaction(self.db):
                store(self.db, self.keeper, batch[first : first + PAGES_PER_TRANSACTION])
        self.seconds += time.monotonic() - started

    def close(self) -> None:
        self.db.close()
        self.server.close()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=3200)
    count = parser.parse_args().articles
    if problem := servers.missing():
        print(f"bench_sync: {problem}", file=sys.stderr)
        return 1
    share = max(1, count // 100)
    news = articles(count + ROUNDS * share)
    with (
        closing(Filled(logs=True)) as logged,
        closing(Filled(logs=False)) as plain,
        tempfile.TemporaryDirectory() as folder,
    ):
        for turn, first in enumerate(range(0, count, TURN)):
            order = (logged, plain) if turn % 2 else (plain, logged)
            for one in order:
                one.add(news[first : min(first + TURN, count)])
        cost = logged.seconds / plain.seconds
        rows = rounds(logged, Path(folder), news[count:], share)
    ratios = [whole / part for part, whole, _ in rows]
    lines = [
        f"{count:,} articles in PostgreSQL; before each round {share} more are stored.", "",
        "| round | changed rows, s | all rows, s | ratio | changed rows |",
        "|---|---:|---:|---:|---:|",
        *(f"| {n} | {part:.2f} | {whole:.2f} | {whole / part:.1f} | {changed:,} |"
          for n, (part, whole, changed) in enumerate(rows, start=1)), "",
        f"A sync of the changed rows takes 1/{median(ratios):.1f} of the time of a whole one,"
        f" median. Storing with the log takes {cost:.2f} of the time without it.",
    ]  # fmt: skip
    text = "\n".join(["# Publishing", "", machine(("psycopg",)), "", *lines, ""])
    RESULTS.write_text(text, encoding="utf-8")
    print(text)
    return 0


def rounds(
    filled: Filled, folder: Path, news: list[tuple[str, Article]], share: int
) -> list[tuple[float, float, int]]:
    """Return for each round the seconds of both kinds of sync, and the number of changed rows.

    The sync of changed rows comes first. The sync of all rows writes a file of its own.
    """
    publish(filled.url, folder / "news.db", datetime.now(UTC))
    found = []
    for number in range(ROUNDS):
        filled.add(news[number * share : (number + 1) * share])
        started = time.monotonic()
        changed = publish(filled.url, folder / "news.db", datetime.now(UTC)).changed
        part = time.monotonic() - started
        started = time.monotonic()
        publish(filled.url, folder / "whole.db", datetime.now(UTC), whole=True)
        found.append((part, time.monotonic() - started, changed or 0))
    return found


if __name__ == "__main__":
    sys.exit(main())
