"""Waits until no other process is writing to the database, without stopping the event loop.

A transaction that waits for the lock of the database stops downloads meanwhile. So a run begins its
transaction only when a check, which is repeated after short pauses, finds the lock free.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic

from storage.database.errors import StorageError
from storage.database.protocols import Store
from storage.stores import is_lock_free

_FIRST_PAUSE_SECONDS = 0.005  # between two checks; a transaction takes about 0.1 s
_MAX_PAUSE_SECONDS = 0.05
_MAX_WAIT_SECONDS = 30.0  # after that the transaction itself waits, and reports why it cannot begin


@dataclass(slots=True)
class LockTimes:
    """How long a run waited for the lock of the database, and how long it held the lock."""

    waited_seconds: float = 0.0
    held_seconds: float = 0.0

    @contextmanager
    def holding(self) -> Iterator[None]:
        """Add the duration of the block to the time for which the lock is held."""
        began = monotonic()
        try:
            yield
        finally:
            self.held_seconds += monotonic() - began


async def wait_for_turn(db: Store, times: LockTimes) -> None:
    """Return when the lock is free, or after ``_MAX_WAIT_SECONDS``; add the wait to ``times``."""
    began = monotonic()
    pause = _FIRST_PAUSE_SECONDS
    try:
        while not is_lock_free(db) and monotonic() - began < _MAX_WAIT_SECONDS:
            await asyncio.sleep(pause)
            pause = min(2 * pause, _MAX_PAUSE_SECONDS)
    except StorageError:
        pass  # the transaction that follows fails for the same reason, and its error is reported
    finally:
        times.waited_seconds += monotonic() - began
