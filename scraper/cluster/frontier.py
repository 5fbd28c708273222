"""The frontier that several workers share in Redis: a queue of sources, and leases.

Here, a worker is one process of ``scrapy crawl news``. scrapy-redis implements the queue. Workers
that were started with the same selection share one run, and the first of them fills the queue. If
a worker is killed, nothing is lost: its leases expire, its sources stay unfinished until another
worker crawls them, and the database says which of their pages are stored.
"""

import json
import os
import secrets
import socket
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import redis
from scrapy import Request, Spider
from scrapy_redis.queue import FifoQueue

from scraper.errors import FrontierError
from storage.database.errors import server_name

LEASE_SECONDS = 30  # after which the leases of a killed worker expire
_LEASE_MILLISECONDS = LEASE_SECONDS * 1000
# A Lua script that lets a lease (KEYS[1]) of this worker (ARGV[1]) expire after ARGV[2]
# milliseconds, and returns 0 if another worker holds the lease. With 0 the lease is deleted.
_SET_EXPIRY = (
    "if redis.call('get', KEYS[1]) ~= ARGV[1] then return 0 end "
    "return redis.call('pexpire', KEYS[1], ARGV[2])"
)


class JsonRequests:
    """Serializes requests in Redis as JSON, since reading JSON, unlike pickle, runs no code."""

    @staticmethod
    def dumps(request: dict[str, Any]) -> str:
        return json.dumps(request, default=lambda octets: octets.decode("latin-1"))

    @staticmethod
    def loads(text: str | bytes) -> dict[str, Any]:
        request = json.loads(text)
        if not isinstance(request, dict):
            raise TypeError(f"not a request: {text[:50]!r}")
        return request


class Frontier:
    """The connection of one worker; all methods except ``close`` may raise FrontierError.

    ``group`` identifies the database, and ``run`` the selection of the run.
    """

    def __init__(self, url: str, spider: Spider, *, group: str, run: str) -> None:
        self._url = url
        self._leases = f"svodka:{group}:lease:"
        # Below this prefix are ``queue``, ``left`` (the ids of unfinished sources) and ``alive``
        # (which expires when no worker renews it any more).
        self._run = f"svodka:{group}:run:{run}:"
        self._me = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        self._held: set[str] = set()  # names of the leases that this worker holds
        with self._failures():
            self._redis = redis.Redis.from_url(url, socket_timeout=10, socket_connect_timeout=10)
            self._redis.ping()
            queue = self._run.replace("%", "") + "queue"
            self._queue = FifoQueue(self._redis, spider, queue, JsonRequests)

    def begin(self) -> bool:
        """Join the run; return True for the first worker, which then has to call ``seed``."""
        with self._failures():
            return bool(
                self._redis.set(self._run + "alive", self._me, nx=True, px=_LEASE_MILLISECONDS)
            )

    def seed(self, sources: Collection[tuple[str, str]]) -> None:
        """Replace the queue by these sources, pairs of id and home page."""
        with self._failures():
            self._redis.delete(self._run + "left", self._queue.key)
            for source_id, home in sources:
                self._redis.sadd(self._run + "left", source_id)
                meta = {"source": source_id}
                self._queue.push(Request(home, meta=meta, dont_filter=True))

    def pop(self) -> str | None:
        """Remove and return the id of the source queued longest; None if the queue is empty."""
        with self._failures():
            request = self._queue.pop()
            return str(request.meta["source"]) if request else None

    def unfinished(self) -> set[str]:
        """Return the ids of the sources of the run that no worker has finished."""
        with self._failures():
            return {
                source_id.decode() if isinstance(source_id, bytes) else source_id
                for source_id in self._redis.smembers(self._run + "left")
            }

    def finish(self, source_id: str) -> None:
        """Note that the source is finished; with the last one the run ends."""
        with self._failures():
            self._redis.srem(self._run + "left", source_id)
            if not self._redis.scard(self._run + "left"):
                self._redis.delete(self._run + "alive")

    def lease(self, name: str) -> bool:
        """Acquire the lease of this name; False if another worker holds it."""
        if name in self._held:
            return True
        with self._failures():
            taken = self._redis.set(self._leases + name, self._me, nx=True, px=_LEASE_MILLISECONDS)
        if taken:
            self._held.add(name)
        return bool(taken)

    def release(self, name: str, delay: float = 0.0) -> None:
        """Release the lease; no worker can acquire it for ``delay`` seconds more."""
        if name in self._held:
            self._held.discard(name)
            with self._failures():
                self._redis.eval(_SET_EXPIRY, 1, self._leases + name, self._me, round(delay * 1000))

    def renew(self) -> list[str]:
        """Extend the run and all leases; return the names of leases another worker has acquired.

        A lease that has expired meanwhile is acquired again if no other worker holds it.
        """
        lost = []
        with self._failures():
            self._redis.pexpire(self._run + "alive", _LEASE_MILLISECONDS)
            for name in list(self._held):
                key = self._leases + name
                if self._redis.eval(_SET_EXPIRY, 1, key, self._me, _LEASE_MILLISECONDS):
                    continue
                if not self._redis.set(key, self._me, nx=True, px=_LEASE_MILLISECONDS):
                    self._held.discard(name)
                    lost.append(name)
        return lost

    def close(self) -> None:
        """Release every lease; if Redis can't be reached, they expire."""
        with suppress(FrontierError):
            for name in list(self._held):
                self.release(name)
        self._redis.close()

    @contextmanager
    def _failures(self) -> Iterator[None]:
        """Turn the errors of Redis, and those of keys with other content, into FrontierError."""
        try:
            yield
        except (redis.RedisError, OSError) as error:
            reason = " ".join(str(error).split())
            raise FrontierError(f"{server_name(self._url)}: Redis: {reason}") from error
        except (ValueError, TypeError, LookupError, AttributeError) as error:
            name = server_name(self._url)
            raise FrontierError(f"{name}: its keys {self._run}* are not Svodka's") from error
