"""Tests the examples of the words that show the kind of an address."""

import re

import pytest

from scraper.discovery import address_words as words


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (words.SERVICE, "registratsiya"),
        (words.SERVICE, "karta-sayta"),
        (words.SERVICE, "o-redaktsii"),
        (words.SERVICE, "reklama-na-sayte"),
        (words.SERVICE, "politika-obrabotki-personalnyh-dannyh"),
        (words.SERVICE, "polzovatelskoe-soglashenie"),
        (words.SERVICE, "prislat-novost"),
        (words.SERVICE_CYRILLIC, "обратная-связь"),
        (words.SERVICE_OR_NEWS, "tarify-na-reklamu"),
        (words.SERVICE_OR_NEWS, "правила-сайта"),
        (words.OVERVIEW_PARENTS, "metki"),
        (words.THEME_PARENTS, "rubriki"),
        (words.OVERVIEW_WORDS, "novosti"),
        (words.PAGING, "page"),
        (words.ID_QUERY, "news_id"),
    ],
)
def test_the_example_of_a_pattern_matches_it(pattern: re.Pattern[str], text: str) -> None:
    assert pattern.fullmatch(text)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (words.SERVICE, "reklama-mosta"),
        (words.SERVICE_OR_NEWS, "tarify-na-gaz-vyrastut"),
        (words.OVERVIEW_WORDS, "novosti-penzy"),
    ],
)
def test_the_name_of_an_article_does_not_match(pattern: re.Pattern[str], text: str) -> None:
    assert pattern.fullmatch(text) is None
