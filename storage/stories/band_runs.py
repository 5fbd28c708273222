"""Sorted arrays of band values, from which the neighbours of an article in a bucket are read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from pipelines.model import ORDER_BITS, MemberColumn

_BAND, _VALUE, _DAY, _ORDER, _ID = MemberColumn
# An entry is a 64-bit number. From the highest bit it holds the band (8 bits), the value (32 bits)
# and the place of the article in its run (24 bits). A key is the first entry that a bucket could
# have: it has the place 0.
Entries = npt.NDArray[np.uint64]
Keys = npt.NDArray[np.uint64]
Members = npt.NDArray[np.int64]  # rows of band, value, day, order and article
_Numbers = npt.NDArray[np.int64]
_Places = npt.NDArray[np.uint32]
BITS_BELOW_BAND, BITS_BELOW_VALUE = np.uint64(56), np.uint64(24)
MAX_PLACES = 1 << 24
_PLACE_MASK = np.uint64(MAX_PLACES - 1)
ORDER_MASK = (1 << ORDER_BITS) - 1  # of a moment
_DROPPED = -1  # stored in place of the id of an article that was dropped


class _Split(NamedTuple):
    """The entries of some keys, split at a moment for each key; all numbers are indexes."""

    used_keys: _Numbers  # the keys that have entries; the arrays below are for these keys
    starts: _Numbers  # of the first entry of the key
    middles: _Numbers  # of the first entry that is not before the moment
    ends: _Numbers  # after the last entry of the key


@dataclass(frozen=True, slots=True)
class Run:
    """The entries of some articles of a period.

    The places of the articles follow the order of publication, so the sorted entries of a bucket
    do so, too. A moment is the number of the day in the period, with the order on this day in the
    ``ORDER_BITS`` low bits.
    """

    entries: Entries
    moments: _Numbers  # by place, ascending
    ids: _Numbers  # by place
    sorted_ids: _Numbers
    places: _Places  # of the sorted ids

    @classmethod
    def of(cls, ids: _Numbers, moments: _Numbers, values: npt.NDArray[np.uint32]) -> "Run":
        """Return the run of some articles, given in any order, each with a row of band values."""
        order = np.lexsort((ids, moments))
        bands = np.arange(values.shape[1], dtype=np.uint64)
        places = np.arange(len(ids), dtype=np.uint64)
        entries = (
            (bands << BITS_BELOW_BAND)
            | (values[order].astype(np.uint64) << BITS_BELOW_VALUE)
            | places[:, None]
        )
        return cls.with_entries(np.sort(entries.ravel()), moments[order], ids[order])

    @classmethod
    def with_entries(cls, entries: Entries, moments: _Numbers, ids: _Numbers) -> "Run":
        """Return a run with sorted entries, and the moments and ids by place."""
        by_id = np.argsort(ids)
        return cls(entries, moments, ids, ids[by_id], by_id.astype(np.uint32))

    def drop(self, articles: _Numbers) -> None:
        """Drop those of the articles that are in the run; entries stay until the run is merged."""
        places = self._places_of(articles)
        self.ids[places[places >= 0]] = _DROPPED

    def moments_of(self, articles: _Numbers) -> _Numbers:
        """Return the moment of each article, or -1 for one that is not in the run."""
        places = self._places_of(articles)
        return np.where(places >= 0, self.moments[places], -1)

    def _places_of(self, articles: _Numbers) -> _Numbers:
        """Return the place of each article, or -1 for one that is not in the run or was dropped."""
        indexes = np.searchsorted(self.sorted_ids, articles)
        places = self.places[np.minimum(indexes, len(self.places) - 1)].astype(np.int64)
        return np.where(self.ids[places] == articles, places, -1)

    def counts(self, keys: Keys) -> _Numbers:
        """Return the number of entries of each key, including those of dropped articles."""
        _, counts = self._entries_of(keys)
        return counts

    def before(self, keys: Keys, moments: _Numbers, max_members: int) -> tuple[Members, _Numbers]:
        """Return the members of each key before its moment, and their number by key.

        Only the last ``max_members`` of a key are needed; others may be left out.
        """
        split = self._split(keys, moments)
        return self._read(len(keys), split.used_keys, split.middles, split.starts, -max_members)

    def after(self, keys: Keys, moments: _Numbers, max_members: int) -> tuple[Members, _Numbers]:
        """Return the members of each key at its moment or after it, and their number by key.

        Only the first ``max_members`` of a key are needed; others may be left out.
        """
        split = self._split(keys, moments)
        return self._read(len(keys), split.used_keys, split.middles, split.ends, max_members)

    def _split(self, keys: Keys, moments: _Numbers) -> _Split:
        """Split the entries of each key at its moment."""
        starts, counts = self._entries_of(keys)
        used = np.flatnonzero(counts)
        first_places = np.searchsorted(self.moments, moments[used]).astype(np.uint64)
        middles = np.searchsorted(self.entries, keys[used] | first_places)
        return _Split(used, starts[used], middles, starts[used] + counts[used])

    def _read(
        self, key_count: int, used_keys: _Numbers, middles: _Numbers, limits: _Numbers, wanted: int
    ) -> tuple[Members, _Numbers]:
        """Return ``wanted`` members from each middle towards its limit, and their number by key.

        ``wanted`` is negative if the limits are before the middles. If dropped articles leave too
        few members, the reading is repeated with twice as many entries.
        """
        distance = wanted  # from a middle to the end of what is read
        while True:
            lows, highs = np.minimum(middles, limits), np.maximum(middles, limits)
            ends = np.clip(middles + distance, lows, highs)
            counts = np.abs(ends - middles)
            indexes = _ranges(np.minimum(middles, ends), counts)  # of entries, key after key
            is_kept = self.ids[_places(self.entries[indexes])] != _DROPPED
            kept_before = np.concatenate([[0], np.cumsum(is_kept)])  # each of the indexes
            ends_of_keys = np.cumsum(counts)  # among the indexes
            kept_counts = kept_before[ends_of_keys] - kept_before[ends_of_keys - counts]
            has_too_few = (kept_counts < abs(wanted)) & (ends != limits)
            if not np.any(has_too_few):
                break
            distance *= 2
        counts_by_key = np.zeros(key_count, np.int64)
        counts_by_key[used_keys] = kept_counts
        return self._members(np.unique(indexes[is_kept])), counts_by_key

    def _members(self, indexes: _Numbers) -> Members:
        """Return the members of the entries that have these indexes."""
        entries = self.entries[indexes]
        places = _places(entries)
        rows = np.empty((len(entries), len(MemberColumn)), np.int64)
        rows[:, _BAND] = entries >> BITS_BELOW_BAND
        rows[:, _VALUE] = (entries >> BITS_BELOW_VALUE).astype(np.uint32).view(np.int32)
        rows[:, _DAY] = self.moments[places] >> ORDER_BITS
        rows[:, _ORDER] = self.moments[places] & ORDER_MASK
        rows[:, _ID] = self.ids[places]
        return rows

    def _entries_of(self, keys: Keys) -> tuple[_Numbers, _Numbers]:
        """Return the index of the first entry of each key, and the number of its entries.

        Most keys have no entry. So the last entry is looked for only if there is a first one.
        """
        starts = np.searchsorted(self.entries, keys)
        last_possible = keys | _PLACE_MASK
        first = self.entries[np.minimum(starts, len(self.entries) - 1)]
        used = np.flatnonzero((first >= keys) & (first <= last_possible))
        ends = np.searchsorted(self.entries, last_possible[used], side="right")
        counts = np.zeros(len(keys), np.int64)
        counts[used] = ends - starts[used]
        return starts, counts


def merged(runs: Sequence[Run]) -> Run:
    """Return one run with the articles of several, without those that were dropped."""
    ids, moments, entries_by_band = merging(runs)
    return Run.with_entries(np.concatenate(list(entries_by_band)), moments, ids)


def merging(runs: Sequence[Run]) -> tuple[_Numbers, _Numbers, Iterator[Entries]]:
    """Return the ids and moments of the run that ``merged`` returns, and its entries by band."""
    ids = np.concatenate([run.ids for run in runs])
    moments = np.concatenate([run.moments for run in runs])
    order = np.lexsort((ids, moments))
    order = order[ids[order] != _DROPPED]
    new_places = np.full(len(ids), MAX_PLACES, np.uint32)  # those of dropped articles stay so
    new_places[order] = np.arange(len(order), dtype=np.uint32)
    return ids[order], moments[order], _merged_entries(runs, new_places)


def _merged_entries(runs: Sequence[Run], new_places: _Places) -> Iterator[Entries]:
    """Yield the sorted entries of each band, given the new places of the articles of all runs."""
    last_band = max(int(run.entries[-1] >> BITS_BELOW_BAND) for run in runs)
    for band in range(last_band + 1):
        limits = np.array([band, band + 1], np.uint64) << BITS_BELOW_BAND
        parts, first_place = [], 0
        for run in runs:
            start, end = np.searchsorted(run.entries, limits)
            entries = run.entries[start:end]
            places = new_places[_places(entries) + first_place].astype(np.uint64)
            parts.append(((entries & ~_PLACE_MASK) | places)[places < MAX_PLACES])
            first_place += len(run.ids)
        yield np.sort(np.concatenate(parts), kind="stable")


def _places(entries: Entries) -> _Numbers:
    """Return the places of the articles of entries in their run."""
    return (entries & _PLACE_MASK).astype(np.int64)


def _ranges(firsts: _Numbers, counts: _Numbers) -> _Numbers:
    """Return for each first number as many successive numbers from it on as its count says."""
    starts = np.cumsum(counts) - counts  # the index of each first number among the returned ones
    shifts = np.repeat(firsts - starts, counts)
    numbers: _Numbers = np.arange(len(shifts)) + shifts
    return numbers
