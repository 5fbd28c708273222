"""Thin Scrapy adapters around the stages: they call, count and store, and decide nothing.

A ``Page`` goes in; ``ReadPage`` has it read in a worker process, and ``StoreArticle`` writes all
that follows from it in one transaction.
"""

import os
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Self
from urllib.parse import urlsplit

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem
from sqlite_utils import Database

from pipelines.extraction.recurring_lines import learnable, recurs, without
from pipelines.model import Address, Article, Outcome, Page, Reading, TextFeatures
from pipelines.parsing.urls import address, same_site
from pipelines.reading import read_and_sign
from pipelines.stories.keeper import StoryKeeper
from pipelines.workers.clock import Clock
from pipelines.workers.pool import PageStopped, WorkerPool, WorkersUnavailableError
from pipelines.workers.write_batches import Batches
from storage.articles.raw_pages import forget_old_pages, keep_raw_page
from storage.articles.recurring_lines import Methods, learn
from storage.articles.rows import Change, save_article
from storage.crawl.clock_repair import bring_back_the_future
from storage.crawl.crawls import begin_crawl, finish_crawl
from storage.crawl.urls import article_of, is_forgotten, record_outcome
from storage.database.errors import StorageError
from storage.database.protocols import Store
from storage.database.sqlite import transaction
from storage.search.outbox import write_messages
from storage.search.query import index_pending, words_indexed_once
from storage.stores import open_store, story_index
from storage.stories.index import keep_compared_text

BOILERPLATE = Methods(learnable, without, recurs)
_MOST_AT_ONCE = 16  # pages in one transaction: each takes less than of 8
_LONGEST_WAIT = 0.4  # seconds a page may wait for others to be stored with it
_TRIED_AGAIN = {
    Outcome.STOPPED_WALL: timedelta(0),  # next run; the machine may have been busy
    Outcome.CHALLENGE: timedelta(hours=6),
}


@dataclass(frozen=True, slots=True)
class PageRead:
    """A downloaded page and what came of reading it."""

    page: Page
    reading: Reading
    features: TextFeatures | None = None  # of the article's text


class ReadPage:
    """Reads pages in worker processes, so that none can hang or crash the crawl."""

    def __init__(self, workers: int) -> None:
        self.pool = WorkerPool(workers)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(workers=len(os.sched_getaffinity(0)))  # the cores that it may use

    def open_spider(self) -> None:
        self.pool.start()

    async def process_item(self, item: Page) -> PageRead:
        features = None
        try:
            reading, features = await self.pool.run(read_and_sign, item)
        except PageStopped as stopped:
            reading = Reading(stopped.outcome, reason=stopped.reason)
        except WorkersUnavailableError as error:  # the page is not at fault; its URL stays pending
            if self.pool.closed:  # the run is over, and has said why
                raise DropItem(str(error), log_level="DEBUG") from error
            raise
        except Exception as error:  # a page its reader can't cope with is an outcome, not the end
            reason = f"{type(error).__name__}: {error}"
            reading = Reading(Outcome.EXTRACTION_FAILED, reason=reason[:300])
        return PageRead(item, reading, features)

    def close_spider(self) -> None:
        self.pool.close()


class Tally:
    """Outcomes counted once each, by source; the totals of a run are their sum."""

    def __init__(self) -> None:
        self.by_source: defaultdict[str, Counter[str]] = defaultdict(Counter)

    def count(self, source_id: str, outcome: Outcome) -> None:
        self.by_source[source_id][outcome] += 1

    def total(self) -> Counter[str]:
        return sum(self.by_source.values(), Counter())


class StoreArticle:
    """Writes an article and everything that depends on it in one transaction.

    ``db`` is the run's only connection that writes; ``tally`` counts how each URL ended; ``now`` is
    the clock all parts of the run share; ``is_last`` tells that no page is on its way.
    ``failure`` is why the database can't be used any more, if so: then nothing more is stored.
    """

    def __init__(
        self,
        db: Store,
        raw_days: int = 0,
        now: Callable[[], datetime] | None = None,
        is_last: Callable[[], bool] = lambda: False,
    ) -> None:
        self.db = db
        self.now = now or Clock()
        self.tally = Tally()
        self.failure: StorageError | None = None
        self._raw_days = raw_days  # 0 keeps no pages
        self._keeper = StoryKeeper(story_index(db))
        self._file = db if isinstance(db, Database) else None  # search and alerts live in one
        self._crawl_id: int | None = None
        self._batches = Batches(self.write, _MOST_AT_ONCE, _LONGEST_WAIT, is_last)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        settings = crawler.settings
        self = cls(
            open_store(settings["NEWS_DATABASE"]),
            settings.getint("NEWS_RAW_DAYS"),
            is_last=lambda: _is_idle(crawler),
        )
        crawler.signals.connect(self.spider_closed, signals.spider_closed)
        return self

    def open_spider(self) -> None:
        now = self.now()
        with transaction(self.db):
            self._keeper.revise(bring_back_the_future(self.db, now))
            self._crawl_id = begin_crawl(self.db, now)

    async def process_item(self, item: PageRead) -> PageRead:
        """Return the item with its outcome once it is stored, together with others."""
        return await self._batches.add(item)

    def write(self, items: Sequence[PageRead]) -> list[PageRead | Exception]:
        """Store the items in one transaction; if one can't be, each in its own."""
        try:
            return list(self._write_together(items))
        except DropItem as error:
            return [error] * len(items)
        except Exception as error:
            if len(items) == 1:
                return [error]
            return [result for item in items for result in self.write([item])]

    def _write_together(self, items: Sequence[PageRead]) -> list[PageRead]:
        try:
            if self.failure is None:
                with self._together():
                    outcomes = self._store(items)
        except StorageError as error:
            self.failure = error
        if self.failure:  # the spider ends the run; the pages stay due
            raise DropItem(str(self.failure), log_level="DEBUG")
        for item, outcome in zip(items, outcomes, strict=True):
            assert item.page.source_id is not None
            self.tally.count(item.page.source_id, outcome)
        return [
            replace(item, reading=replace(item.reading, outcome=outcome))
            for item, outcome in zip(items, outcomes, strict=True)
        ]

    def _together(self) -> AbstractContextManager[None]:
        return transaction(self.db) if self._file is None else words_indexed_once(self._file)

    def spider_closed(self, spider: Spider, reason: str) -> None:
        try:
            with transaction(self.db):
                self._finish(reason, self.now())
        except StorageError as error:
            self.failure = self.failure or error
        self.db.close()

    def _finish(self, reason: str, now: datetime) -> None:
        if self._crawl_id is not None:
            finish_crawl(
                self.db,
                self._crawl_id,
                now=now,
                counts=self.tally.total(),
                sources=self.tally.by_source,
                exit_reason=reason,
            )
        forget_old_pages(self.db, now, self._raw_days)

    def _store(self, items: Sequence[PageRead]) -> list[Outcome]:
        """Save every page, then settle the new texts together: that costs far less."""
        fresh: dict[int, PageRead] = {}
        moved: set[int] = set()
        outcomes = [self._save(item, fresh, moved) for item in items]
        if moved - fresh.keys():
            self._keeper.revise(moved - fresh.keys())
        if fresh:
            self._settle(fresh)
        return outcomes

    def _save(self, item: PageRead, fresh: dict[int, PageRead], moved: set[int]) -> Outcome:
        """Save one page and how its URL ended.

        A new or changed text is put into ``fresh``, one of another date or credit into ``moved``.
        """
        page, reading = item.page, item.reading
        article, outcome = reading.article, reading.outcome
        if article is not None and _is_too_old(article, page):
            article, outcome = None, Outcome.TOO_OLD
        addresses = _addresses(page, article)
        identities = [one.identity for one in addresses]
        if is_forgotten(self.db, identities):
            return Outcome.FORGOTTEN
        if article is None:
            self._record(page, addresses[:1], outcome, reading.reason)
            return outcome
        assert page.source_id is not None
        saved = save_article(
            self.db,
            article,
            url=addresses[0].url,
            source_id=page.source_id,
            now=self._seen(page),
            article_id=article_of(self.db, identities),
        )
        if saved.change is Change.UNCHANGED and not page.is_revisit:  # a twin came first
            others = [one for one in addresses if article_of(self.db, [one.identity]) is None]
            self._record(page, others, Outcome.ALIAS, None, saved.article_id)
            return Outcome.ALIAS
        outcome = Outcome(saved.change)
        if saved.change is not Change.UNCHANGED:
            keep_compared_text(self.db, saved.article_id, None)
            fresh[saved.article_id] = item
        if saved.moved:
            moved.add(saved.article_id)
        self._record(page, addresses[:1], outcome, None, saved.article_id)
        self._record(page, addresses[1:], Outcome.ALIAS, None, saved.article_id)
        return outcome

    def _settle(self, fresh: Mapping[int, PageRead]) -> None:
        """Give new texts their stories, then learn: copies must be known to count once."""
        features = {i: item.features for i, item in fresh.items() if item.features is not None}
        self._keeper.place(list(fresh), features)
        for article_id, item in fresh.items():
            page, article = item.page, item.reading.article
            assert page.source_id is not None
            assert article is not None
            now = self._seen(page)
            body = article.article_body
            source_id = page.source_id
            learn(self.db, BOILERPLATE, article_id, source_id=source_id, body=body, now=now)
            if self._raw_days:
                keep_raw_page(
                    self.db,
                    article_id,
                    url=page.url,
                    fetched_at=now,
                    encoding=page.encoding,
                    body=page.body,
                )
        if self._file is not None:
            now = max(map(self._seen, (item.page for item in fresh.values())))
            index_pending(self._file)
            write_messages(self._file, list(fresh), now)

    def _seen(self, page: Page) -> datetime:
        return page.fetched_at or self.now()

    def _record(
        self,
        page: Page,
        addresses: list[Address],
        outcome: Outcome,
        reason: str | None,
        article_id: int | None = None,
    ) -> None:
        now = self._seen(page)
        assert page.source_id is not None
        for one in addresses:
            record_outcome(
                self.db,
                one,
                source_id=page.source_id,
                outcome=outcome,
                now=now,
                reason=reason,
                article_id=article_id,
                next_check_at=_next_check(page, outcome, now),
            )


def _is_idle(crawler: Crawler) -> bool:
    """Whether nothing is being fetched or read."""
    engine, reader = crawler.engine, crawler.get_item_pipeline(ReadPage)
    fetching = engine is not None and bool(engine.downloader.active)
    return not fetching and not (reader is not None and reader.pool.busy)


def _next_check(page: Page, outcome: Outcome, now: datetime) -> datetime | None:
    if outcome in _TRIED_AGAIN:
        return now + _TRIED_AGAIN[outcome]
    is_article = outcome in (Outcome.STORED, Outcome.CHANGED, Outcome.UNCHANGED)
    return page.next_check_at if is_article else None


def _is_too_old(article: Article, page: Page) -> bool:
    published = article.date_published
    if page.since is None or published is None:
        return False
    if isinstance(published, datetime):
        return published < page.since
    return published < date(page.since.year, page.since.month, page.since.day)


def _addresses(page: Page, article: Article | None) -> list[Address]:
    """The addresses of one page, the fetched one first; twins are told by their identity."""
    urls = [page.url, page.requested_url, _own_canonical(page, article)]
    found = [address(url) for url in urls if url]
    unique = {one.identity: one for one in reversed(found) if one}
    return list(reversed(unique.values()))


def _own_canonical(page: Page, article: Article | None) -> str | None:
    """The canonical URL, if it can be another address of this very page.

    One on another site names whom the text was taken from, and a front page names nobody: taken
    for the page itself, either would let one article overwrite another.
    """
    url = article.canonical_url if article else None
    if url is None or urlsplit(url).path in ("", "/"):
        return None
    return url if same_site(url, page.url) else None
