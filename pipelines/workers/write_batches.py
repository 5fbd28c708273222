"""Gathering single writes into few transactions, each waiting no longer than a bounded time."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

I = TypeVar("I")  # noqa: E741 - what is written
O = TypeVar("O")  # noqa: E741 - what comes of it


class Batches(Generic[I, O]):
    """Hands what arrives to ``write`` in batches and gives each caller what came of its own.

    A batch is written once it holds ``most`` items, its first has waited ``seconds``, or
    ``is_last`` says of an item that none is to come. ``write`` takes the items in order of arrival
    and returns as many results; an exception in the place of a result is raised to the one whose
    item it was, one raised to all.
    """

    def __init__(
        self,
        write: Callable[[Sequence[I]], Sequence[O | Exception]],
        most: int,
        seconds: float,
        is_last: Callable[[], bool] = lambda: False,
    ) -> None:
        self._write = write
        self._most = most
        self._seconds = seconds
        self._is_last = is_last
        self._waiting: list[tuple[I, asyncio.Future[O]]] = []
        self._timer: asyncio.TimerHandle | None = None

    async def add(self, item: I) -> O:
        """Return what came of the item, once the batch it went into is written."""
        loop = asyncio.get_running_loop()
        result: asyncio.Future[O] = loop.create_future()
        self._waiting.append((item, result))
        if len(self._waiting) >= self._most or self._is_last():
            self.flush()
        elif self._timer is None:
            self._timer = loop.call_later(self._seconds, self.flush)
        return await result

    def flush(self) -> None:
        """Write what waits, now."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        batch, self._waiting = self._waiting, []
        if not batch:
            return
        try:
            results = self._write([item for item, _ in batch])
        except Exception as error:
            results = [error] * len(batch)
        for (_, waiting), result in zip(batch, results, strict=True):
            if waiting.cancelled():
                continue
            if isinstance(result, Exception):
                waiting.set_exception(result)
            else:
                waiting.set_result(result)
