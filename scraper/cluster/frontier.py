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

LEASE_SECONDS = 30  # then the leases of a killed worker expire
_LEASE_MILLISECONDS = LEASE_SECONDS * 1000
# A Lua script that lets a lease expire after some milliseconds; after 0 it is deleted at once.
# KEYS[1] is the key of the lease, ARGV[1] the name of this worker, ARGV[2] the milliseconds. The
# script returns 0 and changes nothing if this worker does not hold the lease.
_SET_EXPIRY = (
    "if redis.call('get', KEYS[1]) ~= ARGV[1] then return 0 end "
    "return redis.call('pexpire', KEYS[1], ARGV[2])"
)


class JsonRequests:
    """Serializes requests in Redis as JSON, not as pickle: reading JSON runs no code."""

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
        self._lease_prefix = f"svodka:{group}:lease:"
        self._run_prefix = f"svodka:{group}:run:{run}:"
        self._left_key = self._run_prefix + "left"  # the set of the ids of unfinished sources
        self._alive_key = self._run_prefix + "alive"  # expires when no worker renews it any more
        self._worker = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        self._held: set[str] = set()  # names of the leases that this worker holds
        with self._failures():
            self._redis = redis.Redis.from_url(url, socket_timeout=10, socket_connect_timeout=10)
            self._redis.ping()
            queue_key = self._run_prefix.replace("%", "") + "queue"  # FifoQueue formats it with %
            self._queue = FifoQueue(self._redis, spider, queue_key, JsonRequests)

    def begin(self) -> bool:
        """Join the run; return True for the first worker, which then has to call ``seed``."""
        with self._failures():
            return self._set_unless_held(self._alive_key)

    def seed(self, sources: Collection[tuple[str, str]]) -> None:
        """Replace the queue by these sources, pairs of id and home page."""
        with self._failures():
            self._redis.delete(self._left_key, self._queue.key)
            for source_id, home in sources:
                self._redis.sadd(self._left_key, source_id)
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
                for source_id in self._redis.smembers(self._left_key)
            }

    def finish(self, source_id: str) -> None:
        """Note that the source is finished; with the last one the run ends."""
        with self._failures():
            self._redis.srem(self._left_key, source_id)
            if not self._redis.scard(self._left_key):
                self._redis.delete(self._alive_key)

    def lease(self, name: str) -> bool:
        """Acquire the lease of this name; False if another worker holds it."""
        if name in self._held:
            return True
        with self._failures():
            is_acquired = self._set_unless_held(self._lease_prefix + name)
        if is_acquired:
            self._held.add(name)
        return is_acquired

    def release(self, name: str, delay: float = 0.0) -> None:
        """Release the lease; no worker can acquire it for ``delay`` seconds more."""
        if name in self._held:
            self._held.discard(name)
            with self._failures():
                self._set_expiry(self._lease_prefix + name, round(delay * 1000))

    def renew(self) -> list[str]:
        """Extend the run and all leases; return the names of leases another worker has acquired.

        A lease that has expired meanwhile is acquired again if no other worker holds it.
        """
        lost = []
        with self._failures():
            self._redis.pexpire(self._alive_key, _LEASE_MILLISECONDS)
            for name in list(self._held):
                key = self._lease_prefix + name
                is_renewed = self._set_expiry(key, _LEASE_MILLISECONDS)
                if not is_renewed and not self._set_unless_held(key):
                    self._held.discard(name)
                    lost.append(name)
        return lost

    def close(self) -> None:
        """Release every lease; if Redis can't be reached, they expire."""
        with suppress(FrontierError):
            for name in list(self._held):
                self.release(name)
        self._redis.close()

    def _set_unless_held(self, key: str) -> bool:
        """Set a key that expires like a lease; return False if a worker has set it already."""
        return bool(self._redis.set(key, self._worker, nx=True, px=_LEASE_MILLISECONDS))

    def _set_expiry(self, key: str, milliseconds: int) -> bool:
        """Let a lease expire after a time; return False if this worker does not hold it."""
        return bool(self._redis.eval(_SET_EXPIRY, 1, key, self._worker, milliseconds))

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
            raise FrontierError(f"{name}: its keys {self._run_prefix}* are not Svodka's") from error
