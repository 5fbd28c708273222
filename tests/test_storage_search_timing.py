"""Tests when finds are sent: at once, once an hour or a day, or after quiet hours."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from storage.search.timing import Find, Timing, due_at, is_quiet, plan

MOSCOW = ZoneInfo("Europe/Moscow")
NIGHT = Timing(quiet=(time(23), time(7)))
DAILY = Timing(every="day", at=time(8))
MIDNIGHT_UTC = datetime(2026, 11, 23, tzinfo=UTC)


def local(hours: float, day: int = 23) -> datetime:
    """Return the time of that hour, in Moscow, on that day of November 2026."""
    return datetime(2026, 11, day, tzinfo=MOSCOW).astimezone(UTC) + timedelta(hours=hours)


def planned(
    timing: Timing, moments: list[datetime], now: datetime, *, alone: int = 0, ended: bool = False
) -> list[tuple[int, ...]]:
    """Return the messages that are sent now, each with the numbers of its finds."""
    finds = [Find(number, moment) for number, moment in enumerate(moments)]
    return plan(timing, MOSCOW, finds, now, sent_alone=alone, run_has_ended=ended)


def test_three_finds_of_a_run_are_sent_at_once_and_the_rest_as_one_at_its_end() -> None:
    finds = [local(12)] * 6
    assert planned(Timing(), finds, local(12)) == [(0,), (1,), (2,)]
    assert planned(Timing(), finds, local(12), alone=2) == [(0,)]
    assert planned(Timing(), finds, local(12), ended=True) == [(0,), (1,), (2,), (3, 4, 5)]


def test_an_hourly_alert_waits_for_the_full_hour_and_a_daily_one_for_its_time() -> None:
    assert due_at(Timing(every="hour"), MOSCOW, local(12.4)) == local(13)
    assert due_at(DAILY, MOSCOW, local(7.9)) == local(8)
    assert due_at(DAILY, MOSCOW, local(8)) == local(8, day=24)
    finds = [local(9), local(20), local(31.9), local(32.5)]
    assert planned(DAILY, finds, local(31.9), ended=True) == []
    assert planned(DAILY, finds, local(33), ended=True) == [(0, 1, 2)]


def test_finds_of_quiet_hours_are_sent_as_one_afterwards() -> None:
    finds = [local(23.5), local(26), local(31.2)]
    assert planned(NIGHT, finds[:2], local(30), ended=True) == []
    assert planned(NIGHT, finds, local(31.2)) == [(0, 1), (2,)]


def test_quiet_hours_are_those_of_the_zone_and_may_pass_midnight() -> None:
    assert is_quiet(NIGHT, MOSCOW, MIDNIGHT_UTC - timedelta(hours=3))
    assert is_quiet(NIGHT, MOSCOW, MIDNIGHT_UTC)
    assert not is_quiet(NIGHT, MOSCOW, MIDNIGHT_UTC + timedelta(hours=4))
    assert not is_quiet(NIGHT, ZoneInfo("Asia/Vladivostok"), MIDNIGHT_UTC)
    noon = Timing(quiet=(time(12), time(13)))
    assert [is_quiet(noon, MOSCOW, local(hour)) for hour in (11.9, 12, 13)] == [False, True, False]


def test_a_day_of_another_offset_keeps_the_time_of_day() -> None:
    berlin = ZoneInfo("Europe/Berlin")  # winter time from 25 October 2026 on
    due = due_at(DAILY, berlin, datetime(2026, 10, 24, 9, tzinfo=berlin))
    assert due == datetime(2026, 10, 25, 7, tzinfo=UTC)


@given(
    st.lists(st.integers(0, 60 * 72), max_size=30),
    st.sampled_from([Timing(), NIGHT, DAILY, Timing(every="hour", quiet=(time(1), time(5)))]),
    st.lists(st.integers(0, 60 * 96), min_size=1, max_size=10),
)
def test_no_find_is_planned_twice_and_none_is_left_after_its_day(
    minutes: list[int], timing: Timing, rounds: list[int]
) -> None:
    moments = [MIDNIGHT_UTC + timedelta(minutes=minute) for minute in sorted(minutes)]
    unsent = {number: Find(number, moment) for number, moment in enumerate(moments)}
    for minute in [*sorted(rounds), 60 * 110]:  # 17:00 of the fifth day in Moscow
        now = MIDNIGHT_UTC + timedelta(minutes=minute)
        finds = [find for find in unsent.values() if find.created_at <= now]
        for message in plan(timing, MOSCOW, finds, now, sent_alone=0, run_has_ended=True):
            for number in message:
                del unsent[number]  # raises if it was planned before
    assert not unsent
