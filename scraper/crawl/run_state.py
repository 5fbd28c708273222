"""What every component of one run shares: database, clock, outcome counts and failure."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, cast

from scrapy.crawler import Crawler

from pipelines.workers.clock import Clock
from scraper.crawl.tally import Tally
from storage.database.protocols import Store

if TYPE_CHECKING:
    from storage.database.errors import StorageError


class RunState:
    """The state of one run, built once by the spider, which Scrapy makes before all else.

    ``db`` is the run's only connection that writes; ``now`` is the one clock of the run.
    ``failure`` is why the database can't be used any more, if so: then nothing more is stored.
    """

    def __init__(self, db: Store, now: Callable[[], datetime] | None = None) -> None:
        self.db = db
        self.now = now or Clock()
        self.tally = Tally()
        self.failure: StorageError | None = None

    @classmethod
    def of(cls, crawler: Crawler) -> "RunState":
        """The state of the crawler's run, which its spider built."""
        return cast("RunState", crawler.spider.run_state)  # type: ignore[union-attr]
