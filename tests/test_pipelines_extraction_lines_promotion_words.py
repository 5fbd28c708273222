"""Tests the examples of the words by which promotions are recognised."""

import re

import pytest

from pipelines.extraction.lines import promotion_words as words


@pytest.mark.parametrize(
    "text",
    ["Подпишитесь", "Присылайте фото", "Жмите", "Підписуйтесь", "Далучайцеся",
     "Арнамызға жазылыңыз!", "Kanalımızı takip edin", "Follow us", "Folgen Sie uns", "հետևե՛ք",
     "გამოიწერეთ", "Zapisz się", "Abonnez-vous", "Suscríbete", "Iscriviti", "Abonneer je",
     "Abonați-vă", "Последвайте ни"],
)  # fmt: skip
def test_a_request_is_recognised_in_each_language(text: str) -> None:
    assert words.REQUEST.search(text)


@pytest.mark.parametrize("text", ["Он просил: «Вы не читайте»", "Читатели следили за мостом"])
def test_a_verb_amid_a_clause_is_no_request(text: str) -> None:
    assert words.REQUEST.search(text) is None


@pytest.mark.parametrize(
    "text",
    ["Больше новостей", "Самые важные события", "Хотите узнавать первыми?", "Больше интересного",
     "Главное за день — здесь", "Понравилась статья?", "Новости города в нашем канале",
     "Мы в Телеграме", "The latest news", "Got a story?", "Найважливіші новини"],
)  # fmt: skip
def test_an_offer_begins_a_line(text: str) -> None:
    assert words.OFFER.search(text)
    assert words.OFFER.search(f"Вчера, {text}") is None


@pytest.mark.parametrize(
    "text",
    ["в Телеграме", "t.me/penza", "в Максе", "ВКонтакте", "Дзен", "на почту", "в приложении",
     "Яндекс", "в группе", "чат-бот", "podcast", "розсилка", "арнамыз", "kanalımız", "boletín"],
)  # fmt: skip
def test_a_channel_is_recognised(text: str) -> None:
    assert words.CHANNEL.search(text)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (words.WE_OR_YOU, "наш канал"),
        (words.WE_OR_YOU, "kanalımız"),
        (words.WE_OR_YOU, "сіздің"),
        (words.OUR, "нашій"),
        (words.OUR, "в вашей почте"),
        (words.LIKED, "Если материал показался вам полезным"),
        (words.LIKED, "Понравилась статья?"),
        (words.FRIENDS, "друзьям"),
        (words.WARNING, "мошенники"),
        (words.WARNING, "scam"),
        (words.REPORTED_SPEECH, "добавила она"),
        (words.REPORTED_SPEECH, "she said"),
        (words.PAST_VERB, "мэр ответил"),
        (words.PAST_VERB, "міністр відповів"),
        (words.PAST_VERB, "wójt odpowiedział"),
        (words.STATEMENT_END, "Мост откроют."),
        (words.ORDER, "Оформите подписку"),
        (words.PRICE, "99 руб"),
        (words.PRICE, "£5"),
        (words.SUBSCRIPTION_PERIOD, "за месяц"),
        (words.SUBSCRIPTION_PERIOD, "6 issues"),
        (words.AGE_MARK, "(16+)"),
        (words.OUTLET, "Информационное агентство"),
    ],
)
def test_the_example_of_a_pattern_matches_it(pattern: re.Pattern[str], text: str) -> None:
    assert pattern.search(text)


@pytest.mark.parametrize("text", ["Если вам пишут", "Если вам понравился товар", "Если наш"])
def test_a_condition_about_other_things_than_a_text_is_no_offer(text: str) -> None:
    assert words.OFFER.search(text) is None
    assert words.LIKED.search(text) is None


def test_a_word_for_the_reader_is_none_for_the_outlet() -> None:
    assert words.OUR.search("вам и вашим друзьям, to you") is None


@pytest.mark.parametrize("text", ["Канал газеты", "Материалы портала", "Kanał gminy", "Телеграм"])
def test_a_noun_is_no_verb_of_the_past(text: str) -> None:
    assert words.PAST_VERB.search(text) is None
