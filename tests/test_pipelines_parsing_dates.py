"""Dates as pages write them: read exactly, or not at all."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.parsing.dates import is_dateline, read_date
from pipelines.parsing.months import month_number

MOSCOW = ZoneInfo("Europe/Moscow")
NOW = datetime(2024, 6, 8, 12, 0, tzinfo=UTC)
MONTHS = [
    "января", "февраля", "марта", "апреля", "мая", "июня",
    "июля", "августа", "сентября", "октября", "ноября", "декабря",
]  # fmt: skip
minutes = st.datetimes(datetime(1995, 1, 1), datetime(2024, 6, 7)).map(
    lambda moment: moment.replace(second=0, microsecond=0)
)
zones = st.sampled_from(["Europe/Moscow", "Asia/Yekaterinburg", "Asia/Vladivostok", "UTC"])


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("Сегодня, 14:20", datetime(2024, 6, 8, 11, 20)),
        ("вчера в 9:05", datetime(2024, 6, 7, 6, 5)),
        ("7 июня 2024, 14:20", datetime(2024, 6, 7, 11, 20)),
        ("07.06.2024 14:20", datetime(2024, 6, 7, 11, 20)),
        ("14:20, 07.06.2024", datetime(2024, 6, 7, 11, 20)),
        ("7 июня 2024 г. в 14:20", datetime(2024, 6, 7, 11, 20)),
        ("7 июня, 09:30", datetime(2024, 6, 7, 6, 30)),
        ("14:20 (мск) 07.06.2024", datetime(2024, 6, 7, 11, 20)),
        ("2024-06-07T14:20:00+05:00", datetime(2024, 6, 7, 9, 20)),
        ("2024-06-07T14:20:00Z", datetime(2024, 6, 7, 14, 20)),
        ("Fri, 07 Jun 2024 14:20:00 +0300", datetime(2024, 6, 7, 11, 20)),
        ("June 7, 2024 at 2:20 PM", datetime(2024, 6, 7, 11, 20)),
        ("7. Juni 2024, 14:20 Uhr", datetime(2024, 6, 7, 11, 20)),
        ("2024年6月7日 14:20", datetime(2024, 6, 7, 11, 20)),
        ("5 минут назад", datetime(2024, 6, 8, 11, 55)),
    ],
)
def test_times_are_read_in_the_zone_of_the_outlet(raw: str, expected: datetime) -> None:
    expected = expected.replace(tzinfo=UTC)
    assert read_date(raw, MOSCOW, NOW) == expected


@pytest.mark.parametrize("raw", ["7 июня 2024, 14:20", "07.06.2024 14:20", "2024-06-07T14:20:00"])
def test_time_without_a_zone_is_not_guessed(raw: str) -> None:
    assert read_date(raw, None, NOW) is None


@pytest.mark.parametrize("raw", ["Сегодня, 10:20", "вчера в 9:05", "7 июня, 09:30", "час назад"])
def test_relative_time_needs_the_moment_of_the_download(raw: str) -> None:
    assert read_date(raw, MOSCOW, None) is None


@pytest.mark.parametrize("raw", ["2034-01-01", "01.01.1970", "32.13.2024", "45:99", "18 машин", ""])
def test_absurd_and_future_dates_are_refused(raw: str) -> None:
    assert read_date(raw, MOSCOW, NOW) is None


def test_bare_day_stays_a_day() -> None:
    assert read_date("7 июня 2024 года", MOSCOW, NOW) == date(2024, 6, 7)


@pytest.mark.parametrize("word", ["майор", "марки", "машин", "секунд", "декад", "passengers"])
def test_words_that_begin_like_months_are_none(word: str) -> None:
    assert month_number(word) is None


@given(moment=minutes, zone=zones, shape=st.integers(0, 3))
def test_every_minute_comes_back_from_every_way_of_writing_it(
    moment: datetime, zone: str, shape: int
) -> None:
    local = moment.replace(tzinfo=ZoneInfo(zone))
    month = MONTHS[local.month - 1]
    text = (
        f"{local:%d.%m.%Y %H:%M}",
        f"{local:%H:%M, %d.%m.%Y}",
        f"{local.day} {month} {local:%Y, %H:%M}",
        f"{local.day} {month} {local:%Y} года в {local:%H:%M}",
    )[shape]
    assert read_date(text, ZoneInfo(zone), NOW) == local.astimezone(UTC)


@given(moment=minutes, offset=st.integers(-12, 14))
def test_stated_offset_beats_the_zone_of_the_outlet(moment: datetime, offset: int) -> None:
    text = f"{moment:%Y-%m-%dT%H:%M}:30{'+' if offset >= 0 else '-'}{abs(offset):02}:00"
    expected = (moment - timedelta(hours=offset)).replace(second=30, tzinfo=UTC)
    assert read_date(text, MOSCOW, NOW) == expected


@given(st.text(max_size=300))
def test_no_text_breaks_the_reader_or_yields_a_time_without_zone(text: str) -> None:
    found = read_date(text, MOSCOW, NOW)
    assert not isinstance(found, datetime) or found.tzinfo is UTC


@pytest.mark.parametrize(
    "text", ["7 июня 2024, 14:20", "Опубликовано: 07.06.2024", "17:40", "9:05", "8:15 p.m."]
)
def test_a_date_or_an_hour_alone_is_no_text(text: str) -> None:
    assert is_dateline(text)


@pytest.mark.parametrize("text", ["", "3:2", "17:60", "В 17:40 пошёл дождь", "Счёт 2:1", "112"])
def test_what_says_more_or_something_else_is_text(text: str) -> None:
    assert not is_dateline(text)
