"""Tests which stories the periods of the front page contain, and how the page names them."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from storage.browse.i18n.languages import ENGLISH, LANGUAGES
from storage.browse.periods import PeriodName, chart, heading, shown_period
from storage.browse.stories import Filters, latest_stories, quarters_of, stories_of
from tests.reading_site import ReadingSite
from tests.sample_news import fill

MOSCOW = ZoneInfo("Europe/Moscow")
NIGHT = datetime(2026, 11, 28, 23, 50, tzinfo=UTC)  # 02:50 on 29 November in Moscow
TODAY = date(2026, 11, 29)


@pytest.mark.parametrize(
    ("name", "start", "end", "days"),
    [
        ("24h", "2026-11-27T23:50:00Z", "2026-11-28T23:50:00Z", ("2026-11-28", "2026-11-29")),
        ("today", "2026-11-28T21:00:00Z", "2026-11-29T21:00:00Z", ("2026-11-29",)),
        ("yesterday", "2026-11-27T21:00:00Z", "2026-11-28T21:00:00Z", ("2026-11-28",)),
    ],
)
def test_a_period_has_its_hours_and_its_days(
    name: PeriodName, start: str, end: str, days: tuple[str, ...]
) -> None:
    period = shown_period(name, None, NIGHT, MOSCOW).period
    assert (period.start, period.end, period.days) == (start, end, days)


def test_a_week_has_the_days_in_which_its_hours_lie() -> None:
    period = shown_period("week", None, NIGHT, MOSCOW).period
    assert period.start == "2026-11-21T23:50:00Z"
    assert (period.days[0], period.days[-1], len(period.days)) == ("2026-11-22", "2026-11-29", 8)


@pytest.mark.parametrize(
    ("name", "day", "russian", "english"),
    [
        ("24h", None, "За последние 24 часа", "The last 24 hours"),
        ("week", None, "За последние 7 дней", "The last 7 days"),
        ("today", None, "Сегодня, воскресенье, 29 ноября 2026",
         "Today, Sunday, 29 November 2026"),
        ("yesterday", None, "Вчера, суббота, 28 ноября 2026",
         "Yesterday, Saturday, 28 November 2026"),
        ("day", date(2026, 3, 1), "Воскресенье, 1 марта 2026", "Sunday, 1 March 2026"),
    ],
)  # fmt: skip
def test_a_period_is_named(name: PeriodName, day: date | None, russian: str, english: str) -> None:
    shown = shown_period(name, day, NIGHT, MOSCOW)
    assert heading(shown, TODAY, LANGUAGES["ru"]) == russian
    assert heading(shown, TODAY, ENGLISH) == english


def test_the_last_24_hours_are_full_at_night(tmp_path: Path) -> None:
    db = fill(tmp_path / "news.db")
    times = {
        "bridge": "2026-11-28T05:00:00Z", "bread": "2026-11-28T23:40:00Z", "jam": "2026-11-28",
        "bank": "2026-11-27T20:00:00Z", "tiger": "2026-11-20",
    }  # fmt: skip
    for story, at in times.items():
        db.execute("UPDATE stories SET date_first_published = ? WHERE id = ?", [at, story])
    night = {
        name: set(stories_of(db.conn, shown_period(name, None, NIGHT, MOSCOW).period))
        for name in ("24h", "today", "yesterday", "week")
    }
    assert night == {
        "24h": {"bridge", "bread", "jam"},
        "today": {"bread"},
        "yesterday": {"bridge", "jam"},
        "week": {"bridge", "bread", "jam", "bank"},
    }
    shown = shown_period("24h", None, NIGHT, MOSCOW)
    picture, ends = chart(quarters_of(db.conn, shown.period, Filters()), shown, MOSCOW, ENGLISH)
    assert ends == ("02:00", "02:00")
    assert picture.count("<g>") == 25
    assert picture.count('class="bar"') == 2


def test_the_front_page_shows_the_last_24_hours_and_links_the_other_periods(
    tmp_path: Path,
) -> None:
    now = datetime.now(UTC)
    fill(tmp_path / "news.db", now=now - timedelta(hours=20)).close()
    site = ReadingSite(tmp_path / "news.db")
    html = site.get("/?region=RU-PNZ").text
    assert "Новый мост через Суру" in html
    assert '<a href="/?region=RU-PNZ" aria-current="page">24 hours</a>' in html
    assert '<a href="/?period=week&amp;region=RU-PNZ">7 days</a>' in html
    week = site.get("/?period=week").text
    assert "Новый мост через Суру" in week
    assert '<input type="hidden" name="period" value="week">' in week
    assert "Stories by day" in week
    assert site.get("/?period=month").status_code == 400


def test_a_story_of_many_regions_names_two(tmp_path: Path) -> None:
    db = fill(tmp_path / "news.db")
    regions = '["RU-PNZ","RU-SAM","RU-PRI","RU-TA"]'
    db.execute("UPDATE stories SET regions = ? WHERE id = 'bridge'", [regions])
    db.conn.commit()
    html = ReadingSite(tmp_path / "news.db").get("/?region=RU-PRI").text
    assert html.count('class="tag" href="/region/') == 2 + 1, "the tiger has one region"
    assert 'title="Primorsky Krai, Republic of Tatarstan">+2</span>' in html


def test_a_region_is_found_by_its_whole_code_alone(tmp_path: Path) -> None:
    conn = fill(tmp_path / "news.db").conn
    assert set(latest_stories(conn, Filters("RU-SAM"), limit=9)) == {"bridge", "bread"}
    for part in ("RU-SA", "RU", 'RU-PNZ", "RU-SAM', '"RU-SAM"', "%"):
        assert latest_stories(conn, Filters(part), limit=9) == [], part
