"""Defines how far back the indexes of a source are read in one run."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class CrawlRange:
    """The time back to which one run takes the articles of a source."""

    since: datetime | None  # an article published before is too old; None sets no limit
    is_backfill: bool  # the run has the argument `since`, and reads each index to its end

    @property
    def is_first_sight(self) -> bool:
        """Return whether a run without the argument `since` crawls a source for the first time."""
        return self.since is not None and not self.is_backfill
