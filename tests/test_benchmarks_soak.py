"""Tests of the month of crawls that ``make soak`` simulates: its outlets, and what it measures."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from benchmarks.crawl.soak import Poll, growth
from benchmarks.crawl.soak_web import (
    DEAD,
    DIES_ON_DAY,
    HISTORY_DAYS,
    REDESIGNED,
    REDESIGNED_ON_DAY,
    SoakWeb,
)
from tests.web_site import Site

OUTLETS = 12
DAYS = 16


@pytest.fixture
def web(start_site: Callable[[], Site]) -> SoakWeb:
    return SoakWeb([start_site() for _ in range(OUTLETS)], DAYS, datetime(2026, 11, 1, tzinfo=UTC))


def shown(web: SoakWeb, outlet: int, path: str) -> str:
    """Return the page that an outlet shows at a path now, or "" if there is none."""
    answer = web.outlets[outlet].site.pages.answer(path)
    return answer.body.decode("utf-8", "replace") if answer else ""


def test_an_outlet_shows_an_article_from_its_hour_until_it_is_removed(web: SoakWeb) -> None:
    articles = [article for outlet in web.outlets for article in outlet.articles]
    removed = next(
        article
        for article in articles
        if article.removed_at < DAYS * 24 and article.published_at > 0
    )
    path = web.outlets[removed.outlet].path(removed)
    for hour, is_shown in (
        (removed.published_at - 0.1, False),
        (removed.published_at, True),
        (removed.removed_at, False),
    ):
        web.turn_to(hour)
        assert (removed.title in shown(web, removed.outlet, path)) is is_shown, hour


def test_an_edit_changes_the_text_and_a_reprint_names_its_source(web: SoakWeb) -> None:
    articles = [article for outlet in web.outlets for article in outlet.articles]
    edited = next(article for article in articles if article.edited_at < article.removed_at)
    reprint = next(
        article
        for article in articles
        if article.reprinted_from is not None and article.published_at > 0
    )
    web.turn_to(edited.edited_at - 0.1)
    path = web.outlets[edited.outlet].path(edited)
    assert "Уточнено" not in shown(web, edited.outlet, path)
    web.turn_to(edited.edited_at)
    assert "Уточнено" in shown(web, edited.outlet, path)
    web.turn_to(reprint.published_at)
    page = shown(web, reprint.outlet, web.outlets[reprint.outlet].path(reprint))
    assert f"Outlet {reprint.reprinted_from}</a>" in page


def test_one_outlet_stops_answering_and_one_is_redesigned(web: SoakWeb) -> None:
    redesigned = web.outlets[REDESIGNED]
    article = redesigned.articles[0]
    assert "<article>" in shown(web, REDESIGNED, redesigned.path(article))
    web.turn_to(REDESIGNED_ON_DAY * 24)
    assert "<article>" not in shown(web, REDESIGNED, redesigned.path(article))
    dead = web.outlets[DEAD].site.url
    fetchable = [url for url in web.reachable() if url.startswith(dead)]
    days = DIES_ON_DAY + HISTORY_DAYS
    assert 2 * days <= len(fetchable) <= 6 * days  # an outlet publishes 2 to 6 articles a day
    assert len(fetchable) < len(web.outlets[DEAD].articles), "the others could not be fetched"


def test_growth_compares_the_last_days_with_the_first() -> None:
    polls = [  # a crawl costs 1, 2 and 3 seconds in the first, second and third ten days
        Poll(
            hour,
            cpu=1 + hour // 240,
            megabytes=100,
            pages=hour % 24,
            stored=10,
            database_mb=1.0,
        )
        for hour in range(30 * 24)
    ]
    cost, cost_of_fewest_pages, memory = growth(polls)
    assert (cost, cost_of_fewest_pages, memory) == (3 / 1, 3 / 1, 1.0)
