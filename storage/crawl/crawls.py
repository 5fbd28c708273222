"""Stores a row for each run; a run that was killed has no end time."""

import json
from collections.abc import Mapping
from datetime import datetime

from pipelines.model import iso_text
from storage.database.protocols import Store


def begin_crawl(db: Store, now: datetime) -> int:
    """Record the start of a run and return its id."""
    sql = "INSERT INTO crawls (started_at) VALUES (?) RETURNING id"
    (crawl_id,) = db.conn.execute(sql, [iso_text(now)]).fetchone()
    return int(crawl_id)


def finish_crawl(
    db: Store,
    crawl_id: int,
    *,
    now: datetime,
    counts: Mapping[str, int],
    sources: Mapping[str, Mapping[str, int]],
    exit_reason: str,
) -> None:
    """Record the end of a run, with the counts of outcomes over all sources and for each source."""
    db.execute(
        "UPDATE crawls SET finished_at = ?, counts = ?, sources = ?, exit_reason = ? WHERE id = ?",
        [iso_text(now), json.dumps(counts), json.dumps(sources), exit_reason, crawl_id],
    )
