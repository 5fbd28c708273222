"""The state that all Scrapy components of one run share."""

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, cast

from scrapy.crawler import Crawler

from pipelines.workers.clock import Clock
from scraper.crawl.tally import Tally
from scraper.crawl.write_turn import LockTimes
from storage.database.protocols import Store

if TYPE_CHECKING:
    from scraper.crawl.claimed_addresses import Claim
    from storage.database.errors import StorageError


class RunState:
    """The database, clock, outcome counts and failure of one run.

    The spider builds the state, since Scrapy creates the spider before other components. ``db`` is
    the only connection of the run that writes. ``database_failure`` is set when the database can't
    be used any more; after that nothing is stored. ``problems`` are lines for a person: notes, and
    errors by which nothing was lost.
    """

    def __init__(self, db: Store, now: Callable[[], datetime] | None = None) -> None:
        self.db = db
        self.now = now or Clock()
        self.tally = Tally()
        self.lock_times = LockTimes()
        self.address_claims: defaultdict[str, dict[Claim, None]] = defaultdict(dict)  # by source
        self.database_failure: StorageError | None = None
        self.problems: list[str] = []

    @classmethod
    def of(cls, crawler: Crawler) -> "RunState":
        """Return the state of the crawler's run, which its spider built."""
        return cast("RunState", crawler.spider.run_state)  # type: ignore[union-attr]
