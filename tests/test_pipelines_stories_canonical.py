"""Tests that the original of a story is the article its reprints credit, else the first."""

import pytest

from pipelines.model import StoryMember
from pipelines.stories.canonical import canonical_of, names_as_origin


def member(number: int, **facts: str) -> StoryMember:
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
)
def test_credits_decide_before_times(members: list[StoryMember], original: int) -> None:
    assert canonical_of(members).id == original


@pytest.mark.parametrize(
    ("credit", "names"),
    [
        ({"credit_text": "по данным «Газеты 2»"}, True),
        ({"credit_text": "по данным «Газеты 22»"}, False),
        ({"credit_text": "сообщает Газета 2"}, True),
        ({"credit_text": "Газета 22"}, False),
        ({"is_based_on": "https://outlet2.example/other"}, True),
        ({"is_based_on": "https://outlet3.example/news"}, False),
        ({}, False),
    ],
)
def test_an_origin_is_named_by_its_name_or_host(credit: dict[str, str], names: bool) -> None:
    assert names_as_origin(member(1, **credit), SECOND) is names


def test_outlets_of_one_owner_do_not_name_each_other_as_origin() -> None:
    one = StoryMember(1, "https://a.example/1", "", owner="holding", credit_text="Газета")
    other = StoryMember(2, "https://b.example/1", "", owner="holding", source_name="Газета")
    assert not names_as_origin(one, other)


@pytest.mark.parametrize(
    ("origin", "names"),
    [
        ("https://t.me/penza_city/7", True),
        ("https://telegram.me/Penza_City/9", True),
        ("https://t.me/other_city/7", False),
        ("https://t.me/", False),
        ("https://[", False),
    ],
)
def test_of_channels_on_one_host_only_the_one_linked_to_is_the_origin(
    origin: str, names: bool
) -> None:
    channel = StoryMember(2, "https://t.me/penza_city/8", "", owner="b", source_name="Пенза")
    assert names_as_origin(member(1, is_based_on=origin), channel) is names
