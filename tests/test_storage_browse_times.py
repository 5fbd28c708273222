"""Tests that times are shown in the region's zone, and a bare day as a day."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from storage.browse.times import bounds, clock, lag, local_day, parse, span, stamp, zone_name

MOSCOW = ZoneInfo("Europe/Moscow")
KOLKATA = ZoneInfo("Asia/Kolkata")
LATE = "2026-11-20T22:30:00Z"


def test_a_local_day_begins_before_the_day_in_utc() -> None:
    day = bounds(date(2026, 11, 20), MOSCOW)
    assert (day.start, day.end) == ("2026-11-19T21:00:00Z", "2026-11-20T21:00:00Z")
    assert day.day == "2026-11-20"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2026-11-20", date(2026, 11, 20)),
        (LATE, datetime(2026, 11, 20, 22, 30, tzinfo=UTC)),
        ("2026-11-20T22:30:00", datetime(2026, 11, 20, 22, 30, tzinfo=UTC)),
    ],
)
def test_texts_of_the_database_are_read(text: str, value: date) -> None:
    assert parse(text) == value


@pytest.mark.parametrize(
    ("text", "day", "hour", "shown"),
    [
        (LATE, date(2026, 11, 21), "01:30", "21 November 2026, 01:30"),
        ("2026-11-20", date(2026, 11, 20), "", "20 November 2026"),
    ],
)
def test_times_are_shown_in_the_zone(text: str, day: date, hour: str, shown: str) -> None:
    assert local_day(text, MOSCOW) == day
    assert clock(text, MOSCOW) == hour
    assert stamp(text, MOSCOW) == shown


def test_an_unknown_time_is_said() -> None:
    assert clock(None, MOSCOW) == ""
    assert stamp(None, MOSCOW) == "no date"


@pytest.mark.parametrize(
    ("zone", "name"), [(MOSCOW, "Europe/Moscow, UTC+3"), (KOLKATA, "Asia/Kolkata, UTC+5:30")]
)
def test_zone_is_named_with_its_offset(zone: ZoneInfo, name: str) -> None:
    assert zone_name(zone, datetime(2026, 11, 20, tzinfo=UTC)) == name


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(45, "45 s"), (750, "12 min"), (7500, "2 h 5 min"), (7200, "2 h"), (200_000, "2 days")],
)
def test_span_is_rounded_down(seconds: float, text: str) -> None:
    assert span(seconds) == text


@pytest.mark.parametrize(
    ("first", "later", "text"),
    [
        ("2026-11-20T10:00:00Z", "2026-11-20T10:12:00Z", "+12 min"),
        ("2026-11-20T10:12:00Z", "2026-11-20T10:00:00Z", "−12 min"),
        ("2026-11-20", "2026-11-20T10:00:00Z", "same day"),
        ("2026-11-20", "2026-11-21", "+1 day"),
        ("2026-11-20", "2026-11-18", "−2 days"),
    ],
)
def test_lag_is_in_days_where_a_time_is_unknown(first: str, later: str, text: str) -> None:
    assert lag(first, later) == text
