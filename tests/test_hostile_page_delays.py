"""Tests that a hostile page hardly delays the reading of other pages."""

import asyncio
import time
from typing import NamedTuple

import pytest

from pipelines.extraction.read_page import read_page
from pipelines.model import Outcome, Page
from pipelines.workers.pool import Limits, PageStopped, WorkerPool
from tests.hostile_documents import article

# The parser compares each attribute of a tag with all others. Values with «<» keep them from being
# cut before.
ATTRIBUTES = " ".join(f'data-a{n}="<"' for n in range(70_000))
BODIES = {
    "hostile": article(f"<div {ATTRIBUTES}>x</div>"),
    "ordinary": article(),
    "empty": b"",
}
ORDINARY_COUNT = 20  # pages
MAX_DELAY_SECONDS = 15  # 2 s of processor time on an idle machine; this one may be busy
OUTCOMES = {
    "hostile": Outcome.STOPPED_CPU,
    "ordinary": Outcome.STORED,
    "empty": Outcome.NOT_ARTICLE,
}


class End(NamedTuple):
    """The end of the reading of one page; ``name`` is a key of OUTCOMES."""

    name: str
    outcome: Outcome
    seconds: float  # since the first page was sent


async def read_after(first: str, workers: int) -> list[End]:
    """Read ordinary pages after a first one, "hostile" or "empty"; return ends in their order."""
    ends: list[End] = []
    limits = Limits(wall_seconds=60.0)  # so long that the limit of processor time comes first
    async with WorkerPool(workers, limits) as pool:
        # Each worker sleeps once, so all of them run before the time is taken.
        await asyncio.gather(*(pool.run(time.sleep, 0.1) for _ in range(workers)))
        began = time.monotonic()

        async def read(name: str) -> None:
            try:
                page = Page("https://a.example/1", BODIES[name])
                outcome = (await pool.run(read_page, page)).outcome
            except PageStopped as stopped:
                outcome = stopped.outcome
            ends.append(End(name, outcome, time.monotonic() - began))

        await asyncio.gather(read(first), *(read("ordinary") for _ in range(ORDINARY_COUNT)))
    return ends


def test_with_two_workers_the_others_do_not_wait_for_a_hostile_page() -> None:
    ends = asyncio.run(read_after("hostile", workers=2))
    assert [end.name for end in ends] == ["ordinary"] * ORDINARY_COUNT + ["hostile"]
    assert [end for end in ends if end.outcome is not OUTCOMES[end.name]] == []


@pytest.mark.slow
def test_with_one_worker_the_others_wait_only_until_the_page_is_stopped() -> None:
    after_empty = asyncio.run(read_after("empty", workers=1))
    after_hostile = asyncio.run(read_after("hostile", workers=1))
    ends = [*after_empty, *after_hostile]
    assert [end for end in ends if end.outcome is not OUTCOMES[end.name]] == []
    delay = after_hostile[-1].seconds - after_empty[-1].seconds
    print(f"one hostile page delayed {ORDINARY_COUNT} others by {delay:.1f} s on one worker")
    assert after_hostile[0].name == "hostile"
    assert delay < MAX_DELAY_SECONDS
