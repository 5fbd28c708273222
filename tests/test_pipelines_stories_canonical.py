"""Tests that the original of a story is the article its reprints credit, else the first."""

from typing import Any

import pytest

from pipelines.model import StoryMember
from pipelines.stories.canonical import canonical_of


def member(number: int, **facts: Any) -> StoryMember:
    """Return the article of an outlet that published it at ``number`` o'clock."""
    return StoryMember(
        number,
        f"https://outlet{number}.example/news",
        "",
        owner=f"owner{number}",
        source_name=facts.pop("source_name", f"Газета {number}"),
        date_published=f"2026-11-20T0{number}:00:00Z",
        **facts,
    )


FIRST, SECOND, THIRD = member(1), member(2), member(3)


@pytest.mark.parametrize(
    ("members", "original"),
    [
        ([SECOND, FIRST, THIRD], 1),
        ([member(1, credit_text="Газета 2"), SECOND, THIRD], 2),
        ([FIRST, SECOND, member(3, is_based_on=SECOND.url)], 2),
        ([FIRST, SECOND, member(3, credit_text="Другая газета")], 1),
        ([member(1, credit_text="Газета 2"), member(2, credit_text="Газета 1")], 1),
    ],
    ids=["no credit", "named", "linked", "unknown name", "each names the other"],
)
def test_credits_decide_before_times(members: list[StoryMember], original: int) -> None:
    assert canonical_of(members).id == original
