"""Crawls the sources that a worker takes from the frontier, which it shares with other workers."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress

from scrapy import Spider

from pipelines.model import Source
from scraper.cluster.frontier import Frontier
from scraper.cluster.leases import RETRY_SECONDS, HostLeases
from scraper.errors import FrontierError
from scraper.sources.selection import Selection
from storage.database.errors import server_name

CrawlSource = Callable[[Source], Awaitable[None]]


class Worker:
    """Crawls sources until the run is finished, also the sources that a killed worker has left."""

    def __init__(
        self, frontier: Frontier, sources: Sequence[Source], crawl_source: CrawlSource
    ) -> None:
        self._frontier = frontier
        self._sources: Mapping[str, Source] = {source.id: source for source in sources}
        self._crawl_source = crawl_source

    async def work(self, chosen: Sequence[Source], concurrency: int) -> None:
        """Seed or join the run, and return when all of its sources are finished."""
        if self._frontier.begin():  # only for the first worker of the run
            self._frontier.seed([(source.id, source.home) for source in chosen])
        async with asyncio.TaskGroup() as tasks:
            for number in range(concurrency):
                tasks.create_task(self._crawl_queued(delay=number * RETRY_SECONDS))
        # The queue is empty now, but a killed worker may have left some of its sources.
        while unfinished := self._frontier.unfinished() & self._sources.keys():
            were_crawled = await asyncio.gather(
                *(self._crawl_leased(source_id) for source_id in unfinished)
            )
            if not any(were_crawled):  # other workers crawl all that is left
                await asyncio.sleep(RETRY_SECONDS)

    async def _crawl_queued(self, delay: float) -> None:
        """Crawl sources of the queue after a delay, so that other workers get sources, too."""
        await asyncio.sleep(delay)
        while source_id := self._frontier.pop():
            if source_id in self._frontier.unfinished():
                await self._crawl_leased(source_id)

    async def _crawl_leased(self, source_id: str) -> bool:
        """Crawl a source, if it is not finished, and return True.

        Return False if another worker holds its lease, or if this worker does not know the source.
        """
        source = self._sources.get(source_id)
        if source is None or not self._frontier.lease(f"source:{source_id}"):
            return False
        try:
            if source_id in self._frontier.unfinished():
                await self._crawl_source(source)
                self._frontier.finish(source_id)
        finally:
            self._frontier.release(f"source:{source_id}")
        return True


@contextmanager
def join_run(
    frontier: Frontier,
    sources: Sequence[Source],
    crawl_source: CrawlSource,
    delay: Callable[[str], float],
) -> Iterator[tuple[Worker, HostLeases]]:
    """Join the run inside the ``with`` statement, and release all leases at its end.

    ``delay`` returns the seconds between two requests to a host. Raises FrontierError.
    """
    hosts = HostLeases(frontier, delay)
    try:
        yield Worker(frontier, sources, crawl_source), hosts
    finally:
        with suppress(FrontierError):
            hosts.close()
        frontier.close()


def connect_frontier(url: str, spider: Spider, store: str, selection: Selection) -> Frontier:
    """Connect to the frontier of the run with this database and selection.

    scrapy-redis reads the requests of its queue for ``spider``. Workers with one database are a
    group. Raises FrontierError.
    """
    group = hashlib.blake2b(server_name(store).encode(), digest_size=6).hexdigest()
    return Frontier(url, spider, group=group, run=run_name(selection))


def run_name(selection: Selection) -> str:
    """Return a hash of the selection; workers with the same hash share a run."""
    source_ids = sorted(source.id for source in selection.sources)
    hashed = (source_ids, selection.since, selection.due_only, selection.revisit_now)
    return hashlib.blake2b(repr(hashed).encode(), digest_size=6).hexdigest()
