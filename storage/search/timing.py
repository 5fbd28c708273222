"""Decides when an alert's finds are sent: at once, every hour or day, and not in quiet hours."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

# Finds of an alert that one run sends in messages of their own. The others are sent in one message,
# since a single event can bring dozens of stories.
MAX_SENT_ALONE = 3


@dataclass(frozen=True, slots=True)
class Timing:
    """The times at which an alert may send; times of day are local."""

    every: str | None = None  # "hour" or "day"; None means at once
    at: time = time(8)  # the time of day at which finds of a "day" are sent
    quiet: tuple[time, time] | None = None  # the start and end of quiet hours, also over midnight
    zone: ZoneInfo | None = None  # None means the zone that the caller chooses


IMMEDIATELY = Timing()


@dataclass(frozen=True, slots=True)
class Find:
    """A find that is in no message yet."""

    id: int
    created_at: datetime


def is_quiet(timing: Timing, zone: ZoneInfo | None, moment: datetime) -> bool:
    """Return whether a time is in the quiet hours; without ``zone``, in the machine's time zone."""
    if timing.quiet is None:
        return False
    start, end = timing.quiet
    clock = moment.astimezone(zone).time()
    if start < end:
        return start <= clock < end
    return clock >= start or clock < end  # the quiet hours include midnight


def due_at(timing: Timing, zone: ZoneInfo | None, created_at: datetime) -> datetime:
    """Return when a find that was created at this time may be sent; quiet hours are ignored."""
    if timing.every is None:
        return created_at
    local = created_at.astimezone(zone)
    if timing.every == "hour":
        hour = local.replace(minute=0, second=0, microsecond=0)
        return hour.astimezone(UTC) + timedelta(hours=1)
    day = local.date() if local.time() < timing.at else local.date() + timedelta(days=1)
    due = datetime.combine(day, timing.at)
    if zone is None:
        return due.astimezone().astimezone(UTC)  # in the machine's zone
    return due.replace(tzinfo=zone).astimezone(UTC)


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

    ``sent_alone`` is the number of finds that the run has sent in messages of their own. Finds that
    are in no message of the result wait for a later call.
    """
    if is_quiet(timing, zone, now):
        return []
    if timing.every is not None:
        due = [find.id for find in finds if due_at(timing, zone, find.created_at) <= now]
        return _one_message(due)
    from_quiet_hours = [find.id for find in finds if is_quiet(timing, zone, find.created_at)]
    other_ids = [find.id for find in finds if find.id not in from_quiet_hours]
    alone_left = max(0, MAX_SENT_ALONE - sent_alone)
    alone = [(find_id,) for find_id in other_ids[:alone_left]]
    # More finds of the run may come, so those that are sent together wait for its end.
    together = _one_message(other_ids[alone_left:]) if run_has_ended else []
    return _one_message(from_quiet_hours) + alone + together


def _one_message(ids: Sequence[int]) -> list[tuple[int, ...]]:
    """Return a list of one message with these finds, or an empty list without finds."""
    return [tuple(ids)] if ids else []
