"""Stores the indexes of sources (feeds, sitemaps, listings, channels) in the table ``endpoints``.

The module also stores the result and the time of each poll in the table ``sources``.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pipelines.model import iso_text
from storage.database.protocols import Store


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An index, with the result of its last check."""

    url: str
    source_id: str
    kind: str
    configured: bool  # whether sources.toml names it
    etag: str | None = None
    last_modified: str | None = None
    parent: str | None = None  # the index that names it, or the newest page of its channel
    status: str | None = None
    status_detail: str | None = None
    checked_at: datetime | None = None
    consecutive_failures: int = 0
    read_at: datetime | None = None  # when its content was last read
    not_modified: int = 0  # answers 304 in a row
    since: datetime | None = None  # only of an older page of a channel: the limit of its posts


@dataclass(frozen=True, slots=True)
class Poll:
    """The result of polling a source, as stored in ``sources``."""

    status: str
    detail: str | None
    polled_at: datetime
    next_poll_at: datetime
    failed: bool
    new_article_at: datetime | None = None


def endpoints_of(db: Store, source_id: str) -> list[Endpoint]:
    """Return the indexes of a source in the order in which they were found."""
    rows = db.query("SELECT * FROM endpoints WHERE source_id = ? ORDER BY rowid", [source_id])
    return [_endpoint(row) for row in rows]


def remember_endpoint(
    db: Store,
    url: str,
    *,
    source_id: str,
    kind: str,
    configured: bool,
    parent: str | None,
    since: datetime | None = None,
) -> None:
    """Add an index, or update its kind, source and parent, and ``since`` if it is given."""
    db.execute(
        "INSERT INTO endpoints (url, source_id, kind, configured, parent, since)"
        " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (url) DO UPDATE SET"
        " source_id = excluded.source_id, kind = excluded.kind, configured = excluded.configured,"
        " parent = excluded.parent, since = coalesce(excluded.since, endpoints.since)",
        [url, source_id, kind, int(configured), parent, iso_text(since)],
    )


def record_check(
    db: Store, url: str, *, status: str, detail: str | None, now: datetime, failed: bool
) -> None:
    """Store the result of a check; failures in a row and answers 304 in a row are counted."""
    db.execute(
        "UPDATE endpoints SET status = :status, status_detail = :detail, checked_at = :now,"
        " consecutive_failures = CASE WHEN :failed THEN consecutive_failures + 1 ELSE 0 END,"
        " not_modified = CASE :status WHEN 'not_modified' THEN not_modified + 1 ELSE 0 END,"
        " read_at = CASE :status WHEN 'working' THEN :now ELSE read_at END WHERE url = :url",
        {"status": status, "detail": detail, "now": iso_text(now), "failed": failed, "url": url},
    )


def forget_endpoint(db: Store, url: str) -> None:
    """Delete an index, such as an older page of a channel that has been read."""
    db.execute("DELETE FROM endpoints WHERE url = ?", [url])


def save_validators(db: Store, url: str, etag: str | None, last_modified: str | None) -> None:
    """Store the validators (ETag, Last-Modified) of an index, after all its links are stored.

    A request with the validators gets the answer 304 if the index has not changed.
    """
    db.execute(
        "UPDATE endpoints SET etag = ?, last_modified = ? WHERE url = ?", [etag, last_modified, url]
    )


def save_poll(db: Store, source_id: str, poll: Poll) -> None:
    """Store the result of polling a source, and the time of the next poll."""
    db.execute(
        "UPDATE sources SET status = ?, status_detail = ?, last_polled_at = ?, next_poll_at = ?,"
        " last_new_article_at = coalesce(?, last_new_article_at), consecutive_failures ="
        " CASE WHEN ? THEN consecutive_failures + 1 ELSE 0 END WHERE id = ?",
        [
            poll.status, poll.detail, iso_text(poll.polled_at), iso_text(poll.next_poll_at),
            iso_text(poll.new_article_at), poll.failed, source_id,
        ],
    )  # fmt: skip


def due_sources(db: Store, *, now: datetime) -> set[str]:
    """Return the ids of sources that are due, or were never polled."""
    rows = db.execute(
        "SELECT id FROM sources WHERE next_poll_at IS NULL OR next_poll_at <= ?", [iso_text(now)]
    )
    return {source_id for (source_id,) in rows}


def oldest_publication(db: Store, source_id: str) -> datetime | None:
    """Return the time of the source's oldest article that is dated to the minute, or None."""
    (oldest,) = db.execute(
        "SELECT min(date_published) FROM articles WHERE source_id = ?"
        " AND date_published_precision = 'minute'",
        [source_id],
    ).fetchone()
    return datetime.fromisoformat(oldest) if oldest else None


def recent_publications(db: Store, source_id: str, limit: int = 50) -> list[datetime]:
    """Return the publication times of the source's newest articles, newest first.

    For an article without a time of publication, the time of its first visit is used. An article
    without a date is included only if it is among the articles stored last. ``id > 0`` is always
    true; without it, SQLite would not find these by their index.
    """
    rows = db.execute(
        """SELECT CASE WHEN date_published_precision = 'minute' THEN date_published
            ELSE date_first_seen END AS moment FROM articles WHERE id IN (
            SELECT id FROM (SELECT id FROM articles WHERE source_id = :source
                AND id > 0 ORDER BY id DESC LIMIT :limit) AS stored_last
            UNION SELECT id FROM (SELECT id FROM articles WHERE source_id = :source
                AND date_published IS NOT NULL
                ORDER BY date_published DESC LIMIT :limit) AS published_last)
        ORDER BY moment DESC LIMIT :limit""",
        {"source": source_id, "limit": limit},
    )
    return [datetime.fromisoformat(moment) for (moment,) in rows]


def consecutive_failures(db: Store, source_id: str) -> int:
    """Return how many polls of the source failed in a row."""
    row = db.execute(
        "SELECT consecutive_failures FROM sources WHERE id = ?", [source_id]
    ).fetchone()
    (failures,) = row or (0,)
    return int(failures)


def last_verdict(db: Store, source_id: str) -> tuple[str | None, str | None]:
    """Return the status of the source's last poll, and the detail that explains it."""
    row = db.execute(
        "SELECT status, status_detail FROM sources WHERE id = ?", [source_id]
    ).fetchone()
    status, detail = row or (None, None)
    return status, detail


def has_history(db: Store, source_id: str) -> bool:
    """Return whether a poll of this source was completed before."""
    row = db.execute("SELECT last_polled_at FROM sources WHERE id = ?", [source_id]).fetchone()
    (last_polled_at,) = row or (None,)
    return bool(last_polled_at)


def _endpoint(row: dict[str, Any]) -> Endpoint:
    return Endpoint(
        url=row["url"],
        source_id=row["source_id"],
        kind=row["kind"],
        configured=bool(row["configured"]),
        etag=row["etag"],
        last_modified=row["last_modified"],
        parent=row["parent"],
        status=row["status"],
        status_detail=row["status_detail"],
        checked_at=datetime.fromisoformat(row["checked_at"]) if row["checked_at"] else None,
        consecutive_failures=row["consecutive_failures"],
        read_at=datetime.fromisoformat(row["read_at"]) if row["read_at"] else None,
        not_modified=row["not_modified"],
        since=datetime.fromisoformat(row["since"]) if row["since"] else None,
    )
