"""The errors of the worker pool: why a page was not read, and why no page can be read."""

import signal

from pipelines.model import Outcome
from pipelines.workers.worker import Limits, allowed_memory


class PageStopped(Exception):  # noqa: N818 - an outcome of the page, no programming error
    """Reading the page was stopped; ``outcome`` is counted, and ``reason`` explains it."""

    def __init__(self, outcome: Outcome, reason: str) -> None:
        super().__init__(outcome, reason)
        self.outcome = outcome
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.outcome}: {self.reason}"


class WorkersUnavailableError(RuntimeError):
    """No page can be read: the pool is closed, or its processes can't be started."""


def workers_not_started() -> WorkersUnavailableError:
    """Return the error of workers that cannot be started."""
    return WorkersUnavailableError(
        "the worker processes can't be started; do they have enough memory (`ulimit -v`)?"
    )


def ends_before_a_page(code: int) -> WorkersUnavailableError:
    """Return the error of workers that end before they take a page.

    ``code`` is the exit code, or the negative number of a signal.
    """
    return WorkersUnavailableError(
        f"the worker processes end ({_end_named(code)}) before they read a page; do they have"
        " enough memory (`ulimit -v`)?"
    )


def stopped_by(code: int, limits: Limits) -> PageStopped:
    """Return the reason why a worker ended while it read a page.

    ``code`` is the exit code, or the negative number of a signal.
    """
    if code in (-signal.SIGPROF, -signal.SIGXCPU):
        reason = f"reading it took more than {limits.cpu_seconds:g} s of processor time"
        return PageStopped(Outcome.STOPPED_CPU, reason)
    if code == -signal.SIGALRM:
        return over_wall_limit(limits)
    reason = f"reading it crashed the worker ({_end_named(code)})"
    return PageStopped(Outcome.EXTRACTION_FAILED, reason)


def _end_named(code: int) -> str:
    """Return the name of the signal that ended a process, or its exit code in words."""
    return signal.Signals(-code).name if code < 0 else f"exit code {code}"


def over_wall_limit(limits: Limits) -> PageStopped:
    """Return the error of a page that took longer than its limit of wall time."""
    reason = f"reading it took longer than {limits.wall_seconds:g} s"
    return PageStopped(Outcome.STOPPED_WALL, reason)


def over_memory_limit(limits: Limits) -> PageStopped:
    """Return the error of a page that took more memory than its limit."""
    gigabytes = allowed_memory(limits.memory_bytes) / 1024**3
    reason = f"reading it took more than {gigabytes:.3g} GB of memory"
    return PageStopped(Outcome.EXTRACTION_FAILED, reason)
