"""The clock of a run: it keeps going when the machine's is put back."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class Clock:
    """Tells the time in aware UTC; it follows the machine forward and never goes back.

    When the machine's clock is put back in the middle of a run, time passes on from where it
    was, so that what comes later is stamped later.
    """

    def __init__(
        self,
        wall: Callable[[], float] | None = None,  # seconds since 1970; None: the machine's
        steady: Callable[[], float] | None = None,
    ) -> None:
        self._wall = wall or time.time
        self._steady = steady or time.monotonic
        self._told = self._wall()
        self._told_at = self._steady()

    def __call__(self) -> datetime:
        at = self._steady()
        self._told = max(self._wall(), self._told + max(0.0, at - self._told_at))
        self._told_at = at
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=self._told)
