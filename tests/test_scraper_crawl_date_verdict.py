"""Tests that the dates of a source are judged by several of its newest articles."""

from datetime import UTC, datetime, timedelta

import pytest

from pipelines.model.health import Status, advice, needs_a_person
from scraper.crawl.health.date_verdict import date_verdict
from storage.crawl.source_dates import DatedArticle

SEEN = datetime(2026, 11, 20, 12, tzinfo=UTC)


def text(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def article(
    minutes: float = 30, *, page: str | None = None, feed: str | None = None,
    place: str = "visible-text", date: str | None = "", precision: str | None = "minute",
) -> DatedArticle:  # fmt: skip
    """Return an article published some minutes before it was seen.

    ``date``, if given, replaces the minutes; None means an undated article.
    """
    stated = [(value, where) for value, where in ((page, place), (feed, "feed")) if value]
    shown = text(SEEN - timedelta(minutes=minutes)) if date == "" else date
    return DatedArticle(shown, precision, text(SEEN), tuple(stated))


def pages_later_than_feed(hours: float, count: int = 4) -> list[DatedArticle]:
    """Return articles whose pages state a time so many hours later than the feed does."""
    found = []
    for number in range(count):
        moment = SEEN - timedelta(minutes=37 * number + 300)
        local = moment + timedelta(hours=3 + hours)  # Moscow is 3 hours ahead of UTC
        found.append(article(37 * number + 300, page=f"{local:%d.%m.%Y %H:%M}", feed=text(moment)))
    return found


UNDATED = article(date=None, precision=None)
CORRECT = [article(17 * number + 5) for number in range(8)]


@pytest.mark.parametrize(
    ("articles", "expected"),
    [
        ([], None),
        (CORRECT, None),
        ([UNDATED] * 2, None),
        ([UNDATED] * 3, Status.DATES_MISSING),
        ([UNDATED] * 3 + CORRECT, None),
        ([UNDATED] * 18 + CORRECT[:2], Status.DATES_MISSING),
        ([article(30)] * 4, None),  # published together
        ([article(30)] * 6, Status.DATES_ALIKE),
        # one time of day, on six days
        ([article(30 + 1440 * number) for number in range(6)], Status.DATES_ALIKE),
        ([article(date="2026-11-20", precision="day")] * 6, None),
        (pages_later_than_feed(0), None),
        (pages_later_than_feed(0.1), None),  # a clock some minutes off
        (pages_later_than_feed(4), Status.DATES_SHIFTED),
        (pages_later_than_feed(-2.5), Status.DATES_SHIFTED),
        (pages_later_than_feed(4, count=2), None),
        (pages_later_than_feed(4, count=3) + pages_later_than_feed(0, count=6), None),
        # the pages give the time of Vladivostok, but the source says Moscow
        ([article(n, page=f"2026-11-20T21:{60 - n}:00", place="json-ld") for n in (1, 5, 9)],
         Status.DATES_FUTURE),
        ([article(n, page=f"2026-11-20T21:{60 - n}:00", place="json-ld") for n in (1, 5)] + CORRECT,
         None),
        # the page also shows the dates of announced events
        ([article(n, page="21.11.2026 19:00") for n in (3, 8, 21, 40)], None),
    ],
)  # fmt: skip
def test_several_articles_show_what_is_wrong_with_the_dates(
    articles: list[DatedArticle], expected: Status | None
) -> None:
    verdict = date_verdict(articles, "Europe/Moscow")
    assert (verdict and verdict[0]) == expected


def test_the_verdict_states_the_fact_and_the_advice_names_the_key() -> None:
    verdict = date_verdict(pages_later_than_feed(4), "Europe/Moscow")
    assert verdict is not None
    status, detail = verdict
    assert detail == "the pages of 4 of its 4 newest articles give a time 4 h later than its feed"
    assert "`timezone`" in str(advice(status, "vesti"))
    assert needs_a_person(status, failures=0)


@pytest.mark.parametrize(
    "status",
    [Status.DATES_MISSING, Status.DATES_ALIKE, Status.DATES_FUTURE, Status.DATES_SHIFTED],
)
def test_every_fault_of_dates_has_a_remedy_in_the_sources_file(status: Status) -> None:
    assert "sources.toml" in str(advice(status, "vesti"))
