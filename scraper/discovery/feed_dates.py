"""Reads the times of a feed's items, and corrects local times that are labelled GMT.

Many systems write the local time with the label GMT. A feed is of this kind if one of its items
lies in the future as GMT, but not in the time zone of the outlet.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo

from pipelines.parsing.date_bounds import TimeOrDay, is_future, within_bounds
from pipelines.parsing.dates import as_local_clock, is_zero_offset, read_without_bounds
from pipelines.parsing.zones import zone_named
from scraper.discovery.documents import DocumentContext


@dataclass(frozen=True, slots=True)
class FeedClock:
    """How the times of one feed are read."""

    zone: tzinfo | None
    now: datetime | None
    is_local_as_gmt: bool = False  # whether the feed writes local time with the label GMT

    def read(self, date_text: str | None) -> TimeOrDay | None:
        """Return the time or day of one item, or None if it cannot be read."""
        time_or_day = read_without_bounds(date_text, self.zone, self.now)
        if time_or_day is None or date_text is None:
            return None
        if self.is_local_as_gmt and self.zone is not None and is_zero_offset(date_text):
            stated = read_without_bounds(date_text, None, self.now)
            time_or_day = as_local_clock(stated, self.zone) or time_or_day
        return within_bounds(time_or_day, self.now)


def feed_clock(date_texts: Iterable[str | None], context: DocumentContext) -> FeedClock:
    """Return how the times of a feed are read, given the dates of its items as written."""
    zone = zone_named(context.timezone)
    in_gmt = (text for text in date_texts if text and is_zero_offset(text))
    is_local_as_gmt = context.is_local_as_gmt or any(
        _is_local_time_as_gmt(text, zone, context.now) for text in in_gmt
    )
    return FeedClock(zone, context.now, is_local_as_gmt)


def _is_local_time_as_gmt(text: str, zone: tzinfo | None, now: datetime | None) -> bool:
    """Return whether a time lies in the future as GMT, but not in the time zone of the outlet."""
    if zone is None or now is None or not is_future(read_without_bounds(text, None, now), now):
        return False
    return not is_future(read_without_bounds(text, zone, now), now)
