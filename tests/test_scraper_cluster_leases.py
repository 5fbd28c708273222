"""Tests that the lease of a host is held while requests are running, and released when idle."""

import asyncio
from typing import TYPE_CHECKING, cast

import pytest

pytest.importorskip("scrapy_redis", reason="the extra cluster is not installed")
from scraper.cluster import leases
from scraper.cluster.leases import HostLeases

if TYPE_CHECKING:
    from scraper.cluster.frontier import Frontier


class FrontierInMemory:
    """Grants leases as a frontier does; another worker holds those of ``theirs``."""

    def __init__(self) -> None:
        self.theirs: set[str] = set()
        self.ours: set[str] = set()
        self.delays: dict[str, float] = {}

    def lease(self, name: str) -> bool:
        if name in self.theirs:
            return False
        self.ours.add(name)
        return True

    def release(self, name: str, delay: float = 0.0) -> None:
        self.ours.discard(name)
        self.delays[name] = delay

    def renew(self) -> list[str]:
        return []


@pytest.fixture
def frontier() -> FrontierInMemory:
    return FrontierInMemory()


DELAY_SECONDS = 3.0  # between two requests to a host


def hosts_of(frontier: FrontierInMemory) -> HostLeases:
    return HostLeases(cast("Frontier", frontier), lambda host: DELAY_SECONDS)


def test_a_request_waits_while_another_worker_holds_the_host(frontier: FrontierInMemory) -> None:
    async def main() -> bool:
        frontier.theirs.add("host:a.example")
        waiting = asyncio.ensure_future(hosts_of(frontier).hold("a.example", 1))
        await asyncio.sleep(0)
        was_waiting = not waiting.done()
        frontier.theirs.clear()
        await asyncio.wait_for(waiting, 60)
        return was_waiting

    assert asyncio.run(main())
    assert frontier.ours == {"host:a.example"}


def test_a_released_host_is_free_only_after_the_delay_between_requests(
    frontier: FrontierInMemory,
) -> None:
    hosts = hosts_of(frontier)
    asyncio.run(hosts.hold("a.example", 1))
    hosts.done("a.example", 1)
    hosts.done("a.example", 1)  # a request that is done twice is counted once
    hosts.close()
    assert frontier.ours == set()
    assert frontier.delays == {"host:a.example": DELAY_SECONDS}


def test_an_idle_host_is_released_and_a_busy_one_kept(
    frontier: FrontierInMemory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leases, "_MAX_IDLE_SECONDS", 0.04)

    async def main() -> None:
        hosts = hosts_of(frontier)
        await hosts.hold("idle.example", 1)
        await hosts.hold("busy.example", 2)
        hosts.done("idle.example", 1)
        renewing = asyncio.ensure_future(hosts.renew_until_cancelled())
        async with asyncio.timeout(60):
            while "host:idle.example" in frontier.ours:
                await asyncio.sleep(0.01)
        renewing.cancel()

    asyncio.run(main())
    assert frontier.ours == {"host:busy.example"}
