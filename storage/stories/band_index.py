"""An index from band values to articles, which is loaded in periods of days.

A signature has 64 band values. If each value were a row of a table, placing an article would
rewrite 64 pages of the file. So all values of an article are stored in one row, and the rows of the
needed days are read into sorted arrays. Large arrays are in files that are mapped into memory
(``run_files``). So the memory of the process does not grow with the number of articles.
"""

from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

import numpy as np
import numpy.typing as npt

from pipelines.model import ORDER_BITS, Days, MemberColumn
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
from storage.stories.run_files import private_run

_BAND, _VALUE, _DAY, _ORDER, _ID = MemberColumn
Row = tuple[int, int, int, bytes]  # an article's id, day, order, and band values of 32 bits
Positions = npt.NDArray[np.int64]  # rows of band, value, day and order
PERIOD_DAYS = 16  # the length of one period
_MAX_CACHED_PERIODS = 8  # in use; a search over 29 days needs three
# Articles of a run that is kept in memory, about 540 bytes each; a larger run is kept in a file.
MAX_ARTICLES_IN_MEMORY = 8192
_MAX_MERGED_RUNS = 64  # at once, while a period is loaded


class Period:
    """The articles of ``PERIOD_DAYS`` days, in runs: sorted arrays, of which small ones are merged.

    Period 0 begins on day 0. A period has room for ``max_articles`` articles. ``add`` raises
    StorageError for more. Dropped articles take room until their run is merged.
    """

    def __init__(
        self,
        number: int,
        batches: Iterable[Sequence[Row]] = (),
        max_articles: int = MAX_PLACES - 1,
        max_in_memory: int = MAX_ARTICLES_IN_MEMORY,
    ) -> None:
        """Load a period from its rows, which are given in batches of limited size."""
        self.first_day = number * PERIOD_DAYS
        self._max_articles = max_articles
        self._max_in_memory = max_in_memory
        self.runs: list[Run] = []
        loaded_runs = (self._run_of(batch) for batch in batches if batch)
        while some_runs := list(islice(loaded_runs, _MAX_MERGED_RUNS)):
            self._check_room(sum(len(run.ids) for run in some_runs))
            self.runs.append(self._merged(some_runs))
        if self.runs:
            self.runs = [self._merged(self.runs)]

    def __len__(self) -> int:
        """Return the number of articles, including those that were dropped from a run."""
        return sum(len(run.ids) for run in self.runs)

    def add(self, rows: Sequence[Row]) -> None:
        """Add articles; an article that was added before must have been dropped."""
        if not rows:
            return
        self._check_room(len(rows))
        run = self._run_of(rows)
        # Each run is at least twice as long as the next one, so that there are few runs.
        while self.runs and len(self.runs[-1].entries) < 2 * len(run.entries):
            run = self._merged([self.runs.pop(), run])
        self.runs.append(run)

    def drop(self, articles: Iterable[int]) -> None:
        """Leave out the entries of articles; articles without entries are ignored."""
        ids = np.fromiter(articles, np.int64)
        for run in self.runs:
            run.drop(ids)

    def orders_of(self, articles: Sequence[int]) -> list[int]:
        """Return the order of each article on its day, or 0 for an unknown one."""
        ids = np.array(articles, np.int64)
        moments = np.full(len(ids), -1, np.int64)
        for run in self.runs:
            moments = np.maximum(moments, run.moments_of(ids))
        orders: list[int] = np.where(moments >= 0, moments & ORDER_MASK, 0).tolist()
        return orders

    def _check_room(self, count: int) -> None:
        if len(self) + count > self._max_articles:
            raise StorageError(
                f"articles of {PERIOD_DAYS} days",
                f"no more than {self._max_articles:,} fit in one period;"
                " a new run drops former versions",
            )

    def _run_of(self, rows: Sequence[Row]) -> Run:
        moments = [((day - self.first_day) << ORDER_BITS) | order for _, day, order, _ in rows]
        ids = [article for article, *_ in rows]
        values = np.frombuffer(b"".join(band_values for *_, band_values in rows), np.uint32)
        run = Run.of(np.array(ids), np.array(moments), values.reshape(len(rows), -1))
        return private_run([run]) if len(rows) > self._max_in_memory else run

    def _merged(self, runs: Sequence[Run]) -> Run:
        """Return one run with the articles of several, in a file if it is large."""
        if len(runs) == 1:
            return runs[0]
        is_large = sum(len(run.ids) for run in runs) > self._max_in_memory
        return private_run(runs) if is_large else merged(runs)

    def may_have_members(
        self, days: npt.NDArray[np.int64], *, after: bool
    ) -> npt.NDArray[np.bool_]:
        """Return for each day whether the period may have members on it or earlier.

        With ``after``, return whether it may have members on the day or later.
        """
        if after:
            return days < self.first_day + PERIOD_DAYS
        return days >= self.first_day

    def counts(self, keys: Keys) -> npt.NDArray[np.int64]:
        """Return the number of entries of each key, including those of dropped articles."""
        counts = np.zeros(len(keys), np.int64)
        for run in self.runs:
            counts += run.counts(keys)
        return counts

    def members_near(
        self, keys: Keys, positions: Positions, max_members: int, *, after: bool
    ) -> tuple[Members, npt.NDArray[np.int64]]:
        """Return the members before positions or, with ``after``, from them on.

        The positions are given with the keys of their buckets. The number of members by position is
        returned as well. Only the ``max_members`` nearest to a position are needed.
        """
        days = positions[:, _DAY] - self.first_day
        moments = (np.clip(days, 0, PERIOD_DAYS - 1) << ORDER_BITS) | positions[:, _ORDER]
        moments[days < 0] = 0  # before all members
        moments[days >= PERIOD_DAYS] = np.iinfo(np.int64).max  # after all members
        members_by_run = [np.empty((0, len(MemberColumn)), np.int64)]
        counts = np.zeros(len(keys), np.int64)
        for run in self.runs:
            read = run.after if after else run.before
            members_of_run, counts_of_run = read(keys, moments, max_members)
            members_by_run.append(members_of_run)
            counts += counts_of_run
        members = np.concatenate(members_by_run)
        members[:, _DAY] += self.first_day  # a run counts days from the first one of the period
        return members, counts


class BandIndex:
    """The periods that were used last; ``load`` must return the period of a number."""

    def __init__(self, load: Callable[[int], Period]) -> None:
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
            for number in range(first_day // PERIOD_DAYS, last_day // PERIOD_DAYS + 1)
        ]
        counts = np.zeros(len(keys), np.int64)
        for period in periods:
            counts += period.counts(keys)
        has_enough = counts >= min_members
        keys, positions = keys[has_enough], positions[has_enough]
        members_by_period = [
            np.empty((0, len(MemberColumn)), np.int64),
            *_nearest(reversed(periods), keys, positions, max_members, after=False),
            # One more, since the article of the position may itself be the first of them.
            *_nearest(periods, keys, positions, max_members + 1, after=True),
        ]
        members = np.concatenate(members_by_period)
        days_of_members = members[:, _DAY]
        return members[(first_day <= days_of_members) & (days_of_members <= last_day)]

    def orders_of(self, articles: Sequence[tuple[int, int]]) -> list[int]:
        """Return the order of each article on its day, or 0 for an unknown one.

        The articles are given as (id, day).
        """
        orders = dict[int, int]()
        for number, ids in _by_period(articles).items():
            orders |= zip(ids, self._period(number).orders_of(ids), strict=True)
        return [orders[article] for article, _ in articles]

    def add(self, rows: Iterable[Row]) -> None:
        """Add articles whose rows are stored; periods that are not in memory will load them."""
        by_period: defaultdict[int, list[Row]] = defaultdict(list)
        for row in rows:
            _, day, _, _ = row
            by_period[day // PERIOD_DAYS].append(row)
        for number, added in by_period.items():
            if number in self._periods:
                self._periods[number].add(added)

    def drop(self, articles: Iterable[tuple[int, int]]) -> None:
        """Drop articles, given as (id, day)."""
        for number, ids in _by_period(articles).items():
            if number in self._periods:
                self._periods[number].drop(ids)

    def _period(self, number: int) -> Period:
        """Return the period of this number, and load it if it is not in memory."""
        if number not in self._periods:
            if len(self._periods) >= _MAX_CACHED_PERIODS:
                self._periods.popitem(last=False)
            self._periods[number] = self._load(number)
        self._periods.move_to_end(number)
        return self._periods[number]


def _by_period(articles: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    """Return the ids of articles, given as (id, day), by the number of their period."""
    ids: defaultdict[int, list[int]] = defaultdict(list)
    for article, day in articles:
        ids[day // PERIOD_DAYS].append(article)
    return ids


def _keys(positions: Positions) -> Keys:
    """Return the keys of the buckets in which positions are."""
    bands, values = positions[:, _BAND].astype(np.uint64), positions[:, _VALUE].view(np.uint64)
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
            (counts < max_members) & period.may_have_members(positions[:, _DAY], after=after)
        )
        if len(wanted):
            members, counts_of_period = period.members_near(
                keys[wanted], positions[wanted], max_members, after=after
            )
            counts[wanted] += counts_of_period
            yield members
