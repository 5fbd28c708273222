"""Tests that the preview of a channel is read as posts, and that other pages are none."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extraction.posts.preview import (
    ChangedMarkupError,
    is_card,
    read_preview,
    reason_without_preview,
)
from pipelines.extraction.read_page import read_page
from pipelines.model import Outcome, Page
from tests.channel_posts import TEXT, URL, preview, tree_of
from tests.telegram import (
    Channel,
    Message,
    card_page,
    photo,
    preview_page,
    sticker,
)

MAX_SECONDS = 5  # of processor time, for two hostile messages


def test_service_messages_stickers_and_pictures_without_words_are_no_posts() -> None:
    channel = Channel(
        "penza_today",
        [
            Message(1, "Channel created", is_service=True),
            Message(2, above=sticker()),
            Message(3, above=photo(1)),
            Message(4, TEXT),
            Message(5, "Канал закрепил «Мост»", is_service=True),
        ],
    )
    shown = preview(channel)
    assert [post.number for post in shown.posts] == [4]
    assert shown.numbers == (1, 2, 3, 4, 5)


def test_older_posts_are_requested_by_the_lowest_number_of_the_page() -> None:
    channel = Channel("penza_today", [Message(n, TEXT) for n in range(3, 60)])
    assert preview(channel).before == 40
    assert preview(Channel("penza_today", channel.messages[:10])).before is None


@pytest.mark.parametrize(
    ("url", "post_url"),
    [
        ("http://127.0.0.1:8080/s/penza_today", "http://127.0.0.1:8080/penza_today/4"),
        ("http://mirror.example/tg/s/Penza_Today", "http://mirror.example/tg/penza_today/4"),
        ("https://telegram.me/s/penza_today", "https://t.me/penza_today/4"),
        ("https://penza_today.t.me/s/penza_today", "https://t.me/penza_today/4"),
        ("https://telegram.dog/penza_today", "https://t.me/penza_today/4"),
    ],
)
def test_any_host_can_serve_a_preview(url: str, post_url: str) -> None:
    shown = preview(Channel("penza_today", [Message(4, TEXT)]), url)
    assert [post.url for post in shown.posts] == [post_url]


def test_posts_of_another_channel_are_left_out() -> None:
    assert preview(Channel("other_channel", [Message(4, TEXT)])).posts == ()


def test_only_the_newest_200_messages_of_a_page_are_read() -> None:
    messages = [Message(number, TEXT) for number in range(1, 211)]
    shown = preview(Channel("penza_today", messages, page_size=210))
    assert len(shown.posts) == 200
    assert shown.posts[-1].url.endswith("/210")


def test_a_page_of_another_kind_is_no_preview() -> None:
    assert read_preview(tree_of("<p>Новости</p>"), URL) is None
    assert read_preview(tree_of(card_page("penza_today", "Пенза")), URL) is None


def test_a_preview_without_a_readable_message_raises_an_error() -> None:
    html = Channel("penza_today", [Message(n, TEXT) for n in range(1, 21)]).page()
    changed = html.replace("js-message_text", "new").replace("message_text", "message_words")
    with pytest.raises(ChangedMarkupError, match="20 messages, and none can be read"):
        read_preview(tree_of(changed), URL)
    with pytest.raises(ChangedMarkupError):
        read_preview(tree_of(changed.replace("data-post", "data-id")), URL)


@pytest.mark.parametrize(
    ("card", "reason"),
    [
        (card_page("x1234"), "there is no public channel of this name"),
        (card_page("x1234", "Пенза", "12 345 subscribers"), "the channel shows no public preview"),
        (card_page("x1234", "Чат", "99 members"), "this is no channel"),
        (card_page("x1234", "Иван", "@x1234"), "this is no channel"),
    ],
    ids=["nobody", "channel", "group", "user"],
)
def test_a_card_shows_why_there_is_no_preview(card: str, reason: str) -> None:
    assert is_card(tree_of(card))
    assert reason in reason_without_preview(tree_of(card))


MARKUP = st.lists(
    st.sampled_from(
        ['<div class="tgme_widget_message js-widget_message" data-post="penza_today/7">', "</div>",
         '<a class="tgme_widget_message_reply">', "</a>", '<div class="js-message_text">', "<b>",
         "</b>", "<br/>", "слово. Слово", '<time datetime="x">', '<i class="emoji">', "<pre>\n",
         '<time datetime="9999-12-31T23:59:59-12:00">', '<a class="tgme_widget_message_date">',
         'data-post="a/b"', "<blockquote>", '<span class="tgme_widget_message_meta">edited'],
    ),
    max_size=40,
)  # fmt: skip


@given(MARKUP)
def test_any_markup_of_a_message_is_read_without_an_error(pieces: list[str]) -> None:
    shown = read_preview(tree_of(preview_page("penza_today", "Пенза", "".join(pieces))), URL)
    assert shown is not None
    for post in shown.posts:
        reading = read_page(Page(post.url, post.markup, encoding="utf-8"))
        assert reading.outcome in (Outcome.STORED, Outcome.NOT_ARTICLE)


@pytest.mark.parametrize(
    "text",
    [
        "<b>" * 20_000,
        '<a href="https://a.example/n/1">' * 20_000,
        "! " * 200_000,
        "#" * 400_000,
        "<br/>" * 100_000,
        "слово. Слово " * 30_000,
        '<div class="js-message_text">' * 5_000,
    ],
    ids=["bold", "links", "exclamation marks", "hashtags", "line breaks", "sentences", "nested"],
)
def test_a_hostile_text_takes_bounded_time(text: str) -> None:
    quarter = text[: len(text) // 4]
    channel = Channel("penza_today", [Message(number, quarter) for number in (1, 2)])
    began = process_time()
    if shown := read_preview(tree_of(channel.page()), URL):
        for post in shown.posts:
            read_page(Page(post.url, post.markup, encoding="utf-8"))
    assert process_time() - began < MAX_SECONDS
