"""A pool of workers for tests, and functions that its workers run, many of which end badly."""

import ctypes
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, NoReturn

import pytest

from pipelines.workers.errors import PageStopped
from pipelines.workers.pool import Limits, WorkerPool

SHORT_CPU = Limits(cpu_seconds=0.3, wall_seconds=30.0)  # the wall limit is long, for busy machines
_WARMED_UP_BY: list[int] = []


def warm_up() -> None:
    """Note the process; the fork server calls ``warm_up`` of each module that it preloads."""
    _WARMED_UP_BY.append(os.getpid())


def warmed_up_by() -> list[int]:
    """Return the id of the process of each call of ``warm_up``."""
    return _WARMED_UP_BY


def double(number: int) -> int:
    return number * 2


def loop_in_python() -> None:
    while True:
        pass


def loop_in_c() -> int:
    return sum(iter(int, 1))  # an endless iterator, consumed without returning to Python


def sleep_forever() -> None:
    time.sleep(3600)


def wait_for(file: Path) -> None:
    """Note that this call has started, and return as soon as the file exists."""
    file.with_suffix(".started").touch()
    while not file.exists():
        time.sleep(0.01)


def is_waited_for(file: Path) -> bool:
    """Return whether a call of ``wait_for`` with this file has started."""
    return file.with_suffix(".started").exists()


def allocate(size_bytes: int) -> int:
    return len(bytearray(size_bytes))


def crash() -> None:
    """Read the address 0, which ends the process with SIGSEGV."""
    ctypes.string_at(0)


def nest(depth: int) -> int:
    """Recur until Python raises RecursionError."""
    return nest(depth + 1)


class UnpicklableError(Exception):
    """Unpickling calls it with its one argument, the message, which is too few."""

    def __init__(self, one: int, two: int) -> None:
        super().__init__(f"{one} and {two}")


def raise_unpicklable() -> NoReturn:
    raise UnpicklableError(1, 2)


def exit_process() -> NoReturn:
    sys.exit(3)


def unpicklable() -> Callable[[], int]:
    return lambda: 1


def describe_worker() -> dict[str, Any]:
    """Return id, open files and some loaded modules of the process, and if it ignores SIGTERM."""
    return {
        "pid": os.getpid(),
        "files": [
            str(path.readlink()) for path in Path("/proc/self/fd").iterdir() if path.is_symlink()
        ],
        "modules": [name for name in sys.modules if name in ("scrapy", "twisted", "html.parser")],
        "ignores_sigterm": signal.getsignal(signal.SIGTERM) == signal.SIG_IGN,
    }


def burn(seconds: float) -> int:
    """Use processor time for some seconds, and return the id of the process."""
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass
    return os.getpid()


def kill_itself() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@asynccontextmanager
async def pool_of(workers: int, limits: Limits = SHORT_CPU) -> AsyncIterator[WorkerPool]:
    """Yield a pool whose workers have loaded this module."""
    async with WorkerPool(workers, limits, preload=["html.parser", __name__]) as pool:
        yield pool


async def stopped(pool: WorkerPool, function: Callable[..., object], *args: object) -> PageStopped:
    """Return why a worker was stopped while it ran the function."""
    with pytest.raises(PageStopped) as caught:
        await pool.run(function, *args)
    return caught.value
