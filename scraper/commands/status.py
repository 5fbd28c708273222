"""``scrapy status``: shows whether the crawl is well, for persons and for monitoring."""

import argparse
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from scraper.command import NewsCommand
from storage.crawl.status import CrawlStatus, read_status
from storage.database.sqlite import open_readonly
from storage.stores import open_store


class Command(NewsCommand):
    """Show the last run, the sources that need a person, the queue and the disk."""

    example = "scrapy status --json"

    def short_desc(self) -> str:
        return "Show the last run, the sources that need a person, the queue and the disk"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="one JSON object on stdout")

    def execute(self, args: list[str], opts: argparse.Namespace) -> None:
        store = self.config.store
        now = datetime.now(UTC)
        db = open_readonly(store) if isinstance(store, Path) else open_store(store)
        try:
            status = read_status(db, now)
        finally:
            db.close()
        if opts.json:
            print(json.dumps(asdict(status), ensure_ascii=False, indent=2))
        else:
            print("\n".join(describe(status, now)))


def describe(status: CrawlStatus, now: datetime) -> Iterator[str]:
    """Yield the lines that describe a status."""
    yield f"last run: {_last_run(status, now)}"
    if status.last_run_outcomes:
        yield f"its visits: {_listed(status.last_run_outcomes)}"
    yield f"sources: {_listed(status.sources) or 'none'}"
    if in_need := status.sources_needing_a_person:
        yield f"these need a person (`scrapy sources` says why): {', '.join(in_need)}"
    yield f"queue: {status.queue} addresses are due"
    pruned = f", {status.pruned_articles} with text pruned" if status.pruned_articles else ""
    yield f"stored: {status.articles} articles{pruned}, {status.stories} stories"
    if status.messages_waiting:
        yield f"alerts: {status.messages_waiting} finds wait for their receivers"
    yield f"disk: {_disk(status)}"


def _listed(counts: Mapping[str, int]) -> str:
    """Return counts as ``3 stored, 1 gone``."""
    return ", ".join(f"{count} {name}" for name, count in counts.items())


def _last_run(status: CrawlStatus, now: datetime) -> str:
    if status.last_run_started_at is None:
        return "none"
    started = datetime.fromisoformat(status.last_run_started_at)
    minutes = (now - started).total_seconds() / 60
    ended = (
        f"ended {status.last_run_finished_at} ({status.last_run_exit_reason})"
        if status.last_run_finished_at
        else "not ended: it runs, or was killed"
    )
    return f"started {status.last_run_started_at}, {minutes:.0f} minutes ago; {ended}"


def _disk(status: CrawlStatus) -> str:
    parts = [f"{status.database_bytes / 1e6:.1f} MB database"]
    if status.database_free_bytes is not None:
        parts.append(f"of which {status.database_free_bytes / 1e6:.1f} MB are free")
    if status.disk_free_bytes is not None:
        parts.append(f"{status.disk_free_bytes / 1e9:.1f} GB free on its disk")
    return ", ".join(parts)
