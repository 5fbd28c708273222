"""Tests that the posts of a channel's preview are read with their text and facts."""

import re
from datetime import UTC, datetime
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import HtmlElement

from pipelines.extraction.posts.article import post_in
from pipelines.extraction.posts.linked_article import linked_article
from pipelines.extraction.posts.markup import read_count
from pipelines.extraction.posts.preview import (
    ChangedMarkupError,
    is_card,
    is_removed,
    read_preview,
    reason_without_preview,
)
from pipelines.extraction.posts.text import Line, Run
from pipelines.extraction.read_page import read_page
from pipelines.model import Article, Outcome, Page, Preview
from pipelines.parsing.html import parse
from tests.telegram import (
    Channel,
    Message,
    album,
    card_page,
    document,
    forwarded,
    link_preview,
    photo,
    poll,
    preview_page,
    reply,
    sticker,
    video,
)

URL = "https://t.me/s/penza_today"
TEXT = "<b>В Пензе открыли мост</b><br/><br/>Движение началось в 8 утра.<br/>Мост строили год."


def tree_of(html: str) -> HtmlElement:
    tree = parse(html)
    assert tree is not None
    return tree


def preview(channel: Channel, url: str = URL) -> Preview:
    found = read_preview(tree_of(channel.page()), url)
    assert found is not None
    return found


def article(message: Message) -> Article:
    """Return the article of a message as the crawl reads it: from its markup in the preview."""
    shown = preview(Channel("penza_today", [message])).posts
    assert len(shown) == 1
    reading = read_page(Page(shown[0].url, shown[0].markup, encoding="utf-8"))
    assert reading.article is not None
    return reading.article


def evidence(found: Article, fact: str) -> list[tuple[str, str]]:
    return [(one.value, one.found_in) for one in found.evidence if one.fact == fact]


def test_a_post_is_an_article_with_its_address_time_headline_and_lines() -> None:
    time = datetime(2026, 11, 20, 5, 30, 12, tzinfo=UTC)
    found = article(Message(12, TEXT, time))
    assert found.url == "https://t.me/penza_today/12"
    assert found.date_published == time
    assert found.headline == "В Пензе открыли мост"
    assert evidence(found, "headline") == [(found.headline, "made-of-text: first-bold-line")]
    assert found.article_body.split("\n") == [
        "В Пензе открыли мост",
        "Движение началось в 8 утра.",
        "Мост строили год.",
    ]
    assert found.article_markdown == (
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
    found = article(Message(1, text))
    assert evidence(found, "headline") == [(headline, f"made-of-text: {made_from}")]


def test_a_long_headline_is_cut_at_a_word() -> None:
    found = article(Message(1, "слово " * 100))
    assert re.fullmatch(r"(?:слово ?){20,30}…", found.headline)


def test_emoji_spoilers_and_code_are_text_and_an_emoji_is_not_bold() -> None:
    text = (
        'Мост <i class="emoji" style="x"><b>👍</b></i> <tg-spoiler>открыт</tg-spoiler> '
        "<code>8:00</code><blockquote>Цитата мэра</blockquote>Дальше"
    )
    found = article(Message(1, text))
    assert found.article_body == "Мост 👍 открыт 8:00\nЦитата мэра\nДальше"
    assert "**" not in (found.article_markdown or "")


def test_links_are_kept_and_searches_for_hashtags_are_not() -> None:
    text = (
        'Читайте <a href="https://gazeta.example/news/12?a=1&amp;amp;b=2" target="_blank">на сайте'
        '</a> и <a href="?q=%23мост">#мост</a>, пишите <a href="https://t.me/gorod">@gorod</a>'
    )
    found = article(Message(1, text))
    assert found.article_markdown == (
        "Читайте [на сайте](https://gazeta.example/news/12?a=1&b=2) и \\#мост, пишите"
        " [@gorod](https://t.me/gorod)"
    )
    assert found.is_based_on == "https://gazeta.example/news/12?a=1&b=2"
    assert evidence(found, "is_based_on") == [(found.is_based_on, "link")]


def test_a_quoted_post_is_not_the_text_of_its_reply() -> None:
    found = article(Message(2, "Мост снова закрыт.", above=reply("Мост открыли сегодня утром…")))
    assert found.article_body == "Мост снова закрыт."
    assert found.main_image is None


def test_a_forwarded_post_names_its_origin() -> None:
    above = forwarded("Прокуратура области", "https://t.me/prokuror58/77", "И. Ким")
    found = article(Message(3, TEXT, above=above))
    assert found.credit_text == "Прокуратура области (И. Ким)"
    assert found.is_based_on == "https://t.me/prokuror58/77"
    user = article(Message(3, TEXT, above=forwarded("Иван")))
    assert (user.credit_text, user.is_based_on) == ("Иван", None)


def test_an_album_is_one_post_with_its_caption_once() -> None:
    channel = Channel(
        "penza_today",
        [Message(10, TEXT, above=album(10, 8), span=8, has_nested_text=True), Message(18, TEXT)],
    )
    found = preview(channel)
    assert [post.number for post in found.posts] == [10, 18]
    reading = read_page(Page(found.posts[0].url, found.posts[0].markup, encoding="utf-8"))
    assert reading.article is not None
    assert reading.article.article_body.count("Движение началось") == 1
    assert reading.article.main_image == "https://cdn.example/photo-10.jpg"
    assert len(evidence(reading.article, "main_image")) == 8


def test_a_video_gives_its_picture_and_neither_a_time_nor_a_notice() -> None:
    found = article(Message(4, "Мост открыт.", above=video(1)))
    assert found.main_image == "https://cdn.example/thumb-1.jpg"
    assert found.date_published == datetime(2026, 11, 20, 5, 30, tzinfo=UTC)
    assert found.article_body == "Мост открыт."


def test_polls_and_files_are_evidence() -> None:
    asked = article(Message(5, above=poll("Нужен ли мост?", "Да", "Нет")))
    assert asked.headline == "Нужен ли мост?"
    assert asked.article_body.split("\n")[0] == "Нужен ли мост?"
    assert evidence(asked, "poll")[0][0].startswith("Нужен ли мост?; 50%")
    filed = article(Message(6, "Проект моста.", above=document("most.pdf")))
    assert evidence(filed, "file")[0][0].startswith("most.pdf")


def test_views_and_reactions_are_numbers() -> None:
    found = article(Message(7, TEXT, views="12.3K", reactions=(("👍", "1.2K"), ("❤", "7"))))
    assert found.engagement is not None
    assert found.engagement.views == 12_300
    assert found.engagement.reactions == (("👍", 1200), ("❤", 7))


@pytest.mark.parametrize(
    ("text", "number"),
    [("1.4K", 1400), ("1,2К", 1200), ("12 345", 12_345), ("2M", 2_000_000), ("7", 7), ("", None),
     ("много", None), ("1.2.3K", None)],
)  # fmt: skip
def test_rounded_numbers_are_read(text: str, number: int | None) -> None:
    assert read_count(text) == number


def test_the_signature_is_the_author_and_the_edit_is_evidence() -> None:
    found = article(Message(8, TEXT, author="Анна Ким", is_edited=True))
    assert found.authors == ("Анна Ким",)
    assert evidence(found, "date_modified") == [("edited", "post")]
    plain = article(Message(8, TEXT, author="Анна Ким"))
    assert evidence(plain, "date_modified") == []


def test_advertising_is_marked() -> None:
    found = article(Message(9, "Окна со скидкой.<br/>Реклама. ООО «Окна», ИНН 5800000000"))
    assert found.is_advertising
    assert found.article_body == "Окна со скидкой."


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
    found = preview(channel)
    assert [post.number for post in found.posts] == [4]
    assert found.numbers == (1, 2, 3, 4, 5)


def test_a_page_names_its_older_posts_by_the_lowest_number() -> None:
    channel = Channel("penza_today", [Message(n, TEXT) for n in range(3, 60)])
    assert preview(channel).before == 40
    assert preview(Channel("penza_today", channel.messages[:10])).before is None


@pytest.mark.parametrize(
    ("url", "post"),
    [
        ("http://127.0.0.1:8080/s/penza_today", "http://127.0.0.1:8080/penza_today/4"),
        ("http://mirror.example/tg/s/Penza_Today", "http://mirror.example/tg/penza_today/4"),
        ("https://telegram.me/s/penza_today", "https://t.me/penza_today/4"),
        ("https://penza_today.t.me/s/penza_today", "https://t.me/penza_today/4"),
        ("https://telegram.dog/penza_today", "https://t.me/penza_today/4"),
    ],
)
def test_any_host_can_serve_a_preview(url: str, post: str) -> None:
    found = preview(Channel("penza_today", [Message(4, TEXT)]), url)
    assert [one.url for one in found.posts] == [post]


def test_posts_of_another_channel_are_left_out() -> None:
    foreign = Channel("other_channel", [Message(4, TEXT)]).page()
    found = read_preview(tree_of(foreign), URL)
    assert found is not None
    assert found.posts == ()


def test_at_most_200_messages_of_a_page_are_read_the_newest_ones() -> None:
    messages = [Message(number, TEXT) for number in range(1, 211)]
    found = preview(Channel("penza_today", messages, page_size=210))
    assert len(found.posts) == 200
    assert found.posts[-1].url.endswith("/210")


def test_a_page_of_another_kind_is_no_preview() -> None:
    assert read_preview(tree_of("<p>Новости</p>"), URL) is None
    assert read_preview(tree_of(card_page("penza_today", "Пенза")), URL) is None


def test_a_preview_without_a_readable_message_raises_an_error() -> None:
    changed = Channel("penza_today", [Message(n, TEXT) for n in range(1, 21)]).page()
    changed = changed.replace("js-message_text", "new").replace("message_text", "message_words")
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
)
def test_a_card_tells_why_there_is_no_preview(card: str, reason: str) -> None:
    assert is_card(tree_of(card))
    assert reason in reason_without_preview(tree_of(card))


def test_a_post_by_itself_is_read_alike_and_a_removed_one_is_recognised() -> None:
    channel = Channel("penza_today", [Message(4, TEXT)])
    url = "https://t.me/penza_today/4"
    reading = read_page(Page(url, channel.embed(4).encode()))
    assert reading.article is not None
    assert reading.article.article_body == article(Message(4, TEXT)).article_body
    assert is_removed(tree_of(channel.embed(5)))
    assert not is_removed(tree_of(channel.embed(4)))


def test_an_outlets_page_that_shows_a_post_is_read_as_the_outlets() -> None:
    embedded = Message(4, TEXT).markup("penza_today")
    story = "<p>Мэрия рассказала о ремонте моста через Суру и назвала сроки работ.</p>" * 6
    body = f"<html><body><h1>Мост закроют на год</h1>{story}{embedded}</body></html>"
    reading = read_page(Page("https://gazeta.example/news/4", body.encode()))
    assert reading.article is None or reading.article.headline == "Мост закроют на год"


def test_a_service_message_by_itself_is_no_article() -> None:
    channel = Channel("penza_today", [Message(1, "Channel created", is_service=True)])
    reading = read_page(Page("https://t.me/penza_today/1", channel.embed(1).encode()))
    assert reading.outcome is Outcome.NOT_ARTICLE


@pytest.mark.parametrize(
    ("links", "card", "article"),
    [
        (["https://gazeta.example/news/12"], None, "https://gazeta.example/news/12"),
        (["https://gazeta.example/"], None, None),
        (["https://gazeta.example/donate"], None, None),
        (["https://vk.com/wall-1_2", "https://t.me/gorod/5"], None, None),
        (["https://a.example/news/1", "https://b.example/news/2"], None, None),
        (["https://a.example/n/1", "https://b.example/n/2"], "https://b.example/n/2",
         "https://b.example/n/2"),
        (["https://a.example/n/1", "https://www.a.example/n/1?utm_source=tg"], None,
         "https://www.a.example/n/1?utm_source=tg"),
    ],
)  # fmt: skip
def test_a_post_is_based_on_the_one_article_it_links_to(
    links: list[str], card: str | None, article: str | None
) -> None:
    line = Line((Run("Подробности есть здесь: "), *(Run("сайт", link=link) for link in links)))
    assert linked_article([line], card) == article


@pytest.mark.parametrize(
    "service",
    [
        "https://yandex.ru/maps/-/CDxyz12", "https://go.2gis.com/ab12", "https://2gis.ru/penza/firm/7",
        "https://www.google.com/maps/place/5", "https://maps.app.goo.gl/x1", "https://forms.gle/a1b2",
        "https://forms.yandex.ru/u/65f0/", "https://docs.google.com/forms/d/e/1/viewform",
        "https://pay.cloudtips.ru/p/5f1a", "https://boosty.to/penza/donate-1",
        "https://yoomoney.ru/to/4100", "https://messenger.online.sberbank.ru/sl/1a",
        "https://www.gosuslugi.ru/600374/1", "https://pos.gosuslugi.ru/lkp/polls/42",
        "https://apps.apple.com/ru/app/id1", "https://play.google.com/store/apps/details",
        "https://www.rustore.ru/catalog/app/1", "https://chat.whatsapp.com/K1", "https://max.ru/join/1",
        "https://invite.viber.com/g2/1", "https://www.tiktok.com/t/ZM1", "https://ok.ru/group/1",
    ],
)  # fmt: skip
def test_a_map_form_payment_or_messenger_is_no_article(service: str) -> None:
    line = Line((Run("Подробности "), Run("здесь", link=service)))
    assert linked_article([line], None) is None
    assert linked_article([line], service) is None
    paper = Line((Run("Мост закрыт: "), Run("статья", link="https://gazeta.example/news/1")))
    assert linked_article([paper, line], None) == "https://gazeta.example/news/1"


@pytest.mark.parametrize(
    "url",
    [
        "https://kuznetsk-r58.gosweb.gosuslugi.ru/novosti/novosti_12.html",
        "https://www.sberbank.ru/ru/press_center/all/article-12",
        "https://gazeta.example/maps/2026",
    ],
)
def test_news_beside_a_service_may_be_an_article(url: str) -> None:
    assert linked_article([Line((Run("Подробнее", link=url),))], None) == url


# Lines of posts, named after their links.
WITH_SOURCE = Line(
    (Run("Мост закрыли, "), Run("пишет газета", link="https://a.example/n/1"), Run("."))
)
READ_MORE, OTHER_READ_MORE = (
    Line((Run("Подробнее", link=f"https://a.example/n/{number}"),)) for number in (1, 2)
)
OWN_SITE = Line((Run("Наш сайт", link="https://b.example/about/us"),))
CLOSING = Line((
    Run("👉 "), Run("Подписаться", link="https://t.me/penza"), Run(" | "),
    Run("Прислать новость", link="https://b.example/send-news"),
))  # fmt: skip
WITH_OTHER_SOURCE = Line((Run("Виадук открыли, "), Run("пишут", link="https://a.example/n/2")))
PLAIN = Line((Run("Виадук открыли раньше срока."),))
LINKED_SENTENCE = Line((Run("Виадук через реку открыли", link="https://a.example/n/2"),))


@pytest.mark.parametrize(
    ("lines", "article"),
    [
        ([WITH_SOURCE, CLOSING], "https://a.example/n/1"),
        ([WITH_SOURCE, Line(()), OWN_SITE], "https://a.example/n/1"),
        ([WITH_SOURCE, OWN_SITE, CLOSING], "https://a.example/n/1"),
        ([PLAIN, READ_MORE, CLOSING], "https://a.example/n/1"),
        ([WITH_SOURCE, WITH_OTHER_SOURCE, CLOSING], None),
        ([WITH_SOURCE, LINKED_SENTENCE], None),
        ([PLAIN, READ_MORE, PLAIN, OTHER_READ_MORE], None),
        ([PLAIN, READ_MORE, PLAIN, OTHER_READ_MORE, CLOSING], None),
        ([PLAIN, OWN_SITE], "https://b.example/about/us"),
    ],
)
def test_a_closing_line_does_not_hide_the_article_linked_above(
    lines: list[Line], article: str | None
) -> None:
    assert linked_article(lines, None) == article


def test_the_card_of_a_link_is_no_text_and_no_picture_of_the_post() -> None:
    card = link_preview("https://gazeta.example/news/12", "Мост открыт")
    found = article(Message(4, "Подробности на сайте.", below=card))
    assert found.article_body == "Подробности на сайте."
    assert found.is_based_on == "https://gazeta.example/news/12"
    assert found.main_image is None


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
def test_no_markup_is_an_error(pieces: list[str]) -> None:
    tree = parse(preview_page("penza_today", "Пенза", "".join(pieces)))
    assert tree is not None
    found = read_preview(tree, URL)
    assert found is not None
    for post in found.posts:
        assert read_page(Page(post.url, post.markup, encoding="utf-8")).outcome in (
            Outcome.STORED,
            Outcome.NOT_ARTICLE,
        )


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
)
def test_a_hostile_text_takes_bounded_time(text: str) -> None:
    began = process_time()
    tree = tree_of(
        Channel("penza_today", [Message(n, text[: len(text) // 4]) for n in (1, 2)]).page()
    )
    found = read_preview(tree, URL)
    for post in found.posts if found else ():
        read_page(Page(post.url, post.markup, encoding="utf-8"))
    assert process_time() - began < 5


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
    assert (post_in(tree_of(Channel("penza", [message]).embed(57)), url) is not None) is is_its_page
