"""Tests that a page that fails, takes too much or is killed stops only its own reading."""

import asyncio
import os
import pickle
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.model import Outcome
from pipelines.workers.errors import WorkersUnavailableError
from pipelines.workers.job_runner import _MAX_EARLY_EXITS
from pipelines.workers.pool import Limits, WorkerPool
from tests.waiting import becomes_true
from tests.worker_functions import (
    allocate,
    burn,
    crash,
    describe_worker,
    double,
    exit_process,
    is_waited_for,
    kill_itself,
    loop_in_c,
    loop_in_python,
    nest,
    pool_of,
    raise_unpicklable,
    sleep_forever,
    stopped,
    unpicklable,
    wait_for,
)

IMPOSSIBLE_MEMORY = Limits(memory_bytes=2**70)  # the kernel refuses it, so each worker ends at once
UNPICKLABLE = (TypeError, AttributeError, pickle.PicklingError)  # the last one since Python 3.14
SHORT_WALL = Limits(cpu_seconds=0.3, wall_seconds=1.0)


def test_results_are_returned_and_workers_are_used_again() -> None:
    async def main() -> None:
        async with pool_of(2) as pool:
            results = await asyncio.gather(*(pool.run(double, n) for n in range(50)))
            assert results == [n * 2 for n in range(50)]
            assert len({(await pool.run(describe_worker))["pid"] for _ in range(10)}) <= 2

    asyncio.run(main())


def test_a_large_page_is_sent_and_returned() -> None:
    async def main() -> None:
        async with pool_of(1, Limits(cpu_seconds=20.0, wall_seconds=90.0)) as pool:
            body = os.urandom(20_000_000)
            assert await pool.run(bytes, body) == body

    asyncio.run(main())


@pytest.mark.parametrize("loop", [loop_in_python, loop_in_c])
def test_a_page_over_the_cpu_limit_is_stopped(loop: Callable[[], object]) -> None:
    async def main() -> None:
        async with pool_of(1) as pool:
            stop = await stopped(pool, loop)
            assert stop.outcome == Outcome.STOPPED_CPU
            assert "0.3 s of processor time" in stop.reason
            assert await pool.run(double, 4) == 8

    asyncio.run(main())


def test_each_page_has_the_whole_cpu_limit_for_itself() -> None:
    async def main() -> None:
        async with pool_of(1, Limits(cpu_seconds=0.4)) as pool:
            pids = {await pool.run(burn, 0.25) for _ in range(3)}
            assert len(pids) == 1

    asyncio.run(main())


def test_a_large_document_gets_more_time_but_not_all_workers(tmp_path: Path) -> None:
    async def main() -> None:
        async with pool_of(2) as pool:
            files = [tmp_path / str(number) for number in range(3)]
            long_pages = [asyncio.create_task(pool.run_long(3.0, wait_for, file)) for file in files]
            async with asyncio.timeout(90):
                for number, file in enumerate(files):
                    while not is_waited_for(file):
                        await asyncio.sleep(0.01)
                    assert await pool.run(double, 4) == 8  # a worker is free
                    assert not any(map(is_waited_for, files[number + 1 :]))  # one after the other
                    file.touch()
                    await long_pages[number]
            assert await pool.run_long(3.0, burn, 0.5)
            assert (await stopped(pool, burn, 0.5)).outcome == Outcome.STOPPED_CPU

    asyncio.run(main())


def test_a_page_over_the_wall_limit_is_stopped() -> None:
    async def main() -> None:
        async with pool_of(1, SHORT_WALL) as pool:
            stop = await stopped(pool, sleep_forever)
            assert stop.outcome == Outcome.STOPPED_WALL
            assert "longer than 1 s" in stop.reason

    asyncio.run(main())


def test_a_page_is_not_stopped_while_the_crawl_itself_is_busy() -> None:
    async def main() -> None:
        async with pool_of(1, SHORT_WALL) as pool:
            page = asyncio.create_task(pool.run(double, 4))
            await asyncio.sleep(0.3)
            time.sleep(1.5)  # the event loop is blocked longer than the wall limit
            assert await page == 8

    asyncio.run(main())


def test_a_worker_takes_the_next_page_while_the_crawl_is_busy(tmp_path: Path) -> None:
    async def main() -> None:
        async with pool_of(1) as pool:
            await pool.run(double, 4)
            files = [tmp_path / "one", tmp_path / "other"]
            pages = [asyncio.create_task(pool.run(file.touch)) for file in files]
            await asyncio.sleep(0)  # now both are in the queue
            # Meanwhile the event loop does not go on.
            assert becomes_true(lambda: all(file.exists() for file in files))
            await asyncio.gather(*pages)

    asyncio.run(main())


def test_a_page_that_takes_all_memory_is_stopped() -> None:
    async def main() -> None:
        async with pool_of(1) as pool:
            stop = await stopped(pool, allocate, 3 * 1024**3)
            assert stop.outcome == Outcome.EXTRACTION_FAILED
            assert "2 GB of memory" in stop.reason
            assert await pool.run(double, 4) == 8

    asyncio.run(main())


def test_a_crash_fails_only_the_page_that_caused_it() -> None:
    async def main() -> None:
        async with pool_of(2) as pool:
            crashing = asyncio.create_task(stopped(pool, crash))
            others = [pool.run(double, n) for n in range(20)]
            assert await asyncio.gather(*others) == [n * 2 for n in range(20)]
            stop = await crashing
            assert stop.outcome == Outcome.EXTRACTION_FAILED
            assert "SIGSEGV" in stop.reason

    asyncio.run(main())


def test_a_page_whose_worker_is_killed_once_is_read_again() -> None:
    async def main() -> None:
        async with pool_of(1) as pool:
            pid = (await pool.run(describe_worker))["pid"]
            page = asyncio.create_task(pool.run(burn, 0.2))
            await asyncio.sleep(0.05)
            os.kill(pid, signal.SIGKILL)
            assert await page != pid  # another worker read the page

    asyncio.run(main())


def test_a_page_whose_worker_is_always_killed_is_given_up() -> None:
    async def main() -> None:
        async with pool_of(1) as pool:
            stop = await stopped(pool, kill_itself)
            assert stop.outcome == Outcome.EXTRACTION_FAILED
            assert "several times" in stop.reason

    asyncio.run(main())


def test_exceptions_are_raised_with_their_traceback() -> None:
    async def main() -> None:
        async with pool_of(1) as pool:
            with pytest.raises(ZeroDivisionError) as caught:
                await pool.run(divmod, 1, 0)
            assert "Traceback" in "".join(caught.value.__notes__)
            with pytest.raises(RecursionError):
                await pool.run(nest, 0)
            with pytest.raises(RuntimeError, match="UnpicklableError: 1 and 2"):
                await pool.run(raise_unpicklable)
            with pytest.raises(RuntimeError, match="SystemExit: 3"):
                await pool.run(exit_process)
            with pytest.raises(UNPICKLABLE, match=r"[Cc]an't|cannot"):
                await pool.run(unpicklable)
            assert await pool.run(double, 1) == 2

    asyncio.run(main())


def test_a_cancelled_page_frees_its_worker() -> None:
    async def main() -> None:
        async with pool_of(1) as pool:
            page = asyncio.create_task(pool.run(sleep_forever))
            await asyncio.sleep(0.2)
            page.cancel()
            assert await pool.run(double, 1) == 2

    asyncio.run(main())


def test_many_cancelled_pages_do_not_count_as_workers_that_never_start() -> None:
    async def main() -> None:
        async with pool_of(2) as pool:
            count = _MAX_EARLY_EXITS + 6
            pages = [asyncio.create_task(pool.run(sleep_forever)) for _ in range(count)]
            await asyncio.sleep(0)  # all are in the queue
            for page in pages:
                page.cancel()
            await asyncio.gather(*pages, return_exceptions=True)
            assert await pool.run(double, 1) == 2
            assert pool.failure is None

    asyncio.run(main())


def test_calls_fail_if_workers_end_before_they_take_a_page() -> None:
    """Such workers must not make a crawl wait for ever."""

    async def main() -> None:
        async with pool_of(2, IMPOSSIBLE_MEMORY) as pool:
            calls = (asyncio.wait_for(pool.run(os.getpid), 30) for _ in range(20))
            ends = await asyncio.gather(*calls, return_exceptions=True)
            assert {type(end) for end in ends} == {WorkersUnavailableError}
            assert "enough memory" in str(pool.failure)
            with pytest.raises(WorkersUnavailableError):
                await pool.run(os.getpid)

    asyncio.run(main())


def test_a_worker_has_two_gigabytes_of_address_space() -> None:
    async def main() -> tuple[int, int]:
        async with WorkerPool(1, preload=[]) as pool:
            return await pool.run(resource.getrlimit, resource.RLIMIT_AS)

    soft, _ = asyncio.run(main())
    assert soft == 2 * 1024**3


def test_a_worker_starts_under_a_lower_limit_of_its_parent() -> None:
    script = (
        "import asyncio, os, resource\n"
        "from pipelines.workers.pool import WorkerPool\n"
        "resource.setrlimit(resource.RLIMIT_AS, (900_000_000, 900_000_000))\n"
        "async def main():\n"
        "    async with WorkerPool(1, preload=[]) as pool:\n"
        "        return await asyncio.wait_for(pool.run(os.getpid), 30)\n"
        "print(asyncio.run(main()) != os.getpid())\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert run.stdout == "True\n", run.stderr
