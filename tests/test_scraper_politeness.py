"""Tests robots.txt, the delay between requests, and the pauses that hosts ask for."""

import signal
import threading
import time
from collections.abc import Callable
from itertools import pairwise
from urllib.parse import urlsplit

import pytest

from tests.local_web import article_page, front, rss, rss_item
from tests.newsroom import Newsroom, rows, source_entry
from tests.waiting import becomes_true
from tests.web_site import Answer, Pages, Site


def with_feed(site: Site, source_id: str = "a") -> str:
    return source_entry(f"{site.url}/", source_id, feeds=[f"{site.url}/rss"])


class SlowPages(Pages):
    """Pages that are answered slowly; counts the requests that are answered at the same time.

    ``only`` is the path of the one slow page, if not all are slow.
    """

    def __init__(self, seconds: float, only: str = "") -> None:
        super().__init__()
        self.seconds = seconds
        self.only = only
        self.open_requests = 0
        self.max_open_requests = 0
        self._lock = threading.Lock()

    def answer(self, path: str) -> Answer | None:
        with self._lock:
            self.open_requests += 1
            self.max_open_requests = max(self.open_requests, self.max_open_requests)
        if not self.only or path == self.only:
            time.sleep(self.seconds)
        with self._lock:
            self.open_requests -= 1
        return super().answer(path)


def path_of(number: int) -> str:
    return f"/news/{1000 + number}/most"


def put_feed(site: Site, numbers: range) -> None:
    """Serve the articles of these numbers, and a feed of them."""
    items = ""
    for number in numbers:
        site.put(path_of(number), article_page("a", number))
        items += rss_item(number, path_of(number))
    site.put("/rss", rss(items), content_type="application/rss+xml")


def paths_of(newsroom: Newsroom, outcome: str = "stored") -> set[str]:
    """Return the paths of the addresses whose last visit had this outcome."""
    addresses = rows(newsroom, f"SELECT url FROM urls WHERE outcome = '{outcome}'")
    return {urlsplit(str(url)).path for (url,) in addresses}


def test_robots_txt_comes_first_and_requests_keep_its_delay(newsroom: Newsroom, site: Site) -> None:
    pages = SlowPages(0.1)
    site.pages = pages
    put_feed(site, range(3))
    site.put("/robots.txt", "User-agent: svodka\nCrawl-delay: 0.7\nDisallow: /news/1002/\n")
    newsroom.sources.write_text(with_feed(site))
    run = newsroom.crawl("-s", "NEWS_CONTACT=redaktor@example.org")
    assert run.returncode == 0, run.stderr
    assert site.paths() == ["/robots.txt", "/rss", "/news/1000/most", "/news/1001/most"]
    assert pages.max_open_requests == 1
    times = [request.at for request in site.seen]
    gaps = [later - sooner for sooner, later in pairwise(times)]
    # The delay is 0.7 s. A request is noted when its answer is ready, at times that vary a little.
    assert min(gaps[1:]) >= 0.65
    assert {request.headers["User-Agent"] for request in site.seen} == {
        "svodka/1 (news aggregator; redaktor@example.org)"
    }
    assert paths_of(newsroom, "robots_denied") == {"/news/1002/most"}


def test_a_long_retry_after_ends_the_source_and_later_runs_observe_it(
    newsroom: Newsroom, site: Site
) -> None:
    put_feed(site, range(2))
    feed = site.pages["/rss"]
    site.put("/rss", "busy", status=503, headers={"Retry-After": "3600"})
    newsroom.sources.write_text(with_feed(site))
    started = time.monotonic()
    newsroom.crawl()
    assert time.monotonic() - started < 90, "it does not wait for an hour"
    assert site.paths() == ["/robots.txt", "/rss"]
    site.pages["/rss"] = feed
    site.seen.clear()
    newsroom.crawl()
    assert site.seen == []


@pytest.mark.slow
def test_the_gap_of_an_overflowed_feed_is_reported_and_filled_from_the_sitemap(
    newsroom: Newsroom, site: Site
) -> None:
    site.put("/robots.txt", f"Sitemap: {site.url}/map.xml\n")
    site.put("/", front("<p>Пусто</p>"))
    put_feed(site, range(10, 13))
    newsroom.sources.write_text(with_feed(site))
    assert newsroom.crawl().stderr == ""
    put_feed(site, range(3))
    locations = ""
    for number in range(13):
        site.put(path_of(number), article_page("a", number))
        locations += f"<url><loc>{site.url}{path_of(number)}</loc></url>"
    site.put("/map.xml", f"<urlset>{locations}</urlset>", content_type="text/xml")
    run = newsroom.crawl()
    assert len(paths_of(newsroom)) == 13
    assert "articles may have passed unseen" in run.stderr
    assert newsroom.crawl().stderr == ""


@pytest.mark.slow
def test_a_killed_run_loses_no_article(newsroom: Newsroom, site: Site) -> None:
    site.pages = SlowPages(0.3)
    put_feed(site, range(8))
    newsroom.sources.write_text(with_feed(site))
    process = newsroom.start_crawl()
    assert becomes_true(lambda: len(site.seen) >= 5 and paths_of(newsroom))
    process.kill()
    process.wait()
    stored = paths_of(newsroom)
    assert stored
    assert len(stored | paths_of(newsroom, "pending")) == 8
    requested = set(site.paths()) & stored
    site.seen.clear()
    assert newsroom.crawl().returncode == 0
    assert len(paths_of(newsroom)) == 8
    assert not requested & set(site.paths()), "stored pages are not requested again"


@pytest.mark.slow
def test_sigterm_ends_a_run_with_all_it_fetched_before_slow_outlets_answer(
    newsroom: Newsroom, start_site: Callable[[], Site]
) -> None:
    quick, at_robots, at_page = start_site(), start_site(), start_site()
    at_robots.pages, at_page.pages = SlowPages(50, "/robots.txt"), SlowPages(50, "/news/1001/most")
    entries = []
    for source_id, outlet in {"a": quick, "b": at_robots, "c": at_page}.items():
        put_feed(outlet, range(3))
        entries.append(with_feed(outlet, source_id))
    newsroom.sources.write_text("\n".join(entries))
    process = newsroom.start_crawl()
    assert becomes_true(lambda: newsroom.database.exists() and len(quick.seen) == 5)
    time.sleep(1)  # the last answer of the quick outlet is read
    started = time.monotonic()
    process.send_signal(signal.SIGTERM)
    assert process.wait() == 0
    assert time.monotonic() - started < 40, "the slow outlets answer after 50 s"
    counts = rows(newsroom, "SELECT source_id, count(*) FROM articles GROUP BY 1")
    assert counts == [("a", 3), ("c", 1)]
    assert rows(newsroom, "SELECT exit_reason FROM crawls") == [("shutdown",)]


@pytest.mark.slow
def test_a_robots_txt_that_fails_forbids_all_and_is_asked_for_again(
    newsroom: Newsroom, site: Site
) -> None:
    put_feed(site, range(2))
    site.put("/robots.txt", "down", status=500)
    newsroom.sources.write_text(with_feed(site))
    newsroom.crawl()
    assert set(site.paths()) == {"/robots.txt"}
    ((status, detail),) = rows(newsroom, "SELECT status, status_detail FROM sources")
    assert status == "http_error"
    assert str(detail).endswith("robots.txt: HTTP 500")
    site.put("/robots.txt", "", status=404)
    newsroom.crawl()
    assert len(paths_of(newsroom)) == 2
