"""Reads the times of an ``[[alert]]`` table: ``every``, ``at``, ``quiet`` and ``timezone``."""

import re
from datetime import time
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pipelines.files.errors import BadInputError
from storage.search.timing import Timing

TIMING_KEYS = {"every", "at", "quiet", "timezone"}
_EVERY = ("hour", "day")
# For example 8:00 and 23:30.
_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


def read_timing(place: str, table: dict[str, Any]) -> Timing:
    """Read ``every``, ``at``, ``quiet`` and ``timezone``; raises BadInputError."""
    every = table.get("every")
    if every not in (None, *_EVERY):
        raise BadInputError(f'{place}: every: expected "hour" or "day", got {every!r}')
    if "at" in table and every != "day":
        raise BadInputError(f'{place}: at: goes with every = "day"')
    at = _time(table.get("at", "08:00"))
    if at is None:
        raise BadInputError(f'{place}: at: expected a time such as "08:00", got {table["at"]!r}')
    return Timing(every=every, at=at, quiet=_quiet(place, table), zone=_zone(place, table))


def _quiet(place: str, table: dict[str, Any]) -> tuple[time, time] | None:
    """Return (begin, end) of the quiet hours, such as "23:00-07:00"; None without them."""
    if "quiet" not in table:
        return None
    text = table["quiet"]
    parts = re.split("[-–—]", text) if isinstance(text, str) else []
    times = [_time(part.strip()) for part in parts]
    match times:
        case [time() as begin, time() as end] if begin != end:
            return begin, end
    raise BadInputError(
        f'{place}: quiet: expected two different times such as "23:00-07:00", got {text!r}'
    )


def _zone(place: str, table: dict[str, Any]) -> ZoneInfo | None:
    """Return the time zone that the table names, or None."""
    if "timezone" not in table:
        return None
    try:
        return ZoneInfo(table["timezone"])
    except (ZoneInfoNotFoundError, ValueError, TypeError, OSError):
        raise BadInputError(
            f"{place}: timezone: expected a name such as Europe/Moscow, got {table['timezone']!r}"
        ) from None


def _time(value: object) -> time | None:
    """Return the time that a value of TOML states, or None."""
    if isinstance(value, time):  # TOML has a type for times
        return value
    match = _TIME.fullmatch(value) if isinstance(value, str) else None
    return time(int(match[1]), int(match[2])) if match else None
