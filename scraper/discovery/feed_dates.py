"""The times of a feed's items, with its outlet's clock put right.

Many systems write the local time and «GMT» behind it. A feed does so if one of its items would
lie in the future as stated and does not in the zone of the outlet.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo

from pipelines.parsing.dates import (
    TimeOrDay,
    as_local_clock,
    is_future,
    is_zero_offset,
    read_without_bounds,
    within_bounds,
)
from pipelines.parsing.zones import zone_named
from scraper.discovery.documents import Origin


@dataclass(frozen=True, slots=True)
class FeedClock:
    """How the times of one feed are read."""

    zone: tzinfo | None
    now: datetime | None
    is_local_as_gmt: bool = False  # it writes local time and labels it GMT

    def read(self, raw: str | None) -> TimeOrDay | None:
        """Return the time of one item, or None: a bad date costs its item the date only."""
        moment = read_without_bounds(raw, self.zone, self.now)
        if moment is None or raw is None:
            return None
        if self.is_local_as_gmt and self.zone is not None and is_zero_offset(raw):
            stated = read_without_bounds(raw, None, self.now)
            moment = as_local_clock(stated, self.zone) or moment
        return within_bounds(moment, self.now)


def feed_clock(raws: Iterable[str | None], origin: Origin) -> FeedClock:
    """Return the clock of a feed with the stated times ``raws``."""
    zone = zone_named(origin.timezone)
    local = origin.is_local_as_gmt or any(
        _is_local(raw, zone, origin.now) for raw in raws if raw and is_zero_offset(raw)
    )
    return FeedClock(zone, origin.now, local)


def _is_local(raw: str, zone: tzinfo | None, now: datetime | None) -> bool:
    if zone is None or now is None or not is_future(read_without_bounds(raw, None, now), now):
        return False
    return not is_future(read_without_bounds(raw, zone, now), now)
