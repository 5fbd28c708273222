"""Tests when an outlet is said to have left out a story, and when nothing is said of it."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.stories.coverage import Conclusion, Habit, TimeRead, are_similar, judge

FIRST = datetime(2026, 3, 2, 8, tzinfo=UTC)
LATER = FIRST + timedelta(hours=30)


@pytest.mark.parametrize(
    ("carried", "earlier", "usual"),
    [(14, 20, True), (10, 20, True), (9, 20, False), (3, 5, True), (4, 4, False), (0, 0, False)],
)
def test_half_of_at_least_five_earlier_stories_make_a_habit(
    carried: int, earlier: int, usual: bool
) -> None:
    habit = Habit(carried=carried, of=earlier, region="RU-PNZ", section="Город")
    assert habit.is_usual is usual


@pytest.mark.parametrize(
    ("articles", "expected", "until", "conclusion"),
    [
        (12, 10.0, LATER, Conclusion.LEFT_OUT),
        (1, 0.5, LATER, Conclusion.LEFT_OUT),
        (0, 10.0, None, Conclusion.NOT_READ),
        (0, 0.5, LATER, Conclusion.NOT_READ),
        (4, 10.0, LATER, Conclusion.NOT_READ),
        (12, 10.0, FIRST + timedelta(hours=2), Conclusion.NOT_READ),
    ],
    ids=[
        "whole", "small outlet", "never polled", "published nothing", "most articles not read",
        "broken soon after the story",
    ],
)  # fmt: skip
def test_an_outlet_of_which_too_little_was_read_left_no_story_out(
    articles: int, expected: float, until: datetime | None, conclusion: Conclusion
) -> None:
    read = TimeRead(articles=articles, expected=expected, until=until)
    assert judge(read, FIRST, is_similar=False) is conclusion
    assert judge(read, FIRST, is_similar=True) is Conclusion.PERHAPS


@given(st.floats(0, 1000), st.integers(-100, 5))
def test_an_outlet_that_was_not_read_in_time_left_no_story_out(expected: float, hours: int) -> None:
    until = FIRST + timedelta(hours=hours)
    for articles in (0, 50):
        conclusion = judge(TimeRead(articles, expected, until), FIRST, is_similar=False)
        assert conclusion is not Conclusion.LEFT_OUT


@pytest.mark.parametrize(
    ("one", "other", "similar"),
    [
        ("мост сур откр движен", "мост сур движен пуст машин", True),
        ("мост сур", "мост сур", True),
        ("мост сур откр движен декабр", "мост ремонт сур тоннел дорог", False),
        ("мост откр", "школ откр", False),
    ],
)
def test_headlines_are_similar_if_they_share_several_words(
    one: str, other: str, similar: bool
) -> None:
    assert are_similar(one.split(), other.split()) is similar
    assert are_similar(other.split(), one.split()) is similar
