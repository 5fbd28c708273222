"""Tests that the members nearest to positions are selected, and no others."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from storage.stories.nearest_members import nearest_members

BAND = 255
# Value of a bucket, day and order; few of each, so that many are equal.
PLACES = st.tuples(st.integers(-2, 2), st.integers(0, 4), st.integers(0, 4))


@given(
    st.lists(PLACES, max_size=40, unique=True),
    st.lists(PLACES, max_size=6),
    st.integers(1, 4),
)
def test_only_the_members_nearest_to_a_position_are_returned(
    places: list[tuple[int, int, int]], wanted: list[tuple[int, int, int]], max_members: int
) -> None:
    members = np.array([(BAND, *place, i) for i, place in enumerate(places)], np.int64)
    positions = np.array([(BAND, *place) for place in wanted], np.int64)
    expected = set()
    for value, *moment in wanted:
        bucket = sorted(place for place in places if place[0] == value)
        before = [place for place in bucket if list(place[1:]) < moment][-max_members:]
        after = [place for place in bucket if list(place[1:]) >= moment][: max_members + 1]
        expected.update(before + after)

    near = nearest_members(members.reshape(-1, 5), positions.reshape(-1, 4), max_members)

    assert sorted((value, day, order) for _, value, day, order, _ in near.tolist()) == sorted(
        expected
    )


def test_a_bucket_of_thousands_of_members_gives_as_many_as_a_small_one() -> None:
    moments = np.arange(5000)
    members = np.stack(
        [np.full(5000, BAND), np.full(5000, 7), moments // 500, moments % 500, moments], axis=1
    )

    near = nearest_members(members, np.array([[BAND, 7, 5, 0]]), 16)

    assert near[:, 4].tolist() == list(range(2500 - 16, 2500 + 17))
