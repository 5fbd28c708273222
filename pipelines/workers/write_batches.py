"""Gathers single writes into batches, so that a few transactions are enough."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")  # of writing an item


@dataclass(frozen=True, slots=True)
class _Waiting(Generic[Item, Result]):
    """An item that is not written yet, and the result for which its caller waits."""

    item: Item
    result: asyncio.Future[Result]


class Batches(Generic[Item, Result]):
    """Passes items to ``write`` in batches and returns to each caller the result of its own item.

    A batch is written when it holds ``max_items`` or when its first item has waited
    ``max_seconds``. It is also written when ``is_last`` returns True after an item was added: no
    other item is expected then.

    ``wait_for_turn`` is awaited before each batch, and returns when its items may be written. Items
    that arrive meanwhile join the batch, or the next one.

    ``write`` takes the items in order of arrival and returns one result for each. A result that is
    an exception is raised in the call of its item. An exception of ``wait_for_turn`` or ``write``
    is raised in all calls of the batch.
    """

    def __init__(
        self,
        write: Callable[[Sequence[Item]], Sequence[Result | Exception]],
        max_items: int,
        max_seconds: float,
        is_last: Callable[[], bool] = lambda: False,
        wait_for_turn: Callable[[Sequence[Item]], Awaitable[None]] | None = None,
    ) -> None:
        self._write = write
        self._max_items = max_items
        self._max_seconds = max_seconds
        self._is_last = is_last
        self._wait_for_turn = wait_for_turn
        self._waiting: list[_Waiting[Item, Result]] = []
        # Flushes when the first item has waited long enough.
        self._timer: asyncio.TimerHandle | None = None
        self._writer: asyncio.Task[None] | None = None  # waits for its turn, and writes

    async def add(self, item: Item) -> Result:
        """Return the result of the item once its batch is written."""
        loop = asyncio.get_running_loop()
        result: asyncio.Future[Result] = loop.create_future()
        self._waiting.append(_Waiting(item, result))
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
        if self._wait_for_turn is None:
            self._write_batch()
        elif self._writer is None:
            task = self._write_in_turn(self._wait_for_turn)
            self._writer = asyncio.get_running_loop().create_task(task)

    async def _write_in_turn(
        self, wait_for_turn: Callable[[Sequence[Item]], Awaitable[None]]
    ) -> None:
        """Write one batch, and then those that have become full meanwhile."""
        while True:
            try:
                await wait_for_turn([each.item for each in self._waiting[: self._max_items]])
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
            results = self._write([each.item for each in batch])
        except Exception as error:
            self._fail(batch, error)
            return
        for each, result in zip(batch, results, strict=True):
            _set_result(each.result, result)

    def _take(self) -> list[_Waiting[Item, Result]]:
        """Remove the next batch from the waiting items, and return it."""
        batch = self._waiting[: self._max_items]
        self._waiting = self._waiting[self._max_items :]
        return batch

    def _fail(self, batch: Sequence[_Waiting[Item, Result]], error: Exception) -> None:
        for each in batch:
            _set_result(each.result, error)


def _set_result(future: asyncio.Future[Result], result: Result | Exception) -> None:
    if future.cancelled():  # the caller no longer waits
        return
    if isinstance(result, Exception):
        future.set_exception(result)
    else:
        future.set_result(result)
