"""Tests what is stored of the links, posts and failures of a source's indexes."""

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from scrapy.settings import Settings
from sqlite_utils import Database

from pipelines.model import Hints, Link, Outcome, Page, Preview, ShownPost, Source
from scraper.configuration.news_config import read_config
from scraper.crawl.fetching import Answer, HostPausedError
from scraper.crawl.indexes.channel_reader import ChannelReader
from scraper.crawl.indexes.crawl_range import CrawlRange
from scraper.crawl.indexes.failures import FailureRecorder
from scraper.crawl.indexes.findings import IndexFindings
from scraper.crawl.indexes.link_store import LinkStore
from scraper.crawl.indexes.post_triage import triage_posts
from scraper.crawl.indexes.reader import IndexReader
from scraper.crawl.indexes.records import IndexRecords
from scraper.crawl.indexes.steps import Step, StepQueue
from scraper.crawl.indexes.traversal import robots_sitemaps
from scraper.crawl.run import Run
from scraper.crawl.tally import Tally
from scraper.discovery.documents import Document, Kind
from scraper.sources.selection import Selection
from storage.crawl.endpoints import endpoints_of
from storage.crawl.hosts import save_robots
from storage.crawl.sources import save_sources
from storage.crawl.urls import known_outcomes
from storage.database.sqlite import open_database, transaction

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
WEEK_AGO = NOW - timedelta(days=7)
SOURCE = Source("vesti", "Вести", "https://vesti.example/", "RU-PNZ", "Europe/Moscow")
PREVIEW = "https://t.me/s/penza_today"
OLDER = f"{PREVIEW}?before=7"


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    with closing(open_database(tmp_path / "news.db")) as db:
        save_sources(db, [SOURCE])
        yield db


def run_of(db: Database, stored: list[Page] | None = None) -> Run:
    """Return a run that adds each page to ``stored``; it has no fetcher and no workers."""

    async def process(page: Page) -> None:
        assert stored is not None
        stored.append(page)

    nothing: Any = None  # in place of the workers and the fetcher, which these tests do not use
    settings = Settings()
    settings.setmodule("scraper.settings")
    return Run(
        db=db, pool=nothing, fetcher=nothing, tally=Tally(), config=read_config(settings),
        sources=(SOURCE,), selection=Selection((SOURCE,)), process=process, now=lambda: NOW,
        page_slots=asyncio.Semaphore(5),
    )  # fmt: skip


def link(path: str, published: datetime | None = None) -> Link:
    return Link(f"https://vesti.example{path}", Hints(date_published=published))


def outcomes(db: Database) -> dict[str, Outcome]:
    """Return the outcome of each address, by its path."""
    urls = [row["identity"] for row in db.query("SELECT identity FROM urls")]
    return {path_of(url): outcome for url, outcome in known_outcomes(db, urls).items()}


def path_of(url: str) -> str:
    return url.partition("example")[2]


def test_an_old_link_is_recorded_as_too_old_and_a_new_one_is_pending(db: Database) -> None:
    links = LinkStore(run_of(db), SOURCE, CrawlRange(WEEK_AGO, is_backfill=False), IndexFindings())
    document = Document(
        (link("/news/1", NOW - timedelta(days=9)), link("/news/2", NOW), link("/news/3"))
    )
    with transaction(db):
        links.store(Step("https://vesti.example/rss", Kind.FEED), document)
    assert outcomes(db) == {
        "/news/1": Outcome.TOO_OLD,
        "/news/2": Outcome.PENDING,
        "/news/3": Outcome.PENDING,
    }
    assert len(links.stored) == 2


def test_undated_links_of_a_sitemap_are_sampled_on_first_sight_only(db: Database) -> None:
    step = Step("https://vesti.example/sitemap.xml", Kind.SITEMAP)
    document = Document((link("/news/1"), link("/news/2", NOW)))
    for is_backfill, sampled in ((False, ["/news/1"]), (True, [])):
        findings = IndexFindings()
        links = LinkStore(run_of(db), SOURCE, CrawlRange(WEEK_AGO, is_backfill), findings)
        with transaction(db):
            links.store(step, document)
        assert [path_of(undated.address.url) for undated in findings.undated_links] == sampled
    assert set(outcomes(db)) == {"/news/1", "/news/2"}


def test_a_document_is_taken_once_in_a_run() -> None:
    queue = StepQueue()
    feed = Step("https://vesti.example/rss", Kind.FEED)
    listing = Step(feed.url, Kind.LISTING)
    queue.add([feed, feed])
    queue.add_first(listing)
    assert [queue.take() for _ in range(3)] == [listing, feed, None]
    queue.add([feed])
    assert queue.take() is None
    assert queue.clear() == []


class PausedHost:
    """A fetcher whose host asks for a pause instead of answering."""

    def __init__(self) -> None:
        self.requested: list[str] = []

    async def get(self, url: str, headers: dict[str, str], *, max_bytes: int) -> Answer:
        self.requested.append(url)
        raise HostPausedError("vesti.example", NOW + timedelta(hours=1))


def test_no_further_address_is_tried_while_the_host_asks_for_a_pause(db: Database) -> None:
    host: Any = PausedHost()
    run = replace(run_of(db), fetcher=host)
    findings = asyncio.run(IndexReader(run, SOURCE).read())
    assert findings.paused_until == NOW + timedelta(hours=1)
    assert host.requested == [SOURCE.home]


def test_sitemaps_are_named_by_the_robots_txt_of_the_home_page(db: Database) -> None:
    save_robots(db, "vesti.example", "Sitemap: /news.xml", now=NOW)
    assert robots_sitemaps(db, SOURCE.home) == ("https://vesti.example/news.xml",)
    assert robots_sitemaps(db, "https://sura.example/") == ()


def test_an_older_page_of_a_channel_is_given_up_after_its_third_failure(db: Database) -> None:
    step = Step(OLDER, Kind.CHANNEL, parent=PREVIEW, root=PREVIEW, page=2)
    for failures_left in (2, 1, 0):
        findings = IndexFindings(read_urls=[PREVIEW])
        run = run_of(db)
        FailureRecorder(run, IndexRecords(run, SOURCE), findings).record(step, "gone", "HTTP 404")
        assert bool(endpoints_of(db, SOURCE.id)) is bool(failures_left)
        assert findings.channels == [PREVIEW]
    assert findings.has_gap


def test_a_failure_of_the_host_is_not_counted_against_an_older_page(db: Database) -> None:
    step = Step(OLDER, Kind.CHANNEL, parent=PREVIEW, root=PREVIEW, page=2)
    run = run_of(db)
    findings = IndexFindings(read_urls=[PREVIEW])
    FailureRecorder(run, IndexRecords(run, SOURCE), findings).record(step, "timeout", "slow")
    assert findings.problems == [("timeout", f"{OLDER}: slow")]
    assert endpoints_of(db, SOURCE.id) == []


def post(number: int, published: datetime = NOW) -> ShownPost:
    return ShownPost(f"https://t.me/penza_today/{number}", number, published, b"<p>")


def numbers(posts: Iterable[ShownPost]) -> list[int]:
    return [shown.number for shown in posts]


def test_of_too_many_new_posts_the_oldest_are_left_for_the_next_run() -> None:
    posts = triage_posts(
        [post(1, WEEK_AGO), post(7), post(8), post(9)],
        {post(9).url: Outcome.STORED},
        earliest=NOW,
        reopens_too_old=False,
        max_new=1,
    )
    assert numbers(posts.too_old) == [1]
    assert numbers(posts.to_store) == [8, 9]
    assert (posts.new, posts.left_for_later) == (2, frozenset({7}))
    assert posts.shows_known
    assert posts.reaches_limit


@pytest.mark.parametrize(("reopens_too_old", "stored"), [(True, [7]), (False, [])])
def test_a_post_that_was_too_old_is_stored_by_a_run_that_reads_further_back(
    reopens_too_old: bool, stored: list[int]
) -> None:
    known = {post(7).url: Outcome.TOO_OLD, post(8).url: Outcome.FORGOTTEN}
    posts = triage_posts(
        [post(7), post(8)], known, earliest=WEEK_AGO, reopens_too_old=reopens_too_old, max_new=9
    )
    assert numbers(posts.to_store) == stored


def test_the_next_page_of_a_channel_is_kept_until_it_is_read(db: Database) -> None:
    stored: list[Page] = []
    reader = ChannelReader(run_of(db, stored), SOURCE, CrawlRange(WEEK_AGO, is_backfill=False))
    newest = Preview("penza_today", "Пенза", (post(7), post(8)), (7, 8), before=7)
    page = asyncio.run(reader.take(Step(PREVIEW, Kind.CHANNEL), Answer(PREVIEW), newest))
    assert [post_page.url for post_page in stored] == [post(7).url, post(8).url]
    assert page.older is not None
    assert page.older.url == OLDER
    assert [endpoint.url for endpoint in endpoints_of(db, SOURCE.id)] == [OLDER]
    oldest = Preview("penza_today", "Пенза", (post(5),), (5,))
    asyncio.run(reader.take(page.older, Answer(OLDER), oldest))
    assert endpoints_of(db, SOURCE.id) == []
