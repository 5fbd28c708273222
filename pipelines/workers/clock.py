"""The clock of a run, which never goes back, even if the system clock is set back."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class Clock:
    """Returns the present time, aware and in UTC; it is never less than that of an earlier call.

    If the system clock is set back during a run, the monotonic clock continues from the last time
    that was returned.
    """

    def __init__(
        self,
        wall: Callable[[], float] | None = None,  # seconds since 1970; None: the system clock
        steady: Callable[[], float] | None = None,  # seconds; None: the monotonic clock
    ) -> None:
        self._wall = wall or time.time
        self._steady = steady or time.monotonic
        self._last = self._wall()
        self._last_steady = self._steady()

    def __call__(self) -> datetime:
        steady = self._steady()
        self._last = max(self._wall(), self._last + max(0.0, steady - self._last_steady))
        self._last_steady = steady
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=self._last)
