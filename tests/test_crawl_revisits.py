"""Tests that a visit to a known page reads the page only if its article may have changed."""

from typing import Any

import pytest

from tests.clocked_outlet import ClockedOutlet
from tests.local_web import article_page
from tests.newsroom import Newsroom
from tests.web_site import Site

HOUR = 3600  # seconds
DAY = 24 * HOUR


@pytest.fixture
def outlet(newsroom: Newsroom, site: Site) -> ClockedOutlet:
    outlet = ClockedOutlet(newsroom, site)
    outlet.publish(range(4))
    outlet.crawl()
    site.seen.clear()
    return outlet


def change(outlet: ClockedOutlet, number: int, old: str, new: str) -> None:
    """Publish an article with other text or markup."""
    page = article_page("a", number)
    if old not in page:
        raise ValueError(f"the page has no {old!r}")
    outlet.site.put(f"/news/{1000 + number}/most", page.replace(old, new))


def statuses(outlet: ClockedOutlet) -> dict[str, int]:
    """Return the status of the answer to the last request for each article."""
    seen = outlet.site.seen
    return {request.path: request.status for request in seen if "/news/" in request.path}


def outcomes(outlet: ClockedOutlet) -> list[tuple[Any, ...]]:
    """Return the outcome of the last visit to each stored article, by its number."""
    return outlet.select("SELECT outcome FROM urls WHERE article_id IS NOT NULL ORDER BY url")


def test_only_a_changed_article_is_read_again(outlet: ClockedOutlet) -> None:
    change(outlet, 1, "© Редакция", "© Редакция, 2026 год")
    change(outlet, 2, "с весны", "с осени")
    change(outlet, 3, "<h1>", "<h1>Уточнение: ")
    outlet.crawl(offset=6 * HOUR)
    assert outcomes(outlet) == [("unchanged",), ("unchanged",), ("changed",), ("changed",)]
    assert statuses(outlet) == {
        "/news/1000/most": 304, "/news/1001/most": 200, "/news/1002/most": 200,
        "/news/1003/most": 200,
    }  # fmt: skip
    assert outlet.select("SELECT count(*) FROM revisions") == [(6,)]
    not_modified = outlet.select("SELECT not_modified FROM page_versions ORDER BY 1")
    assert not_modified == [(0,), (0,), (0,), (1,)], "one of four answers was 304"
    assert outlet.select("SELECT count(*) FROM page_versions WHERE etag IS NULL") == [(0,)]
    all_were_seen_again = "SELECT min(date_last_seen) > max(date_first_seen) FROM articles"
    assert outlet.select(all_were_seen_again) == [(1,)]


def test_after_the_last_planned_visit_no_version_is_kept(outlet: ClockedOutlet) -> None:
    outlet.crawl(offset=8 * DAY)  # the last visit of NEWS_REVISIT is due after 7 days
    assert outcomes(outlet) == [("unchanged",)] * 4
    assert set(statuses(outlet).values()) == {200}  # no condition is sent after a day
    assert outlet.select("SELECT count(*) FROM page_versions") == [(0,)]


def test_an_answer_304_without_a_condition_is_an_error_of_the_host(outlet: ClockedOutlet) -> None:
    outlet.site.put("/news/1000/most", "", status=304)
    outlet.crawl("-a", "revisit=now")
    first, *others = outlet.select("SELECT outcome, reason FROM urls ORDER BY url")
    assert first == ("http_error", "HTTP 304")
    assert set(others) == {("unchanged", None)}


def test_an_article_is_read_again_in_the_time_zone_that_a_person_corrected(
    outlet: ClockedOutlet,
) -> None:
    """The outlet answers 304, since its pages are the same."""
    sources = outlet.newsroom.sources
    sources.write_text(sources.read_text() + 'timezone = "Asia/Omsk"\n')
    outlet.crawl(offset=6 * HOUR)
    seen = outlet.site.seen
    answers = [request.status for request in seen if request.path == "/news/1000/most"]
    assert answers == [304, 200]


def test_an_answer_304_of_another_page_is_not_that_of_the_article(outlet: ClockedOutlet) -> None:
    """Validators are sent again after a redirect, so its target may answer 304, too."""
    page = outlet.site.pages["/news/1000/most"]
    outlet.site.pages["/info/removed"] = page  # has the same ETag
    outlet.site.put("/news/1000/most", "", status=302, headers={"Location": "/info/removed"})
    outlet.crawl(offset=6 * HOUR)
    seen = outlet.site.seen
    answers = [request.status for request in seen if request.path == "/info/removed"]
    assert answers == [304, 200]
