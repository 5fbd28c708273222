"""Finds the candidates of a story: the stories with which it shares some of its heaviest stems.

Only candidates are compared. If very many stories around a day have a stem, such as reports made
from one template, the stem is no evidence on this day. So the candidates of a story are few, even
among very many stories. The order in which stories were added makes no difference.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from pipelines.events.features import COSINE_ONE
from pipelines.events.packing import unpack_keys
from pipelines.events.thresholds import SECONDS_A_DAY, EventThresholds
from pipelines.model import StoryKeys

_Codes = npt.NDArray[np.int64]  # each holds a stem in its high bits and a day in its low bits
_DAY_BITS = 23  # enough for the days of the years 1 to 9999, counted from 1970
_DAY_ZERO = 1 << (_DAY_BITS - 1)  # the code of 1970-01-01; earlier days have smaller codes


class _SharedKeys(NamedTuple):
    """The known keys whose stems a story has, too."""

    places: npt.NDArray[np.int64]  # in the arrays of ``EventCandidates``
    own_weights: npt.NDArray[np.int64]  # the weights of the same stems in the story


class EventCandidates:
    """The heaviest stems of stories, sorted by stem and day.

    The candidates of a day are complete if all stories up to twice ``limits.window_days`` before
    and after this day are known.
    """

    def __init__(self, stories: Sequence[StoryKeys], limits: EventThresholds) -> None:
        self._limits = limits
        self._ids = [story.story_id for story in stories]
        self._moments = np.array([story.moment for story in stories], np.int64)
        unsorted = unpack_keys([story.keys for story in stories])
        codes = _codes_of(unsorted.stem, self._moments[unsorted.story])
        order = np.argsort(codes)
        # Three arrays with one element for each key of each story, in ascending order of the codes:
        # the code, the number of the story, and the weight.
        self._codes = codes[order]
        self._story = unsorted.story[order]
        self._weight = unsorted.weight[order]

    def of(self, moment: int, keys: bytes) -> list[str]:
        """Return the candidates of a story with these keys; the story itself is among them."""
        shared = self._shared_keys(moment, keys)
        if not len(shared.places):
            return []
        stories, story_of_key, key_counts = np.unique(
            self._story[shared.places], return_inverse=True, return_counts=True
        )
        products = self._weight[shared.places] * shared.own_weights
        cosines = np.bincount(story_of_key, weights=products)
        has_enough_keys = key_counts >= self._limits.min_shared_keys
        is_alike = cosines >= self._limits.min_key_cosine * COSINE_ONE
        return [self._ids[number] for number in stories[has_enough_keys & is_alike]]

    def _shared_keys(self, moment: int, keys: bytes) -> _SharedKeys:
        """Return the keys of other stories with a stem of these keys, if the stem is evidence.

        It must be evidence on the days of both stories, and these must be near each other.
        """
        own = unpack_keys([keys])
        own_codes = _codes_of(own.stem, np.full(len(own.stem), moment))
        starts, ends = self._ranges_around(self._codes, own_codes)
        is_evidence = ends - starts <= self._limits.max_key_stories
        starts, sizes = starts[is_evidence], (ends - starts)[is_evidence]
        # The places of all ranges, one after the other: 5, 6, 7, 20, 21 for 5–7 and 20–21.
        places_before = np.cumsum(sizes) - sizes
        places = np.arange(sizes.sum()) + np.repeat(starts - places_before, sizes)
        seconds_apart = np.abs(self._moments[self._story[places]] - moment)
        is_counted = self._is_evidence[places] & (seconds_apart <= self._limits.window_seconds)
        own_weights = np.repeat(own.weight[is_evidence], sizes)
        return _SharedKeys(places[is_counted], own_weights[is_counted])

    def with_changed_evidence(
        self, gone: Sequence[StoryKeys], new: Sequence[StoryKeys]
    ) -> tuple[set[str], set[str]]:
        """Return the ids of the stories that lost evidence, and of those that gained evidence.

        A story loses evidence if one of its stems ceased to be evidence, and gains evidence if one
        became it. ``gone`` are the keys that were removed, and ``new`` the keys that were added.
        """
        gone_codes, new_codes = _sorted_codes(gone), _sorted_codes(new)
        days_around = np.arange(-self._limits.window_days, self._limits.window_days + 1)
        # Each removed or added stem, on each day for which it counts.
        codes = np.unique((np.concatenate([gone_codes, new_codes])[:, None] + days_around).ravel())
        # How many stories have the stem around the day: after the change, and among those removed.
        after = self._counts_around(self._codes, codes)
        removed = self._counts_around(gone_codes, codes)
        limit = self._limits.max_key_stories
        may_change = after + removed > limit  # other stems are evidence before and after the change
        codes, after, removed = codes[may_change], after[may_change], removed[may_change]
        before = after + removed - self._counts_around(new_codes, codes)
        ceased = codes[(before <= limit) & (after > limit)]
        became = codes[(before > limit) & (after <= limit)]
        return self._stories_with(ceased), self._stories_with(became)

    def _stories_with(self, codes: _Codes) -> set[str]:
        """Return the ids of the stories that have the stem and the day of one of these codes."""
        starts = np.searchsorted(self._codes, codes, "left")
        ends = np.searchsorted(self._codes, codes, "right")
        numbers: set[int] = set()
        for start, end in zip(starts, ends, strict=True):
            numbers.update(self._story[start:end].tolist())
        return {self._ids[number] for number in numbers}

    @cached_property
    def _is_evidence(self) -> npt.NDArray[np.bool_]:
        """Return for each key, in the order of ``_codes``, whether it is evidence on its day."""
        return self._counts_around(self._codes, self._codes) <= self._limits.max_key_stories

    def _counts_around(self, sorted_codes: _Codes, codes: _Codes) -> npt.NDArray[np.int64]:
        """Return for each code how many of ``sorted_codes`` have its stem on a day around its day.

        The days around a day are up to ``window_days`` before or after it.
        """
        starts, ends = self._ranges_around(sorted_codes, codes)
        return ends - starts

    def _ranges_around(
        self, sorted_codes: _Codes, codes: _Codes
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Return the starts and ends of the ranges that ``_counts_around`` counts, for each code.

        They are places in ``sorted_codes``.
        """
        days = self._limits.window_days
        return (
            np.searchsorted(sorted_codes, codes - days, "left"),
            np.searchsorted(sorted_codes, codes + days, "right"),
        )


def _sorted_codes(stories: Sequence[StoryKeys]) -> _Codes:
    """Return the codes of all keys of these stories."""
    unpacked = unpack_keys([story.keys for story in stories])
    moments = np.array([story.moment for story in stories], np.int64)
    return np.sort(_codes_of(unpacked.stem, moments[unpacked.story]))


def _codes_of(stems: npt.NDArray[np.uint32], moments: npt.NDArray[np.int64]) -> _Codes:
    """Return the code of each stem on the day of its moment, which is in seconds since 1970."""
    return (stems.astype(np.int64) << _DAY_BITS) + moments // SECONDS_A_DAY + _DAY_ZERO
