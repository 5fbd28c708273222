"""Calls a function in worker processes for many items, and returns the results in their order."""

import asyncio
import os
from collections import deque
from collections.abc import Callable, Generator, Iterable
from typing import TypeVar

from pipelines.model import Outcome
from pipelines.workers.fork_server import LIMITS
from pipelines.workers.pool import Limits, PageStopped, WorkerPool, WorkersUnavailableError

T = TypeVar("T")
R = TypeVar("R")

_MAX_REASON_CHARS = 300  # the rest of an error's text, which may quote the page, is cut
_MAX_CALLS_AHEAD = 8  # for each worker, so that no worker is idle while the caller uses a result


def run_in_order(
    function: Callable[[T], R],
    items: Iterable[T],
    *,
    workers: int | None = None,
    limits: Limits = LIMITS,
) -> Generator[tuple[T, R | PageStopped], None, None]:
    """Yield each item with the result of ``function(item)``, computed in worker processes.

    If ``workers`` is None, there is one worker for each core. If a call exceeds a limit or raises
    an error, its result is a PageStopped. A few items for each worker are taken from ``items``
    before their results are needed. Close the generator to stop early. Raises
    WorkersUnavailableError if no process can be started.
    """
    worker_count = workers or len(os.sched_getaffinity(0))
    waiting: deque[tuple[T, asyncio.Task[R | PageStopped]]] = deque()
    with asyncio.Runner() as runner:
        pool = WorkerPool(worker_count, limits)
        loop = runner.get_loop()
        try:
            for item in items:
                waiting.append((item, loop.create_task(_result(pool, function, item))))
                if len(waiting) >= worker_count * _MAX_CALLS_AHEAD:
                    yield _first_result(runner, waiting)
                else:
                    runner.run(asyncio.sleep(0))  # the calls made so far reach the workers
            while waiting:
                yield _first_result(runner, waiting)
        finally:
            for _, task in waiting:  # tasks are left if the caller stops early
                task.cancel()
            pool.close()


def _first_result(
    runner: asyncio.Runner, waiting: "deque[tuple[T, asyncio.Task[R | PageStopped]]]"
) -> tuple[T, R | PageStopped]:
    """Remove the first waiting item, and return it with its result once it is computed."""
    item, task = waiting.popleft()
    return item, runner.run(_done(task))


async def _done(task: "asyncio.Task[R]") -> R:
    """Wait for a task; ``Runner.run`` accepts only a coroutine."""
    return await task


async def _result(pool: WorkerPool, function: Callable[[T], R], item: T) -> R | PageStopped:
    try:
        return await pool.run(function, item)
    except PageStopped as stopped:
        return stopped
    except WorkersUnavailableError:
        raise
    except Exception as error:  # an error concerns this page only
        reason = f"{type(error).__name__}: {error}"
        return PageStopped(Outcome.EXTRACTION_FAILED, reason[:_MAX_REASON_CHARS])
