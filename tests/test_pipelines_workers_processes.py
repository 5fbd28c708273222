"""Tests how worker processes start, what they have, and that none outlives the crawl."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.workers.errors import PageStopped, WorkersUnavailableError
from pipelines.workers.pool import Limits
from tests.newsroom import ROOT
from tests.waiting import becomes_true, is_alive
from tests.worker_functions import (
    burn,
    crash,
    describe_worker,
    double,
    pool_of,
    sleep_forever,
    warmed_up_by,
)


def test_a_worker_that_stays_large_is_replaced() -> None:
    async def main() -> None:
        async with pool_of(1, Limits(retire_bytes=1)) as pool:
            pids = {(await pool.run(describe_worker))["pid"] for _ in range(3)}
            assert len(pids) == 3

    asyncio.run(main())


def test_the_pool_is_rebuilt_when_the_fork_server_dies() -> None:
    async def main() -> None:
        async with pool_of(2) as pool:
            fork_server = await pool.run(os.getppid)
            page = asyncio.create_task(pool.run(burn, 0.2))
            await asyncio.sleep(0.05)
            os.kill(fork_server, signal.SIGKILL)
            assert await page
            assert await pool.run(os.getppid) != fork_server

    asyncio.run(main())


def test_a_worker_has_the_preloaded_modules_and_no_file_of_the_crawl(tmp_path: Path) -> None:
    async def main() -> None:
        async with pool_of(1) as pool:
            worker = await pool.run(describe_worker)
        assert worker["modules"] == ["html.parser"]
        assert worker["ignores_sigterm"]  # a signal to the whole group does not stop pages
        # The file of libffi is open in some systems, since this library opens it itself.
        usual = ("socket:", "/dev/null")
        files = [file for file in worker["files"] if "/libffi.so" not in file]
        assert [file for file in files if not file.startswith(usual)] == []

    with (tmp_path / "news.db.lock").open("w") as lock:
        os.set_inheritable(lock.fileno(), True)
        asyncio.run(main())


def test_modules_are_warmed_up_once_before_workers_are_forked() -> None:
    async def main() -> None:
        async with pool_of(1) as pool:
            first = await pool.run(warmed_up_by)
            with pytest.raises(PageStopped):
                await pool.run(crash)
            fork_server = await pool.run(os.getppid)
            again = await pool.run(warmed_up_by)
        assert first == again == [fork_server]  # once, in the process that forks the workers

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
        assert becomes_true(lambda: not any(map(is_alive, pids)))

    asyncio.run(main())


# Prints the ids of the fork server and of a worker, while the other worker is busy.
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
        [sys.executable, "-c", PARENT], text=True, cwd=ROOT, stdout=pipe, stderr=pipe
    )
    assert parent.stdout is not None
    fork_server, worker = map(int, parent.stdout.readline().split())
    children = Path(f"/proc/{fork_server}/task/{fork_server}/children").read_text().split()
    assert len(children) == 2
    parent.send_signal(signal.SIGKILL)
    _, errors = parent.communicate()
    assert errors == ""
    pids = {fork_server, worker, *map(int, children)}
    assert becomes_true(lambda: not any(map(is_alive, pids)))


# Prints a result of a worker, and the outcome of a page that takes too much processor time.
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
        yield  # makes the method a generator, as Scrapy expects

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
