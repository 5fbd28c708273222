"""Tests that the dates of a source are judged by several of its newest articles."""

from datetime import UTC, datetime, timedelta

import pytest

from pipelines.model.health import Status, advice, needs_a_person
from scraper.crawl.health.date_verdict import date_verdict
from storage.crawl.source_dates import DatedArticle

SEEN = datetime(2026, 11, 20, 12, tzinfo=UTC)


def utc_text(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def article(
    minutes: float = 30, *, page: str | None = None, feed: str | None = None,
    place: str = "visible-text", date: str | None = "", precision: str | None = "minute",
) -> DatedArticle:  # fmt: skip
    """Return an article published some minutes before it was seen.

    ``page`` and ``feed`` are the times that its page, at a place, and its feed state. ``date``, if
    given, replaces the minutes; None means an undated article.
    """
    stated = [(value, where) for value, where in ((page, place), (feed, "feed")) if value]
    stored = utc_text(SEEN - timedelta(minutes=minutes)) if date == "" else date
    return DatedArticle(stored, precision, utc_text(SEEN), tuple(stated))


def pages_later_than_feed(hours: float, count: int = 4) -> list[DatedArticle]:
    """Return articles whose pages state a time so many hours later than the feed does."""
    articles = []
    for minutes in range(300, 300 + 37 * count, 37):
        moment = SEEN - timedelta(minutes=minutes)
        local = moment + timedelta(hours=3 + hours)  # Moscow is 3 hours ahead of UTC
        articles.append(article(minutes, page=f"{local:%d.%m.%Y %H:%M}", feed=utc_text(moment)))
    return articles


def in_vladivostok(minutes: int) -> DatedArticle:
    """Return an article of a source in Moscow whose page states the time of Vladivostok."""
    return article(minutes, page=f"2026-11-20T21:{60 - minutes}:00", place="json-ld")


UNDATED = article(date=None, precision=None)
CORRECT = [article(17 * number + 5) for number in range(8)]


# By a name: the newest articles of a source, and the status that they show.
CASES = {
    "none": ([], None),
    "all correct": (CORRECT, None),
    "two undated": ([UNDATED] * 2, None),
    "three undated": ([UNDATED] * 3, Status.DATES_MISSING),
    "three of eleven undated": ([UNDATED] * 3 + CORRECT, None),
    "18 of 20 undated": ([UNDATED] * 18 + CORRECT[:2], Status.DATES_MISSING),
    "four published together": ([article(30)] * 4, None),
    "six at one time": ([article(30)] * 6, Status.DATES_ALIKE),
    "one time of day on six days": (
        [article(30 + 1440 * number) for number in range(6)], Status.DATES_ALIKE),
    "days without a time": ([article(date="2026-11-20", precision="day")] * 6, None),
    "pages agree with the feed": (pages_later_than_feed(0), None),
    "a clock some minutes off": (pages_later_than_feed(0.1), None),
    "pages 20 minutes later": (pages_later_than_feed(20 / 60), None),
    "pages 26 minutes later": (pages_later_than_feed(26 / 60), Status.DATES_SHIFTED),
    "pages later than the feed": (pages_later_than_feed(4), Status.DATES_SHIFTED),
    "pages earlier than the feed": (pages_later_than_feed(-2.5), Status.DATES_SHIFTED),
    "only two pages later": (pages_later_than_feed(4, count=2), None),
    "few pages later": (
        pages_later_than_feed(4, count=3) + pages_later_than_feed(0, count=6), None),
    "the time of Vladivostok": ([in_vladivostok(n) for n in (1, 5, 9)], Status.DATES_FUTURE),
    "two with the time of Vladivostok": ([in_vladivostok(n) for n in (1, 5)] + CORRECT, None),
    "announced events on the pages": (
        [article(n, page="21.11.2026 19:00") for n in (3, 8, 21, 40)], None),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_several_articles_show_what_is_wrong_with_the_dates(name: str) -> None:
    articles, expected = CASES[name]
    status, _ = date_verdict(articles, "Europe/Moscow") or (None, None)
    assert status == expected


def test_the_verdict_states_the_fact_and_the_advice_names_the_key() -> None:
    verdict = date_verdict(pages_later_than_feed(4), "Europe/Moscow")
    assert verdict is not None
    status, detail = verdict
    assert detail == (
        "the pages of 4 of the 4 newest articles with a time in both give a time"
        " 4 h later than its feed"
    )
    assert "`timezone`" in str(advice(status, "vesti"))
    assert needs_a_person(status, failures=0)


@pytest.mark.parametrize(
    "status",
    [Status.DATES_MISSING, Status.DATES_ALIKE, Status.DATES_FUTURE, Status.DATES_SHIFTED],
)
def test_every_fault_of_dates_has_a_remedy_in_the_sources_file(status: Status) -> None:
    assert "sources.toml" in str(advice(status, "vesti"))
