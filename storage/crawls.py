"""Crawls: one row per run, so that a run that died is visible as one without an end."""

import json
from collections.abc import Mapping
from datetime import datetime

from sqlite_utils import Database

from pipelines.model import iso_text


def begin_crawl(db: Database, now: datetime) -> int:
    """Record the start of a run and return its id."""
    cursor = db.conn.execute("INSERT INTO crawls (started_at) VALUES (?)", [iso_text(now)])
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def finish_crawl(
    db: Database,
    crawl_id: int,
    *,
    now: datetime,
    counts: Mapping[str, int],
    sources: Mapping[str, Mapping[str, int]],
    exit_reason: str,
) -> None:
    """Record how a run ended: outcomes counted over all sources, and for each."""
    db.execute(
        "UPDATE crawls SET finished_at = ?, counts = ?, sources = ?, exit_reason = ? WHERE id = ?",
        [iso_text(now), json.dumps(counts), json.dumps(sources), exit_reason, crawl_id],
    )
