"""The pool of killable processes in which every page is read.

Pages are untrusted input: while a page is read, a library may loop for minutes in C, allocate all
memory, or crash. Such code stops only when its process ends. Therefore each page is read in a
worker process that the kernel ends at its limits; the crawl continues with a new worker.

All workers take pages from one queue. So no page waits behind a slow one, and workers continue
while the crawl is busy storing articles.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from types import TracebackType
from typing import Any, ParamSpec, Self, TypeVar, cast

from pipelines.workers.errors import PageStopped, WorkersUnavailableError
from pipelines.workers.fork_server import LIMITS, READING, take_fork_server
from pipelines.workers.job_runner import JobRunner
from pipelines.workers.jobs import result_of
from pipelines.workers.worker import Limits

__all__ = ["Limits", "PageStopped", "WorkerPool", "WorkersUnavailableError"]

P = ParamSpec("P")
T = TypeVar("T")

# Calls in the queue or at work, for each worker. With fewer of them workers would be idle while the
# crawl stores articles.
_MAX_CALLS_PER_WORKER = 7


class WorkerPool:
    """Calls functions in processes that can be killed; used from one asyncio loop.

    ``preload`` names modules that are imported before the workers are forked; a function
    ``warm_up`` of such a module is called, too. Close the pool, or use it with ``async with``; the
    workers also end when the process of the pool ends. After the pool is closed, every call raises
    WorkersUnavailableError.
    """

    def __init__(
        self,
        workers: int = 2,
        limits: Limits = LIMITS,
        preload: Sequence[str] = READING,
    ) -> None:
        self.limits = limits
        self._runner = JobRunner(workers, partial(take_fork_server, limits, tuple(preload)))
        self._slots = asyncio.Semaphore(_MAX_CALLS_PER_WORKER * workers)  # for all calls
        self._long_slots = asyncio.Semaphore(max(1, workers - 1))  # for calls of ``run_long``
        self._call_count = 0  # calls without an answer, including those that wait for a slot

    @property
    def is_busy(self) -> bool:
        """Return whether a call waits for its answer."""
        return self._call_count > 0

    @property
    def failure(self) -> WorkersUnavailableError | None:
        """Return why no worker can read a page, or None if workers can."""
        return self._runner.failure

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call ``function(*args, **kwargs)`` in the next free worker, and return the result.

        The function must be importable by its name, and its arguments and result must be picklable.
        An exception of the function is raised here. Raises PageStopped if the call exceeds a limit
        or crashes its worker, and WorkersUnavailableError if no worker can be started.
        """
        return cast("T", await self._run((function, args, kwargs), self.limits))

    async def run_long(
        self, cpu_seconds: float, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Call a function as ``run`` does, with more processor time, as a full sitemap needs.

        The wall time grows in proportion. If the pool has several workers, one of them takes no
        long calls, so that ordinary pages do not wait for them.
        """
        wall_seconds = cpu_seconds * self.limits.wall_seconds / self.limits.cpu_seconds
        limits = replace(self.limits, cpu_seconds=cpu_seconds, wall_seconds=wall_seconds)
        async with self._long_slots:
            return cast("T", await self._run((function, args, kwargs), limits))

    async def _run(self, call: tuple[Any, ...], limits: Limits) -> Any:
        self._call_count += 1
        try:
            async with self._slots:
                answer = await self._runner.answer(call, limits)
        finally:
            self._call_count -= 1
        return result_of(answer, limits)

    def start(self) -> None:
        """Start the fork server now, not only at the first call; returns without waiting for it."""
        self._runner.start()

    def close(self) -> None:
        """Kill all workers; calls that have no answer yet raise WorkersUnavailableError."""
        self._runner.close()

    async def __aenter__(self) -> Self:
        self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
