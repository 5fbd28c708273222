"""The pool of killable processes in which every page is read.

A page comes from a stranger: the libraries that read it may loop for minutes in C, ask for all
the memory there is, or crash. Only ending the process stops that, so each page is read in a worker
of its own that the kernel ends at its limits; the crawl goes on with a fresh one.
"""

import asyncio
import itertools
import os
import pickle
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Any, ParamSpec, Self, TypeVar, cast

from pipelines.model import Outcome
from pipelines.worker_process import (
    DEATH,
    ERROR,
    HATCH,
    KILL,
    MEMORY,
    ORDER,
    REPLY,
    REQUEST,
    Limits,
)

__all__ = ["Limits", "PageStopped", "WorkerPool", "WorkersUnavailableError"]

P = ParamSpec("P")
T = TypeVar("T")

_BACKSTOP_SECONDS = 30.0  # past the wall limit, for a worker that even signals don't reach
_ATTEMPTS = 3  # at a page whose worker was killed from outside, which is not the page's fault
_ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}  # forks must be single-threaded
_BOOTSTRAP = (
    "import sys, socket; sys.path[:] = {path!r}; "
    "from pipelines.worker_process import Limits, run_nursery; "
    "run_nursery(socket.socket(fileno={descriptor}), {limits!r}, {preload!r})"
)


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
class _Worker:
    number: int
    channel: socket.socket
    exit_code: asyncio.Future[int | None]  # None: the nursery died, and all workers with it


class WorkerPool:
    """Calls functions in processes that can be killed; used from one asyncio loop.

    ``preload`` names modules the workers have imported before the first page. Close the pool, or
    use it as ``async with``; if its process dies in any other way, the workers die with it.
    """

    def __init__(
        self,
        workers: int = 2,
        limits: Limits = Limits(),  # noqa: B008 - frozen
        preload: Sequence[str] = ("pipelines.reading",),
    ) -> None:
        self.limits = limits
        self._preload = tuple(preload)
        self._turns = asyncio.Semaphore(workers)
        self._long_turns = asyncio.Semaphore(max(1, workers - 1))
        self._numbers = itertools.count(1)
        self._nursery: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._living: dict[int, _Worker] = {}
        self._idle: list[_Worker] = []
        self._closed = False

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return ``function(*args, **kwargs)`` as computed in a worker, when one is free.

        The function is named by its module and arguments and result are pickled. What the function
        raises is raised here. Raises PageStopped when it went over a limit or ended its worker,
        and WorkersUnavailableError when there is none to ask.
        """
        payload = pickle.dumps((function, args, kwargs), protocol=5)
        return cast("T", await self._run(payload, self.limits))

    async def run_long(
        self, cpu_seconds: float, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Like ``run``, with more time for what is honestly large, such as a full sitemap.

        All workers but one may do so at once, so that a page never waits behind large ones only.
        """
        payload = pickle.dumps((function, args, kwargs), protocol=5)
        wall_seconds = cpu_seconds * self.limits.wall_seconds / self.limits.cpu_seconds
        limits = replace(self.limits, cpu_seconds=cpu_seconds, wall_seconds=wall_seconds)
        async with self._long_turns:
            return cast("T", await self._run(payload, limits))

    async def _run(self, payload: bytes, limits: Limits) -> Any:
        head = REQUEST.pack(limits.cpu_seconds, limits.wall_seconds, len(payload))
        async with self._turns:
            for _ in range(_ATTEMPTS):
                worker = self._idle.pop() if self._idle else self._hatch()
                try:
                    kind, answer = await self._ask(worker, head + payload, limits)
                except (OSError, EOFError):
                    code = await worker.exit_code
                    if code not in (None, -signal.SIGKILL):
                        raise _verdict(code, limits) from None
                else:
                    return _result(kind, answer, limits)
        if code is None:
            raise WorkersUnavailableError("the worker processes can't be started")
        raise PageStopped(Outcome.EXTRACTION_FAILED, "its worker was killed, several times")

    def start(self) -> None:
        """Start importing now rather than at the first page; returns at once."""
        if self._closed:
            raise WorkersUnavailableError("the worker pool is closed")
        if self._control is not None:
            return
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._control.setblocking(False)
        program = _BOOTSTRAP.format(
            path=sys.path, descriptor=theirs.fileno(), limits=self.limits, preload=self._preload
        )
        with theirs:
            self._nursery = subprocess.Popen(  # noqa: S603 - our own program
                [sys.executable, "-W", "ignore", "-c", program],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                process_group=0,  # Ctrl-C is for the crawl, which tells its workers
                env=os.environ | _ONE_THREAD,
            )
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(self._control, self._hear)

    def close(self) -> None:
        """End all workers; pages being read raise WorkersUnavailableError."""
        self._closed = True
        self._lose_nursery()

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

    def _hatch(self) -> _Worker:
        self.start()
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        worker = _Worker(next(self._numbers), ours, self._loop.create_future())
        self._living[worker.number] = worker
        with theirs:
            self._order(HATCH, worker, [theirs.fileno()])
        return worker

    def _order(self, order: bytes, worker: _Worker, descriptors: Sequence[int] = ()) -> None:
        if self._control is None:
            return
        try:
            message = ORDER.pack(order, worker.number)
            socket.send_fds(self._control, [message], list(descriptors))
        except OSError:
            self._lose_nursery()

    async def _ask(
        self, worker: _Worker, request: bytes, limits: Limits
    ) -> tuple[bytes, bytearray]:
        """Send the request and return (kind, pickle); the worker is idle again or gone after it."""
        retires = True
        try:
            async with asyncio.timeout(limits.wall_seconds + _BACKSTOP_SECONDS):
                await self._loop.sock_sendall(worker.channel, request)
                header = await _receive(worker.channel, REPLY.size)
                kind, retires, length = REPLY.unpack(header)
                answer = await _receive(worker.channel, length)
        except TimeoutError:
            raise _too_slow(limits) from None
        finally:
            if retires or self._closed or worker.exit_code.done():
                self._order(KILL, worker)
                worker.channel.close()
            else:
                self._idle.append(worker)
        return kind, answer

    def _hear(self) -> None:
        """Take in what the nursery reports: a worker's end, or its own."""
        assert self._control is not None
        try:
            message = self._control.recv(DEATH.size)
        except BlockingIOError:
            return
        except ConnectionError:
            message = b""
        if not message:
            self._lose_nursery()
            return
        number, code = DEATH.unpack(message)
        worker = self._living.pop(number)
        worker.exit_code.set_result(code)
        if worker in self._idle:
            self._idle.remove(worker)
            worker.channel.close()

    def _lose_nursery(self) -> None:
        """Let go of the nursery and with it of every worker; the next page starts a new one."""
        if self._control is None or self._nursery is None:
            return
        self._loop.remove_reader(self._control)
        self._control.close()
        self._control = None
        self._nursery.kill()
        self._nursery.wait()
        for worker in self._living.values():
            worker.exit_code.set_result(None)
        for worker in self._idle:
            worker.channel.close()
        self._living.clear()
        self._idle.clear()


async def _receive(channel: socket.socket, length: int) -> bytearray:
    loop = asyncio.get_running_loop()
    received = bytearray(length)
    rest = memoryview(received)
    while rest:
        size = await loop.sock_recv_into(channel, rest)
        if not size:
            raise EOFError
        rest = rest[size:]
    return received


def _result(kind: bytes, answer: bytearray, limits: Limits) -> Any:
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
