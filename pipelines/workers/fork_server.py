"""Starts a fork server, the process that forks the workers, and holds the sockets to it.

A fork server needs a second to import modules before it can fork. So a fork server can be started
early, while the crawl is still importing its own modules. The first pool with the same limits and
modules then uses this fork server.
"""

import atexit
import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence

from pipelines.workers.worker import Limits

LIMITS = Limits()
READING = ("pipelines.reading",)  # modules that are imported before workers are forked

# Libraries for linear algebra must not start threads, because a process with threads must not fork.
_ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
# The program of the process. It gets its sockets, limits and modules as Python literals.
_PROGRAM = (
    "import sys, socket; sys.path[:] = {path!r}; "
    "from pipelines.workers.worker import Limits, run_fork_server; "
    "run_fork_server(socket.socket(fileno={control}), socket.socket(fileno={queue}), {limits!r}, "
    "{preload!r})"
)


class ForkServer:
    """A process started by exec that forks workers after it has imported the modules ``preload``.

    ``control`` is the socket for orders and for the exits of workers; ``queue`` is the socket from
    which all workers take their jobs. The process and its workers end when ``close`` is called or
    the process that started it ends.
    """

    def __init__(self, limits: Limits = LIMITS, preload: Sequence[str] = READING) -> None:
        self.limits_and_modules = limits, tuple(preload)
        self.control, control_of_server = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.queue, queue_of_server = socket.socketpair()
        self.control.setblocking(False)
        self.queue.setblocking(False)  # a full queue must not block the crawl
        program = _PROGRAM.format(
            path=sys.path,
            control=control_of_server.fileno(),
            queue=queue_of_server.fileno(),
            limits=limits,
            preload=tuple(preload),
        )
        with control_of_server, queue_of_server:
            self._process = subprocess.Popen(  # noqa: S603 - our own program
                [sys.executable, "-W", "ignore", "-c", program],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[control_of_server.fileno(), queue_of_server.fileno()],
                process_group=0,  # Ctrl-C goes to the crawl, which stops its workers
                env=os.environ | _ENVIRONMENT,
            )

    def close(self) -> None:
        self.control.close()
        self.queue.close()
        self._process.kill()
        self._process.wait()


_started: list[ForkServer] = []  # early, and not yet used by a pool: at most one


def start_early() -> None:
    """Start a fork server for pages now; if no pool uses it, it ends with this process."""
    with contextlib.suppress(OSError):  # a pool will meet the same error later and report it
        _started.append(ForkServer())
        atexit.register(_close_unused)


def take_fork_server(limits: Limits, preload: Sequence[str]) -> ForkServer:
    """Return a fork server: the one that was started early, if it fits, or a new one."""
    if _started and _started[0].limits_and_modules == (limits, tuple(preload)):
        return _started.pop()
    return ForkServer(limits, preload)


def _close_unused() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second Ctrl-C while the process is ending
    while _started:
        _started.pop().close()
