"""Waits for what other threads and processes do."""

import time
from collections.abc import Callable
from pathlib import Path


def becomes_true(condition: Callable[[], object], *, max_seconds: float = 60.0) -> bool:
    """Return whether the condition becomes true in time; it is checked 50 times a second."""
    deadline = time.monotonic() + max_seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def is_alive(pid: int) -> bool:
    """Return whether a process runs; a zombie, which only its parent's ``wait`` ends, does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"
