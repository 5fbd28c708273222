"""Single writes are gathered into batches, and none waits for long."""

import asyncio
from collections.abc import Sequence

import pytest

from pipelines.workers.write_batches import Batches


class Writer:
    """Doubles numbers, and keeps how they came; -1 is refused, -2 ends a whole batch."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []

    def __call__(self, items: Sequence[int]) -> list[int | Exception]:
        self.batches.append(list(items))
        if -2 in items:
            raise OSError("disk full")
        return [ValueError("refused") if item == -1 else 2 * item for item in items]


def gather(writer: Writer, items: Sequence[int], most: int) -> list[int | BaseException]:
    async def all_at_once() -> list[int | BaseException]:
        batches = Batches(writer, most, seconds=0.01)
        return await asyncio.gather(*map(batches.add, items), return_exceptions=True)

    return asyncio.run(all_at_once())


def test_everyone_gets_what_came_of_their_own() -> None:
    assert gather(Writer(), range(10), most=3) == [2 * item for item in range(10)]


def test_a_batch_holds_no_more_than_it_may_and_the_last_waits_only_its_time() -> None:
    writer = Writer()
    gather(writer, range(8), most=3)
    assert writer.batches == [[0, 1, 2], [3, 4, 5], [6, 7]]


def test_the_last_one_waits_for_nobody() -> None:
    async def alone() -> list[int]:
        batches = Batches(Writer(), 3, seconds=60, is_last=lambda: True)
        return [await batches.add(item) for item in (1, 2)]

    assert asyncio.run(asyncio.wait_for(alone(), 5)) == [2, 4]


def test_what_is_refused_concerns_nobody_else() -> None:
    one, two, three = gather(Writer(), [1, -1, 3], most=3)
    assert (one, three) == (2, 6)
    assert isinstance(two, ValueError)


def test_what_ends_a_batch_is_told_to_all_of_it_and_the_next_is_written() -> None:
    results = gather(Writer(), [1, -2, 3, 4], most=2)
    assert [type(result) for result in results] == [OSError, OSError, int, int]


def test_one_who_no_longer_waits_disturbs_nobody() -> None:
    async def leave() -> int:
        batches = Batches(Writer(), 3, seconds=0.05)
        gone = asyncio.create_task(batches.add(1))
        await asyncio.sleep(0)
        gone.cancel()
        with pytest.raises(asyncio.CancelledError):
            await gone
        return await batches.add(2)

    assert asyncio.run(leave()) == 4
