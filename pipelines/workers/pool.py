"""The pool of killable processes in which every page is read.

A page comes from a stranger: the libraries that read it may loop for minutes in C, ask for all
the memory there is, or crash. Only ending the process stops that, so each page is read in a worker
of its own that the kernel ends at its limits; the crawl goes on with a fresh one.

Pages wait in one queue from which the workers help themselves, so none waits behind a slow page
and none of them waits for the crawl while it is busy storing.
"""

import asyncio
import contextlib
import itertools
import os
import pickle
import signal
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import Any, ParamSpec, Self, TypeVar, cast

from pipelines.model import Outcome
from pipelines.workers.fork_server import LIMITS, READING, Nursery, take_nursery
from pipelines.workers.worker import (
    DEATH,
    ERROR,
    HATCH,
    KILL,
    MEMORY,
    ORDER,
    REPLY,
    REQUEST,
    TAKEN,
    Limits,
)

__all__ = ["Limits", "PageStopped", "WorkerPool", "WorkersUnavailableError"]

P = ParamSpec("P")
T = TypeVar("T")

_BACKSTOP_SECONDS = 30.0  # past the wall limit, for a worker that even signals don't reach
_ATTEMPTS = 3  # at a page whose worker was killed from outside, which is not the page's fault
_CHUNK = 1 << 20  # bytes read at once of an answer


class PageStopped(Exception):  # noqa: N818 - an outcome of the page, not a fault of ours
    """The page was given up: ``outcome`` to count it under, ``reason`` in words."""

    def __init__(self, outcome: Outcome, reason: str) -> None:
        super().__init__(outcome, reason)
        self.outcome = outcome
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.outcome}: {self.reason}"


class WorkersUnavailableError(RuntimeError):
    """No page can be read: the pool is closed, or its processes can't be started."""


@dataclass(slots=True, eq=False)
class _Job:
    """A call that is to be answered; its pickle lies in a file in memory that workers can map."""

    number: int
    file: int
    length: int
    limits: Limits
    answer: asyncio.Future[tuple[bytes, bytes]]  # kind, pickle
    worker: "_Worker | None" = None
    lost: int = 0  # workers that were killed over it from outside

    def message(self) -> bytes:
        return REQUEST.pack(
            self.number, self.limits.cpu_seconds, self.limits.wall_seconds, self.length
        )


@dataclass(slots=True, eq=False)
class _Worker:
    number: int
    channel: socket.socket
    received: bytearray = field(default_factory=bytearray)
    job: _Job | None = None
    timer: asyncio.TimerHandle | None = None
    retires: bool = False


class WorkerPool:
    """Calls functions in processes that can be killed; used from one asyncio loop.

    ``preload`` names modules the workers have imported before the first page; the ``warm_up`` of
    one that has such a function was called, once for all of them. Close the pool, or
    use it as ``async with``; if its process dies in any other way, the workers die with it.
    ``closed`` tells whether that was done: then every page raises WorkersUnavailableError.
    """

    def __init__(
        self,
        workers: int = 2,
        limits: Limits = LIMITS,
        preload: Sequence[str] = READING,
    ) -> None:
        self.limits = limits
        self._size = workers
        self._preload = tuple(preload)
        self._turns = asyncio.Semaphore(7 * workers)  # so that none waits while the crawl stores
        self._long_turns = asyncio.Semaphore(max(1, workers - 1))
        self._numbers = itertools.count(1)
        self._nursery: Nursery | None = None
        self._workers: dict[int, _Worker] = {}
        self._jobs: dict[int, _Job] = {}
        self._calls = 0  # waiting for their turn included
        self.closed = False

    @property
    def busy(self) -> bool:
        """Whether a call waits for its answer."""
        return self._calls > 0

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return ``function(*args, **kwargs)`` as computed in a worker, when one is free.

        The function is named by its module and arguments and result are pickled. What the function
        raises is raised here. Raises PageStopped when it went over a limit or ended its worker,
        and WorkersUnavailableError when there is none to ask.
        """
        return cast("T", await self._run((function, args, kwargs), self.limits))

    async def run_long(
        self, cpu_seconds: float, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Like ``run``, with more time for what is honestly large, such as a full sitemap.

        All workers but one may do so at once, so that a page never waits behind large ones only.
        """
        wall_seconds = cpu_seconds * self.limits.wall_seconds / self.limits.cpu_seconds
        limits = replace(self.limits, cpu_seconds=cpu_seconds, wall_seconds=wall_seconds)
        async with self._long_turns:
            return cast("T", await self._run((function, args, kwargs), limits))

    async def _run(self, call: tuple[Any, ...], limits: Limits) -> Any:
        self._calls += 1
        try:
            async with self._turns:
                kind, answer = await self._answer(call, limits)
        finally:
            self._calls -= 1
        return _result(kind, answer, limits)

    async def _answer(self, call: tuple[Any, ...], limits: Limits) -> tuple[bytes, bytes]:
        self.start()
        file, length = _in_memory(call)
        job = _Job(next(self._numbers), file, length, limits, self._loop.create_future())
        self._jobs[job.number] = job
        try:
            self._offer([job])
            return await job.answer
        finally:
            del self._jobs[job.number]
            os.close(file)
            if job.worker is not None:  # cancelled while it was read
                self._order(KILL, job.worker)

    def start(self) -> None:
        """Start importing now rather than at the first page; returns at once."""
        if self.closed:
            raise WorkersUnavailableError("the worker pool is closed")
        if self._nursery is not None:
            return
        self._nursery = take_nursery(self.limits, self._preload)
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(self._nursery.control, self._hear)

    def close(self) -> None:
        """End all workers; pages being read raise WorkersUnavailableError."""
        self.closed = True
        self._lose_nursery()
        for job in self._jobs.values():
            _fail(job, WorkersUnavailableError("the worker pool is closed"))

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

    def _offer(self, jobs: Sequence[_Job]) -> None:
        """Queue the jobs, and see that there are workers to take them."""
        self.start()
        assert self._nursery is not None
        try:
            for job in jobs:
                socket.send_fds(self._nursery.queue, [job.message()], [job.file])
        except OSError:  # the nursery is gone and will be reported; the jobs are offered again
            return
        staying = sum(not worker.retires for worker in self._workers.values())
        for _ in range(min(self._size, len(self._jobs)) - staying):
            self._hatch()

    def _hatch(self) -> None:
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        worker = _Worker(next(self._numbers), ours)
        self._workers[worker.number] = worker
        self._loop.add_reader(ours, self._listen, worker)
        with theirs:
            self._order(HATCH, worker, [theirs.fileno()])

    def _order(self, order: bytes, worker: _Worker, descriptors: Sequence[int] = ()) -> None:
        if self._nursery is None:
            return
        with contextlib.suppress(OSError):  # the nursery is gone and will be reported
            message = ORDER.pack(order, worker.number)
            socket.send_fds(self._nursery.control, [message], list(descriptors))

    def _listen(self, worker: _Worker) -> None:
        """Take in what a worker says."""
        try:
            heard = worker.channel.recv(_CHUNK)
        except BlockingIOError:
            return
        except OSError:
            heard = b""
        if not heard:  # its end is reported by the nursery
            self._loop.remove_reader(worker.channel)
        worker.received += heard
        while len(worker.received) >= REPLY.size:
            kind, retires, number, length = REPLY.unpack_from(worker.received)
            if len(worker.received) < REPLY.size + length:
                return
            answer = bytes(worker.received[REPLY.size : REPLY.size + length])
            del worker.received[: REPLY.size + length]
            self._note(worker, kind, retires, self._jobs.get(number), answer)

    def _note(
        self, worker: _Worker, kind: bytes, retires: bool, job: _Job | None, answer: bytes
    ) -> None:
        if kind != TAKEN:
            worker.retires = retires
            self._free(worker)
            if job is not None and not job.answer.done():
                job.answer.set_result((kind, answer))
        elif job is None:  # nobody waits for it any more
            self._order(KILL, worker)
        else:
            worker.job, job.worker = job, worker
            longest = job.limits.wall_seconds + _BACKSTOP_SECONDS
            worker.timer = self._loop.call_later(longest, self._give_up, worker, job)

    def _free(self, worker: _Worker) -> None:
        if worker.timer is not None:
            worker.timer.cancel()
        if worker.job is not None:
            worker.job.worker = None
        worker.job = worker.timer = None

    def _give_up(self, worker: _Worker, job: _Job) -> None:
        _fail(job, _too_slow(job.limits))
        self._order(KILL, worker)

    def _hear(self) -> None:
        """Take in what the nursery reports: a worker's end, or its own."""
        assert self._nursery is not None
        try:
            message = self._nursery.control.recv(DEATH.size)
        except BlockingIOError:
            return
        except OSError:
            message = b""
        if not message:
            self._lose_nursery()
            self._offer_again(list(self._jobs.values()), None)
            return
        number, code = DEATH.unpack(message)
        worker = self._workers.pop(number)
        job = self._dismiss(worker)
        if job is None and not worker.retires:  # it may have died while it took one
            self._offer([one for one in self._jobs.values() if one.worker is None])
        elif job is None or code == -signal.SIGKILL:
            self._offer_again([job] if job else [], code)
        else:
            _fail(job, _verdict(code, job.limits))
            self._offer([])

    def _dismiss(self, worker: _Worker) -> _Job | None:
        """Hear the last of a worker; returns the job that it leaves behind."""
        while worker.channel.fileno() >= 0 and self._has_more(worker):
            self._listen(worker)
        self._loop.remove_reader(worker.channel)
        worker.channel.close()
        job = worker.job
        self._free(worker)
        return job

    def _has_more(self, worker: _Worker) -> bool:
        try:
            return bool(worker.channel.recv(1, socket.MSG_PEEK))
        except OSError:
            return False

    def _offer_again(self, jobs: Sequence[_Job], code: int | None) -> None:
        """Offer jobs whose workers were killed from outside, but not without end."""
        for job in jobs:
            job.lost += 1
            if job.lost >= _ATTEMPTS:
                _fail(job, _given_up(code))
        if not self.closed:
            self._offer([job for job in jobs if not job.answer.done()])

    def _lose_nursery(self) -> None:
        """Let go of the nursery and with it of every worker; the next page starts a new one."""
        if self._nursery is None:
            return
        nursery, self._nursery = self._nursery, None
        self._loop.remove_reader(nursery.control)
        nursery.close()
        for worker in self._workers.values():
            self._dismiss(worker)
        self._workers.clear()


def _in_memory(call: tuple[Any, ...]) -> tuple[int, int]:
    """Pickle a call into a file in memory; returns its descriptor and its length."""
    descriptor = os.memfd_create("page")
    try:
        with open(descriptor, "wb", buffering=0, closefd=False) as file:
            pickle.dump(call, file, protocol=5)
            return descriptor, file.tell()
    except BaseException:
        os.close(descriptor)
        raise


def _fail(job: _Job, error: Exception) -> None:
    if not job.answer.done():
        job.answer.set_exception(error)


def _given_up(code: int | None) -> Exception:
    if code is None:
        return WorkersUnavailableError("the worker processes can't be started")
    return PageStopped(Outcome.EXTRACTION_FAILED, "its worker was killed, several times")


def _result(kind: bytes, answer: bytes, limits: Limits) -> Any:
    if kind == MEMORY:
        reason = f"reading it took more than {limits.memory_bytes / 1024**3:g} GB of memory"
        raise PageStopped(Outcome.EXTRACTION_FAILED, reason)
    value = pickle.loads(answer)  # noqa: S301 - from a process of ours
    if kind == ERROR:
        raise value
    return value


def _verdict(code: int | None, limits: Limits) -> PageStopped:
    if code in (-signal.SIGPROF, -signal.SIGXCPU):
        reason = f"reading it took more than {limits.cpu_seconds:g} s of processor time"
        return PageStopped(Outcome.STOPPED_CPU, reason)
    if code == -signal.SIGALRM:
        return _too_slow(limits)
    end = signal.Signals(-code).name if code and code < 0 else f"exit code {code}"
    return PageStopped(Outcome.EXTRACTION_FAILED, f"reading it crashed the worker ({end})")


def _too_slow(limits: Limits) -> PageStopped:
    reason = f"reading it took longer than {limits.wall_seconds:g} s"
    return PageStopped(Outcome.STOPPED_WALL, reason)
