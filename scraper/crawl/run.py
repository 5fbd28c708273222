"""What the spider's parts share in one run: database, worker pool, fetcher, clock, limits."""

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
    """One run of the spider."""

    db: Store
    pool: WorkerPool
    fetcher: Fetcher
    tally: Tally
    config: NewsConfig
    sources: tuple[Source, ...]  # every one that is configured
    selection: Selection
    process: Callable[[Page], Awaitable[None]]  # reads and stores a page, and returns when it is
    now: Callable[[], datetime]  # the one clock of a run
    room: asyncio.Semaphore  # pages asked for, or here and not yet stored
    at_once: int = 1  # requests to one source
    progress: Progress = field(default_factory=lambda: Progress(0))

    def foreign_homes(self, source: Source) -> tuple[str, ...]:
        """Identities of the homes of other sources, except those above this source's own home.

        They tell apart the articles of outlets that share a host.
        """
        own = identity(source.home).rstrip("/") + "/"
        homes = (identity(other.home).rstrip("/") + "/" for other in self.sources)
        return tuple(home for home in homes if not own.startswith(home))

    def first_sight(self) -> datetime:
        """The day articles go back to where a source, or another index of it, is new."""
        return self.now() - timedelta(days=self.config.first_days)

    def since(self, source: Source) -> datetime | None:
        """The day the run goes back to for this source; None once it has a history."""
        if self.selection.since or has_history(self.db, source.id):
            return self.selection.since
        return self.first_sight()
