"""The crawl's end of a nursery: the process that forks the workers, and the sockets to it.

What a nursery imports takes it a second. So the one that most want can be started ahead, while
they import what they need themselves; whoever first asks for its kind takes it over.
"""

import atexit
import contextlib
import os
import socket
import subprocess
import sys
from collections.abc import Sequence

from pipelines.workers.worker import Limits

LIMITS = Limits()
READING = ("pipelines.reading",)  # modules that workers have imported before the first page

_ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}  # forks must be single-threaded
_BOOTSTRAP = (
    "import sys, socket; sys.path[:] = {path!r}; "
    "from pipelines.workers.worker import Limits, run_nursery; "
    "run_nursery(socket.socket(fileno={control}), socket.socket(fileno={queue}), {limits!r}, "
    "{preload!r})"
)


class Nursery:
    """A process started by exec that hatches workers once it has imported ``preload``.

    ``control`` takes orders and tells of deaths, ``queue`` takes the jobs all its workers share. It
    ends, and its workers with it, when its owner closes it or dies.
    """

    def __init__(self, limits: Limits = LIMITS, preload: Sequence[str] = READING) -> None:
        self.kind = limits, tuple(preload)
        self.control, control = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.queue, queue = socket.socketpair()
        self.control.setblocking(False)
        program = _BOOTSTRAP.format(
            path=sys.path,
            control=control.fileno(),
            queue=queue.fileno(),
            limits=limits,
            preload=self.kind[1],
        )
        with control, queue:
            self._process = subprocess.Popen(  # noqa: S603 - our own program
                [sys.executable, "-W", "ignore", "-c", program],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[control.fileno(), queue.fileno()],
                process_group=0,  # Ctrl-C is for the crawl, which tells its workers
                env=os.environ | _ONE_THREAD,
            )

    def close(self) -> None:
        self.control.close()
        self.queue.close()
        self._process.kill()
        self._process.wait()


_ahead: list[Nursery] = []


def start_ahead() -> None:
    """Start a nursery for pages now; it ends with this process if nobody takes it over."""
    with contextlib.suppress(OSError):  # whoever needs one will fail likewise, and tell
        _ahead.append(Nursery())
        atexit.register(_close_ahead)


def take_nursery(limits: Limits, preload: Sequence[str]) -> Nursery:
    """Return a nursery of this kind: the one that was started ahead, or a new one."""
    if _ahead and _ahead[0].kind == (limits, tuple(preload)):
        return _ahead.pop()
    return Nursery(limits, preload)


def _close_ahead() -> None:
    while _ahead:
        _ahead.pop().close()
