"""Tests that a post of a channel is an article with its text and facts."""

import re
from datetime import UTC, datetime

import pytest

from pipelines.extraction.posts.article import post_in
from pipelines.extraction.posts.markup import read_count
from pipelines.extraction.posts.preview import is_removed
from pipelines.extraction.read_page import read_page
from pipelines.model import Outcome, Page
from tests.bridge_article import read_article
from tests.channel_posts import TEXT, article, evidence, preview, tree_of
from tests.telegram import (
    Channel,
    Message,
    album,
    document,
    forwarded,
    link_preview,
    poll,
    reply,
    video,
)


def test_a_post_is_an_article_with_its_address_time_headline_and_lines() -> None:
    time = datetime(2026, 11, 20, 5, 30, 12, tzinfo=UTC)
    extracted = article(Message(12, TEXT, time))
    assert extracted.url == "https://t.me/penza_today/12"
    assert extracted.date_published == time
    assert extracted.headline == "В Пензе открыли мост"
    assert evidence(extracted, "headline") == [
        (extracted.headline, "made-of-text: first-bold-line")
    ]
    assert extracted.article_body.split("\n") == [
        "В Пензе открыли мост",
        "Движение началось в 8 утра.",
        "Мост строили год.",
    ]
    assert extracted.article_markdown == (
        "**В Пензе открыли мост**\n\nДвижение началось в 8 утра.\\\nМост строили год."
    )


@pytest.mark.parametrize(
    ("text", "headline", "made_from"),
    [
        ("Мост закрыт до пятницы. Объезд по ул. Мира.", "Мост закрыт до пятницы", "first-sentence"),
        ("На ул. Мира прорвало трубу. Воды нет.", "На ул. Мира прорвало трубу", "first-sentence"),
        ("Мост открыт", "Мост открыт", "first-sentence"),
        ('<i class="emoji"><b>⚡️</b></i> <b>Мост закрыт</b><br/>Надолго.', "Мост закрыт",
         "first-bold-line"),
        ('<i class="emoji"><b>⚡️</b></i>Мост закрыт.<br/>Надолго.', "Мост закрыт",
         "first-sentence"),
        ("<b>Мост через Суру закрыт.</b> Объезд по Мира.", "Мост через Суру закрыт",
         "first-bold-words"),
        ("<b>Важно:</b> мост закрыт! Объезд по Мира.", "Важно: мост закрыт!", "first-sentence"),
        ("#Пенза #мост<br/>Мост открыли вовремя.", "Мост открыли вовремя", "first-sentence"),
        ("«Мост откроют завтра», – сказал мэр. Он был там.", "«Мост откроют завтра», – сказал мэр",
         "first-sentence"),
        ("The bridge is open. Traffic flows.", "The bridge is open", "first-sentence"),
        ("Күпер ачылды. Хәрәкәт башланды.", "Күпер ачылды. Хәрәкәт башланды", "first-sentence"),
    ],
)  # fmt: skip
def test_a_headline_is_made_of_the_first_bold_line_or_sentence(
    text: str, headline: str, made_from: str
) -> None:
    extracted = article(Message(1, text))
    assert evidence(extracted, "headline") == [(headline, f"made-of-text: {made_from}")]


def test_a_long_headline_is_cut_at_a_word() -> None:
    extracted = article(Message(1, "слово " * 100))
    assert re.fullmatch(r"(?:слово ?){20,30}…", extracted.headline)


def test_emoji_spoilers_and_code_are_text_and_an_emoji_is_not_bold() -> None:
    text = (
        'Мост <i class="emoji" style="x"><b>👍</b></i> <tg-spoiler>открыт</tg-spoiler> '
        "<code>8:00</code><blockquote>Цитата мэра</blockquote>Дальше"
    )
    extracted = article(Message(1, text))
    assert extracted.article_body == "Мост 👍 открыт 8:00\nЦитата мэра\nДальше"
    assert "**" not in (extracted.article_markdown or "")


def test_links_are_kept_and_searches_for_hashtags_are_not() -> None:
    text = (
        'Читайте <a href="https://gazeta.example/news/12?a=1&amp;amp;b=2" target="_blank">на сайте'
        '</a> и <a href="?q=%23мост">#мост</a>, пишите <a href="https://t.me/gorod">@gorod</a>'
    )
    extracted = article(Message(1, text))
    assert extracted.article_markdown == (
        "Читайте [на сайте](https://gazeta.example/news/12?a=1&b=2) и \\#мост, пишите"
        " [@gorod](https://t.me/gorod)"
    )
    assert extracted.is_based_on == "https://gazeta.example/news/12?a=1&b=2"
    assert evidence(extracted, "is_based_on") == [(extracted.is_based_on, "link")]


def test_a_quoted_post_is_not_the_text_of_its_reply() -> None:
    extracted = article(
        Message(2, "Мост снова закрыт.", above=reply("Мост открыли сегодня утром…"))
    )
    assert extracted.article_body == "Мост снова закрыт."
    assert extracted.main_image is None


def test_a_forwarded_post_names_its_origin() -> None:
    above = forwarded("Прокуратура области", "https://t.me/prokuror58/77", "И. Ким")
    extracted = article(Message(3, TEXT, above=above))
    assert extracted.credit_text == "Прокуратура области (И. Ким)"
    assert extracted.is_based_on == "https://t.me/prokuror58/77"
    of_user = article(Message(3, TEXT, above=forwarded("Иван")))
    assert (of_user.credit_text, of_user.is_based_on) == ("Иван", None)


def test_an_album_is_one_post_with_its_caption_once() -> None:
    channel = Channel(
        "penza_today",
        [Message(10, TEXT, above=album(10, 8), span=8, has_nested_text=True), Message(18, TEXT)],
    )
    album_post, other_post = preview(channel).posts
    assert (album_post.number, other_post.number) == (10, 18)
    extracted = read_article(album_post.markup, album_post.url, encoding="utf-8")
    assert extracted.article_body.count("Движение началось") == 1
    assert extracted.main_image == "https://cdn.example/photo-10.jpg"
    assert len(evidence(extracted, "main_image")) == 8


def test_a_video_gives_its_picture_and_neither_a_time_nor_a_notice() -> None:
    extracted = article(Message(4, "Мост открыт.", above=video(1)))
    assert extracted.main_image == "https://cdn.example/thumb-1.jpg"
    assert extracted.date_published == datetime(2026, 11, 20, 5, 30, tzinfo=UTC)
    assert extracted.article_body == "Мост открыт."


def test_polls_and_files_are_evidence() -> None:
    with_poll = article(Message(5, above=poll("Нужен ли мост?", "Да", "Нет")))
    assert with_poll.headline == "Нужен ли мост?"
    assert with_poll.article_body.split("\n")[0] == "Нужен ли мост?"
    ((question, _),) = evidence(with_poll, "poll")
    assert question.startswith("Нужен ли мост?; 50%")
    with_file = article(Message(6, "Проект моста.", above=document("most.pdf")))
    ((title, _),) = evidence(with_file, "file")
    assert title.startswith("most.pdf")


def test_views_and_reactions_are_numbers() -> None:
    extracted = article(Message(7, TEXT, views="12.3K", reactions=(("👍", "1.2K"), ("❤", "7"))))
    assert extracted.engagement is not None
    assert extracted.engagement.views == 12_300
    assert extracted.engagement.reactions == (("👍", 1200), ("❤", 7))


@pytest.mark.parametrize(
    ("text", "number"),
    [("1.4K", 1400), ("1,2К", 1200), ("12 345", 12_345), ("2M", 2_000_000), ("7", 7), ("", None),
     ("много", None), ("1.2.3K", None)],
)  # fmt: skip
def test_rounded_numbers_are_read(text: str, number: int | None) -> None:
    assert read_count(text) == number


def test_the_signature_is_the_author_and_the_edit_is_evidence() -> None:
    extracted = article(Message(8, TEXT, author="Анна Ким", is_edited=True))
    assert extracted.authors == ("Анна Ким",)
    assert evidence(extracted, "date_modified") == [("edited", "post")]
    unedited = article(Message(8, TEXT, author="Анна Ким"))
    assert evidence(unedited, "date_modified") == []


def test_advertising_is_marked() -> None:
    extracted = article(Message(9, "Окна со скидкой.<br/>Реклама. ООО «Окна», ИНН 5800000000"))
    assert extracted.is_advertising
    assert extracted.article_body == "Окна со скидкой."


def test_a_post_by_itself_is_read_alike_and_a_removed_one_is_recognised() -> None:
    channel = Channel("penza_today", [Message(4, TEXT)])
    by_itself = read_article(channel.embed(4), "https://t.me/penza_today/4")
    assert by_itself.article_body == article(Message(4, TEXT)).article_body
    assert is_removed(tree_of(channel.embed(5)))
    assert not is_removed(tree_of(channel.embed(4)))


def test_a_page_of_an_outlet_that_shows_a_post_is_an_article_of_the_outlet() -> None:
    embedded = Message(4, TEXT).markup("penza_today")
    story = "<p>Мэрия рассказала о ремонте моста через Суру и назвала сроки работ.</p>" * 6
    body = f"<html><body><h1>Мост закроют на год</h1>{story}{embedded}</body></html>"
    extracted = read_article(body, "https://gazeta.example/news/4")
    assert extracted.headline == "Мост закроют на год"


def test_a_service_message_by_itself_is_no_article() -> None:
    channel = Channel("penza_today", [Message(1, "Channel created", is_service=True)])
    reading = read_page(Page("https://t.me/penza_today/1", channel.embed(1).encode()))
    assert reading.outcome is Outcome.NOT_ARTICLE


def test_the_card_of_a_link_is_no_text_and_no_picture_of_the_post() -> None:
    card = link_preview("https://gazeta.example/news/12", "Мост открыт")
    extracted = article(Message(4, "Подробности на сайте.", below=card))
    assert extracted.article_body == "Подробности на сайте."
    assert extracted.is_based_on == "https://gazeta.example/news/12"
    assert extracted.main_image is None


@pytest.mark.parametrize(
    ("url", "is_its_page"),
    [
        ("https://t.me/Penza/57", True),
        ("https://t.me/s/penza/57", True),
        ("https://penza.t.me/57", True),
        ("https://t.me/penza/58", False),
        ("https://t.me/saransk/57", False),
        ("https://gazeta.example/news/57", False),  # an outlet's page that embeds the post
    ],
)
def test_the_page_of_a_post_is_known_by_its_address(url: str, is_its_page: bool) -> None:
    message = Message(57, "Мост открыт.", datetime(2026, 11, 20, 12, tzinfo=UTC))
    page = tree_of(Channel("penza", [message]).embed(57))
    assert (post_in(page, url) is not None) is is_its_page
