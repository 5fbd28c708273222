"""Leases hosts, so that one worker at a time sends requests to a host."""

import asyncio
from collections.abc import Callable
from time import monotonic

from scraper.cluster.frontier import Frontier

_RENEWAL_SECONDS = 5.0  # between two renewals; well below LEASE_SECONDS
_MAX_IDLE_SECONDS = 2.0  # then the lease of a host without requests is released
RETRY_SECONDS = 0.25  # between two attempts to get a lease that another worker holds


class HostLeases:
    """The hosts that this worker has leased, and the running requests to each of them.

    The lease of an idle host is released, so that two workers never wait for each other's hosts.
    Between two workers a host gets the same pause as between two requests.
    """

    def __init__(self, frontier: Frontier, delay: Callable[[str], float]) -> None:
        self._frontier = frontier
        self._delay = delay  # seconds between two requests to a host
        self._requests: dict[str, set[int]] = {}  # by host: the ids of running requests
        self._last_used: dict[str, float] = {}  # by host: seconds of the monotonic clock

    async def hold(self, host: str, request: int) -> None:
        """Wait for the lease of the host, and keep it while the request is under way."""
        while not self._frontier.lease(f"host:{host}"):
            await asyncio.sleep(RETRY_SECONDS)
        self._requests.setdefault(host, set()).add(request)
        self._last_used[host] = monotonic()

    def done(self, host: str, request: int) -> None:
        """Note that the request has ended, in whatever way; a second call changes nothing."""
        if host in self._requests:
            self._requests[host].discard(request)
            self._last_used[host] = monotonic()

    async def renew_until_cancelled(self) -> None:
        """Renew the leases that are held and release those of idle hosts, until cancelled."""
        last_renewal = monotonic()
        while True:
            await asyncio.sleep(_MAX_IDLE_SECONDS / 4)
            idle_hosts = [host for host in self._requests if self._is_idle(host)]
            for host in idle_hosts:
                self._release(host)
            if monotonic() - last_renewal > _RENEWAL_SECONDS:
                last_renewal = monotonic()
                for lost_name in self._frontier.renew():
                    self._requests.pop(lost_name.removeprefix("host:"), None)

    def close(self) -> None:
        """Release the lease of every host."""
        for host in list(self._requests):
            self._release(host)

    def _release(self, host: str) -> None:
        del self._requests[host]
        self._frontier.release(f"host:{host}", self._delay(host))

    def _is_idle(self, host: str) -> bool:
        idle_seconds = monotonic() - self._last_used[host]
        return not self._requests[host] and idle_seconds > _MAX_IDLE_SECONDS
