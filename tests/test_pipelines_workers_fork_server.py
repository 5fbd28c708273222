"""Tests that a fork server started early is used, or ends with its owner."""

import subprocess
import sys

from tests.newsroom import ROOT
from tests.waiting import becomes_true, is_alive

# Prints whether the early fork server serves each pool.
USED = """
import asyncio, os
from pipelines.workers import fork_server
from pipelines.workers.pool import Limits, WorkerPool

async def parents():
    fork_server.start_early()
    early_id = fork_server._started[0]._process.pid
    async with WorkerPool(1, Limits(cpu_seconds=9.0), preload=[]) as other, WorkerPool(1) as pool:
        print(early_id == await pool.run(os.getppid), early_id == await other.run(os.getppid))
    async with WorkerPool(1) as pool:
        print(early_id == await pool.run(os.getppid))

asyncio.run(parents())
"""
# Gets another SIGINT while it closes the unused fork server at its end.
INTERRUPTED = """
import os, signal
from pipelines.workers import fork_server

class Interrupted(fork_server.ForkServer):
    def close(self):
        os.kill(os.getpid(), signal.SIGINT)
        super().close()

fork_server.ForkServer = Interrupted
fork_server.start_early()
"""
# Prints the id of the early fork server, and ends.
UNUSED = """
import sys
from pipelines.workers import fork_server

fork_server.start_early()
print(fork_server._started[0]._process.pid)
sys.exit(2)
"""


def run(program: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=False
    )


def test_an_early_fork_server_serves_only_the_first_pool_with_its_settings() -> None:
    done = run(USED)
    assert done.stdout.splitlines() == ["True False", "False"], done.stderr


def test_an_unused_fork_server_ends_with_its_owner() -> None:
    done = run(UNUSED)
    assert (done.returncode, done.stderr) == (2, "")
    assert becomes_true(lambda: not is_alive(int(done.stdout)))


def test_an_interrupt_while_the_process_ends_prints_nothing() -> None:
    done = run(INTERRUPTED)
    assert (done.returncode, done.stderr) == (0, "")
