"""Reads the state of the crawl: the last run, the sources, the queue and the disk."""

import json
import shutil
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from pipelines.model import Status, iso_text, known_status, needs_a_person
from storage.database.disk import free_bytes, used_bytes
from storage.database.protocols import Store
from storage.database.sqlite import file_of


@dataclass(frozen=True, slots=True)
class CrawlStatus:
    """The state of a store after its last run; times are ISO 8601 in UTC, sizes are in bytes.

    A run that was killed has no end. A value that a PostgreSQL server does not have is None.
    """

    last_run_started_at: str | None
    last_run_finished_at: str | None
    last_run_exit_reason: str | None
    last_run_outcomes: dict[str, int]  # visits to addresses by outcome
    last_finished_at: str | None  # the end of the last run that was not killed
    sources: dict[str, int]  # enabled sources by status
    sources_needing_a_person: list[str]
    queue: int  # addresses that are due
    articles: int
    stories: int
    pruned_articles: int
    messages_waiting: int | None
    database_bytes: int
    database_free_bytes: int | None  # inside the file; later articles use them
    disk_free_bytes: int | None


def read_status(db: Store, now: datetime) -> CrawlStatus:
    """Read the status of a store; ``now`` decides which addresses are due."""
    last_run = _row(
        db,
        "SELECT started_at, finished_at, exit_reason, counts FROM crawls ORDER BY id DESC LIMIT 1",
    )
    last_finished = _row(
        db,
        "SELECT finished_at FROM crawls WHERE finished_at IS NOT NULL ORDER BY id DESC LIMIT 1",
    )
    started_at, finished_at, exit_reason, counts = last_run or (None, None, None, "{}")
    (last_finished_at,) = last_finished or (None,)
    statuses = {
        str(source_id): (known_status(status) or Status.NEVER_POLLED, int(failures))
        for source_id, status, failures in db.execute(
            "SELECT id, status, consecutive_failures FROM sources WHERE enabled = 1 ORDER BY id"
        ).fetchall()
    }
    return CrawlStatus(
        last_run_started_at=started_at,
        last_run_finished_at=finished_at,
        last_run_exit_reason=exit_reason,
        last_run_outcomes=json.loads(counts),
        last_finished_at=last_finished_at,
        sources=dict(sorted(Counter(str(status) for status, _ in statuses.values()).items())),
        sources_needing_a_person=[
            source_id
            for source_id, (status, failures) in statuses.items()
            if needs_a_person(status, failures)
        ],
        queue=_count(db, "urls WHERE next_check_at <= ?", iso_text(now)),
        articles=_count(db, "articles"),
        stories=_count(db, "stories"),
        pruned_articles=_count(db, "pruned_texts"),
        **_sizes(db),
    )


def _sizes(db: Store) -> dict[str, Any]:
    """Return the fields of CrawlStatus that a file and a server give in different ways."""
    if isinstance(db, Database):
        return {
            "messages_waiting": _count(db, "outbox WHERE sent_at IS NULL"),
            "database_bytes": used_bytes(db) + free_bytes(db),
            "database_free_bytes": free_bytes(db),
            "disk_free_bytes": shutil.disk_usage(file_of(db).parent).free,
        }
    (database_bytes,) = _row(db, "SELECT pg_database_size(current_database())")
    return {
        "messages_waiting": None,
        "database_bytes": int(database_bytes),
        "database_free_bytes": None,
        "disk_free_bytes": None,
    }


def _row(db: Store, query: str) -> Any:
    return db.execute(query).fetchone()


def _count(db: Store, rows: str, *parameters: object) -> int:
    """Return the number of rows; ``rows`` is a table, and may have a WHERE clause."""
    (count,) = db.execute(f"SELECT count(*) FROM {rows}", list(parameters)).fetchone()  # noqa: S608
    return int(count)
