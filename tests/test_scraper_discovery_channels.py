"""Tests that a page is read as a preview or card of a channel, or is refused with the reason."""

import pytest

from scraper.discovery.channels import read_channel
from scraper.discovery.documents import (
    DocumentContext,
    EmptyPreviewError,
    Kind,
    NoPreviewError,
    UnreadableError,
)
from scraper.discovery.reading import Sight, read_document, sight_of_post
from tests.telegram import Channel, Message, card_page

PREVIEW = DocumentContext("https://t.me/s/penza_today")
CARD = DocumentContext("https://mirror.example/penza_today")
CHANNEL = Channel("penza_today", [Message(number, "Мост открыт.") for number in range(1, 40)])


@pytest.mark.parametrize("kind", [Kind.CHANNEL, Kind.HOME, Kind.LISTING])
def test_a_preview_is_recognised_by_its_markup(kind: Kind) -> None:
    document = read_document(kind, CHANNEL.page().encode(), PREVIEW)
    assert document.channel is not None
    assert [post.number for post in document.channel.posts] == list(range(20, 40))
    assert document.title == "Пенза сегодня"


def test_the_card_as_home_page_leads_to_the_preview() -> None:
    document = read_document(Kind.HOME, card_page("penza_today", "Пенза").encode(), CARD)
    assert document.channels == ("https://mirror.example/s/penza_today",)


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (card_page("penza_today"), NoPreviewError),
        (Channel("penza_today").page(), EmptyPreviewError),
        ("", EmptyPreviewError),
        ("<p>Новости</p>", UnreadableError),
    ],
    ids=["a card", "a preview without posts", "nothing", "a page of an outlet"],
)
def test_a_page_that_is_no_preview_has_its_own_error(body: str, error: type[Exception]) -> None:
    with pytest.raises(error) as raised:
        read_channel(Kind.CHANNEL, body.encode(), PREVIEW)
    assert type(raised.value) is error


def test_a_home_page_of_an_outlet_that_shows_a_post_stays_a_home_page() -> None:
    body = f"<html><body>{CHANNEL.messages[0].markup('penza_today')}</body></html>"
    document = read_document(Kind.HOME, body.encode(), DocumentContext("https://a.example/"))
    assert document.channel is None


def test_the_page_of_a_post_shows_it_or_that_it_was_removed_or_neither() -> None:
    url = "https://t.me/penza_today/7"
    assert sight_of_post(CHANNEL.embed(7).encode(), url) is Sight.SHOWN
    assert sight_of_post(CHANNEL.embed(70).encode(), url) is Sight.REMOVED
    assert sight_of_post(b"", url) is Sight.NOTHING
    assert sight_of_post(card_page("penza_today", "x").encode(), url) is Sight.NOTHING
    assert sight_of_post(CHANNEL.embed(8).encode(), url) is Sight.NOTHING, "of another post"
