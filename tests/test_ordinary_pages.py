"""Tests that no ordinary page exceeds the limits for hostile pages, even on a busy machine."""

import asyncio
import gzip
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from pipelines.extraction.read_page import read_page
from pipelines.model import Page
from pipelines.workers.pool import PageStopped, WorkerPool
from tests.shared import SHARED, needs_shared

LARGE_COUNT = 12  # so many of the largest pages are read
STEP = 12  # every twelfth of the other pages is read
# Keeps a core busy until the tests end.
BUSY = "import os\nwhile os.getppid() == {}: sum(range(10_000))"


def bodies() -> Iterator[bytes]:
    """Yield the HTML of all pages of the shared data."""
    for path in (*SHARED.glob("extraction/*/*.html.gz"), *SHARED.glob("pages/*")):
        body = path.read_bytes()
        yield gzip.decompress(body) if path.suffix == ".gz" else body


async def stopped(pages: list[bytes]) -> list[str]:
    """Read the pages in one worker per core; return size and reason of those that were stopped."""

    async def read(pool: WorkerPool, number: int, body: bytes) -> str | None:
        try:
            await pool.run(read_page, Page(f"https://a.example/{number}", body))
        except PageStopped as end:
            return f"{len(body)} bytes: {end.reason}"
        return None

    async with WorkerPool(os.cpu_count() or 1) as pool:
        ends = await asyncio.gather(*(read(pool, n, body) for n, body in enumerate(pages)))
    return [end for end in ends if end]


@pytest.mark.slow
@needs_shared
def test_no_ordinary_page_is_stopped_while_all_cores_are_busy() -> None:
    by_size = sorted(bodies(), key=len, reverse=True)
    sample = by_size[:LARGE_COUNT] + by_size[LARGE_COUNT::STEP]
    pages = by_size if os.environ.get("EVERY_PAGE") else sample
    with ExitStack() as load:
        for _ in range(os.cpu_count() or 1):
            command = [sys.executable, "-c", BUSY.format(os.getpid())]
            process = load.enter_context(subprocess.Popen(command))
            load.callback(process.kill)
        assert asyncio.run(stopped(pages)) == []
