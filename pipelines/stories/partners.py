"""Finds the articles to be paired with each other, given the members of their buckets.

In a bucket an article is paired with its neighbours: the members that directly precede it in the
order of publication, and those that directly follow it. So the number of pairs of an article does
not grow with its buckets. This is the sorted neighbourhood method of Hernández and Stolfo, "The
Merge/Purge Problem for Large Databases" (SIGMOD 1995).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from itertools import chain

import numpy as np
import numpy.typing as npt

from pipelines.model import Bucket, Features

# Rows of band, value, day, order and article id, as ``StoryIndex.members_near`` returns them.
Members = npt.NDArray[np.int64]
Pairs = set[tuple[int, int]]  # ids of two articles, the smaller one first
_Places = npt.NDArray[np.int64]  # indexes of rows
_Flags = npt.NDArray[np.bool_]
_COLUMNS = 5
_BAND, _VALUE, DAY, _ORDER, ID = range(_COLUMNS)
_VALUE_BITS = 32
_VALUE_MASK = (1 << _VALUE_BITS) - 1


def memberships(article_id: int, features: Features, buckets: Collection[Bucket]) -> Members:
    """Return the rows of an article in buckets."""
    rows = np.empty((len(buckets), _COLUMNS), np.int64)
    values = np.fromiter(chain.from_iterable(buckets), np.int64, 2 * len(buckets))
    rows[:, :DAY] = values.reshape(-1, DAY)
    rows[:, DAY:] = features.day, features.order, article_id
    return rows


def joined(parts: Iterable[Members]) -> Members:
    """Return all rows of several arrays."""
    return np.concatenate([np.empty((0, _COLUMNS), np.int64), *parts])


def partners(
    members: Members, ids: Collection[int], max_neighbours: int, window_days: int | None
) -> dict[int, set[int]]:
    """Return for each of the ids the articles to be paired with it.

    ``members`` must hold the rows of these articles and their neighbours, and may hold others. An
    article has at most ``max_neighbours`` neighbours on each side; none is outside of the window.
    """
    sorted_members = _Sorted(members)
    member_ids = sorted_members.ids
    is_wanted = np.isin(member_ids, np.fromiter(ids, np.int64, len(ids)))
    partners_of: defaultdict[int, set[int]] = defaultdict(set)
    for earlier, later in sorted_members.neighbours(max_neighbours, window_days):
        for places, others in ((earlier, later), (later, earlier)):
            is_pair_wanted = is_wanted[places]
            article_ids = member_ids[places[is_pair_wanted]].tolist()
            partner_ids = member_ids[others[is_pair_wanted]].tolist()
            for article_id, partner_id in zip(article_ids, partner_ids, strict=True):
                partners_of[article_id].add(partner_id)
    return {article_id: partners_of[article_id] - {article_id} for article_id in ids}


def changed_pairs(
    members: Members, gone: Members, new: Members, max_neighbours: int, window_days: int | None
) -> tuple[Pairs, Pairs]:
    """Return two sets of pairs of unchanged members, by what the change does to them in a bucket.

    The pairs of the first set were neighbours and are none now; those of the second set became
    neighbours. ``gone`` are rows that were deleted, and ``new`` are rows that were added.
    ``members`` must hold the neighbours of both after the change. A pair of the first set may still
    be neighbours in another bucket.
    """
    rows = _Sorted(joined((members, gone, new)))
    ends = np.cumsum([len(members), len(gone), len(new)]).tolist()
    is_gone = rows.are_given(range(ends[0], ends[1]))
    is_new = rows.are_given(range(ends[1], ends[2]))
    touched = rows.between_unchanged(is_gone | is_new, max_neighbours)
    if not len(touched):
        return set(), set()
    is_gone, is_new = is_gone[touched], is_new[touched]
    ids, is_unchanged = rows.ids[touched], ~is_gone & ~is_new
    codes = []
    for left_out in (is_new, is_gone):  # before and after the change
        present = np.flatnonzero(~left_out)
        pair_codes = [np.empty(0, np.int64)]
        for earlier, later in rows.of(touched[present]).neighbours(max_neighbours, window_days):
            are_unchanged = is_unchanged[present[earlier]] & is_unchanged[present[later]]
            first, second = present[earlier[are_unchanged]], present[later[are_unchanged]]
            pair_codes.append(first * len(touched) + second)
        codes.append(np.concatenate(pair_codes))  # one number for each pair of places
    before, after = codes
    lost, gained = np.setdiff1d(before, after), np.setdiff1d(after, before)
    return _pairs(lost, ids), _pairs(gained, ids)


class _Sorted:
    """Members without repeats, sorted by bucket, day, order and id."""

    def __init__(self, members: Members) -> None:
        codes = members[:, _BAND] << _VALUE_BITS | members[:, _VALUE] & _VALUE_MASK
        columns = (members[:, ID], members[:, _ORDER], members[:, DAY], codes)
        order = np.lexsort(columns)
        differs = np.ones(len(order), np.bool_)  # from the member before it
        differs[1:] = False
        for column in columns:
            differs[1:] |= np.diff(column[order]) != 0
        first = order[differs]
        self.members, self.codes, self.ids = members[first], codes[first], members[first, ID]
        self._place = np.empty(len(order), np.int64)  # by the index of a given row
        self._place[order] = np.cumsum(differs) - 1

    def of(self, places: _Places) -> "_Sorted":
        """Return the members at these places."""
        return _Sorted(self.members[places])

    def neighbours(
        self, max_neighbours: int, window_days: int | None
    ) -> Iterator[tuple[_Places, _Places]]:
        """Yield the places of neighbours, the earlier and the later ones, by their distance."""
        days = self.members[:, DAY]
        for distance in range(1, min(max_neighbours, len(self.codes) - 1) + 1):
            is_near = self.codes[distance:] == self.codes[:-distance]
            if window_days is not None:
                is_near &= days[distance:] - days[:-distance] <= window_days
            places = np.flatnonzero(is_near)
            if not len(places):
                return
            yield places, places + distance

    def are_given(self, indexes: range) -> _Flags:
        """Return for each member whether it is one of the rows that were given at these indexes."""
        flags = np.zeros(len(self.codes), np.bool_)
        flags[self._place[indexes.start : indexes.stop]] = True
        return flags

    def between_unchanged(self, is_changed: _Flags, max_neighbours: int) -> _Places:
        """Return the members of the buckets in which pairs of unchanged members may change.

        There a changed member lies between unchanged ones, and not all are neighbours of all.
        """
        begins = np.ones(len(self.codes), np.bool_)
        begins[1:] = self.codes[1:] != self.codes[:-1]
        bucket = np.cumsum(begins) - 1  # the number of the bucket of each member
        sizes = np.bincount(bucket) if len(bucket) else np.empty(0, np.int64)
        unchanged = np.flatnonzero(~is_changed)
        first, last = np.full(len(sizes), len(bucket)), np.full(len(sizes), -1)
        np.minimum.at(first, bucket[unchanged], unchanged)
        np.maximum.at(last, bucket[unchanged], unchanged)
        changed = np.flatnonzero(is_changed)
        own_bucket = bucket[changed]
        is_between = (first[own_bucket] < changed) & (changed < last[own_bucket])
        is_touched = np.zeros(len(sizes), np.bool_)
        is_touched[own_bucket[is_between]] = True
        is_touched &= sizes > max_neighbours + 1
        return np.flatnonzero(is_touched[bucket])


def _pairs(codes: npt.NDArray[np.int64], ids: npt.NDArray[np.int64]) -> Pairs:
    """Return the pairs of ids that these numbers mean; see ``changed_pairs``."""
    one, other = ids[codes // len(ids)].tolist(), ids[codes % len(ids)].tolist()
    return {(min(pair), max(pair)) for pair in zip(one, other, strict=True)}
