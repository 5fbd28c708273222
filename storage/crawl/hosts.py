"""Stores the robots.txt of each host, and the time before which it gets no requests."""

from dataclasses import dataclass
from datetime import datetime

from pipelines.model import iso_text
from storage.database.protocols import Store


@dataclass(frozen=True, slots=True)
class Host:
    """The robots.txt of a host, and the time before which it gets no requests."""

    robots: str | None = None
    robots_fetched_at: datetime | None = None
    not_before: datetime | None = None


def host_record(db: Store, host: str) -> Host:
    """Return the record of a host, with empty fields if the host is unknown."""
    row = db.execute(
        "SELECT robots, robots_fetched_at, not_before FROM hosts WHERE host = ?", [host]
    ).fetchone()
    if row is None:
        return Host()
    robots, robots_fetched_at, not_before = row
    return Host(robots, _time_of(robots_fetched_at), _time_of(not_before))


def save_robots(db: Store, host: str, text: str, *, now: datetime) -> None:
    """Store the robots.txt of a host with the time when it was fetched."""
    db.execute(
        "INSERT INTO hosts (host, robots, robots_fetched_at) VALUES (?, ?, ?) ON CONFLICT (host)"
        " DO UPDATE SET robots = excluded.robots, robots_fetched_at = excluded.robots_fetched_at",
        [host, text, iso_text(now)],
    )


def pause_host(db: Store, host: str, *, until: datetime) -> None:
    """Store that the host gets no requests before ``until``, including those of later runs."""
    db.execute(
        "INSERT INTO hosts (host, not_before) VALUES (?, ?)"
        " ON CONFLICT (host) DO UPDATE SET not_before = excluded.not_before",
        [host, iso_text(until)],
    )


def was_paused(db: Store, host: str) -> bool:
    """Return whether the host was ever paused, for instance because of a long Crawl-delay."""
    return host_record(db, host).not_before is not None


def _time_of(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
