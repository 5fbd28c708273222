"""Tests which other article of its story an article credits: by address, by outlet, by name."""

from typing import Any

import pytest

from pipelines.model import StoryMember
from pipelines.stories.credited import credited_article


def member(number: int, **facts: Any) -> StoryMember:
    """Return an article of the outlet with this number, without a text."""
    return StoryMember(
        number,
        facts.pop("url", f"https://outlet{number}.example/news"),
        "",
        owner=facts.pop("owner", f"owner{number}"),
        source_name=facts.pop("source_name", f"Газета {number}"),
        **facts,
    )


SECOND = member(2)


@pytest.mark.parametrize(
    ("credit", "is_credited"),
    [
        ({"credit_text": "по данным «Газеты 2»"}, True),
        ({"credit_text": "по данным «Газеты 22»"}, False),
        ({"credit_text": "сообщает Газета 2"}, True),
        ({"credit_text": "Газета 22"}, False),
        ({"is_based_on": "https://outlet2.example/other"}, True),
        ({"is_based_on": "https://outlet3.example/news"}, False),
        ({}, False),
    ],
    ids=str,
)
def test_an_article_is_credited_by_its_outlets_name_or_host(
    credit: dict[str, str], is_credited: bool
) -> None:
    assert (credited_article(member(1, **credit), [SECOND]) is SECOND) is is_credited


def test_outlets_of_one_owner_do_not_credit_each_other() -> None:
    one = StoryMember(1, "https://a.example/1", "", owner="holding", credit_text="Газета")
    other = StoryMember(2, "https://b.example/1", "", owner="holding", source_name="Газета")
    assert credited_article(one, [other]) is None


@pytest.mark.parametrize(
    ("origin", "is_credited"),
    [
        ("https://t.me/penza_city/7", True),
        ("https://telegram.me/Penza_City/9", True),
        ("https://t.me/other_city/7", False),
        ("https://t.me/", False),
        ("https://[", False),
    ],
)
def test_of_channels_on_one_host_only_the_one_linked_to_is_the_origin(
    origin: str, is_credited: bool
) -> None:
    channel = StoryMember(2, "https://t.me/penza_city/8", "", owner="b", source_name="Пенза")
    article = member(1, is_based_on=origin)
    assert (credited_article(article, [channel]) is channel) is is_credited


def test_an_equal_address_decides_before_an_outlet_and_an_outlet_before_a_name() -> None:
    named = member(2)
    of_outlet = member(3, url="https://outlet4.example/other")
    exact = member(4)
    article = member(1, credit_text="Газета 2", is_based_on="http://www.outlet4.example/news/")
    assert credited_article(article, [named, of_outlet, exact]) is exact
    assert credited_article(article, [named, of_outlet]) is of_outlet
    assert credited_article(article, [named]) is named


def test_groups_of_one_social_network_are_distinguished() -> None:
    article = member(1, is_based_on="https://vk.com/penza_live")
    of_other_group = member(2, url="https://vk.com/samara?w=wall-1_2")
    of_group = member(3, url="https://vk.com/penza_live?w=wall-3_4")
    assert credited_article(article, [of_other_group, of_group]) is of_group


def test_a_link_to_an_own_article_leaves_the_name_to_decide() -> None:
    own = member(2, url="https://outlet1.example/earlier", owner="owner1")
    agency = member(3, source_name="ТАСС")
    article = member(1, credit_text="ТАСС", is_based_on=own.url)
    assert credited_article(article, [own, agency]) is agency
