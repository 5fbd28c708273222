"""Tests that times are shown in the region's zone, and a date without a time as a day."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from storage.browse.i18n.languages import Language
from storage.browse.i18n.times import (
    bounds,
    clock,
    full_day,
    lag,
    short_stamp,
    span,
    stamp,
    zone_name,
)
from storage.database.zones import local_day, parse

MOSCOW = ZoneInfo("Europe/Moscow")
KOLKATA = ZoneInfo("Asia/Kolkata")
# In UTC this is the evening of 20 November. In Moscow (UTC+3) it is the night of 21 November.
LATE_EVENING = "2026-11-20T22:30:00Z"


def test_day_in_moscow_begins_three_hours_before_the_day_in_utc() -> None:
    day = bounds(date(2026, 11, 20), MOSCOW)
    assert (day.start, day.end) == ("2026-11-19T21:00:00Z", "2026-11-20T21:00:00Z")
    assert day.days == ("2026-11-20",)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2026-11-20", date(2026, 11, 20)),
        (LATE_EVENING, datetime(2026, 11, 20, 22, 30, tzinfo=UTC)),
        ("2026-11-20T22:30:00", datetime(2026, 11, 20, 22, 30, tzinfo=UTC)),
    ],
)
def test_times_and_days_of_the_database_are_read(text: str, value: date) -> None:
    assert parse(text) == value


@pytest.mark.parametrize(
    ("text", "day", "time_of_day", "day_and_time"),
    [
        (LATE_EVENING, date(2026, 11, 21), "01:30", "21 November 2026, 01:30"),
        ("2026-11-20", date(2026, 11, 20), "", "20 November 2026"),
    ],
)
def test_times_are_shown_in_the_zone(
    text: str, day: date, time_of_day: str, day_and_time: str
) -> None:
    """``clock`` formats the time of day, and ``stamp`` the day with its time of day."""
    assert local_day(text, MOSCOW) == day
    assert clock(text, MOSCOW) == time_of_day
    assert stamp(text, MOSCOW) == day_and_time


def test_article_without_a_date_is_shown_as_no_date() -> None:
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
def test_duration_is_rounded_down(seconds: float, text: str) -> None:
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
def test_lag_is_in_minutes_between_times_and_in_days_if_one_is_a_day(
    first: str, later: str, text: str
) -> None:
    """``lag`` says how long ``later`` is after ``first``; a negative lag means before."""
    assert lag(first, later) == text


def test_a_day_at_the_end_of_a_sentence_has_no_weekday_to_decline() -> None:
    assert full_day(date(2026, 11, 25), Language("ru")) == "25 ноября 2026"


@pytest.mark.parametrize(
    ("text", "expected"), [(LATE_EVENING, "21 ноября, 01:30"), ("2026-11-20", "20 ноября")]
)
def test_a_short_time_leaves_the_year_out(text: str, expected: str) -> None:
    assert short_stamp(text, MOSCOW, Language("ru")) == expected
