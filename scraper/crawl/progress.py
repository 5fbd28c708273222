"""Keeps the progress of a run, and formats the line that shows it in a terminal."""

from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass, field

from scraper.progress_line import duration

_RATE_SECONDS = 15.0  # the last seconds over which the rate of pages is measured
_MAX_NAME_CHARS = 18  # of a source's id
MAX_LINE_CHARS = 79  # so that the line does not wrap in a usual terminal


@dataclass(slots=True)
class SourceProgress:
    """The number of a source's pages that are due, and of those that are done."""

    began: float  # seconds of the run's monotonic clock
    due: int = 0
    done: int = 0

    def seconds_left(self, now: float) -> float | None:
        """Return the seconds that the other pages take at the rate so far; None at its start."""
        if self.done >= self.due:
            return 0.0
        if not self.done:
            return None
        seconds_per_page = (now - self.began) / self.done
        return seconds_per_page * (self.due - self.done)


@dataclass(slots=True)
class Progress:
    """The state of all sources of a run; times are seconds of one monotonic clock."""

    sources: int  # that the run crawls
    at_work: dict[str, SourceProgress] = field(default_factory=dict)  # by the id of the source
    ended: int = 0  # sources
    _done_at: deque[float] = field(default_factory=deque)  # when the last pages were done

    def begin(self, source_id: str, now: float) -> None:
        """Note that the crawl of a source has begun."""
        self.at_work[source_id] = SourceProgress(now)

    def plan(self, source_id: str, pages: int, now: float) -> None:
        """Add the number of pages of a source that are due."""
        state = self.at_work.setdefault(source_id, SourceProgress(now))
        if not state.due:
            state.began = now  # the rate of pages does not include the indexes
        state.due += pages

    def count_page(self, source_id: str, now: float) -> None:
        """Note that a page is done, whatever its outcome."""
        if source_id in self.at_work:
            self.at_work[source_id].done += 1
        self._done_at.append(now)

    def skip(self, source_id: str) -> None:
        """Note that a page stays due for a later run."""
        if source_id in self.at_work:
            self.at_work[source_id].due -= 1

    def end(self, source_id: str) -> None:
        """Note that the crawl of a source has ended."""
        if self.at_work.pop(source_id, None) is not None:
            self.ended += 1

    def rate(self, now: float) -> float:
        """Return the pages per second of the last _RATE_SECONDS seconds."""
        while self._done_at and self._done_at[0] < now - _RATE_SECONDS:
            self._done_at.popleft()
        return len(self._done_at) / _RATE_SECONDS if self._done_at else 0.0

    def queued(self) -> int:
        """Return the number of pages that are due and not yet done."""
        return sum(state.due - state.done for state in self.at_work.values())

    def seconds_left(self, now: float) -> float | None:
        """Return the seconds left for the slowest source.

        They are None if they are unknown for a source, or if no source is at work.
        """
        if self.ended + len(self.at_work) < self.sources:
            return None
        left = [state.seconds_left(now) if state.due else None for state in self.at_work.values()]
        known = [seconds for seconds in left if seconds is not None]
        return max(known, default=None) if len(known) == len(left) else None


def progress_line(progress: Progress, outcomes: Mapping[str, int], now: float) -> str:
    """Return the progress as one line of at most MAX_LINE_CHARS characters."""
    counts = Counter(outcomes)
    parts = [
        f"{progress.ended}/{progress.sources} sources",
        f"{counts.total()} pages, {progress.queued()} queued",
        f"{progress.rate(now):.1f}/s",
        f"{counts['stored']} new",
    ]
    if (left := progress.seconds_left(now)) is not None:
        parts.append(f"about {duration(left)} left")
    if slowest := _slowest(progress):
        parts.append(slowest)
    line = ", ".join(parts[:1])
    for part in parts[1:]:  # a part that does not fit is left out
        longer = f"{line}, {part}"
        if len(longer) <= MAX_LINE_CHARS:
            line = longer
    return line


def _slowest(progress: Progress) -> str | None:
    """Return the name and progress of the source with most pages left, such as ``vesti 3/40``."""
    busy = {name: state for name, state in progress.at_work.items() if state.due}
    if not busy:
        return None
    name, state = max(busy.items(), key=_pages_left)
    return f"{name[:_MAX_NAME_CHARS]} {state.done}/{state.due}"


def _pages_left(named: tuple[str, SourceProgress]) -> tuple[int, str]:
    """Return the key by which sources are compared; of equal ones the last name is the largest."""
    name, state = named
    return state.due - state.done, name
