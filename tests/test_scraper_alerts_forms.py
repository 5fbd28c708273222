"""Tests the text of messages, and their forms for mail, Telegram and webhooks."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.model import Status, brings_nothing
from scraper.alerts.forms import MAX_LISTED, MAX_TELEGRAM_CHARS, RenderedMessage, render_message
from scraper.alerts.wording import Style
from storage.browse.i18n.languages import LANGUAGES, language_of
from storage.browse.i18n.statuses import describe
from storage.search.alerts import Alert
from storage.search.notices import Notice
from tests.sample_news import NEW_BRIDGE_TEXT

RUSSIAN = Style("ru", "https://news.example")
BRIDGES = Alert("bridges", "мосты", name="Мосты")
NOTICE = Notice(
    kind="story",
    headline="Новый мост через Суру",
    source_id="sura-press",
    source_name="Сура-пресс",
    region="RU-PNZ",
    region_name="Пензенская область",
    timezone="Europe/Moscow",
    story_id="bridge",
    article_id=7,
    url="https://sura-press.example/most",
    body=NEW_BRIDGE_TEXT,
    language="ru",
    at="2026-11-23T11:20:00Z",
    article_count=6,
    source_count=5,
)


def rendered(*notices: Notice, style: Style = RUSSIAN, alert: Alert = BRIDGES) -> RenderedMessage:
    return render_message("urn:x", alert, notices, style)


def test_a_message_has_excerpt_outlets_links_and_alert() -> None:
    text = rendered(NOTICE).text.split("\n")
    assert rendered(NOTICE).title == "Новый мост через Суру"
    assert text[0].startswith("В Пензе открыли движение по новому мосту")
    assert text[1:] == [
        "Сура-пресс · 23 ноября, 14:20 · Пензенская область",
        "5 изданий, первым: Сура-пресс",
        "Сюжет: https://news.example/story/bridge",
        "Оригинал: https://sura-press.example/most",
        "",
        "Подписка: Мосты",
    ]
    english = rendered(NOTICE, style=Style("en")).text
    assert "5 outlets, first: Сура-пресс" in english
    assert "23 November, 14:20" in english
    assert "Story:" not in english, "without a site there is no page to link"


def test_the_words_are_marked_in_the_form_of_each_receiver() -> None:
    message = rendered(NOTICE)
    assert "Новый <mark>мост</mark>" in message.html
    assert "новому <b>мосту</b>" in message.telegram
    assert "<mark>мосту</mark>" in message.payload["items"][0]["excerpt_html"]
    assert "<" not in message.payload["items"][0]["excerpt"]


def test_scraped_text_becomes_no_markup_and_no_script() -> None:
    hostile = replace(
        NOTICE, headline="<b>x</b><script>", body="<img onerror=1>", url="javascript:alert(1)",
        source_name="<i>",
    )  # fmt: skip
    for form in (
        rendered(hostile).html,
        rendered(hostile).telegram,
        rendered(hostile, hostile).telegram,
    ):
        assert not re.search(r"<script|<img|<i>|javascript:", form)
    assert rendered(hostile).payload["items"][0]["url"] is None


def test_each_kind_of_find_has_its_own_text() -> None:
    edit = replace(NOTICE, kind="edit", former_headline="Мост закрыли")
    silent = replace(NOTICE, kind="silent-outlet", headline="Сура-пресс", status="dns_error")
    assert rendered(edit).title == "Правка: Новый мост через Суру"
    assert "Было: Мост закрыли" in rendered(edit).text
    assert "Сюжет: https://news.example/article/7" in rendered(edit).text
    assert rendered(replace(NOTICE, kind="removal")).title == "Удалено: Новый мост через Суру"
    assert "Последняя новая публикация: 23 ноября, 14:20" in rendered(silent).text
    assert rendered(silent).payload["items"][0]["page"] == "https://news.example/source/sura-press"


def test_a_silent_outlet_is_explained_in_the_language_of_the_message() -> None:
    silent = replace(
        NOTICE, kind="silent-outlet", headline="Сура-пресс", status="http_error",
        detail="https://sura-press.example/rss: 503",
    )  # fmt: skip
    russian, english = rendered(silent).text, rendered(silent, style=Style("en")).text
    assert (
        "Что видно: сайт отвечает ошибкой: https://sura-press.example/rss. Что делать:" in russian
    )
    assert "What is seen: https://sura-press.example/rss: 503. What to do: Look at" in english
    for text in (russian, english):
        assert "`scrapy add-source --again sura-press`" in text


@pytest.mark.parametrize(
    "status", sorted(status for status in Status if brings_nothing(status, failures=9))
)
def test_no_russian_message_explains_a_silence_in_english(status: Status) -> None:
    detail = "its addresses redirect to news.example"
    cause, action = describe(status, detail, "sura", LANGUAGES["ru"])
    names = ("add-source --again sura", "news.example", "Russian Trusted Root CA",
             "article_pattern", "verify_certificates = false", "render = true",
             "NEWS_ALLOWED_NETWORKS", "sources.toml", "robots.txt",
             "scrapy", "CSS", "body", "t.me/s/")  # fmt: skip
    for name in names:
        cause, action = cause.replace(name, ""), action.replace(name, "")
    assert not re.search("[A-Za-z]", cause + action)
    assert cause
    assert action


def test_a_list_names_every_find_and_how_many_were_left_out() -> None:
    many = rendered(*[NOTICE] * (MAX_LISTED + 4))
    assert many.title == "Мосты: 104 сюжета"
    assert many.text.count("• ") == many.html.count("<h3>") == MAX_LISTED
    assert "и ещё 4" in many.text
    assert "и ещё 4" in many.html
    assert len(many.payload["items"]) == MAX_LISTED + 4
    assert re.search(r"и ещё \d+$", many.telegram)


@given(st.lists(st.tuples(st.text(max_size=3000), st.text(max_size=300)), min_size=1, max_size=60))
def test_no_message_is_longer_than_telegram_takes(texts: list[tuple[str, str]]) -> None:
    notices = [replace(NOTICE, headline=head, source_name=name) for head, name in texts]
    assert len(rendered(*notices).telegram) <= MAX_TELEGRAM_CHARS


@pytest.mark.parametrize(
    ("number", "expected"),
    [(1, "1 сюжет"), (2, "2 сюжета"), (5, "5 сюжетов"), (11, "11 сюжетов"), (12, "12 сюжетов"),
     (21, "21 сюжет"), (104, "104 сюжета"), (112, "112 сюжетов")],
)  # fmt: skip
def test_numbers_of_stories_have_russian_plurals(number: int, expected: str) -> None:
    assert RUSSIAN.count(number, "story") == expected


def test_the_language_is_that_of_most_sources_unless_set() -> None:
    english, russian = ("en", "GB-LND"), (None, "RU-PNZ")
    assert language_of(None, [russian, russian, english]) == "ru"
    assert language_of(None, [english, english, russian]) == "en"
    assert language_of("en", [russian]) == "en"
