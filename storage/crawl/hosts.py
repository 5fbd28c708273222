"""Hosts: what they ask of crawlers — robots.txt, and when to come back — kept between runs."""

from dataclasses import dataclass
from datetime import datetime

from pipelines.model import iso_text
from storage.database.protocols import Store


@dataclass(frozen=True, slots=True)
class Host:
    """A host's last robots.txt, and the time before which it is left alone."""

    robots: str | None = None
    robots_fetched_at: datetime | None = None
    not_before: datetime | None = None


def host_record(db: Store, host: str) -> Host:
    """Return what is known of the host; an empty record if nothing is."""
    row = db.execute(
        "SELECT robots, robots_fetched_at, not_before FROM hosts WHERE host = ?", [host]
    ).fetchone()
    return Host(row[0], _time_of(row[1]), _time_of(row[2])) if row else Host()


def save_robots(db: Store, host: str, text: str, *, now: datetime) -> None:
    """Keep the host's robots.txt."""
    db.execute(
        "INSERT INTO hosts (host, robots, robots_fetched_at) VALUES (?, ?, ?) ON CONFLICT (host)"
        " DO UPDATE SET robots = excluded.robots, robots_fetched_at = excluded.robots_fetched_at",
        [host, text, iso_text(now)],
    )


def pause_host(db: Store, host: str, *, until: datetime) -> None:
    """Leave the host alone until then; later runs do so, too."""
    db.execute(
        "INSERT INTO hosts (host, not_before) VALUES (?, ?)"
        " ON CONFLICT (host) DO UPDATE SET not_before = excluded.not_before",
        [host, iso_text(until)],
    )


def was_paused(db: Store, host: str) -> bool:
    """Whether the host ever asked to be left alone for longer than a run lasts."""
    return host_record(db, host).not_before is not None


def _time_of(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
