"""Finds the candidates of a story: the stories with which it shares some of its heaviest stems.

Only candidates are compared. If very many stories around a day have a stem, as the reports of one
template do, the stem is no evidence on this day. So the candidates of a story are few, even among
very many stories. The order in which stories were added makes no difference.
"""

from collections.abc import Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from pipelines.events.features import COSINE_ONE
from pipelines.events.packing import unpack_keys
from pipelines.events.thresholds import SECONDS_A_DAY, EventThresholds

# The id of a story, its moment in seconds since 1970, and its keys: its heaviest stems with their
# weights, packed.
Row = tuple[str, int, bytes]
_Codes = npt.NDArray[np.int64]  # each holds a stem in its high bits and a day in its low bits
_DAY_BITS = 23  # enough for the days of the years 1 to 9999, counted from 1970
_DAY_ZERO = 1 << (_DAY_BITS - 1)  # the code of 1970-01-01; earlier days have smaller codes


class EventCandidates:
    """The heaviest stems of stories, sorted by stem and day.

    The candidates of a day are complete if all stories up to twice ``limits.window_days`` before
    and after this day are known.
    """

    def __init__(self, stories: Sequence[Row], limits: EventThresholds) -> None:
        self._limits = limits
        self._ids = [story_id for story_id, _, _ in stories]
        self._moments = np.array([moment for _, moment, _ in stories], np.int64)
        unsorted = unpack_keys([keys for _, _, keys in stories])
        codes = _codes_of(unsorted.stem, self._moments[unsorted.story])
        order = np.argsort(codes)
        # The code, the number of the story, and the weight of each key of each story.
        self._codes = codes[order]
        self._story, self._weight = unsorted.story[order], unsorted.weight[order]

    def of(self, moment: int, keys: bytes) -> list[str]:
        """Return the candidates of a story with these keys; the story itself is among them."""
        own = unpack_keys([keys])
        codes = _codes_of(own.stem, np.full(len(own.stem), moment))
        starts, ends = self._ranges_around(self._codes, codes)
        is_evidence = ends - starts <= self._limits.max_key_stories
        starts, ends, weights = starts[is_evidence], ends[is_evidence], own.weight[is_evidence]
        sizes = ends - starts
        if not sizes.sum():
            return []
        # The places of all ranges, one after the other: 5, 6, 7, 20, 21 for 5–7 and 20–21.
        places_before = np.cumsum(sizes) - sizes
        places = np.arange(sizes.sum()) + np.repeat(starts - places_before, sizes)
        seconds = np.abs(self._moments[self._story[places]] - moment)
        is_counted = self._is_evidence[places] & (seconds <= self._limits.window_seconds)
        places, weights = places[is_counted], np.repeat(weights, sizes)[is_counted]
        stories, story_of_place, shared_keys = np.unique(
            self._story[places], return_inverse=True, return_counts=True
        )
        cosines = np.bincount(story_of_place, weights=self._weight[places] * weights)
        has_enough_keys = shared_keys >= self._limits.min_shared_keys
        is_alike = cosines >= self._limits.min_key_cosine * COSINE_ONE
        return [self._ids[number] for number in stories[has_enough_keys & is_alike]]

    def with_changed_evidence(
        self, gone: Sequence[Row], new: Sequence[Row]
    ) -> tuple[set[str], set[str]]:
        """Return two sets of stories: those that lost evidence, and those that gained evidence.

        A story loses or gains evidence if one of its stems ceased to be evidence or became it.
        ``gone`` are the rows that were removed, and ``new`` the rows that were added.
        """
        gone_codes, new_codes = _sorted_codes(gone), _sorted_codes(new)
        days_around = np.arange(-self._limits.window_days, self._limits.window_days + 1)
        codes = np.unique((np.concatenate([gone_codes, new_codes])[:, None] + days_around).ravel())
        now = self._counts_around(self._codes, codes)
        removed = self._counts_around(gone_codes, codes)
        limit = self._limits.max_key_stories
        may_change = now + removed > limit  # other stems are evidence before and after the change
        codes, now, removed = codes[may_change], now[may_change], removed[may_change]
        before = now + removed - self._counts_around(new_codes, codes)
        ceased = codes[(before <= limit) & (now > limit)]
        became = codes[(before > limit) & (now <= limit)]
        return self._stories_with(ceased), self._stories_with(became)

    def _stories_with(self, codes: _Codes) -> set[str]:
        """Return the stories that have one of these stems on its day."""
        starts = np.searchsorted(self._codes, codes, "left")
        ends = np.searchsorted(self._codes, codes, "right")
        stories: set[int] = set()  # their numbers
        for start, end in zip(starts, ends, strict=True):
            stories.update(self._story[start:end].tolist())
        return {self._ids[number] for number in stories}

    @cached_property
    def _is_evidence(self) -> npt.NDArray[np.bool_]:
        """Return for each stem of a story whether it is evidence on the story's day."""
        return self._counts_around(self._codes, self._codes) <= self._limits.max_key_stories

    def _counts_around(self, ordered: _Codes, codes: _Codes) -> npt.NDArray[np.int64]:
        """Return for each code how many of ``ordered`` have its stem on a day around its day."""
        starts, ends = self._ranges_around(ordered, codes)
        return ends - starts

    def _ranges_around(
        self, ordered: _Codes, codes: _Codes
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Return for each code the range in ``ordered`` with its stem and the days around it.

        ``ordered`` are sorted codes. The ranges are returned as arrays of starts and ends.
        """
        days = self._limits.window_days
        return (
            np.searchsorted(ordered, codes - days, "left"),
            np.searchsorted(ordered, codes + days, "right"),
        )


def _sorted_codes(rows: Sequence[Row]) -> _Codes:
    unpacked = unpack_keys([keys for _, _, keys in rows])
    moments = np.array([moment for _, moment, _ in rows], np.int64)
    return np.sort(_codes_of(unpacked.stem, moments[unpacked.story]))


def _codes_of(stems: npt.NDArray[np.uint32], moments: npt.NDArray[np.int64]) -> _Codes:
    """Return the code of each stem on the day of its moment, which is in seconds since 1970."""
    return (stems.astype(np.int64) << _DAY_BITS) + moments // SECONDS_A_DAY + _DAY_ZERO
