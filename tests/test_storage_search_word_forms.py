"""Tests the forms of a word, with and without the dictionary."""

import pytest

from storage.search import word_forms as word_forms_module
from storage.search.expression import asked_words
from storage.search.query_tree import Term
from storage.search.word_forms import WordForms, word_forms


@pytest.mark.parametrize(
    ("word", "form"),
    [
        ("Татарстан", "татарстане"), ("Газпрома", "газпром"), ("Сергей", "сергея"),
        ("Курган", "кургане"), ("елец", "ельца"), ("Гадолиниевск", "гадолиниевске"),
        ("ёж", "ежа"), ("Росатом", "росатома"),
    ],
)  # fmt: skip
def test_the_forms_of_a_word_are_found(word: str, form: str) -> None:
    assert form in word_forms(word).forms


@pytest.mark.parametrize("word", ["Windows", "2026", "", "щ" * 100, "тест1", "қала"])
def test_a_text_that_is_no_russian_word_has_no_forms(word: str) -> None:
    assert word_forms(word) == WordForms()


def test_an_unlikely_reading_of_a_name_adds_no_forms() -> None:
    assert "ивана" not in word_forms("Иванов").forms


def test_a_word_is_known_only_if_the_dictionary_has_it() -> None:
    assert word_forms("мост").is_known
    assert not word_forms("Гадолиниевск").is_known


def test_a_short_stem_of_a_known_word_is_not_looked_for() -> None:
    stems, forms = asked_words(Term(("Дания",)), frozenset({"russian"}))
    assert stems == frozenset()
    assert "данию" in forms


def test_without_the_dictionary_words_are_searched_by_stem(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_forms_module, "has_dictionary", lambda: False)
    word_forms.cache_clear()
    try:
        assert asked_words(Term(("Дании",)), frozenset({"russian"})) == (
            frozenset({"дан"}), frozenset({"дании"}),
        )  # fmt: skip
    finally:
        word_forms.cache_clear()
