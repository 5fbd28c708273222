"""Tests which members of buckets are paired, and which pairs a change of the members changes."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipelines.model import Features
from pipelines.model.members import MemberColumn
from pipelines.stories.partners import Members, Pairs, changed_pairs, memberships, partners

MAX_NEIGHBOURS = 2
WINDOW_DAYS = 2
# Rows of band, value, day, order and article id; an article has one day and order.
ARTICLES = st.dictionaries(
    st.integers(1, 12),
    st.tuples(
        st.integers(1, 6),
        st.integers(0, 99),
        st.sets(st.tuples(st.sampled_from([0, 1, 255]), st.sampled_from([-7, 0, 7])), max_size=4),
    ),
)
Articles = dict[int, tuple[int, int, set[tuple[int, int]]]]


def rows(articles: Articles) -> Members:
    found = [(*b, day, order, i) for i, (day, order, own) in articles.items() for b in sorted(own)]
    return np.array(found, np.int64).reshape(-1, len(MemberColumn))


def pairs(articles: Articles) -> Pairs:
    """Return the pairs of the articles by the rule, one bucket after the other."""
    found = set()
    for bucket in set().union(*(own for _, _, own in articles.values())):
        members = sorted((d, o, i) for i, (d, o, own) in articles.items() if bucket in own)
        for place, (day, _, one) in enumerate(members):
            for other_day, _, other in members[place + 1 : place + 1 + MAX_NEIGHBOURS]:
                if other_day - day <= WINDOW_DAYS:
                    found.add((min(one, other), max(one, other)))
    return found


@given(ARTICLES)
def test_an_article_is_paired_with_its_neighbours_in_each_bucket(articles: Articles) -> None:
    found = partners(rows(articles), articles, MAX_NEIGHBOURS, WINDOW_DAYS)
    expected = pairs(articles)
    assert {(min(i, o), max(i, o)) for i, others in found.items() for o in others} == expected
    assert all(i in found[other] for i, others in found.items() for other in others)


@given(ARTICLES, ARTICLES)
def test_pairs_that_change_with_other_articles_are_found(
    before: Articles, changes: Articles
) -> None:
    """An article of ``changes`` is revised, added or, if it has no bucket there, removed."""
    after = {i: one for i, one in (before | changes).items() if one[2]}
    gone, new = set(map(tuple, rows(before).tolist())), set(map(tuple, rows(after).tolist()))
    lost, gained = changed_pairs(
        rows(after),
        np.array(sorted(gone - new), np.int64).reshape(-1, len(MemberColumn)),
        np.array(sorted(new - gone), np.int64).reshape(-1, len(MemberColumn)),
        MAX_NEIGHBOURS,
        WINDOW_DAYS,
    )
    unchanged = [pair for pair in pairs(before) ^ pairs(after) if not changes.keys() & {*pair}]
    for pair in unchanged:
        assert pair in (lost if pair in pairs(before) else gained)


def test_an_article_after_all_others_separates_no_neighbours() -> None:
    articles: Articles = {i: (1, i, {(0, 5)}) for i in range(1, 9)}
    new = rows({9: (1, 9, {(0, 5)})})
    both = rows(articles | {9: (1, 9, {(0, 5)})})
    assert changed_pairs(both, rows({}), new, MAX_NEIGHBOURS, None) == (set(), set())


def test_the_rows_of_an_article_name_its_buckets_its_day_and_its_order() -> None:
    features = Features(np.zeros(2, np.uint32), (), 9, 3, "1970-01-04 0 1970-01-04T00:01:00Z x")
    found = memberships(7, features, [(0, -5), (255, 6)])
    assert found.tolist() == [[0, -5, 3, features.order, 7], [255, 6, 3, features.order, 7]]
