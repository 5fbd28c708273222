"""Tests when the headlines of two articles decide whether their texts are copies."""

import pytest

from pipelines.copies.compared_text import ComparedText
from pipelines.copies.headlines import are_unrelated, headline_stems, headlines_agree
from pipelines.copies.verdict import Reason, compare

# A lead and its headline, in one language each.
LEADS = {
    "ru": [
        ("Снегопад остановил транспорт", "Снегопад остановил движение на въезде в Шадринск."),
        ("Добрые дела школы", "Школьники собрали вещи для приюта бездомных животных."),
    ],
    "en": [
        ("Snow closes ring road", "Heavy snow has brought traffic on the ring road to a halt."),
        ("Children help animals", "Pupils have collected blankets for the local shelter."),
    ],
}
STUBS = {
    "ru": "Комментарии закрыты. Оставить отзыв можно по телефону редакции или на почту. "
    "Присылайте фотографии и видео очевидцев, самые интересные мы обязательно опубликуем на сайте.",
    "en": "We use cookies to give you the best experience on our website. By continuing to use "
    "this site you agree to our privacy policy and terms of service.",
}
FLOOD = (
    "В июне прошлого года паводок размыл дамбу на Исети, и вода затопила сто двадцать дворов. "
    "Режим чрезвычайной ситуации действовал три недели, людей вывозили лодками. Жителям выплатили "
    "пособия, а новую дамбу подняли на полтора метра. Деньги на неё выделил федеральный центр, "
    "подрядчиком стал местный дорожный трест. Осенью сооружение выдержало первый подъём воды."
)
BOOK = "Краевед Зырянова издала книгу о мельницах уезда. Тираж разошёлся за две недели."
FINE = "Суд оштрафовал рыбака за сеть длиной сорок метров. Улов из карасей выпустили обратно."


@pytest.mark.parametrize("language", LEADS)
def test_different_leads_before_one_stub_are_no_copies(language: str) -> None:
    (headline, lead), (other_headline, other_lead) = LEADS[language]
    one, other = (ComparedText(f"{text} {STUBS[language]}") for text in (lead, other_lead))
    verdict = compare(one, other, headlines=(headline, other_headline))
    assert verdict.reason is Reason.HEADLINES
    assert compare(one, other, headlines=(headline, headline)).same


@pytest.mark.parametrize(
    "marker", ["Отметим, что", "Между тем", "К слову,", "Ранее «Заря» писала:"]
)
def test_background_after_any_words_makes_no_copy_of_other_news(marker: str) -> None:
    one, other = (ComparedText(f"{news}\n{marker} {FLOOD}") for news in (BOOK, FINE))
    headlines = ("Вышла книга о мельницах", "Рыбака наказали за сеть")
    assert not compare(one, other, headlines=headlines).same
    assert not compare(other, one, headlines=headlines[::-1]).same


def test_an_outlet_may_put_its_own_lead_and_headline_before_the_text_of_an_agency() -> None:
    agency, outlet = ComparedText(FLOOD), ComparedText(f"{BOOK} {FLOOD}")
    headlines = ("Дамба на Исети выдержала подъём воды", "Вышла книга о мельницах")
    assert compare(agency, outlet, headlines=headlines).same
    assert compare(ComparedText(f"{FINE} {FLOOD}"), outlet, headlines=headlines).same


def test_texts_that_begin_alike_are_copies_under_any_headlines() -> None:
    one, other = ComparedText(f"{FLOOD} {BOOK}"), ComparedText(f"{FLOOD} {FINE}")
    assert compare(one, other, headlines=("Читайте сегодня", "Новости недели")).same


def test_a_headline_of_short_words_agrees_with_no_other_headline() -> None:
    assert headline_stems("ДТП") == {"дтп"}
    assert not headlines_agree("ДТП", "Открыли новый мост")
    assert headlines_agree("ДТП", "Дтп")
    assert headline_stems("В суд на ЖЭК") == {"в", "суд", "на", "жэк"}
    assert headline_stems("Суд и мэр 2026") == {"2026"}


def test_a_stub_under_a_headline_of_short_words_is_no_copy() -> None:
    stub = ComparedText("Подробности смотрите в нашем видеосюжете.")
    assert not compare(stub, stub, headlines=("ДТП", "Открыли новый мост")).same


def test_headlines_are_related_if_one_of_them_has_a_word_of_its_own_body() -> None:
    headlines = ("Паводок отступил", "Рыбака наказали")
    assert are_unrelated(headlines, (frozenset(["дамба"]), frozenset(["сеть"])))
    assert not are_unrelated(headlines, (frozenset(["паводка"]), frozenset(["сеть"])))
