"""Tests that the neighbours of articles are read from runs, and that no more is read than these."""

from bisect import bisect_left
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.copies.thresholds import DEFAULTS
from pipelines.model import Features
from pipelines.stories.candidates import Candidates, with_buckets
from storage.database.sqlite import open_database, transaction
from storage.stories.band_index import PERIOD_DAYS, BandIndex, Period, Row
from storage.stories.band_runs import Members, Run, merged
from storage.stories.index import SqliteStoryIndex


class Indexed(NamedTuple):
    """What the index knows of an article."""

    day: int
    order: int
    values: tuple[int, int]  # in two bands


Articles = dict[int, Indexed]  # by article id
VALUES = st.tuples(st.integers(0, 1), st.integers(-1, 1))
ARTICLES = st.dictionaries(
    st.integers(1, 30), st.builds(Indexed, st.integers(0, 40), st.integers(0, 9), VALUES)
)


def day_of(row: Row) -> int:
    _, day, _, _ = row
    return day


def bucket_of(articles: Articles, band: int, value: int) -> list[tuple[int, int, int]]:
    """Return (day, order, id) of each article with this value in the band, sorted."""
    return sorted(
        (indexed.day, indexed.order, article_id)
        for article_id, indexed in articles.items()
        if indexed.values[band] == value
    )


def band_rows(articles: Articles) -> list[Row]:
    return [
        (article_id, indexed.day, indexed.order, np.array(indexed.values, np.int32).tobytes())
        for article_id, indexed in articles.items()
    ]


@given(ARTICLES, ARTICLES, st.integers(1, 4), st.sets(st.integers(1, 30)), st.integers(0, 9))
def test_the_members_near_each_article_are_found_in_every_run(
    stored: Articles, added: Articles, max_members: int, dropped: set[int], max_in_memory: int
) -> None:
    def stored_period(number: int) -> Period:
        rows = [row for row in band_rows(stored) if day_of(row) // PERIOD_DAYS == number]
        return Period(number, [rows[:2], rows[2:]], max_in_memory=max_in_memory)

    index = BandIndex(stored_period)
    for day in range(40):
        index.orders_of([(1, day)])  # reads its period
    for article_id, row in zip(added, band_rows(added), strict=True):
        if article_id in stored:
            index.drop([(article_id, stored[article_id].day)])
        index.add([row])
    before_drop = stored | added
    index.drop((key, before_drop[key].day) for key in dropped & before_drop.keys())
    articles = {key: indexed for key, indexed in before_drop.items() if key not in dropped}
    positions = [
        (band, indexed.values[band], indexed.day, indexed.order)
        for indexed in articles.values()
        for band in (0, 1)
    ]
    array = np.array(positions, np.int64).reshape(-1, 4)
    near = set(map(tuple, index.members_near(array, max_members, (0, 40)).tolist()))
    for band, value, day, order in positions:
        bucket = bucket_of(articles, band, value)
        place = bisect_left(bucket, (day, order))
        before, after = bucket[:place][-max_members:], bucket[place:][: max_members + 1]
        expected = {(band, value, *member) for member in before + after}
        has_neighbours = len(bucket) > 1
        assert expected <= near or not has_neighbours
    assert {article_id for *_, article_id in near} <= articles.keys()


def test_a_merged_run_has_no_entries_of_dropped_articles() -> None:
    values = np.zeros((2, 3), np.uint32)
    run = Run.of(np.array([7, 8]), np.array([5, 4]), values)
    run.drop(np.array([7]))
    both = merged([run, Run.of(np.array([9]), np.array([3]), values[:1])])
    assert (both.ids.tolist(), both.moments.tolist(), len(both.entries)) == ([9, 8], [3, 4], 6)


class _CountingIndex(SqliteStoryIndex):
    """An index that counts the members that are read of buckets."""

    read_members = 0

    def members_near(self, *arguments: Any, **options: Any) -> Members:
        members = super().members_near(*arguments, **options)
        self.read_members += len(members)
        return members


def reports(count: int) -> dict[int, Features]:
    """Return the features of reports of a month, each with 3 of the same 6 stock phrases."""
    rng = np.random.default_rng(7)
    phrases = rng.integers(0, 1 << 32, (6, 128), dtype=np.uint32)
    features = {}
    for number in range(1, count + 1):
        signature = phrases[rng.choice(6, 3, replace=False)].min(axis=0)
        day = 20_000 + 28 * number // count
        rank = f"2024-10-04 2  {number:016x}"
        features[number] = with_buckets(Features(signature, (), 150, day, rank), DEFAULTS)
    return features


# Articles that are put into the index in steps are in several runs, each of which is read.
@pytest.mark.parametrize(("step", "max_growth"), [(4000, 1.2), (300, 1.5)])
def test_what_is_read_for_a_report_does_not_grow_with_the_number_of_reports(
    tmp_path: Path, step: int, max_growth: float
) -> None:
    read, pairs = [], []
    for count in (1000, 4000):
        db = open_database(tmp_path / f"{count}.db")
        db.execute("PRAGMA foreign_keys = OFF")  # features are stored without their articles
        index = _CountingIndex(db)
        stored = reports(count)
        chosen = list(stored)[:: count // 20]  # of the whole month
        with transaction(db):
            for start in range(0, count, step):
                index.put_features(dict(list(stored.items())[start : start + step]))
                # Articles that are added to a period after it was read make runs.
                index.members_near(np.array([(0, 0, 20_028, 0)]), 1, (20_000, 20_028))
        index.read_members = 0
        candidates = Candidates(index, DEFAULTS)
        neighbours = [candidates.neighbours_of(article_id) for article_id in chosen]
        read.append(index.read_members)
        pairs.append(sum(map(len, neighbours)))
        db.close()
    read_of_few, read_of_many = read
    assert read_of_many <= max_growth * read_of_few
    pairs_of_few, pairs_of_many = pairs
    assert pairs_of_many <= 1.1 * pairs_of_few
