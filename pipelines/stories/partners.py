"""Finds the articles to be paired with each other, given the members of their buckets.

In a bucket an article is paired with its neighbours: the members that directly precede it in the
order of publication, and those that directly follow it. So the number of pairs of an article does
not grow with its buckets. This is the sorted neighbourhood method of Hernández and Stolfo, "The
Merge/Purge Problem for Large Databases" (SIGMOD 1995).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from itertools import chain
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from pipelines.model import Bucket, Features, MemberColumn

_BAND, _VALUE, _DAY, _ORDER, _ID = MemberColumn
# Rows with the columns of ``pipelines.model.members``, as ``StoryIndex.members_near`` returns them.
Members = npt.NDArray[np.int64]
Pairs = set[tuple[int, int]]  # ids of two articles, the smaller one first
_Places = npt.NDArray[np.int64]  # indexes of rows
_Flags = npt.NDArray[np.bool_]
# Pairs of places as single numbers: the first place times the number of rows, plus the second.
_PairCodes = npt.NDArray[np.int64]
_VALUE_BITS = 32
_VALUE_MASK = (1 << _VALUE_BITS) - 1


def memberships(article_id: int, features: Features, buckets: Collection[Bucket]) -> Members:
    """Return the rows of an article in buckets."""
    rows = np.empty((len(buckets), len(MemberColumn)), np.int64)
    values = np.fromiter(chain.from_iterable(buckets), np.int64, 2 * len(buckets))
    rows[:, :_DAY] = values.reshape(-1, _DAY)
    rows[:, _DAY:] = features.day, features.order, article_id
    return rows


def joined(parts: Iterable[Members]) -> Members:
    """Return all rows of several arrays."""
    return np.concatenate([np.empty((0, len(MemberColumn)), np.int64), *parts])


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


class ChangedPairs(NamedTuple):
    """The pairs of unchanged articles that a change of other members makes or dissolves."""

    lost: Pairs  # neighbours in a bucket before the change, but not after it
    gained: Pairs  # neighbours in a bucket after the change, but not before it


def changed_pairs(
    members: Members, gone: Members, added: Members, max_neighbours: int, window_days: int | None
) -> ChangedPairs:
    """Return the pairs that are neighbours in a bucket only before, or only after a change.

    ``gone`` are the rows that the change deletes, and ``added`` the rows that it adds. ``members``
    must hold the neighbours of all these rows after the change. Each bucket is looked at by itself:
    the articles of a lost pair may still be neighbours in another bucket.
    """
    rows = _Sorted(joined((members, gone, added)))
    first_added = len(members) + len(gone)
    is_gone = rows.are_given(range(len(members), first_added))
    is_added = rows.are_given(range(first_added, first_added + len(added)))
    is_changed = is_gone | is_added
    touched = rows.between_unchanged(is_changed, max_neighbours)
    if not len(touched):
        return ChangedPairs(lost=set(), gained=set())

    def neighbours_without(is_absent: _Flags) -> _PairCodes:
        present = touched[~is_absent[touched]]
        return rows.unchanged_neighbours(present, is_changed, max_neighbours, window_days)

    before = neighbours_without(is_added)
    after = neighbours_without(is_gone)
    return ChangedPairs(
        lost=rows.pairs_of(np.setdiff1d(before, after)),
        gained=rows.pairs_of(np.setdiff1d(after, before)),
    )


class _Sorted:
    """Members without repeats, sorted by bucket, day, order and id."""

    def __init__(self, members: Members) -> None:
        bands, values = members[:, _BAND], members[:, _VALUE]
        codes = (bands << _VALUE_BITS) | (values & _VALUE_MASK)  # of the buckets
        columns = (members[:, _ID], members[:, _ORDER], members[:, _DAY], codes)
        order = np.lexsort(columns)  # sorts by the last column first
        differs = np.ones(len(order), np.bool_)  # from the member before it
        differs[1:] = False
        for column in columns:
            differs[1:] |= np.diff(column[order]) != 0
        first = order[differs]
        self.members = members[first]
        self.codes = codes[first]
        self.ids = members[first, _ID]
        self._place = np.empty(len(order), np.int64)  # by the index of a given row
        self._place[order] = np.cumsum(differs) - 1

    def of(self, places: _Places) -> "_Sorted":
        """Return the members at these places."""
        return _Sorted(self.members[places])

    def neighbours(
        self, max_neighbours: int, window_days: int | None
    ) -> Iterator[tuple[_Places, _Places]]:
        """Yield the places of neighbours, the earlier and the later ones, by their distance."""
        days = self.members[:, _DAY]
        for distance in range(1, min(max_neighbours, len(self.codes) - 1) + 1):
            is_near = self.codes[distance:] == self.codes[:-distance]
            if window_days is not None:
                is_near &= days[distance:] - days[:-distance] <= window_days
            places = np.flatnonzero(is_near)
            if not len(places):
                return
            yield places, places + distance

    def unchanged_neighbours(
        self, present: _Places, is_changed: _Flags, max_neighbours: int, window_days: int | None
    ) -> _PairCodes:
        """Return the unchanged neighbours if only the members at the places ``present`` exist."""
        codes = [np.empty(0, np.int64)]
        for earlier, later in self.of(present).neighbours(max_neighbours, window_days):
            first, second = present[earlier], present[later]
            are_unchanged = ~(is_changed[first] | is_changed[second])
            codes.append(first[are_unchanged] * len(self.ids) + second[are_unchanged])
        return np.concatenate(codes)

    def pairs_of(self, codes: _PairCodes) -> Pairs:
        """Return the ids of the articles at the two places of each pair."""
        one = self.ids[codes // len(self.ids)].tolist()
        other = self.ids[codes % len(self.ids)].tolist()
        return {(min(pair), max(pair)) for pair in zip(one, other, strict=True)}

    def are_given(self, indexes: range) -> _Flags:
        """Return for each member whether it is one of the rows that were given at these indexes."""
        flags = np.zeros(len(self.codes), np.bool_)
        flags[self._place[indexes.start : indexes.stop]] = True
        return flags

    def between_unchanged(self, is_changed: _Flags, max_neighbours: int) -> _Places:
        """Return the members of the buckets in which pairs of unchanged members may change.

        In such a bucket a changed member lies between unchanged ones, and there are too many
        members for all to be neighbours of each other.
        """
        begins = np.ones(len(self.codes), np.bool_)
        begins[1:] = self.codes[1:] != self.codes[:-1]
        bucket = np.cumsum(begins) - 1  # the number of the bucket of each member
        sizes = np.bincount(bucket) if len(bucket) else np.empty(0, np.int64)
        unchanged = np.flatnonzero(~is_changed)
        # The places of the first and the last unchanged member of each bucket.
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
