"""Finds the articles to be paired with each other, given the members of their buckets."""

from collections.abc import Collection, Mapping, Sequence
from itertools import chain

import numpy as np
import numpy.typing as npt

from pipelines.model import Bucket

# Rows of band, value, day and article id, as ``StoryIndex.members`` returns them.
Members = npt.NDArray[np.int64]
# Each code is a bucket: the band in the high 32 bits and the value in the low 32 bits.
_Codes = npt.NDArray[np.int64]
_VALUE_BITS = 32
_VALUE_MASK = (1 << _VALUE_BITS) - 1


class Buckets:
    """Members of buckets, sorted by bucket and day, and the first members of each.

    The first members are the first ``max_first`` articles of a bucket and day by publication.
    """

    def __init__(self, members: Members, max_first: int) -> None:
        codes = members[:, 0] << _VALUE_BITS | members[:, 1] & _VALUE_MASK
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
        positions, is_known = _positions(self.ids[places], sorted(ranks, key=ranks.__getitem__))
        groups = self._group[places]
        # Sorted by group; in a group the members with a rank come first, in the order of rank.
        order = np.lexsort((positions, ~is_known, groups))
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
        # For each member of the buckets, the number of its bucket and its place in ``self.codes``.
        bucket = np.repeat(np.arange(len(codes)), counts)
        members_before = np.cumsum(counts) - counts
        places = np.arange(len(bucket)) + np.repeat(starts - members_before, counts)
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


def _positions(
    ids: npt.NDArray[np.int64], ranked: Sequence[int]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """Return for each id its index in ``ranked``, and whether it is there at all.

    The index of an id that is not there has no meaning.
    """
    if not ranked:
        return np.zeros_like(ids), np.zeros(len(ids), np.bool_)
    ranked_ids = np.array(ranked, np.int64)
    by_id = np.argsort(ranked_ids)
    found = np.searchsorted(ranked_ids, ids, sorter=by_id)
    positions = by_id[np.minimum(found, len(ranked_ids) - 1)]
    return positions, ranked_ids[positions] == ids


def _codes(buckets: Collection[Bucket]) -> _Codes:
    """Return the code of each bucket; the members of the bucket have the same code."""
    rows = np.fromiter(chain.from_iterable(buckets), np.int64, 2 * len(buckets)).reshape(-1, 2)
    return rows[:, 0] << _VALUE_BITS | rows[:, 1] & _VALUE_MASK
