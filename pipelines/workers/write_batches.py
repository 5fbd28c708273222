"""Gathers single writes into batches, so that a few transactions are enough."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")  # of writing an item


class Batches(Generic[Item, Result]):
    """Passes items to ``write`` in batches and returns to each caller the result of its own item.

    A batch is written when it holds ``max_items`` or when its first item has waited
    ``max_seconds``. It is also written when ``is_last`` returns True after an item was added: no
    other item is expected then.

    ``turn`` waits until the items may be written, and is awaited before each batch. Items that
    arrive meanwhile join the batch, or the next one.

    ``write`` takes the items in order of arrival and returns one result for each. A result that is
    an exception is raised in the call of its item. An exception of ``turn`` or ``write`` is raised
    in all calls of the batch.
    """

    def __init__(
        self,
        write: Callable[[Sequence[Item]], Sequence[Result | Exception]],
        max_items: int,
        max_seconds: float,
        is_last: Callable[[], bool] = lambda: False,
        turn: Callable[[Sequence[Item]], Awaitable[None]] | None = None,
    ) -> None:
        self._write = write
        self._max_items = max_items
        self._max_seconds = max_seconds
        self._is_last = is_last
        self._turn = turn
        self._waiting: list[tuple[Item, asyncio.Future[Result]]] = []
        self._timer: asyncio.TimerHandle | None = None  # flushes when the first item waited enough
        self._writer: asyncio.Task[None] | None = None  # waits for its turn, and writes

    async def add(self, item: Item) -> Result:
        """Return the result of the item once its batch is written."""
        loop = asyncio.get_running_loop()
        result: asyncio.Future[Result] = loop.create_future()
        self._waiting.append((item, result))
        if len(self._waiting) >= self._max_items or self._is_last():
            self.flush()
        elif self._timer is None and self._writer is None:
            self._timer = loop.call_later(self._max_seconds, self.flush)
        return await result

    def flush(self) -> None:
        """Begin to write the waiting items."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._turn is None:
            self._write_batch()
        elif self._writer is None:
            self._writer = asyncio.get_running_loop().create_task(self._write_in_turn(self._turn))

    async def _write_in_turn(self, turn: Callable[[Sequence[Item]], Awaitable[None]]) -> None:
        """Write one batch, and then those that have become full meanwhile."""
        while True:
            try:
                await turn([item for item, _ in self._waiting[: self._max_items]])
            except Exception as error:
                self._fail(self._take(), error)
            else:
                self._write_batch()
            if len(self._waiting) < self._max_items:
                break
        self._writer = None
        if self._waiting:
            loop = asyncio.get_running_loop()
            seconds = 0 if self._is_last() else self._max_seconds
            self._timer = loop.call_later(seconds, self.flush)

    def _write_batch(self) -> None:
        batch = self._take()
        if not batch:
            return
        try:
            results = self._write([item for item, _ in batch])
        except Exception as error:
            self._fail(batch, error)
            return
        for (_, future), result in zip(batch, results, strict=True):
            _set_result(future, result)

    def _take(self) -> list[tuple[Item, asyncio.Future[Result]]]:
        """Remove the next batch from the waiting items, and return it."""
        batch = self._waiting[: self._max_items]
        self._waiting = self._waiting[self._max_items :]
        return batch

    def _fail(self, batch: Sequence[tuple[Item, asyncio.Future[Result]]], error: Exception) -> None:
        for _, future in batch:
            _set_result(future, error)


def _set_result(future: asyncio.Future[Result], result: Result | Exception) -> None:
    if future.cancelled():  # the caller no longer waits
        return
    if isinstance(result, Exception):
        future.set_exception(result)
    else:
        future.set_result(result)
