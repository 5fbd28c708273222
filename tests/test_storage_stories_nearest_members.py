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
    expected: set[tuple[int, ...]] = set()
    for value, *moment in wanted:
        # The days and orders of the members of the bucket.
        bucket = sorted(others for bucket_value, *others in places if bucket_value == value)
        before = [member for member in bucket if member < moment][-max_members:]
        after = [member for member in bucket if member >= moment][: max_members + 1]
        expected.update((value, *member) for member in before + after)

    near = nearest_members(members.reshape(-1, 5), positions.reshape(-1, 4), max_members)

    assert sorted((value, day, order) for _, value, day, order, _ in near.tolist()) == sorted(
        expected
    )


def test_a_bucket_of_thousands_of_members_gives_as_many_as_a_small_one() -> None:
    count, per_day, value, max_members = 5000, 500, 7, 16
    ids = np.arange(count)
    band, values = np.full(count, BAND), np.full(count, value)
    members = np.stack([band, values, ids // per_day, ids % per_day, ids], axis=1)
    day, order = 5, 0

    near = nearest_members(members, np.array([[BAND, value, day, order]]), max_members)

    middle = day * per_day + order
    near_ids = [article for *_, article in near.tolist()]
    assert near_ids == list(range(middle - max_members, middle + max_members + 1))
