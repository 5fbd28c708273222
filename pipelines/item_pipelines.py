"""The item pipelines of Scrapy through which each downloaded page passes.

``ReadPage`` sends a ``Page`` to a worker process, which reads it. ``StoreArticle`` then gives it to
the class that the setting ``PAGE_FILER`` names, which writes it to the database.
"""

import os
from collections.abc import Callable, Sequence
from typing import Protocol, Self, cast

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem
from scrapy.utils.misc import build_from_crawler, load_object

from pipelines.model import Outcome, Page, PageRead, PageVersion, Reading, TextFeatures, page_digest
from pipelines.reading import read_with_features
from pipelines.workers.pool import PageStopped, WorkerPool, WorkersUnavailableError
from pipelines.workers.write_batches import Batches

_MAX_PAGES_PER_TRANSACTION = 16  # with fewer pages, storing takes more time for each page
_MAX_WAIT_SECONDS = 0.4  # a page waits no longer than this for other pages of its transaction
_MAX_REASON_CHARS = 300  # the rest of a longer error message is cut


class Filer(Protocol):
    """The interface of the class that stores pages, by default ``scraper.crawl.filing.PageFiler``.

    ``begin`` is called at the start of a run and ``finish`` at its end. ``file`` returns a list in
    the order of ``items``: each item with its final outcome, or the exception that prevented its
    storing. ``wait_for_turn`` is awaited before ``file`` with its first items, and returns when no
    other process is writing.
    """

    def begin(self) -> None: ...
    async def wait_for_turn(self, items: Sequence[PageRead]) -> None: ...
    def file(self, items: Sequence[PageRead]) -> list[PageRead | Exception]: ...
    def finish(self, reason: str) -> None: ...


class ReadPage:
    """Reads pages in worker processes, so that no page can block or crash the crawl."""

    def __init__(self, workers: int) -> None:
        self.pool = WorkerPool(workers)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(workers=len(os.sched_getaffinity(0)))  # one for each usable core

    def open_spider(self) -> None:
        self.pool.start()

    async def process_item(self, item: Page) -> PageRead:
        """Return the page with its reading; a page that is known byte for byte needs no reading."""
        known_version = item.known_version
        if item.is_not_modified:
            return PageRead(item, Reading(Outcome.UNCHANGED), version=known_version)
        digest = page_digest(item)
        is_same_page = known_version is not None and known_version.page == digest
        if is_same_page and not item.half_drawn_reason:
            return PageRead(item, Reading(Outcome.UNCHANGED), version=known_version)
        reading, features = await self._read(item)
        shows_article = reading.article is not None or reading.outcome is Outcome.UNCHANGED
        version = PageVersion(digest, reading.article_digest) if shows_article else None
        return PageRead(item, reading, features, version)

    async def _read(self, item: Page) -> tuple[Reading, TextFeatures | None]:
        try:
            return await self.pool.run(read_with_features, item)
        except PageStopped as stopped:
            return Reading(stopped.outcome, reason=stopped.reason), None
        except WorkersUnavailableError as error:  # not an error of the page; its URL stays pending
            # Either the run is ending, or the spider ends it and reports why the pool failed.
            raise DropItem(str(error), log_level="DEBUG") from error
        except Exception as error:  # an error in one page must not end the run
            reason = f"{type(error).__name__}: {error}"
            return Reading(Outcome.EXTRACTION_FAILED, reason=reason[:_MAX_REASON_CHARS]), None

    def close_spider(self) -> None:
        self.pool.close()


class StoreArticle:
    """Passes items to the filer in batches; each batch is one transaction.

    ``is_last`` returns True if no other page is being fetched or read. A batch then does not wait
    for more pages.
    """

    def __init__(self, filer: Filer, is_last: Callable[[], bool] = lambda: False) -> None:
        self._filer = filer
        self._batches = Batches(
            filer.file, _MAX_PAGES_PER_TRANSACTION, _MAX_WAIT_SECONDS, is_last, filer.wait_for_turn
        )

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        filer = build_from_crawler(load_object(crawler.settings["PAGE_FILER"]), crawler)
        pipeline = cls(cast("Filer", filer), is_last=lambda: _is_idle(crawler))
        crawler.signals.connect(pipeline.spider_closed, signals.spider_closed)
        return pipeline

    def open_spider(self) -> None:
        self._filer.begin()

    async def process_item(self, item: PageRead) -> PageRead:
        """Return the item with its outcome when its batch has been stored."""
        return await self._batches.add(item)

    def spider_closed(self, spider: Spider, reason: str) -> None:
        self._filer.finish(reason)


def _is_idle(crawler: Crawler) -> bool:
    """Return whether no page is being fetched or read."""
    engine = crawler.engine
    reader = crawler.get_item_pipeline(ReadPage)
    is_fetching = engine is not None and bool(engine.downloader.active)
    is_reading = reader is not None and reader.pool.is_busy
    return not is_fetching and not is_reading
