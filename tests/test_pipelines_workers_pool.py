"""Tests that a page can stop only its own reading, and that no worker outlives the crawl."""

import asyncio
import ctypes
import os
import pickle
import resource
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, NoReturn

import pytest

from pipelines.model import Outcome
from pipelines.workers.errors import PageStopped, WorkersUnavailableError
from pipelines.workers.pool import Limits, WorkerPool

ROOT = Path(__file__).parent.parent
SHORT_CPU = Limits(cpu_seconds=0.3, wall_seconds=30.0)  # the wall limit is long, for busy machines
IMPOSSIBLE_MEMORY = Limits(memory_bytes=2**70)  # the kernel refuses it, so each worker ends at once
UNPICKLABLE = (TypeError, AttributeError, pickle.PicklingError)  # the last one since Python 3.14
SHORT_WALL = Limits(cpu_seconds=0.3, wall_seconds=1.0)


_WARMED: list[int] = []


def warm_up() -> None:
    _WARMED.append(os.getpid())


def warmed_up_by() -> list[int]:
    return _WARMED


def double(number: int) -> int:
    return number * 2


def loop_in_python() -> None:
    while True:
        pass


def loop_in_c() -> int:
    return sum(iter(int, 1))  # an endless iterator, consumed without returning to Python


def sleep_forever() -> None:
    time.sleep(3600)


def allocate(size: int) -> int:
    return len(bytearray(size))


def crash() -> None:
    ctypes.string_at(0)


def nest(depth: int) -> int:
    return nest(depth + 1)


class UnpicklableError(Exception):
    def __init__(self, one: int, two: int) -> None:
        super().__init__(f"{one} and {two}")


def raise_unpicklable() -> NoReturn:
    raise UnpicklableError(1, 2)


def exit_process() -> NoReturn:
    sys.exit(3)


def unpicklable() -> Callable[[], int]:
    return lambda: 1


def describe_worker() -> dict[str, Any]:
    return {
        "pid": os.getpid(),
        "files": [str(f.readlink()) for f in Path("/proc/self/fd").iterdir() if f.is_symlink()],
        "modules": [name for name in sys.modules if name in ("scrapy", "twisted", "html.parser")],
        "sigterm": signal.getsignal(signal.SIGTERM) == signal.SIG_IGN,
    }


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


@asynccontextmanager
async def pool_of(workers: int, limits: Limits = SHORT_CPU) -> AsyncIterator[WorkerPool]:
    async with WorkerPool(workers, limits, preload=["html.parser", __name__]) as pool:
        yield pool


async def stopped(pool: WorkerPool, function: Callable[..., object], *args: object) -> PageStopped:
    with pytest.raises(PageStopped) as caught:
        await pool.run(function, *args)
    return caught.value


def test_results_are_returned_and_workers_are_used_again() -> None:
    async def main() -> None:
        async with pool_of(2) as pool:
            assert await asyncio.gather(*(pool.run(double, n) for n in range(50))) == [
                n * 2 for n in range(50)
            ]
            assert len({(await pool.run(describe_worker))["pid"] for _ in range(10)}) <= 2

    asyncio.run(main())


def test_a_large_page_is_sent_and_returned() -> None:
    async def main() -> None:
        async with pool_of(1) as pool:
            body = os.urandom(20_000_000)
            assert await pool.run(bytes, body) == body

    asyncio.run(main())


@pytest.mark.parametrize("loop", [loop_in_python, loop_in_c])
def test_a_page_over_the_cpu_limit_is_stopped(
    loop: Callable[[], object],
) -> None:
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
            pids = {await pool.run(_burn, 0.25) for _ in range(6)}
            assert len(pids) == 1

    asyncio.run(main())


def _burn(seconds: float) -> int:
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass
    return os.getpid()


def test_a_large_document_gets_more_time_but_not_all_workers() -> None:
    async def main() -> None:
        async with pool_of(2) as pool:
            began = time.monotonic()
            long = [asyncio.create_task(pool.run_long(3.0, _burn, 0.8)) for _ in range(3)]
            await asyncio.sleep(0.1)
            assert await pool.run(double, 4) == 8
            assert not any(task.done() for task in long)
            await asyncio.gather(*long)
            assert time.monotonic() - began >= 3 * 0.8, "one after the other"
            assert (await stopped(pool, _burn, 0.8)).outcome == Outcome.STOPPED_CPU

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


def test_a_worker_takes_the_next_page_while_the_crawl_is_busy() -> None:
    async def main() -> None:
        async with pool_of(1) as pool:
            await pool.run(double, 4)
            pages = [asyncio.create_task(pool.run(time.time)) for _ in range(2)]
            await asyncio.sleep(0)  # they are in the queue now
            time.sleep(0.5)
            idle_again = time.time()
            assert max(await asyncio.gather(*pages)) < idle_again

    asyncio.run(main())


def test_a_page_that_takes_all_memory_is_stopped() -> None:
    async def main() -> None:
        async with pool_of(1) as pool:
            stop = await stopped(pool, allocate, 3 * 1024**3)
            assert stop.outcome == Outcome.EXTRACTION_FAILED
            assert "2 GB of memory" in stop.reason
            assert await pool.run(double, 4) == 8

    asyncio.run(main())


def test_a_worker_that_stays_large_is_replaced() -> None:
    async def main() -> None:
        async with pool_of(1, Limits(retire_bytes=1)) as pool:
            pids = {(await pool.run(describe_worker))["pid"] for _ in range(3)}
            assert len(pids) == 3

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
            page = asyncio.create_task(pool.run(_burn, 0.2))
            await asyncio.sleep(0.05)
            os.kill(pid, signal.SIGKILL)
            assert await page not in (pid, None)

    asyncio.run(main())


def test_a_page_whose_worker_is_always_killed_is_given_up() -> None:
    async def main() -> None:
        async with pool_of(1) as pool:
            stop = await stopped(pool, _kill_myself)
            assert stop.outcome == Outcome.EXTRACTION_FAILED
            assert "several times" in stop.reason

    asyncio.run(main())


def _kill_myself() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_the_pool_is_rebuilt_when_the_fork_server_dies() -> None:
    async def main() -> None:
        async with pool_of(2) as pool:
            fork_server = await pool.run(os.getppid)
            page = asyncio.create_task(pool.run(_burn, 0.2))
            await asyncio.sleep(0.05)
            os.kill(fork_server, signal.SIGKILL)
            assert await page
            assert await pool.run(os.getppid) != fork_server

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
            pages = [asyncio.create_task(pool.run(sleep_forever)) for _ in range(14)]
            await asyncio.sleep(0)  # all are in the queue
            for page in pages:
                page.cancel()
            await asyncio.gather(*pages, return_exceptions=True)
            assert await pool.run(double, 1) == 2
            assert pool.failure is None

    asyncio.run(main())


def test_a_worker_has_the_preloaded_modules_and_no_file_of_the_crawl(tmp_path: Path) -> None:
    async def main() -> None:
        async with pool_of(1) as pool:
            worker = await pool.run(describe_worker)
        assert worker["modules"] == ["html.parser"]
        assert worker["sigterm"]  # a signal to the whole group does not stop pages
        own = "/libffi.so"  # in some systems this library opens its own file
        files = [file for file in worker["files"] if own not in file]
        assert not [file for file in files if not file.startswith(("socket:", "/dev/null"))]

    with (tmp_path / "news.db.lock").open("w") as lock:
        os.set_inheritable(lock.fileno(), True)
        asyncio.run(main())


def test_modules_are_warmed_up_once_before_workers_are_forked() -> None:
    async def main() -> None:
        async with pool_of(1) as pool:
            first = await pool.run(warmed_up_by)
            with pytest.raises(PageStopped):
                await pool.run(crash)
            fork_server, again = await pool.run(os.getppid), await pool.run(warmed_up_by)
        assert first == again == [fork_server], (
            "warmed up once, in the process that forks the workers"
        )

    asyncio.run(main())


def test_a_closed_pool_has_no_processes_and_takes_no_page() -> None:
    async def main() -> None:
        async with pool_of(1) as pool:
            pids = [(await pool.run(describe_worker))["pid"], await pool.run(os.getppid)]
            page = asyncio.create_task(pool.run(sleep_forever))
            await asyncio.sleep(0.1)
        with pytest.raises(WorkersUnavailableError, match="closed"):
            await page
        with pytest.raises(WorkersUnavailableError, match="closed"):
            await pool.run(double, 1)
        await _until(lambda: not any(map(is_alive, pids)))

    asyncio.run(main())


async def _until(condition: Callable[[], bool]) -> None:
    for _ in range(500):
        if condition():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("the condition is false after 5 s")


PARENT = """
import asyncio, os, time
from pipelines.workers.pool import WorkerPool

async def main():
    pool = WorkerPool(2, preload=[])
    busy = asyncio.create_task(pool.run(time.sleep, 60))
    print(await pool.run(os.getppid), await pool.run(os.getpid), flush=True)
    await busy

asyncio.run(main())
"""


def test_workers_end_with_a_parent_that_is_killed() -> None:
    pipe = subprocess.PIPE
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT], stdout=pipe, stderr=pipe, text=True, cwd=ROOT
    )
    assert parent.stdout is not None
    fork_server, worker = map(int, parent.stdout.readline().split())
    children = Path(f"/proc/{fork_server}/task/{fork_server}/children").read_text().split()
    assert len(children) == 2
    parent.send_signal(signal.SIGKILL)
    _, errors = parent.communicate()
    assert errors == ""
    asyncio.run(_until(lambda: not any(map(is_alive, [fork_server, worker, *map(int, children)]))))


SCRAPY = """
import os, sys, scrapy
from scrapy.crawler import CrawlerProcess
from pipelines.workers.errors import PageStopped, WorkersUnavailableError
from pipelines.workers.pool import Limits, WorkerPool

class Spider(scrapy.Spider):
    name = "one"
    async def start(self):
        pool = WorkerPool(1, Limits(cpu_seconds=0.3), preload=[])
        print(await pool.run(pow, 2, 10), flush=True)
        try:
            await pool.run(sum, range(10**12))
        except PageStopped as stop:
            print(stop.outcome, flush=True)
        pool.close()
        return
        yield

process = CrawlerProcess({"LOG_ENABLED": False, "TELNETCONSOLE_ENABLED": False})
process.crawl(Spider)
process.start()
"""


def test_the_pool_runs_in_scrapys_reactor() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRAPY], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert done.stdout.split() == ["1024", "stopped_cpu"]
    assert not done.stderr


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
