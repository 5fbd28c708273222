"""Gathers single writes into batches, so that a few transactions are enough."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

I = TypeVar("I")  # noqa: E741 - an item
O = TypeVar("O")  # noqa: E741 - its result


class Batches(Generic[I, O]):
    """Passes items to ``write`` in batches and returns to each caller the result of its own item.

    A batch is written when it holds ``max_items``, when its first item has waited ``max_seconds``,
    or when ``is_last`` returns True after an item was added. ``write`` takes the items in order of
    arrival and returns one result for each. A result that is an exception is raised to the caller
    of its item; an exception that ``write`` raises is raised to all callers of the batch.
    """

    def __init__(
        self,
        write: Callable[[Sequence[I]], Sequence[O | Exception]],
        max_items: int,
        max_seconds: float,
        is_last: Callable[[], bool] = lambda: False,
    ) -> None:
        self._write = write
        self._max_items = max_items
        self._max_seconds = max_seconds
        self._is_last = is_last
        self._waiting: list[tuple[I, asyncio.Future[O]]] = []
        self._timer: asyncio.TimerHandle | None = None

    async def add(self, item: I) -> O:
        """Return the result of the item once its batch is written."""
        loop = asyncio.get_running_loop()
        result: asyncio.Future[O] = loop.create_future()
        self._waiting.append((item, result))
        if len(self._waiting) >= self._max_items or self._is_last():
            self.flush()
        elif self._timer is None:
            self._timer = loop.call_later(self._max_seconds, self.flush)
        return await result

    def flush(self) -> None:
        """Write the waiting items now."""
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
