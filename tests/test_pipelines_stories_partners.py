"""Tests which members of buckets are paired, and which pairs a change of the members changes."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipelines.model import Features
from pipelines.model.members import MemberColumn
from pipelines.stories.partners import Members, Pairs, changed_pairs, memberships, partners

MAX_NEIGHBOURS = 2
WINDOW_DAYS = 2
BUCKETS = st.tuples(st.sampled_from([0, 1, 255]), st.sampled_from([-7, 0, 7]))


class Article(NamedTuple):
    """The facts of an article on which its pairs depend."""

    day: int
    order: int
    buckets: set[tuple[int, int]]  # pairs of band and value


Articles = dict[int, Article]  # by id
ARTICLES = st.dictionaries(
    st.integers(1, 12),
    st.builds(Article, st.integers(1, 6), st.integers(0, 99), st.sets(BUCKETS, max_size=4)),
)


def rows(articles: Articles) -> Members:
    return array(
        (band, value, article.day, article.order, article_id)
        for article_id, article in articles.items()
        for band, value in sorted(article.buckets)
    )


def array(members: Iterable[tuple[int, ...]]) -> Members:
    return np.array(list(members), np.int64).reshape(-1, len(MemberColumn))


def pairs(articles: Articles) -> Pairs:
    """Return the pairs of the articles by the rule, one bucket after the other."""
    id_pairs = set()
    for bucket in set().union(*(article.buckets for article in articles.values())):
        members = sorted(
            (article.day, article.order, article_id)
            for article_id, article in articles.items()
            if bucket in article.buckets
        )
        for place, (day, _, one) in enumerate(members):
            for other_day, _, other in members[place + 1 : place + 1 + MAX_NEIGHBOURS]:
                if other_day - day <= WINDOW_DAYS:
                    id_pairs.add((min(one, other), max(one, other)))
    return id_pairs


@given(ARTICLES)
def test_an_article_is_paired_with_its_neighbours_in_each_bucket(articles: Articles) -> None:
    partners_of = partners(rows(articles), articles, MAX_NEIGHBOURS, WINDOW_DAYS)
    found_pairs = {(one, other) for one, others in partners_of.items() for other in others}
    assert found_pairs == pairs(articles) | {(other, one) for one, other in pairs(articles)}


@given(ARTICLES, ARTICLES)
def test_pairs_that_change_with_other_articles_are_found(
    before: Articles, changes: Articles
) -> None:
    """An article of ``changes`` is revised, added or, if it has no bucket there, removed."""
    after = {
        article_id: article for article_id, article in (before | changes).items() if article.buckets
    }
    rows_before, rows_after = set(map(tuple, rows(before))), set(map(tuple, rows(after)))
    lost, gained = changed_pairs(
        rows(after),
        array(sorted(rows_before - rows_after)),
        array(sorted(rows_after - rows_before)),
        MAX_NEIGHBOURS,
        WINDOW_DAYS,
    )
    unchanged = [pair for pair in pairs(before) ^ pairs(after) if not changes.keys() & set(pair)]
    for pair in unchanged:
        assert pair in (lost if pair in pairs(before) else gained)


def test_an_article_after_all_others_separates_no_neighbours() -> None:
    bucket = (0, 5)
    before = {number: Article(day=1, order=number, buckets={bucket}) for number in range(1, 9)}
    added = {9: Article(day=1, order=9, buckets={bucket})}
    changed = changed_pairs(rows(before | added), rows({}), rows(added), MAX_NEIGHBOURS, None)
    assert changed == (set(), set())


def test_the_rows_of_an_article_name_its_buckets_its_day_and_its_order() -> None:
    features = Features(
        np.zeros(2, np.uint32),
        templates=(),
        shingle_count=9,
        day=3,
        rank="1970-01-04 0 1970-01-04T00:01:00Z x",
    )
    members = memberships(7, features, [(0, -5), (255, 6)])
    assert members.tolist() == [[0, -5, 3, features.order, 7], [255, 6, 3, features.order, 7]]
