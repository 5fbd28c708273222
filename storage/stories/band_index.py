"""An in-memory index from band values to articles, which is loaded in periods of days.

A signature has 64 band values. If each value were a row of a table, placing an article would
rewrite 64 pages of the file. So all values of an article are stored in one row, and the rows of the
needed days are read into sorted arrays. The memory depends on the number of articles of these days,
and not on the size of the archive.
"""

from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt

from pipelines.model import ORDER_BITS, Days
from storage.database.errors import StorageError
from storage.stories.band_runs import (
    BITS_BELOW_BAND,
    BITS_BELOW_VALUE,
    MAX_PLACES,
    ORDER_MASK,
    Keys,
    Members,
    Run,
    merged,
)

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
            raise StorageError(
                f"articles of {_PERIOD_DAYS} days",
                f"no more than {self._max_articles:,} fit in one period;"
                " a new run drops former versions",
            )
        moments = [((day - self._first_day) << ORDER_BITS) | order for _, day, order, _ in rows]
        ids = [article for article, *_ in rows]
        self._moments.update(zip(ids, moments, strict=True))
        values = np.frombuffer(b"".join(band_values for *_, band_values in rows), np.uint32)
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
        return self._moments.get(article, 0) & ORDER_MASK

    def may_have_members(
        self, days: npt.NDArray[np.int64], *, after: bool
    ) -> npt.NDArray[np.bool_]:
        """Return for each day whether the period may have members on it or earlier.

        With ``after``, return whether it may have members on the day or later.
        """
        if after:
            return days < self._first_day + _PERIOD_DAYS
        return days >= self._first_day

    def counts(self, keys: Keys) -> npt.NDArray[np.int64]:
        """Return the number of entries of each key, including those of dropped articles."""
        counts = np.zeros(len(keys), np.int64)
        for run in self._runs:
            counts += run.counts(keys)
        return counts

    def members_near(
        self, keys: Keys, positions: Positions, max_members: int, *, after: bool
    ) -> tuple[Members, npt.NDArray[np.int64]]:
        """Return the members before positions or, with ``after``, from them on.

        The positions are given with the keys of their buckets. The number of members by position is
        returned as well. Only the ``max_members`` nearest to a position are needed.
        """
        days = positions[:, 2] - self._first_day
        moments = (np.clip(days, 0, _PERIOD_DAYS - 1) << ORDER_BITS) | positions[:, 3]
        moments[days < 0] = 0  # before all members
        moments[days >= _PERIOD_DAYS] = np.iinfo(np.int64).max  # after all members
        found = [np.empty((0, 5), np.int64)]
        counts = np.zeros(len(keys), np.int64)
        for run in self._runs:
            read = run.after if after else run.before
            members_of_run, counts_of_run = read(keys, moments, max_members)
            found.append(members_of_run)
            counts += counts_of_run
        members = np.concatenate(found)
        members[:, 2] += self._first_day  # a run counts days from the first one of the period
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
        keys = _keys(positions)
        order = np.argsort(keys)  # neighbouring keys are looked up fastest
        keys, positions = keys[order], positions[order]
        first_day, last_day = days
        periods = [
            self._period(number)
            for number in range(first_day // _PERIOD_DAYS, last_day // _PERIOD_DAYS + 1)
        ]
        counts = np.zeros(len(keys), np.int64)
        for period in periods:
            counts += period.counts(keys)
        has_enough = counts >= min_members
        keys, positions = keys[has_enough], positions[has_enough]
        found = [
            *_nearest(reversed(periods), keys, positions, max_members, after=False),
            *_nearest(periods, keys, positions, max_members + 1, after=True),
        ]
        members = np.concatenate([np.empty((0, 5), np.int64), *found])
        days_of_members = members[:, 2]
        return members[(first_day <= days_of_members) & (days_of_members <= last_day)]

    def orders_of(self, articles: Sequence[tuple[int, int]]) -> list[int]:
        """Return the order of each article on its day, or 0 for an unknown one.

        The articles are given as (id, day).
        """
        numbers = {day // _PERIOD_DAYS for _, day in articles}
        periods = {number: self._period(number) for number in numbers}
        return [periods[day // _PERIOD_DAYS].order_of(article) for article, day in articles]

    def add(self, rows: Iterable[Row]) -> None:
        """Add articles whose rows are stored; periods that are not in memory will load them."""
        by_period: defaultdict[int, list[Row]] = defaultdict(list)
        for row in rows:
            _, day, _, _ = row
            by_period[day // _PERIOD_DAYS].append(row)
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


def _keys(positions: Positions) -> Keys:
    """Return the keys of the buckets in which positions are."""
    bands, values = positions[:, 0].astype(np.uint64), positions[:, 1].view(np.uint64)
    low_bits = values & np.uint64(0xFFFFFFFF)  # a negative value as its 32 bits
    return (bands << BITS_BELOW_BAND) | (low_bits << BITS_BELOW_VALUE)


def _nearest(
    periods: Iterable[Period], keys: Keys, positions: Positions, max_members: int, *, after: bool
) -> Iterator[Members]:
    """Yield the nearest members before positions or, with ``after``, from them on.

    The periods must be sorted by their distance from the positions.
    """
    counts = np.zeros(len(keys), np.int64)
    for period in periods:
        wanted = np.flatnonzero(
            (counts < max_members) & period.may_have_members(positions[:, 2], after=after)
        )
        if len(wanted):
            members, counts_of_period = period.members_near(
                keys[wanted], positions[wanted], max_members, after=after
            )
            counts[wanted] += counts_of_period
            yield members
