"""Tests that single writes are gathered, and each is written within a bounded time."""

import asyncio
from collections.abc import Sequence

import pytest

from pipelines.workers.write_batches import Batches


class Writer:
    """Doubles numbers and records the batches; -1 is refused, -2 makes the whole batch fail."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []

    def __call__(self, items: Sequence[int]) -> list[int | Exception]:
        self.batches.append(list(items))
        if -2 in items:
            raise OSError("disk full")
        return [ValueError("refused") if item == -1 else 2 * item for item in items]


def gather(writer: Writer, items: Sequence[int], max_items: int) -> list[int | BaseException]:
    async def all_at_once() -> list[int | BaseException]:
        batches = Batches(writer, max_items, max_seconds=0.01)
        return await asyncio.gather(*map(batches.add, items), return_exceptions=True)

    return asyncio.run(all_at_once())


def test_each_caller_gets_the_result_of_its_own_item() -> None:
    assert gather(Writer(), range(10), max_items=3) == [2 * item for item in range(10)]


def test_a_batch_holds_at_most_max_items_and_the_last_waits_max_seconds() -> None:
    writer = Writer()
    gather(writer, range(8), max_items=3)
    assert writer.batches == [[0, 1, 2], [3, 4, 5], [6, 7]]


def test_the_last_item_is_written_at_once() -> None:
    async def alone() -> list[int]:
        batches = Batches(Writer(), 3, max_seconds=60, is_last=lambda: True)
        return [await batches.add(item) for item in (1, 2)]

    assert asyncio.run(asyncio.wait_for(alone(), 50)) == [2, 4]


def test_a_refused_item_leaves_the_others_of_its_batch_alone() -> None:
    first, refused, last = gather(Writer(), [1, -1, 3], max_items=3)
    assert (first, last) == (2, 6)
    assert isinstance(refused, ValueError)


def test_an_error_of_a_batch_is_raised_to_its_own_callers() -> None:
    results = gather(Writer(), [1, -2, 3, 4], max_items=2)
    assert [type(result) for result in results] == [OSError, OSError, int, int]


def test_a_cancelled_caller_leaves_the_others_alone() -> None:
    async def leave() -> int:
        batches = Batches(Writer(), 3, max_seconds=0.05)
        gone = asyncio.create_task(batches.add(1))
        await asyncio.sleep(0)
        gone.cancel()
        with pytest.raises(asyncio.CancelledError):
            await gone
        return await batches.add(2)

    assert asyncio.run(leave()) == 4


class Turns:
    """A turn that comes when ``is_free`` is set; it raises ``error`` if there is one.

    ``asked`` holds the items of each turn.
    """

    def __init__(self) -> None:
        self.is_free = asyncio.Event()
        self.error: Exception | None = None
        self.asked: list[list[int]] = []

    async def __call__(self, items: Sequence[int]) -> None:
        self.asked.append(list(items))
        await self.is_free.wait()
        if self.error:
            raise self.error


def test_items_that_arrive_while_the_turn_is_awaited_are_written_in_full_batches() -> None:
    async def wait_for_turn() -> tuple[list[list[int]], list[list[int]], list[int]]:
        writer, turns = Writer(), Turns()
        batches = Batches(writer, 3, max_seconds=0.01, wait_for_turn=turns)
        items = [asyncio.create_task(batches.add(item)) for item in range(8)]
        await asyncio.sleep(0.05)
        assert writer.batches == []  # nothing is written before the turn
        turns.is_free.set()
        results = await asyncio.gather(*items)
        return turns.asked, writer.batches, results

    asked, written, results = asyncio.run(asyncio.wait_for(wait_for_turn(), 60))
    assert asked == [[0, 1, 2], [3, 4, 5], [6, 7]]
    assert written == [[0, 1, 2], [3, 4, 5], [6, 7]]
    assert results == [2 * item for item in range(8)]


def test_an_error_of_the_turn_is_raised_to_the_callers_and_the_next_batch_is_written() -> None:
    async def fail_once() -> tuple[list[int | BaseException], int]:
        turns = Turns()
        turns.is_free.set()
        turns.error = OSError("no server")
        batches = Batches(Writer(), 2, max_seconds=0.01, wait_for_turn=turns)
        failed = await asyncio.gather(batches.add(1), batches.add(2), return_exceptions=True)
        turns.error = None
        return list(failed), await batches.add(3)

    failed, result = asyncio.run(asyncio.wait_for(fail_once(), 60))
    assert list(map(type, failed)) == [OSError, OSError]
    assert result == 6
