"""Shows on a terminal how far a long command is."""

import sys
from collections.abc import Iterable, Iterator
from time import monotonic
from typing import TypeVar

T = TypeVar("T")

_MIN_SECONDS = 0.2  # between two updates of the line, which then take hardly any time
_WIDTH = 79  # columns to which the line is filled up, to erase a longer earlier line


def with_progress(items: Iterable[T], total: int, unit: str, done: int = 0) -> Iterator[T]:
    """Yield the items, and show on standard error how many of ``total`` are done.

    ``done`` items were done in earlier runs. Nothing is shown if standard error is no terminal,
    or if standard output is one.
    """
    if not sys.stderr.isatty() or sys.stdout.isatty():
        yield from items
        return
    began = written = monotonic()
    try:
        for count, item in enumerate(items, 1):
            now = monotonic()
            if now - written >= _MIN_SECONDS:
                written = now
                _write(line(done + count, total, unit, (now - began) / count))
            yield item
    finally:
        _write("")


def line(done: int, total: int, unit: str, seconds_each: float) -> str:
    """Return a text such as ``1200/5000 pages, 41.3/s, about 92 s left``."""
    rate = f"{1 / seconds_each:.1f}/s" if seconds_each else "–"
    return f"{done}/{total} {unit}, {rate}, about {duration(seconds_each * (total - done))} left"


def duration(seconds: float) -> str:
    """Return a duration in rounded seconds, minutes or hours."""
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{round(minutes / 60)} h"


def _write(text: str) -> None:
    print(f"\r{text:<{_WIDTH}}", end="" if text else "\r", file=sys.stderr, flush=True)
