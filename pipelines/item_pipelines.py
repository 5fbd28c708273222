"""The item pipelines, as thin Scrapy adapters: they call the stages and decide nothing.

A ``Page`` goes in; ``ReadPage`` has it read in a worker process, and ``StoreArticle`` passes it on
to the class that the setting ``PAGE_FILER`` names, which writes it to the database.
"""

import os
from collections.abc import Callable, Sequence
from typing import Protocol, Self, cast

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem
from scrapy.utils.misc import build_from_crawler, load_object

from pipelines.model import Outcome, Page, PageRead, Reading
from pipelines.reading import read_and_sign
from pipelines.workers.pool import PageStopped, WorkerPool, WorkersUnavailableError
from pipelines.workers.write_batches import Batches

_MAX_PAGES_PER_TRANSACTION = 16  # cheaper per page than 8
_MAX_WAIT_SECONDS = 0.4  # of a page for others to be stored with it


class Filer(Protocol):
    """What stores pages: ``scraper.crawl.filing.PageFiler`` unless ``PAGE_FILER`` says otherwise.

    ``begin`` and ``finish`` frame the run. ``file`` returns, for each item, the item with its final
    outcome or the exception that kept it from being stored.
    """

    def begin(self) -> None: ...
    def file(self, items: Sequence[PageRead]) -> list[PageRead | Exception]: ...
    def finish(self, reason: str) -> None: ...


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


class StoreArticle:
    """Passes items on to the filer in batches, one transaction each.

    ``is_last`` says that no other page is being fetched or read, so waiting for one is useless.
    """

    def __init__(self, filer: Filer, is_last: Callable[[], bool] = lambda: False) -> None:
        self._filer = filer
        self._batches = Batches(filer.file, _MAX_PAGES_PER_TRANSACTION, _MAX_WAIT_SECONDS, is_last)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        filer = build_from_crawler(load_object(crawler.settings["PAGE_FILER"]), crawler)
        self = cls(cast("Filer", filer), is_last=lambda: _is_idle(crawler))
        crawler.signals.connect(self.spider_closed, signals.spider_closed)
        return self

    def open_spider(self) -> None:
        self._filer.begin()

    async def process_item(self, item: PageRead) -> PageRead:
        """Return the item with its outcome once it is stored, together with others."""
        return await self._batches.add(item)

    def spider_closed(self, spider: Spider, reason: str) -> None:
        self._filer.finish(reason)


def _is_idle(crawler: Crawler) -> bool:
    """Whether nothing is being fetched or read."""
    engine, reader = crawler.engine, crawler.get_item_pipeline(ReadPage)
    fetching = engine is not None and bool(engine.downloader.active)
    return not fetching and not (reader is not None and reader.pool.busy)
