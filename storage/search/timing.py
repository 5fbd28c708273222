"""When the finds of an alert are sent: at once, every hour or day, and not in quiet hours."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

# An event of many outlets brings dozens of stories in one run; the rest comes as one list.
MAX_SENT_ALONE = 3  # stories of an alert that one run announces each in a message of its own


@dataclass(frozen=True, slots=True)
class Timing:
    """What an alert says of its times; times of day are local."""

    every: str | None = None  # "hour", "day", or None: at once
    at: time = time(8)  # of an alert of every day
    quiet: tuple[time, time] | None = None  # beginning and end; it may pass midnight
    zone: ZoneInfo | None = None


IMMEDIATELY = Timing()


@dataclass(frozen=True, slots=True)
class Find:
    """A find that stands in no message yet."""

    id: int
    created_at: datetime


def is_quiet(timing: Timing, zone: ZoneInfo | None, moment: datetime) -> bool:
    """Return whether the moment lies in the quiet hours; the zone None is that of the machine."""
    if timing.quiet is None:
        return False
    start, end = timing.quiet
    clock = moment.astimezone(zone).time()
    return start <= clock < end if start < end else clock >= start or clock < end


def due_at(timing: Timing, zone: ZoneInfo | None, created_at: datetime) -> datetime:
    """Return when a find of that moment may be sent, apart from quiet hours."""
    if timing.every is None:
        return created_at
    local = created_at.astimezone(zone)
    if timing.every == "hour":
        hour = local.replace(minute=0, second=0, microsecond=0)
        return hour.astimezone(UTC) + timedelta(hours=1)
    day = local.date() if local.time() < timing.at else local.date() + timedelta(days=1)
    due = datetime.combine(day, timing.at)
    return (due.replace(tzinfo=zone) if zone else due.astimezone()).astimezone(UTC)


def plan(
    timing: Timing,
    zone: ZoneInfo | None,
    finds: Sequence[Find],
    now: datetime,
    *,
    sent_alone: int,
    run_has_ended: bool,
) -> list[tuple[int, ...]]:
    """Return the messages that are due, each as the ids of its finds, oldest first.

    ``sent_alone`` is the number of finds the run has sent in messages of their own. A find that is
    in no message of the result waits.
    """
    if is_quiet(timing, zone, now):
        return []
    if timing.every is not None:
        return _one([find.id for find in finds if due_at(timing, zone, find.created_at) <= now])
    held = [find.id for find in finds if is_quiet(timing, zone, find.created_at)]
    fresh = [find.id for find in finds if find.id not in held]
    room = max(0, MAX_SENT_ALONE - sent_alone)
    alone = [(number,) for number in fresh[:room]]
    return _one(held) + alone + (_one(fresh[room:]) if run_has_ended else [])


def _one(ids: Sequence[int]) -> list[tuple[int, ...]]:
    return [tuple(ids)] if ids else []
