"""An in-memory index from band values to articles, which is loaded in periods of days.

A signature has 64 band values. If each value were a row of a table, placing an article would
rewrite 64 pages of the file. So all values of an article are stored in one row, and the rows of the
needed days are read into sorted arrays. The memory depends on the number of articles of these days,
and not on the size of the archive.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt

from pipelines.model import ORDER_BITS, Days
from storage.database.errors import StorageError
from storage.stories.band_runs import BAND, MAX_PLACES, VALUE, Keys, Members, Run, merged

Row = tuple[int, int, int, bytes]  # an article's id, day, order, and band values of 32 bits
Positions = npt.NDArray[np.int64]  # rows of band, value, day and order
_PERIOD_DAYS = 16  # the length of one period
_MAX_CACHED_PERIODS = 8  # in memory; a search over 29 days needs three


class Period:
    """The articles of ``_PERIOD_DAYS`` days from ``first_day`` on, in runs that are merged.

    A period has room for ``max_articles`` articles. ``add`` raises StorageError for more. Dropped
    articles take room until their run is merged.
    """

    def __init__(
        self, first_day: int, rows: Sequence[Row], max_articles: int = MAX_PLACES - 1
    ) -> None:
        self._first_day = first_day
        self._max_articles = max_articles
        self._moments: dict[int, int] = {}  # by article
        self._runs: list[Run] = []
        self.add(rows)

    def add(self, rows: Sequence[Row]) -> None:
        """Add articles; an article that was added before must have been dropped."""
        if not rows:
            return
        if sum(len(run.ids) for run in self._runs) + len(rows) > self._max_articles:
            reason = f"no more than {self._max_articles:,} fit in one period; a new run"
            raise StorageError(
                f"articles of {_PERIOD_DAYS} days", f"{reason} drops former versions"
            )
        moments = [day - self._first_day << ORDER_BITS | order for _, day, order, _ in rows]
        ids = [row[0] for row in rows]
        self._moments.update(zip(ids, moments, strict=True))
        values = np.frombuffer(b"".join(row[3] for row in rows), np.uint32)
        run = Run.of(np.array(ids), np.array(moments), values.reshape(len(rows), -1))
        # Each run is at least twice as long as the next one, so that there are few runs.
        while self._runs and len(self._runs[-1].entries) < 2 * len(run.entries):
            run = merged([self._runs.pop(), run])
        self._runs.append(run)

    def drop(self, articles: Iterable[int]) -> None:
        """Leave out the entries of articles; articles without entries are ignored."""
        for article in articles:
            if article in self._moments:
                moment = self._moments.pop(article)
                for run in self._runs:
                    run.drop(article, moment)

    def order_of(self, article: int) -> int:
        """Return the order of an article on its day, or 0 for an unknown one."""
        return self._moments.get(article, 0) & (1 << ORDER_BITS) - 1

    def reaches(self, days: npt.NDArray[np.int64], *, after: bool) -> npt.NDArray[np.bool_]:
        """Return which days are not after the period or, of ``after``, not before it."""
        if after:
            return days < self._first_day + _PERIOD_DAYS
        return days >= self._first_day

    def counts(self, keys: Keys) -> npt.NDArray[np.int64]:
        """Return the number of entries of each key, including those of dropped articles."""
        found = np.zeros(len(keys), np.int64)
        for run in self._runs:
            found += run.counts(keys)
        return found

    def members_near(
        self, keys: Keys, positions: Positions, max_members: int, *, after: bool
    ) -> tuple[Members, npt.NDArray[np.int64]]:
        """Return the members before positions, given with their keys, or after them.

        ``max_members`` of each position suffice; their number by position is returned as well.
        """
        days = positions[:, 2] - self._first_day
        moments = np.clip(days, 0, _PERIOD_DAYS - 1) << ORDER_BITS | positions[:, 3]
        moments[days < 0] = 0
        moments[days >= _PERIOD_DAYS] = np.iinfo(np.int64).max
        found, counts = [np.empty((0, 5), np.int64)], np.zeros(len(keys), np.int64)
        for run in self._runs:
            rows, of_run = (run.after if after else run.before)(keys, moments, max_members)
            found.append(rows)
            counts += of_run
        members = np.concatenate(found)
        members[:, 2] += self._first_day
        return members, counts


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

    def members_near(
        self, positions: Positions, max_members: int, days: Days, *, min_members: int = 2
    ) -> Members:
        """Return the members near positions, as ``StoryIndex.members_near`` does."""
        bands, values = positions[:, 0].astype(np.uint64), positions[:, 1].view(np.uint64)
        keys = bands << BAND | (values & np.uint64(0xFFFFFFFF)) << VALUE
        order = np.argsort(keys)  # neighbouring keys are looked up fastest
        keys, positions = keys[order], positions[order]
        periods = [
            self._period(number)
            for number in range(days[0] // _PERIOD_DAYS, days[1] // _PERIOD_DAYS + 1)
        ]
        counts = np.zeros(len(keys), np.int64)
        for period in periods:
            counts += period.counts(keys)
        keys, positions = keys[counts >= min_members], positions[counts >= min_members]
        found = [
            *_nearest(reversed(periods), keys, positions, max_members, after=False),
            *_nearest(periods, keys, positions, max_members + 1, after=True),
        ]
        rows = np.concatenate([np.empty((0, 5), np.int64), *found])
        return rows[(days[0] <= rows[:, 2]) & (rows[:, 2] <= days[1])]

    def orders_of(self, articles: Sequence[tuple[int, int]]) -> list[int]:
        """Return the order of each article on its day, or 0 for an unknown one.

        The articles are given as (id, day).
        """
        numbers = {day // _PERIOD_DAYS for _, day in articles}
        periods = {number: self._period(number) for number in numbers}
        return [periods[day // _PERIOD_DAYS].order_of(article) for article, day in articles]

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
            self._periods[number] = Period(first, self._load(first, first + _PERIOD_DAYS - 1))
        self._periods.move_to_end(number)
        return self._periods[number]


def _nearest(
    periods: Iterable[Period], keys: Keys, positions: Positions, max_members: int, *, after: bool
) -> Iterator[Members]:
    """Yield the members before positions, or after them, that are nearest in the periods.

    The periods must be sorted by their distance from the positions.
    """
    counts = np.zeros(len(keys), np.int64)
    for period in periods:
        wanted = np.flatnonzero(
            (counts < max_members) & period.reaches(positions[:, 2], after=after)
        )
        if len(wanted):
            members, found = period.members_near(
                keys[wanted], positions[wanted], max_members, after=after
            )
            counts[wanted] += found
            yield members
