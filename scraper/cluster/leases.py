"""One of several workers: takes sources from the shared frontier and asks hosts in turn."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from time import monotonic
from typing import TYPE_CHECKING

from pipelines.model import Source
from scraper.cluster.frontier import Frontier
from scraper.errors import FrontierError
from scraper.sources.selection import Selection
from storage.database.errors import server_name

if TYPE_CHECKING:
    from scraper.spiders.news import NewsSpider

_RENEWED_EVERY = 5.0  # seconds
_IDLE = 2.0  # seconds after which a host that nobody asks is let go
_ASKED_AGAIN = 0.25  # seconds between two looks at what another worker has


class HostLeases:
    """Which hosts this worker asks, and how many requests to each are under way.

    A host is let go when it is idle, so that two workers never wait for each other's hosts; it
    rests between two workers as long as between two requests.
    """

    def __init__(self, frontier: Frontier, rest: Callable[[str], float]) -> None:
        self._frontier = frontier
        self._rest = rest
        self._asked: dict[str, set[int]] = {}
        self._used: dict[str, float] = {}

    async def hold(self, host: str, request: int) -> None:
        """Wait until the host is this worker's, and keep it while the request is under way."""
        while not self._frontier.lease(f"host:{host}"):
            await asyncio.sleep(_ASKED_AGAIN)
        self._asked.setdefault(host, set()).add(request)
        self._used[host] = monotonic()

    def done(self, host: str, request: int) -> None:
        """The request has ended, in whatever way; said twice it counts once."""
        if host in self._asked:
            self._asked[host].discard(request)
            self._used[host] = monotonic()

    async def keep(self) -> None:
        """Renew what is held and let go of idle hosts, until cancelled."""
        renewed = monotonic()
        while True:
            await asyncio.sleep(_IDLE / 4)
            for host in [host for host in self._asked if self._is_idle(host)]:
                self._let_go(host)
            if monotonic() - renewed > _RENEWED_EVERY:
                renewed = monotonic()
                for name in self._frontier.renew():
                    self._asked.pop(name.removeprefix("host:"), None)

    def close(self) -> None:
        """Let go of every host."""
        for host in list(self._asked):
            self._let_go(host)

    def _let_go(self, host: str) -> None:
        del self._asked[host]
        self._frontier.end(f"host:{host}", self._rest(host))

    def _is_idle(self, host: str) -> bool:
        return not self._asked[host] and monotonic() - self._used[host] > _IDLE


class Worker:
    """Gathers sources as long as any of the run are left, a killed worker's among them."""

    def __init__(
        self, frontier: Frontier, sources: Sequence[Source],
        gather: Callable[[Source], Awaitable[None]],
    ) -> None:  # fmt: skip
        self._frontier = frontier
        self._sources: Mapping[str, Source] = {source.id: source for source in sources}
        self._gather = gather

    async def work(self, chosen: Sequence[Source], at_once: int) -> None:
        """Seed or join the run, and return when all of its sources are finished."""
        if self._frontier.begin():
            self._frontier.seed([(source.id, source.home) for source in chosen])
        async with asyncio.TaskGroup() as tasks:
            for turn in range(at_once):
                tasks.create_task(self._drain(turn * _ASKED_AGAIN))
        while left := self._frontier.left() & self._sources.keys():
            took = await asyncio.gather(*(self._take(source_id) for source_id in left))
            if not any(took):
                await asyncio.sleep(_ASKED_AGAIN)

    async def _drain(self, wait: float) -> None:
        """Gather what waits; not all begin at once, so that few sources are spread over workers."""
        await asyncio.sleep(wait)
        while source_id := self._frontier.pop():
            if source_id in self._frontier.left():
                await self._take(source_id)

    async def _take(self, source_id: str) -> bool:
        """Gather the source unless another worker does."""
        source = self._sources.get(source_id)
        if source is None or not self._frontier.lease(f"source:{source_id}"):
            return False
        try:
            if source_id in self._frontier.left():
                await self._gather(source)
                self._frontier.finish(source_id)
        finally:
            self._frontier.end(f"source:{source_id}")
        return True


@contextmanager
def join_run(
    spider: "NewsSpider", gather: Callable[[Source], Awaitable[None]]
) -> Iterator[tuple[Worker, HostLeases]]:
    """Join the other workers for the block; on leaving it everything is let go.

    Raises FrontierError.
    """
    config = spider.config
    assert config.frontier is not None
    group = hashlib.blake2b(server_name(str(config.store)).encode(), digest_size=6).hexdigest()
    frontier = Frontier(config.frontier, spider, group=group, run=run_name(spider.selection))

    def rest(host: str) -> float:
        engine = spider.crawler.engine
        slot = engine.downloader.slots.get(host) if engine else None
        return float(slot.delay if slot else spider.settings.getfloat("DOWNLOAD_DELAY"))

    hosts = HostLeases(frontier, rest)
    try:
        yield Worker(frontier, spider.sources, gather), hosts
    finally:
        with suppress(FrontierError):
            hosts.close()
        frontier.close()


def run_name(selection: Selection) -> str:
    """What tells runs apart: workers that were asked for the same share one."""
    asked = [source.id for source in selection.sources]
    told = (sorted(asked), selection.since, selection.due_only, selection.revisit_now)
    return hashlib.blake2b(repr(told).encode(), digest_size=6).hexdigest()
