"""Finds the processes that a process has started, measures their memory, and ends them (Linux)."""

import os
import signal
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

_PROC = Path("/proc")
# Lines of /proc/PID/status, in kB; the memory of mapped files, which processes share, is left out.
_COUNTED = ("RssAnon:", "RssShmem:")


def descendants(pid: int) -> list[int]:
    """Return the ids of all processes below a process, parents before children."""
    below: list[int] = []
    parents = [pid]
    while parents:
        children = _children(parents.pop())
        below += children
        parents += children
    return below


def memory_bytes(pids: Iterable[int]) -> int:
    """Return the resident memory of the processes, without mapped files."""
    return sum(map(_resident_bytes, pids))


def end_all(pids: Iterable[int]) -> None:
    """Kill the processes; those that have ended meanwhile are left out."""
    for pid in pids:
        with suppress(ProcessLookupError, PermissionError):
            os.kill(pid, signal.SIGKILL)


def _children(pid: int) -> list[int]:
    children: list[int] = []
    with suppress(OSError):
        for thread in (_PROC / str(pid) / "task").iterdir():
            with suppress(OSError, ValueError):
                children += map(int, (thread / "children").read_text().split())
    return children


def _resident_bytes(pid: int) -> int:
    try:
        lines = (_PROC / str(pid) / "status").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith(_COUNTED))
