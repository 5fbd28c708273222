"""An in-memory index from band values to articles, which is loaded in periods of days.

A signature has 64 band values. If each value were a row of a table, placing an article would
rewrite 64 pages of the file. So all values of an article are stored in one row, and the rows of the
needed days are read into sorted arrays. The memory depends on the number of articles of these days,
and not on the size of the archive.
"""

from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import chain

import numpy as np
import numpy.typing as npt

from pipelines.model import Bucket, Days
from storage.database.errors import StorageError

# An entry is a 64-bit number. From the highest bit it holds the band (8 bits), the value (32 bits)
# and the slot of the article (24 bits), which is the article's position in a period.
Entries = npt.NDArray[np.uint64]
Members = npt.NDArray[np.int64]  # rows of band, value, day and article
Row = tuple[int, int, bytes]  # the article's id, its day, its band values as 32-bit integers
_PERIOD_DAYS = 16  # the length of one period
_MAX_CACHED_PERIODS = 8  # in memory; a search over 29 days needs three
_BAND_SHIFT, _VALUE_SHIFT = np.uint64(56), np.uint64(24)  # the bits below the band and the value
_MAX_SLOTS = 1 << 24
_SLOT_BITS = np.uint64(_MAX_SLOTS - 1)


class Period:
    """The entries of the articles of some days, in sorted arrays that are merged as they grow.

    A period has room for ``max_articles`` articles, and dropped articles keep their slots. ``add``
    raises StorageError for more articles.
    """

    def __init__(self, rows: Sequence[Row], max_articles: int = _MAX_SLOTS) -> None:
        self._max_articles = max_articles
        self._articles = np.empty(0, np.int64)
        self._days = np.empty(0, np.int64)
        self._slots: dict[int, int] = {}
        self._runs: list[Entries] = []
        self.add(rows)

    def add(self, rows: Sequence[Row]) -> None:
        """Add articles; an article that was added before must have been dropped."""
        if not rows:
            return
        first = len(self._articles)
        if first + len(rows) > self._max_articles:
            reason = f"no more than {self._max_articles:,} fit in one period; a new run"
            raise StorageError(
                f"articles of {_PERIOD_DAYS} days", f"{reason} drops former versions"
            )
        self._articles = np.concatenate([self._articles, [row[0] for row in rows]])
        self._days = np.concatenate([self._days, [row[1] for row in rows]])
        self._slots.update((row[0], number) for number, row in enumerate(rows, start=first))
        values = np.frombuffer(b"".join(row[2] for row in rows), np.uint32)
        values = values.reshape(len(rows), -1).astype(np.uint64)
        bands = np.arange(values.shape[1], dtype=np.uint64) << _BAND_SHIFT
        slots = np.arange(first, first + len(rows), dtype=np.uint64)
        run = np.sort((bands | values << _VALUE_SHIFT | slots[:, None]).ravel())
        # Each array is at least twice as long as the next one, so that there are few arrays.
        while self._runs and len(self._runs[-1]) < 2 * len(run):
            run = np.sort(np.concatenate([self._runs.pop(), run]), kind="stable")
        self._runs.append(run)

    def drop(self, articles: Iterable[int]) -> None:
        """Leave out the entries of articles; articles without entries are ignored."""
        for article in articles:
            slot = self._slots.pop(article, None)
            if slot is not None:
                self._articles[slot] = -1

    def counts(self, keys: Entries) -> npt.NDArray[np.int64]:
        """Return the number of entries of each key, including those of dropped articles.

        A key is the first entry that a bucket could have, as ``_keys`` returns it.
        """
        counts = np.zeros(len(keys), np.int64)
        for run in self._runs:
            counts += _places(run, keys)[1]
        return counts

    def members(self, keys: Entries, days: Days) -> Members:
        """Return a row for each entry of the keys within the days."""
        members = [np.empty((0, 4), np.int64)]
        for run in self._runs:
            starts, counts = _places(run, keys)
            # For each entry found, its offset from the first entry of its key: 0, 1, …, 0, 1, …
            offsets = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
            entries = run[np.repeat(starts, counts) + offsets]
            bands = (entries >> _BAND_SHIFT).astype(np.int64)
            values = (entries >> _VALUE_SHIFT).astype(np.uint32).view(np.int32).astype(np.int64)
            slots = (entries & _SLOT_BITS).astype(np.int64)
            articles, of_day = self._articles[slots], self._days[slots]
            rows = np.stack([bands, values, of_day, articles], axis=1)
            members.append(rows[(articles >= 0) & (days[0] <= of_day) & (of_day <= days[1])])
        return np.concatenate(members)


class BandIndex:
    """The periods that were used last.

    ``load(first, last)`` must return the rows of all days from ``first`` to ``last``.
    """

    def __init__(self, load: Callable[[int, int], Sequence[Row]]) -> None:
        self._load = load
        self._periods: OrderedDict[int, Period] = OrderedDict()

    def clear(self) -> None:
        """Forget all periods, so that they are loaded again."""
        self._periods.clear()

    def members(self, buckets: Collection[Bucket], days: Days, *, singles: bool = False) -> Members:
        """Return a row for each of the articles in the buckets within the days.

        Buckets with a single article are left out, unless ``singles`` is True.
        """
        keys = _keys(buckets)
        periods = [
            self._period(number)
            for number in range(days[0] // _PERIOD_DAYS, days[1] // _PERIOD_DAYS + 1)
        ]
        counts = np.zeros(len(keys), np.int64)
        for period in periods:
            counts += period.counts(keys)
        shared = keys[counts > (0 if singles else 1)]
        members = [np.empty((0, 4), np.int64)]
        members += [period.members(shared, days) for period in periods if len(shared)]
        return np.concatenate(members)

    def crowded(self, buckets: Collection[Bucket], day: int, max_members: int) -> list[Bucket]:
        """Return the buckets that may have more than ``max_members`` articles of the day."""
        keys = _keys(buckets)
        counts = self._period(day // _PERIOD_DAYS).counts(keys)
        crowded = keys[counts > max_members]
        bands = (crowded >> _BAND_SHIFT).tolist()
        values = (crowded >> _VALUE_SHIFT).astype(np.uint32).view(np.int32).tolist()
        return list(zip(bands, values, strict=True))

    def add(self, rows: Iterable[Row]) -> None:
        """Add articles whose rows are stored; periods that are not in memory will load them."""
        by_period: dict[int, list[Row]] = {}
        for row in rows:
            by_period.setdefault(row[1] // _PERIOD_DAYS, []).append(row)
        for number, added in by_period.items():
            if number in self._periods:
                self._periods[number].add(added)

    def drop(self, articles: Iterable[tuple[int, int]]) -> None:
        """Drop articles, given as (id, day)."""
        for article, day in articles:
            if day // _PERIOD_DAYS in self._periods:
                self._periods[day // _PERIOD_DAYS].drop([article])

    def _period(self, number: int) -> Period:
        """Return the period of this number, and load it if it is not in memory."""
        if number not in self._periods:
            if len(self._periods) >= _MAX_CACHED_PERIODS:
                self._periods.popitem(last=False)
            first = number * _PERIOD_DAYS
            self._periods[number] = Period(self._load(first, first + _PERIOD_DAYS - 1))
        self._periods.move_to_end(number)
        return self._periods[number]


def _places(run: Entries, keys: Entries) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return where the first entry of each key is in a run, and how many entries the key has.

    The run must not be empty. Most keys have no entry in it, so the last entry of a key is looked
    for only if there is a first one.
    """
    starts, last = np.searchsorted(run, keys), keys | _SLOT_BITS
    first = run[np.minimum(starts, len(run) - 1)]
    present = np.flatnonzero((first >= keys) & (first <= last))  # the keys that have entries
    counts = np.zeros(len(keys), np.int64)
    counts[present] = np.searchsorted(run, last[present], side="right") - starts[present]
    return starts, counts


def _keys(buckets: Collection[Bucket]) -> Entries:
    """Return the first entry that each bucket could have, ascending."""
    numbers = np.fromiter(chain.from_iterable(buckets), np.int64, 2 * len(buckets))
    bands, values = numbers.reshape(-1, 2).view(np.uint64).T
    return np.sort(bands << _BAND_SHIFT | (values & np.uint64(0xFFFFFFFF)) << _VALUE_SHIFT)
