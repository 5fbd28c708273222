"""The processes of the worker pool: the fork server, which forks workers, and the workers' loop.

The fork server is started by exec, so it shares no file, lock or signal handler with the crawl. It
imports the modules that read pages once, and then forks a worker in milliseconds when the pool asks
for one. The kernel enforces the limits of a page with signals whose default action ends the
process. So no code in the worker can postpone its end, neither in Python nor in C.
"""

import contextlib
import ctypes
import errno
import gc
import importlib
import logging
import mmap
import os
import pickle
import resource
import signal
import socket
import struct
import sys
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from pipelines.workers.memory import collect_garbage_rarely, return_freed_memory

# The messages between the processes. A worker and a job are named by their numbers.
# Crawl → fork server: SPAWN (with the worker's socket) or KILL; the worker.
ORDER = struct.Struct("<cI")
# Fork server → crawl: the worker, and its exit code; a negative code is the number of a signal.
EXIT = struct.Struct("<Ii")
# Crawl → queue: the job, its limits in seconds of processor time and wall time, the length of its
# pickle in bytes.
REQUEST = struct.Struct("<QddQ")
# Worker → crawl: the kind of the reply, whether the worker retires, the job, the length of the
# pickle that follows, in bytes.
REPLY = struct.Struct("<c?QQ")
SPAWN, KILL = b"s", b"k"  # orders
# Kinds of replies: the job was taken; it returned a value; it raised an error; memory was short.
TAKEN, VALUE, ERROR, MEMORY = b"t", b"v", b"e", b"m"

_PR_SET_PDEATHSIG = 1  # of prctl(2): the signal that a process gets when its parent ends
_IGNORED_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)  # the crawl decides when to stop
# The kernel sends these at a limit of processor time (the first two) or of wall time.
_LIMIT_SIGNALS = (signal.SIGPROF, signal.SIGXCPU, signal.SIGALRM)


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of reading one page; an ordinary page of 1.3 MB takes 1.2 s of processor time."""

    cpu_seconds: float = 2.0
    wall_seconds: float = 8.0
    memory_bytes: int = 2 * 1024**3  # of address space
    retire_bytes: int = 256 * 1024**2  # a worker that holds more after a page is replaced


def run_fork_server(
    control: socket.socket, queue: socket.socket, limits: Limits, preload: Sequence[str]
) -> None:
    """Fork and kill workers on order and report their exits, until the crawl closes the socket."""
    for signal_number in _IGNORED_SIGNALS:
        signal.signal(signal_number, signal.SIG_IGN)
    logging.disable(logging.CRITICAL)  # the outcome of a page is enough; libraries log much more
    for module in preload:
        with contextlib.suppress(Exception):  # the first page that needs the module reports it
            getattr(importlib.import_module(module), "warm_up", lambda: None)()
    gc.collect()
    collect_garbage_rarely()
    return_freed_memory()
    _ForkServer(control, queue, limits).serve()


class _ForkServer:
    """The loop of the fork server, and the workers that it has forked."""

    def __init__(self, control: socket.socket, queue: socket.socket, limits: Limits) -> None:
        self.control = control
        self.queue = queue
        self.limits = limits
        self.workers: dict[int, int] = {}  # process id → number of the worker

    def serve(self) -> None:
        """Carry out the orders of the crawl until it closes the socket."""
        signal.signal(signal.SIGCHLD, lambda *_: self.reap())
        while True:
            try:
                message, descriptors, _, _ = socket.recv_fds(self.control, ORDER.size, 1)
            except ConnectionError:  # the crawl ended before it read all messages
                return
            if not message:
                return
            order, worker = ORDER.unpack(message)
            # Meanwhile ``reap`` must not change ``workers``.
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
            if order == SPAWN:
                self.spawn(worker, descriptors[0])
            else:
                self.kill(worker)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})

    def spawn(self, worker: int, descriptor: int) -> None:
        """Fork a worker, whose socket is ``descriptor``."""
        parent = os.getpid()
        process = os.fork()
        if process == 0:
            self.control.close()
            _run_worker(self.queue, socket.socket(fileno=descriptor), self.limits, parent)
        self.workers[process] = worker
        os.close(descriptor)

    def kill(self, worker: int) -> None:
        """Kill the process of a worker, if it has not ended."""
        # ``reap`` has not read the exits of these processes, so their ids are not reused.
        for process, number in self.workers.items():
            if number == worker:
                os.kill(process, signal.SIGKILL)

    def reap(self) -> None:
        """Report to the crawl which workers have exited, and forget them."""
        while self.workers:
            process, status = os.waitpid(-1, os.WNOHANG)
            if process == 0:
                return
            code = os.waitstatus_to_exitcode(status)
            with contextlib.suppress(ConnectionError):  # the crawl has ended; ``serve`` ends, too
                self.control.send(EXIT.pack(self.workers.pop(process), code))


def _run_worker(
    queue: socket.socket, channel: socket.socket, limits: Limits, parent: int
) -> NoReturn:
    """Serve jobs and then exit, so that the fork never returns into the fork server's code."""
    code = 1
    try:
        _apply_limits(limits, parent)
        _serve_jobs(queue, channel, limits)
        code = 0
    finally:
        os._exit(code)


def _apply_limits(limits: Limits, parent: int) -> None:
    """Set the limits of a worker, and let the kernel end the worker when the fork server ends."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # the fork server ended before the line above
        sys.exit()
    for signal_number in (*_LIMIT_SIGNALS, signal.SIGCHLD):
        signal.signal(signal_number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())  # the fork server blocked SIGCHLD for the fork
    memory_bytes = allowed_memory(limits.memory_bytes)
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    null_device = os.open(os.devnull, os.O_RDWR)
    for standard_stream in range(3):  # input, output and errors
        os.dup2(null_device, standard_stream)
    with contextlib.suppress(OSError):
        # When the machine is short of memory, the kernel ends a worker rather than the crawl.
        _write("/proc/self/oom_score_adj", b"500")


def allowed_memory(wanted_bytes: int) -> int:
    """Return the limit of address space to set; an existing lower limit cannot be raised."""
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    return wanted_bytes if hard == resource.RLIM_INFINITY else min(hard, wanted_bytes)


def _serve_jobs(queue: socket.socket, channel: socket.socket, limits: Limits) -> None:
    """Take jobs from the queue, which all workers share, until the crawl closes it."""
    while True:
        message, descriptors, _, _ = socket.recv_fds(queue, REQUEST.size, 1)
        if not message:
            return
        job, cpu_seconds, wall_seconds, length = REQUEST.unpack(message)
        channel.sendall(REPLY.pack(TAKEN, False, job, 0))
        kind, payload = _answer(descriptors[0], length, cpu_seconds, wall_seconds)
        retires = kind == MEMORY or _resident_bytes() > limits.retire_bytes
        channel.sendall(REPLY.pack(kind, retires, job, len(payload)) + payload)
        if retires:
            return


def _answer(
    descriptor: int, length: int, cpu_seconds: float, wall_seconds: float
) -> tuple[bytes, bytes]:
    """Call the function of a request under the limits of one page; return (kind, pickle).

    ``descriptor`` is that of a file which holds the pickle of (function, args, kwargs), of
    ``length`` bytes. The file is closed before the call.
    """
    _set_timers(cpu_seconds, wall_seconds)
    try:
        function, args, kwargs = _unpickled(descriptor, length)
        return VALUE, pickle.dumps(function(*args, **kwargs), protocol=5)
    except MemoryError:
        return MEMORY, b""
    except OSError as error:
        is_short_of_memory = error.errno == errno.ENOMEM
        return (MEMORY, b"") if is_short_of_memory else (ERROR, _pickled_error(error))
    except BaseException as error:
        return ERROR, _pickled_error(error)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)


def _unpickled(descriptor: int, length: int) -> Any:
    try:
        with mmap.mmap(descriptor, length, access=mmap.ACCESS_READ) as request:
            return pickle.loads(request)  # noqa: S301 - from the crawl
    finally:
        os.close(descriptor)


def _set_timers(cpu_seconds: float, wall_seconds: float) -> None:
    """Start the timers of the next page.

    The timer for processor time is exact. RLIMIT_CPU counts whole seconds only, and ends the worker
    if the timer fails.
    """
    usage = resource.getrusage(resource.RUSAGE_SELF)
    max_seconds = int(usage.ru_utime + usage.ru_stime + cpu_seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (max_seconds, resource.RLIM_INFINITY))
    signal.setitimer(signal.ITIMER_PROF, cpu_seconds)
    signal.setitimer(signal.ITIMER_REAL, wall_seconds)


def _pickled_error(error: BaseException) -> bytes:
    """Pickle an exception with its traceback as a note, or its text if it can't be pickled.

    Of an exception that would end the crawl, such as SystemExit, the text is pickled, too.
    """
    trace = "".join(traceback.format_exception(error))
    try:
        if isinstance(error, Exception):
            error.add_note(trace)
            payload = pickle.dumps(error, protocol=5)
            pickle.loads(payload)  # noqa: S301 - ours; some exceptions fail only when unpickled
            return payload
    except Exception:  # noqa: S110 - the substitute can be pickled
        pass
    substitute = RuntimeError(f"{type(error).__name__}: {error}")
    substitute.add_note(trace)
    return pickle.dumps(substitute, protocol=5)


def _resident_bytes() -> int:
    """Return how much memory this process has, without what was swapped out."""
    _, resident_pages, *_ = _read("/proc/self/statm").split()
    return int(resident_pages) * resource.getpagesize()


def _read(path: str) -> bytes:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        return os.read(descriptor, 256)
    finally:
        os.close(descriptor)


def _write(path: str, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY)
    try:
        os.write(descriptor, content)
    finally:
        os.close(descriptor)
