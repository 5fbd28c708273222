"""Tests which members of buckets are paired."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipelines.stories.partners import Buckets

MAX_FIRST = 2
WINDOW_DAYS = 2
# By article id: its day, its place in the order of publication, and its buckets.
ARTICLES = st.dictionaries(
    st.integers(1, 12),
    st.tuples(
        st.integers(1, 6),
        st.integers(0, 99),
        st.sets(st.tuples(st.sampled_from([0, 1, 255]), st.sampled_from([-7, 0, 7])), max_size=4),
    ),
    min_size=1,
)
Articles = dict[int, tuple[int, int, set[tuple[int, int]]]]


def rank_of(article_id: int, articles: Articles) -> str:
    return f"{articles[article_id][1]:02} {article_id:02}"


def is_first(article_id: int, bucket: tuple[int, int], articles: Articles) -> bool:
    day = articles[article_id][0]
    members = [i for i, (d, _, buckets) in articles.items() if d == day and bucket in buckets]
    ranked = sorted(members, key=lambda i: rank_of(i, articles))
    return article_id in ranked[:MAX_FIRST]


def expected(article_id: int, articles: Articles) -> set[int]:
    """Return the partners of an article by the rule, one pair and bucket after the other."""
    day, _, buckets = articles[article_id]
    return {
        other
        for other, (other_day, _, others) in articles.items()
        for bucket in buckets & others
        if other != article_id
        and abs(day - other_day) <= WINDOW_DAYS
        and (is_first(article_id, bucket, articles) or is_first(other, bucket, articles))
    }


@given(ARTICLES)
def test_two_members_are_paired_if_near_in_time_and_one_of_them_is_first(
    articles: Articles,
) -> None:
    rows = [
        (*bucket, day, i) for i, (day, _, buckets) in articles.items() for bucket in sorted(buckets)
    ]
    buckets = Buckets(np.array(rows, np.int64).reshape(-1, 4), MAX_FIRST)
    buckets.rank({i: rank_of(i, articles) for i in buckets.crowding()})
    found = {i: buckets.partners(i, day, own, WINDOW_DAYS) for i, (day, _, own) in articles.items()}
    assert found == {i: expected(i, articles) for i in articles}


def test_a_member_whose_rank_is_unknown_is_never_first() -> None:
    rows = np.array([(0, 5, 1, article_id) for article_id in (1, 2, 3)], np.int64)
    buckets = Buckets(rows, MAX_FIRST)
    assert buckets.crowding() == [1, 2, 3]
    buckets.rank({2: "b", 3: "a"})
    assert buckets.partners(1, 1, [(0, 5)], None) == {2, 3}
    buckets.rank({})
    assert buckets.partners(1, 1, [(0, 5)], None) == set()
