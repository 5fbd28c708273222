"""The objects and limits that the parts of the spider share in one run."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pipelines.model import Page, Source
from pipelines.parsing.urls import identity
from pipelines.workers.pool import WorkerPool
from scraper.configuration.news_config import NewsConfig
from scraper.crawl.fetching import Fetcher
from scraper.crawl.progress import Progress
from scraper.crawl.tally import Tally
from scraper.sources.selection import Selection
from storage.crawl.endpoints import has_history
from storage.database.protocols import Store


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the spider: its database, workers, fetcher, clock and limits."""

    db: Store
    pool: WorkerPool
    fetcher: Fetcher
    tally: Tally
    config: NewsConfig
    sources: tuple[Source, ...]  # all that are configured, also those not selected
    selection: Selection
    process: Callable[[Page], Awaitable[None]]  # reads a page, stores it, and then returns
    now: Callable[[], datetime]  # the clock of the run, in UTC
    page_slots: asyncio.Semaphore  # limits the number of pages that are requested or in memory
    max_requests_to_source: int = 1  # at the same time
    progress: Progress = field(default_factory=lambda: Progress(0))

    def foreign_homes(self, source: Source) -> tuple[str, ...]:
        """Return the identities of the home pages of other sources.

        They distinguish the articles of outlets that share a host. A home page above this
        source's own, such as that of the host, is left out.
        """
        own = identity(source.home).rstrip("/") + "/"
        homes = (identity(other.home).rstrip("/") + "/" for other in self.sources)
        return tuple(home for home in homes if not own.startswith(home))

    def since_for_new_source(self) -> datetime:
        """Return the time back to which articles of a new source, or of a new index, are taken."""
        return self.now() - timedelta(days=self.config.first_days)

    def since(self, source: Source) -> datetime | None:
        """Return the time back to which the run takes articles of this source.

        It is None if the source was crawled before and the run has no ``since`` argument.
        """
        if self.selection.since:
            return self.selection.since
        return None if has_history(self.db, source.id) else self.since_for_new_source()
