"""Tests that a hostile page hardly delays the reading of other pages."""

import asyncio
import time

import pytest

from pipelines.extraction.read_page import read_page
from pipelines.model import Outcome, Page
from pipelines.workers.pool import Limits, PageStopped, WorkerPool
from tests.hostile_documents import article

# The parser compares each attribute of a tag with all others. Values with «<» keep them from being
# cut before.
ATTRIBUTES = " ".join(f'data-a{n}="<"' for n in range(70_000))
HOSTILE = article(f"<div {ATTRIBUTES}>x</div>")
ORDINARY = 20  # pages
OUTCOMES = {
    "hostile": Outcome.STOPPED_CPU,
    "ordinary": Outcome.STORED,
    "empty": Outcome.NOT_ARTICLE,
}


async def ends(workers: int, hostile: bool) -> list[tuple[str, float]]:
    """Read ordinary pages after a hostile or an empty one.

    Return name and seconds of each page, in the order in which their reading ended.
    """
    done: list[tuple[str, float]] = []
    limits = Limits(wall_seconds=60.0)  # so long that the limit of processor time comes first
    async with WorkerPool(workers, limits) as pool:
        # Each worker sleeps once, so all of them run before the time is taken.
        await asyncio.gather(*(pool.run(time.sleep, 0.1) for _ in range(workers)))
        began = time.monotonic()

        async def one(name: str, body: bytes) -> None:
            try:
                outcome = (await pool.run(read_page, Page("https://a.example/1", body))).outcome
            except PageStopped as stopped:
                outcome = stopped.outcome
            assert outcome is OUTCOMES[name]
            done.append((name, time.monotonic() - began))

        first = one("hostile", HOSTILE) if hostile else one("empty", b"")
        others = [one("ordinary", article()) for _ in range(ORDINARY)]
        await asyncio.gather(first, *others)
    return done


def test_with_two_workers_the_others_do_not_wait_for_a_hostile_page() -> None:
    names = [name for name, _ in asyncio.run(ends(2, hostile=True))]
    assert names == ["ordinary"] * ORDINARY + ["hostile"]


@pytest.mark.slow
def test_with_one_worker_the_others_wait_only_until_the_page_is_stopped() -> None:
    alone = asyncio.run(ends(1, hostile=False))[-1][1]
    done = asyncio.run(ends(1, hostile=True))
    delay = done[-1][1] - alone
    print(f"one hostile page delayed {ORDINARY} others by {delay:.1f} s on one worker")
    assert done[0][0] == "hostile"
    assert delay < 15, "2 s of processor time on an idle machine; this one may be busy"
