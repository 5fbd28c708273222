"""Tests which links are fetched, and when pages and sources are visited again."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.model import Hints, Link, Outcome, Source
from pipelines.parsing.urls import identity
from scraper.crawl.fetching import read_retry_after
from scraper.crawl.indexes.steps import Overflows, Step, due_children, first_steps, next_page
from scraper.crawl.link_triage import TriagedLinks, links_outside_menus, triage_links
from scraper.crawl.schedule import (
    MAX_POLL_INTERVAL,
    MIN_POLL_INTERVAL,
    next_poll,
    next_revisit,
    next_try,
)
from scraper.discovery.documents import Child, Document, Kind
from storage.crawl.endpoints import Endpoint
from storage.crawl.urls import FoundLink

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
HOME = "https://penza.example/"
AGES = (HOUR, 6 * HOUR, DAY, 7 * DAY)


def triaged(*links: Link, known: dict[str, Outcome] | None = None, **options: Any) -> TriagedLinks:
    """Return the links triaged for the source at HOME, by default without a limit of age."""
    defaults: dict[str, Any] = {"homes": [HOME], "article_pattern": None, "since": None, "now": NOW}
    return triage_links(links, known or {}, **(defaults | options))


def paths(links: Iterable[FoundLink]) -> list[str]:
    return [link.address.url.removeprefix(HOME) for link in links]


def test_spellings_of_one_address_are_one_link_and_other_sites_are_none() -> None:
    links = triaged(
        Link(HOME + "1?utm_source=rss"),
        Link("http://www.penza.example/1/"),
        Link("https://elsewhere.example/1"),
    )
    assert paths(links.fresh) == ["1"]


def test_known_links_are_counted_not_followed() -> None:
    links = triaged(
        Link(HOME + "1"), Link(HOME + "2"), known={identity(HOME + "1"): Outcome.STORED}
    )
    assert (paths(links.fresh), links.known) == (["2"], 1)


def test_a_pattern_excludes_what_it_does_not_match_in_letters_or_encoded() -> None:
    links = [Link(HOME + "новости/1"), Link(HOME + "video/1"), Link(HOME + "n?id=5")]
    assert len(triaged(*links, article_pattern="^/новости/").fresh) == 1
    assert len(triaged(*links, article_pattern="^/%D0%BD").fresh) == 1
    assert paths(triaged(*links, article_pattern=r"^/n\?id=\d$").fresh) == ["n?id=5"]


@pytest.mark.parametrize(
    ("link", "is_too_old"),
    [
        (Link(HOME + "1", Hints(date_published=NOW - 8 * DAY)), True),
        (Link(HOME + "1", Hints(date_published=date(2026, 11, 12))), True),
        (Link(HOME + "1", Hints(date_published=NOW - 6 * DAY)), False),
        (Link(HOME + "1", Hints(date_modified=NOW - 8 * DAY)), True),
        (Link(HOME + "2026/11/01/most"), True),
        (Link(HOME + "2026/11/19/most"), False),
        (Link(HOME + "2026/99/99/most"), False),
        (Link(HOME + "1"), False),
    ],
)
def test_links_dated_before_the_limit_of_a_run_are_too_old(link: Link, is_too_old: bool) -> None:
    links = triaged(link, since=NOW - 7 * DAY)
    assert bool(links.too_old) is is_too_old
    assert bool(links.fresh) is not is_too_old


def test_a_run_with_an_earlier_limit_reopens_links_that_were_too_old() -> None:
    old = Link(HOME + "1", Hints(date_published=NOW - 30 * DAY))
    known = {identity(old.url): Outcome.TOO_OLD}
    assert triaged(old, known=known, since=NOW - 60 * DAY).reopened == (identity(old.url),)
    assert triaged(old, known=known, since=NOW - 7 * DAY).reopened == ()
    assert triaged(old, known=known).reopened == ()


def test_undated_links_keep_the_order_of_their_page() -> None:
    links = triaged(Link(HOME + "a"), Link(HOME + "b"), Link(HOME + "c"), links_before=5)
    moments = [link.newest_at for link in links.fresh if link.newest_at]
    assert len(moments) == 3
    assert moments == sorted(moments, reverse=True)


def test_links_below_the_home_of_another_source_belong_to_it() -> None:
    foreign_homes = (identity(HOME + "sura/") + "/",)
    links = [Link(HOME + "sura/1"), Link(HOME + "suraj/1")]
    assert paths(triaged(*links, foreign_homes=foreign_homes).fresh) == ["suraj/1"]


def test_a_lastmod_makes_known_articles_due_unless_all_are_stamped_today() -> None:
    def modified(when: datetime, number: int) -> Link:
        return Link(f"{HOME}{number}", Hints(date_modified=when))

    known = {identity(f"{HOME}{number}"): Outcome.STORED for number in range(20)}
    on_many_days = [modified(NOW - number * DAY, number) for number in range(20)]
    assert len(triaged(*on_many_days, known=known).changed) == 20
    all_today = [modified(NOW - HOUR, number) for number in range(20)]
    assert triaged(*all_today, known=known).changed == ()
    assert triaged(modified(NOW + HOUR, 1), known=known).changed == ()


def test_revisits_become_rarer_with_age_and_are_never_due_at_once() -> None:
    assert next_revisit(NOW, NOW, AGES) == NOW + HOUR
    assert next_revisit(NOW - 2 * HOUR, NOW, AGES) == NOW + 4 * HOUR
    assert next_revisit(NOW - 59 * HOUR / 60, NOW, AGES) == NOW + HOUR
    assert next_revisit(NOW - 8 * DAY, NOW, AGES) is None
    assert next_revisit(NOW, NOW, ()) is None


@given(st.timedeltas(timedelta(), 400 * DAY))
def test_a_revisit_is_never_due_at_once(age: timedelta) -> None:
    due = next_revisit(NOW - age, NOW, AGES)
    assert due is None or due >= NOW + min(AGES)


def test_failed_links_are_tried_again_at_growing_intervals() -> None:
    tries = [next_try(Outcome.TIMEOUT, attempt, NOW) for attempt in range(1, 40)]
    assert tries[:3] == [NOW + HOUR, NOW + 2 * HOUR, NOW + 4 * HOUR]
    assert tries[-1] == NOW + 7 * DAY
    assert next_try(Outcome.BLOCKED, 1, NOW) is None
    assert next_try(Outcome.GONE, 3, NOW) is None


def test_polls_follow_the_interval_of_the_articles() -> None:
    hourly = [NOW - n * HOUR for n in range(50)]
    mean_gap = 49 * HOUR / 50
    assert next_poll(NOW, hourly) == NOW + mean_gap / 2
    assert next_poll(NOW, hourly, minutes_to_live=1440) == NOW + mean_gap
    assert next_poll(NOW, []) == NOW + HOUR
    assert next_poll(NOW, hourly, failures=1) == NOW + HOUR / 2


@given(
    st.lists(st.timedeltas(timedelta(), 4000 * DAY), max_size=50),
    st.none() | st.integers(1, 10**5),
    st.integers(0, 100),
)
def test_the_time_to_the_next_poll_is_within_its_limits(
    ages: list[timedelta], minutes: int | None, failures: int
) -> None:
    due = next_poll(NOW, [NOW - age for age in ages], minutes_to_live=minutes, failures=failures)
    assert MIN_POLL_INTERVAL <= due - NOW <= MAX_POLL_INTERVAL


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("120", NOW + timedelta(seconds=120)),
        ("Fri, 20 Nov 2026 12:02:00 GMT", NOW + timedelta(seconds=120)),
        ("99999999999999999999", NOW + 7 * DAY),
        ("soon", None),
        ("-1", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_is_seconds_or_a_date(text: str | None, expected: datetime | None) -> None:
    assert read_retry_after(text, NOW) == expected


def source(**indexes: Any) -> Source:
    """Return a source that names these feeds or listings."""
    return Source("penza", "Пенза", HOME, "RU-PNZ", "Europe/Moscow", **indexes)


def test_named_indexes_come_first_then_found_ones_then_the_home_page() -> None:
    named = first_steps(source(feeds=("f",), listings=("l",)), [])
    assert [(step.url, step.kind) for step in named] == [("f", Kind.FEED), ("l", Kind.LISTING)]
    found_before = [
        Endpoint("m", "penza", "sitemap", configured=False),
        Endpoint("f", "penza", "feed", configured=False),
    ]
    assert [step.url for step in first_steps(source(), found_before)] == ["f"]
    assert [step.kind for step in first_steps(source(), [])] == [Kind.HOME]
    dead = [Endpoint("f", "penza", "feed", configured=False, consecutive_failures=3)]
    assert [step.kind for step in first_steps(source(), dead)] == [Kind.HOME]


def test_of_a_sitemap_index_only_sitemaps_that_may_have_changed_are_read() -> None:
    children = [
        Child("old", NOW - 60 * DAY),
        Child("new", NOW - HOUR),
        Child("read", NOW - 2 * DAY),
    ]
    read = Endpoint("read", "penza", "sitemap", False, status="working", checked_at=NOW - DAY)
    index = Step("index", Kind.SITEMAP)
    steps = due_children(index, children, {"read": read}, since=None)
    assert [step.url for step in steps] == ["new", "old"]
    steps = due_children(index, children, {}, since=NOW - 7 * DAY)
    assert [step.url for step in steps] == ["new", "read"]
    assert all(step.parent == "index" for step in steps)


def page_two(fresh: int, known: int, **options: bool) -> Step | None:
    """Return the step to page two of a listing whose page one has so many new and known links."""
    links = triaged(
        *(Link(f"{HOME}{number}") for number in range(fresh + known)),
        known={identity(f"{HOME}{number}"): Outcome.STORED for number in range(known)},
    )
    flags = {"reads_all": False, "is_first_sight": False} | options
    document = Document(next_pages=(HOME + "?page=2",))
    return next_page(Step(HOME, Kind.LISTING), document, links, **flags)


def test_further_pages_are_read_while_they_show_new_links() -> None:
    assert page_two(fresh=5, known=0)
    assert page_two(fresh=5, known=1) is None, "the page shows a known link"
    assert page_two(fresh=5, known=1, is_first_sight=True)
    assert page_two(fresh=0, known=0, is_first_sight=True) is None, "a calendar without end"
    assert page_two(fresh=0, known=5, reads_all=True), "a run with `since` reads to the end"
    assert page_two(fresh=0, known=0, reads_all=True) is None


def test_an_index_of_several_that_shows_nothing_known_may_have_overflowed() -> None:
    feed, other = Step(HOME + "politika.rss", Kind.FEED), Step(HOME + "sport.rss", Kind.FEED)
    second = Step(feed.url + "?page=2", Kind.FEED, root=feed.url, page=2)
    new = triaged(Link(HOME + "news/1"))
    seen = triaged(Link(HOME + "news/2"), known={identity(HOME + "news/2"): Outcome.STORED})
    overflows = Overflows()
    overflows.note(feed, new)
    overflows.note(other, seen)
    assert overflows.has_any
    overflows.note(second, seen)
    assert not overflows.has_any


def test_links_of_menus_are_left_out_of_a_sitemap() -> None:
    news = [Link(f"{HOME}news/{number}") for number in range(3)]
    menu = {identity(HOME + "istoriya-gazety-penza/")}
    menu_page = Link(HOME + "istoriya-gazety-penza/")
    assert links_outside_menus([*news, menu_page], menu) == tuple(news)
    assert links_outside_menus([news[0], menu_page], menu) == (news[0], menu_page)
