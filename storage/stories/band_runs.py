"""Sorted arrays of band values, from which the neighbours of an article in a bucket are read."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipelines.model import ORDER_BITS

# An entry is a 64-bit number. From the highest bit it holds the band (8 bits), the value (32 bits)
# and the place of the article in its run (24 bits). A key is the first entry that a bucket could
# have: it has the place 0.
Entries = npt.NDArray[np.uint64]
Keys = npt.NDArray[np.uint64]
Members = npt.NDArray[np.int64]  # rows of band, value, day, order and article
_Numbers = npt.NDArray[np.int64]
BITS_BELOW_BAND, BITS_BELOW_VALUE = np.uint64(56), np.uint64(24)
MAX_PLACES = 1 << 24
_PLACE_MASK = np.uint64(MAX_PLACES - 1)
ORDER_MASK = (1 << ORDER_BITS) - 1  # of a moment
_DROPPED = -1  # stored in place of the id of an article that was dropped


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
        return cls(np.sort(entries.ravel()), moments[order], ids[order])

    def drop(self, article: int, moment: int) -> None:
        """Drop an article if it is in the run; its entries stay until the run is merged."""
        first, end = np.searchsorted(self.moments, [moment, moment + 1])
        ids_of_moment = self.ids[first:end]  # a view, so the change is made in ``self.ids``
        ids_of_moment[ids_of_moment == article] = _DROPPED

    def counts(self, keys: Keys) -> _Numbers:
        """Return the number of entries of each key, including those of dropped articles."""
        _, counts = self._entries_of(keys)
        return counts

    def before(self, keys: Keys, moments: _Numbers, max_members: int) -> tuple[Members, _Numbers]:
        """Return the members of each key before its moment, and their number by key.

        Only the last ``max_members`` of a key are needed; others may be left out.
        """
        held, starts, middles, _ = self._split(keys, moments)
        return self._read(len(keys), held, middles, starts, -max_members)

    def after(self, keys: Keys, moments: _Numbers, max_members: int) -> tuple[Members, _Numbers]:
        """Return the members of each key at its moment or after it, and their number by key.

        Only the first ``max_members`` of a key are needed; others may be left out.
        """
        held, _, middles, ends = self._split(keys, moments)
        return self._read(len(keys), held, middles, ends, max_members)

    def _split(
        self, keys: Keys, moments: _Numbers
    ) -> tuple[_Numbers, _Numbers, _Numbers, _Numbers]:
        """Return (held, starts, middles, ends), which are all indexes.

        ``held`` are the indexes of the keys that have entries. The entries of such a key are those
        from its start to before its end; those from its middle on are not before its moment.
        """
        starts, counts = self._entries_of(keys)
        held = np.flatnonzero(counts)
        first_places = np.searchsorted(self.moments, moments[held]).astype(np.uint64)
        middles = np.searchsorted(self.entries, keys[held] | first_places)
        return held, starts[held], middles, starts[held] + counts[held]

    def _read(
        self, key_count: int, held: _Numbers, middles: _Numbers, limits: _Numbers, wanted: int
    ) -> tuple[Members, _Numbers]:
        """Return ``wanted`` members from each middle towards its limit, and their number by key.

        ``wanted`` is negative if the limits are before the middles. As long as dropped articles
        leave too few members, twice as many entries are read again.
        """
        length = wanted
        while True:
            least, most = np.minimum(middles, limits), np.maximum(middles, limits)
            ends = np.clip(middles + length, least, most)
            counts = np.abs(ends - middles)
            found = _ranges(np.minimum(middles, ends), counts)
            is_kept = self.ids[_places(self.entries[found])] != _DROPPED
            kept_before = np.concatenate([[0], np.cumsum(is_kept)])  # by index in ``found``
            ends_in_found = np.cumsum(counts)
            kept = kept_before[ends_in_found] - kept_before[ends_in_found - counts]
            if not np.any((kept < abs(wanted)) & (ends != limits)):
                break
            length *= 2
        by_key = np.zeros(key_count, np.int64)
        by_key[held] = kept
        return self._members(np.unique(found[is_kept])), by_key

    def _members(self, found: _Numbers) -> Members:
        """Return the members of the entries that have these indexes."""
        entries = self.entries[found]
        places = _places(entries)
        rows = np.empty((len(entries), 5), np.int64)
        rows[:, 0] = entries >> BITS_BELOW_BAND
        rows[:, 1] = (entries >> BITS_BELOW_VALUE).astype(np.uint32).view(np.int32)
        rows[:, 2] = self.moments[places] >> ORDER_BITS
        rows[:, 3] = self.moments[places] & ORDER_MASK
        rows[:, 4] = self.ids[places]
        return rows

    def _entries_of(self, keys: Keys) -> tuple[_Numbers, _Numbers]:
        """Return the index of the first entry of each key, and the number of its entries.

        Most keys have no entry. So the last entry is looked for only if there is a first one.
        """
        starts = np.searchsorted(self.entries, keys)
        last_possible = keys | _PLACE_MASK
        first = self.entries[np.minimum(starts, len(self.entries) - 1)]
        held = np.flatnonzero((first >= keys) & (first <= last_possible))
        ends = np.searchsorted(self.entries, last_possible[held], side="right")
        counts = np.zeros(len(keys), np.int64)
        counts[held] = ends - starts[held]
        return starts, counts


def merged(runs: Sequence[Run]) -> Run:
    """Return one run with the articles of several, without those that were dropped."""
    ids = np.concatenate([run.ids for run in runs])
    moments = np.concatenate([run.moments for run in runs])
    order = np.lexsort((ids, moments))
    order = order[ids[order] != _DROPPED]
    new_places = np.full(len(ids), MAX_PLACES, np.uint64)  # those of dropped articles stay so
    new_places[order] = np.arange(len(order), dtype=np.uint64)
    parts, first = [], 0
    for run in runs:
        places = new_places[_places(run.entries) + first]
        is_kept = places < MAX_PLACES
        parts.append(((run.entries & ~_PLACE_MASK) | places)[is_kept])
        first += len(run.ids)
    entries = np.sort(np.concatenate(parts), kind="stable")
    return Run(entries, moments[order], ids[order])


def _places(entries: Entries) -> _Numbers:
    """Return the places of the articles of entries in their run."""
    return (entries & _PLACE_MASK).astype(np.int64)


def _ranges(firsts: _Numbers, counts: _Numbers) -> _Numbers:
    """Return for each first number as many successive numbers from it on as its count says."""
    starts = np.cumsum(counts) - counts  # the index of each first number among the returned ones
    shifts = np.repeat(firsts - starts, counts)
    numbers: _Numbers = np.arange(len(shifts)) + shifts
    return numbers
