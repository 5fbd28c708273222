"""Tests robots.txt, the delay between requests, and the pauses that hosts ask for."""

import signal
import sqlite3
import threading
import time
from collections.abc import Callable
from itertools import pairwise

import pytest

from tests.local_web import front, rss, rss_item, story
from tests.newsroom import Newsroom
from tests.web_site import Answer, Site

SOURCE = (
    '[[source]]\nid = "a"\nname = "A"\nhome = "{url}/"\nregion = "RU-PNZ"\nfeeds = ["{url}/rss"]\n'
)


class SlowPages(dict[str, Answer]):
    """Pages that are answered slowly; counts the requests that are answered at the same time.

    ``only`` is the path of the one slow page, if not all are slow.
    """

    def __init__(self, seconds: float, only: str = "") -> None:
        super().__init__()
        self.seconds = seconds
        self.only = only
        self.open_requests = self.max_open_requests = 0
        self._lock = threading.Lock()

    def get(self, path: str, default: Answer | None = None) -> Answer | None:  # type: ignore[override]
        with self._lock:
            self.open_requests += 1
            self.max_open_requests = max(self.open_requests, self.max_open_requests)
        if not self.only or path == self.only:
            time.sleep(self.seconds)
        with self._lock:
            self.open_requests -= 1
        return super().get(path, default)


def feed(site: Site, numbers: range, path: str = "/rss") -> None:
    items = ""
    for number in numbers:
        site.put(f"/news/{1000 + number}/most", story("a", number))
        items += rss_item(number, f"/news/{1000 + number}/most")
    site.put(path, rss(items), content_type="application/rss+xml")


def urls(newsroom: Newsroom, outcome: str = "stored") -> set[str]:
    connection = sqlite3.connect(newsroom.database)
    rows = connection.execute("SELECT url FROM urls WHERE outcome = ?", [outcome]).fetchall()
    connection.close()
    return {"/" + row[0].split("/", 3)[3] for row in rows}


def test_robots_txt_comes_first_and_requests_keep_its_delay(newsroom: Newsroom, site: Site) -> None:
    site.pages = pages = SlowPages(0.1)
    feed(site, range(3))
    site.put("/robots.txt", "User-agent: svodka\nCrawl-delay: 0.7\nDisallow: /news/1002/\n")
    newsroom.sources.write_text(SOURCE.format(url=site.url))
    run = newsroom.crawl("-s", "NEWS_CONTACT=redaktor@example.org")
    assert run.returncode == 0, run.stderr
    assert site.paths() == ["/robots.txt", "/rss", "/news/1000/most", "/news/1001/most"]
    assert pages.max_open_requests == 1
    times = [request.at for request in site.seen]
    gaps = [later - sooner for sooner, later in pairwise(times)]
    assert min(gaps[1:]) >= 0.65, "a request is noted after its answer, 0.1 s later"
    assert {request.headers["User-Agent"] for request in site.seen} == {
        "svodka/1 (news aggregator; redaktor@example.org)"
    }
    assert urls(newsroom, "robots_denied") == {"/news/1002/most"}


def test_a_long_retry_after_ends_the_source_and_later_runs_observe_it(
    newsroom: Newsroom, site: Site
) -> None:
    feed(site, range(2))
    good = site.pages["/rss"]
    site.put("/rss", "busy", status=503, headers={"Retry-After": "3600"})
    newsroom.sources.write_text(SOURCE.format(url=site.url))
    started = time.monotonic()
    newsroom.crawl()
    assert time.monotonic() - started < 90, "it does not wait for an hour"
    assert site.paths() == ["/robots.txt", "/rss"]
    site.pages["/rss"] = good
    site.seen.clear()
    newsroom.crawl()
    assert site.seen == []


@pytest.mark.slow
def test_the_gap_of_an_overflowed_feed_is_reported_and_filled_from_the_sitemap(
    newsroom: Newsroom, site: Site
) -> None:
    site.put("/robots.txt", f"Sitemap: {site.url}/map.xml\n")
    site.put("/", front("<p>Пусто</p>"))
    feed(site, range(10, 13))
    newsroom.sources.write_text(SOURCE.format(url=site.url))
    assert newsroom.crawl().stderr == ""
    feed(site, range(3))
    locations = ""
    for number in range(13):
        path = f"/news/{1000 + number}/most"
        site.put(path, story("a", number))
        locations += f"<url><loc>{site.url}{path}</loc></url>"
    site.put("/map.xml", f"<urlset>{locations}</urlset>", content_type="text/xml")
    run = newsroom.crawl()
    assert len(urls(newsroom)) == 13
    assert "articles may have passed unseen" in run.stderr
    assert newsroom.crawl().stderr == ""


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.slow
def test_a_killed_run_loses_no_article(newsroom: Newsroom, site: Site) -> None:
    site.pages = SlowPages(0.3)
    feed(site, range(8))
    newsroom.sources.write_text(SOURCE.format(url=site.url))
    process = newsroom.start_crawl()
    wait_for(lambda: len(site.seen) >= 5 and bool(urls(newsroom)))
    process.kill()
    process.wait()
    stored = urls(newsroom)
    assert stored
    assert len(stored | urls(newsroom, "pending")) == 8
    asked = set(site.paths()) & stored
    site.seen.clear()
    assert newsroom.crawl().returncode == 0
    assert len(urls(newsroom)) == 8
    assert not asked & set(site.paths()), "stored pages are not requested again"


@pytest.mark.slow
def test_sigterm_ends_a_run_with_all_it_fetched_before_slow_outlets_answer(
    newsroom: Newsroom, sites: Callable[[], Site]
) -> None:
    quick, at_robots, at_page = sites(), sites(), sites()
    at_robots.pages, at_page.pages = SlowPages(50, "/robots.txt"), SlowPages(50, "/news/1001/most")
    blocks = []
    for name, outlet in {"a": quick, "b": at_robots, "c": at_page}.items():
        feed(outlet, range(3))
        blocks.append(SOURCE.format(url=outlet.url).replace('"a"', f'"{name}"'))
    newsroom.sources.write_text("\n".join(blocks))
    process = newsroom.start_crawl()
    wait_for(lambda: newsroom.database.exists() and len(quick.seen) == 5)
    time.sleep(1)
    started = time.monotonic()
    process.send_signal(signal.SIGTERM)
    assert process.wait() == 0
    seconds = time.monotonic() - started
    assert seconds < 40
    connection = sqlite3.connect(newsroom.database)
    counts = connection.execute("SELECT source_id, count(*) FROM articles GROUP BY 1").fetchall()
    assert counts == [("a", 3), ("c", 1)]
    assert connection.execute("SELECT exit_reason FROM crawls").fetchall() == [("shutdown",)]


@pytest.mark.slow
def test_a_robots_txt_that_fails_forbids_all_and_is_asked_for_again(
    newsroom: Newsroom, site: Site
) -> None:
    feed(site, range(2))
    site.put("/robots.txt", "down", status=500)
    newsroom.sources.write_text(SOURCE.format(url=site.url))
    newsroom.crawl()
    assert set(site.paths()) == {"/robots.txt"}
    with sqlite3.connect(newsroom.database) as db:
        stored_status = db.execute("SELECT status, status_detail FROM sources").fetchone()
    assert stored_status[0] == "http_error"
    assert stored_status[1].endswith("robots.txt: HTTP 500")
    site.put("/robots.txt", "", status=404)
    newsroom.crawl()
    assert len(urls(newsroom)) == 2
