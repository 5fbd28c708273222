"""Finds the articles to be paired with each other, given the members of their buckets."""

from collections.abc import Collection, Mapping
from itertools import chain

import numpy as np
import numpy.typing as npt

from pipelines.model import Bucket

# Rows of band, value, day and article id, as ``StoryIndex.members`` returns them.
Members = npt.NDArray[np.int64]
_Codes = npt.NDArray[np.int64]
_BAND = 32  # bits; a code has the band above so many bits, which hold the value


class Buckets:
    """Members of buckets, sorted by bucket and day, and the first members of each.

    The first members are the first ``max_first`` articles of a bucket and day by publication.
    """

    def __init__(self, members: Members, max_first: int) -> None:
        codes = members[:, 0] << _BAND | members[:, 1] & 0xFFFFFFFF
        order = np.lexsort((members[:, 2], codes))
        self.codes: _Codes = codes[order]
        self.days: npt.NDArray[np.int64] = members[order, 2]
        self.ids: npt.NDArray[np.int64] = members[order, 3]
        self.is_first = np.ones(len(order), np.bool_)
        begins = np.ones(len(order), np.bool_)
        begins[1:] = (np.diff(self.codes) != 0) | (np.diff(self.days) != 0)
        self._group = np.cumsum(begins) - 1  # the number of the bucket and day of each member
        sizes = np.bincount(self._group) if len(order) else np.empty(0, np.int64)
        self._max_first = max_first
        self._crowded = np.flatnonzero(sizes[self._group] > max_first)  # places of members

    def crowding(self) -> list[int]:
        """Return the ids of the articles in buckets with more than the first members of a day."""
        found: list[int] = np.unique(self.ids[self._crowded]).tolist()
        return found

    def rank(self, ranks: Mapping[int, str]) -> None:
        """Find the first members, given the ranks of the articles that ``crowding`` returned.

        An article without a rank is never a first member.
        """
        places = self._crowded
        if not len(places):
            return
        ranked = sorted(ranks, key=ranks.__getitem__)
        ids = np.array(ranked, np.int64)
        by_id = np.argsort(ids)
        own = self.ids[places]
        found = np.searchsorted(ids, own, sorter=by_id)
        position = by_id[np.minimum(found, len(ids) - 1)] if len(ids) else np.zeros_like(own)
        is_known = ids[position] == own if len(ids) else np.zeros(len(own), np.bool_)
        groups = self._group[places]
        order = np.lexsort((position, ~is_known, groups))
        sorted_groups = groups[order]
        starts = np.flatnonzero(np.diff(sorted_groups, prepend=-1))
        sizes = np.diff(starts, append=len(order))
        place_in_group = np.arange(len(order)) - np.repeat(starts, sizes)
        is_first = np.empty(len(order), np.bool_)
        is_first[order] = (place_in_group < self._max_first) & is_known[order]
        self.is_first[places] = is_first

    def partners(
        self, article_id: int, day: int, buckets: Collection[Bucket], window_days: int | None
    ) -> set[int]:
        """Return the articles to be paired with an article of a day that is in these buckets.

        Two members of a bucket are paired if they lie within the window, and one of them is among
        the first members of its day.
        """
        codes = _codes(buckets)
        starts = np.searchsorted(self.codes, codes)
        counts = np.searchsorted(self.codes, codes, side="right") - starts
        bucket = np.repeat(np.arange(len(codes)), counts)
        places = np.arange(len(bucket)) - np.repeat(np.cumsum(counts) - counts - starts, counts)
        ids = self.ids[places]
        is_own = ids == article_id
        is_inside = np.zeros(len(codes), np.bool_)  # whether the bucket holds the article
        is_inside[bucket[is_own]] = True
        is_first = np.zeros(len(codes), np.bool_)  # whether it is one of the first members there
        is_first[bucket[is_own]] = self.is_first[places[is_own]]
        paired = is_inside[bucket] & (self.is_first[places] | is_first[bucket]) & ~is_own
        if window_days is not None:
            paired &= np.abs(self.days[places] - day) <= window_days
        return set(ids[paired].tolist())


def _codes(buckets: Collection[Bucket]) -> _Codes:
    """Return the code of each bucket; the members of the bucket have the same code."""
    rows = np.fromiter(chain.from_iterable(buckets), np.int64, 2 * len(buckets)).reshape(-1, 2)
    return rows[:, 0] << _BAND | rows[:, 1] & 0xFFFFFFFF
