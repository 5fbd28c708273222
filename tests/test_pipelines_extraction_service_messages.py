"""Tests that a page of messages to the visitor is recognised by their share of its text."""

import re
import tomllib
from importlib import resources

import pytest

from pipelines.extraction.service_messages import (
    CHALLENGE,
    CONSENT,
    ERROR,
    PAYWALL,
    addresses_visitor,
    kind_of_headline,
    kind_of_title,
    messages_among,
    messages_in,
    reason_of,
)


@pytest.mark.parametrize(
    ("headline", "kind"),
    [
        ("Страница не найдена", ERROR),
        ("404", ERROR),
        ("Page not found", ERROR),
        ("Сторінку не знайдено", ERROR),
        ("В Пензе 500 школьников вышли на субботник", None),
        ("Рейс 410 сел в Самаре", None),
        ("Пропавший под Кузнецком рыбак не найден", None),
        ("", None),
    ],
)
def test_a_headline_is_a_message_only_as_a_whole(headline: str, kind: str | None) -> None:
    assert kind_of_headline(headline) == kind


def test_the_name_of_the_site_is_no_part_of_the_headline() -> None:
    assert kind_of_headline("Страница не найдена — Вести Сурска") is None
    assert kind_of_headline("Страница не найдена — Вести Сурска", ["Вести Сурска"]) == ERROR
    assert kind_of_title("Страница не найдена — Вести Сурска") == ERROR


def test_the_share_of_messages_counts_characters() -> None:
    news = "В Сурске открыли новый мост через реку."
    texts = ["Запрашиваемая страница не найдена.", news]
    messages = messages_in(texts, 0.4)
    assert messages is not None
    assert messages.kind == ERROR
    assert 0.4 < messages.share < 0.5
    assert messages_in(texts, 0.5) is None


def test_a_text_without_messages_has_none() -> None:
    assert messages_in(["Мост открыли в среду. Движение запустили вечером."], 0.0) is None
    assert messages_in([], 0.0) is None


def test_each_kind_has_a_reason_in_words() -> None:
    reasons = [reason_of(kind) for kind in (ERROR, CHALLENGE, CONSENT, PAYWALL)]
    assert reasons == ["error page", "anti-bot page", "consent page", "paywall notice"]


@pytest.mark.parametrize(
    "news",
    [
        "Новый раздел для взрослых читателей открылся в центральной библиотеке Пензы.",
        "Новий розділ для дорослих читачів відкрили у бібліотеці Полтави.",
        "С 1 января у вас могут заблокировать перевод на новую карту.",
        "Відтепер вам можуть заблокувати переказ на нову картку.",
    ],
)
def test_news_for_adults_and_of_blocked_payments_are_no_messages(news: str) -> None:
    assert messages_in([news], 0.5) is None


@pytest.mark.parametrize(
    "message",
    [
        "Этот раздел предназначен для взрослых.",
        "Цей матеріал лише для дорослих.",
        "У вас включена блокировка рекламы.",
        "Ви використовуєте блокувальник реклами.",
    ],
)
def test_checks_of_age_and_ad_blockers_are_messages(message: str) -> None:
    assert messages_in([message], 0.5) is not None


def test_no_phrase_has_a_capital_letter_since_texts_are_in_lower_case() -> None:
    phrases = resources.files("pipelines.extraction").joinpath("service_messages.toml")
    kinds = tomllib.loads(phrases.read_text("utf-8"))
    for kind in kinds.values():
        patterns = kind if isinstance(kind, list) else [*kind["sentences"], *kind["headlines"]]
        for pattern in patterns:
            letters = re.sub(r"\\.", "", pattern)  # without escapes such as \W
            assert letters == letters.lower()


@pytest.mark.parametrize(
    "text",
    [
        "Повні статті нашого видання відкриті після реєстрації, яку проходять один раз.",
        "Полные статьи на нашем сайте открыты после регистрации, которую проходят один раз.",
        "Полные статьи открыты, если в вашем браузере есть данные после регистрации.",
    ],
)
def test_all_forms_of_our_and_your_speak_to_the_visitor(text: str) -> None:
    assert messages_among(["Доступ до матеріалу обмежено.", text], 0.15, 0.75) == CHALLENGE


@pytest.mark.parametrize(
    ("text", "is_addressed"),
    [
        ("Eine Frau hat am Montag in Ulm ihre Tasche verloren.", False),
        ("Prüfen Sie Ihre Verbindung.", True),
        ("Dazu ist Ihr Browser nötig.", True),
        ("Никите Иванову вручили орден в Москве.", False),
        ("Аните Цой вручили премию в Пензе.", False),
        ("Во вторник, визите министра вопреки, встреча отменена.", False),
        ("Пожалуйста, обновите страницу.", True),
        ("Наша сборная победила команду Финляндии в Хельсинки.", False),
        ("Победу нашей молодёжной сборной отметили в Пензе.", False),
        ("Полные статьи есть на нашем сайте.", True),
        ("Сообщение получит наша редакция.", True),
        ("Check fraud suspect John Miller was arrested in Albany on Monday.", False),
        ("Check the address of this page.", True),
        ("Check your spelling.", True),
    ],
)
def test_orders_and_pronouns_address_the_visitor_and_words_like_them_do_not(
    text: str, is_addressed: bool
) -> None:
    assert addresses_visitor(text) is is_addressed
