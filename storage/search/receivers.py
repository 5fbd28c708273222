"""Stores which receivers do not accept messages, and when they are tried again."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlite_utils import Database

from pipelines.model import iso_text

FIRST_PAUSE = timedelta(minutes=1)
MAX_PAUSE = timedelta(hours=6)  # a receiver that is repaired overnight gets messages by morning
_MAX_DOUBLINGS = 20  # of a pause; MAX_PAUSE is reached sooner


@dataclass(frozen=True, slots=True)
class Failing:
    """A receiver that did not accept the last message."""

    failures: int  # in a row
    since: datetime
    next_try_at: datetime


def failing_receivers(db: Database) -> dict[str, Failing]:
    """Return the receivers that did not accept their last message, by their keys."""
    rows = db.execute("SELECT key, failures, failing_since, next_try_at FROM receivers").fetchall()
    return {
        key: Failing(failures, datetime.fromisoformat(since), datetime.fromisoformat(next_try))
        for key, failures, since, next_try in rows
    }


def is_paused(failing: Failing | None, now: datetime) -> bool:
    """Return whether nothing may be sent to the receiver now.

    A pause longer than MAX_PAUSE was set by a clock that was ahead, and is ignored.
    """
    return failing is not None and now < failing.next_try_at <= now + MAX_PAUSE


def note_failure(db: Database, key: str, before: Failing | None, now: datetime) -> Failing:
    """Store that a receiver did not accept a message; each pause is twice as long as the last.

    ``before`` is the state before this failure; None if the last message was accepted.
    """
    failures = before.failures + 1 if before else 1
    pause = min(MAX_PAUSE, FIRST_PAUSE * 2 ** min(failures - 1, _MAX_DOUBLINGS))
    failing = Failing(failures, before.since if before else now, now + pause)
    db.execute(
        "INSERT OR REPLACE INTO receivers VALUES (?, ?, ?, ?)",
        [key, failures, iso_text(failing.since), iso_text(failing.next_try_at)],
    )
    return failing


def note_success(db: Database, key: str) -> None:
    """Store that a receiver accepted a message."""
    db.execute("DELETE FROM receivers WHERE key = ?", [key])
