"""Tests which words are known first names, patronymics, places, and names of one thing."""

import pytest

from pipelines.copies.tokens import fold
from pipelines.copies.values.known_names import (
    is_first_name,
    is_patronymic,
    named_things,
    place_kind,
)


@pytest.mark.parametrize("word", ["Сергей", "Сергея", "Марии", "Игорем", "Ольгу"])
def test_cases_of_first_names_are_known(word: str) -> None:
    assert is_first_name(fold(word))


@pytest.mark.parametrize("word", ["Сергеев", "Иванову", "Марийский", "трамвай"])
def test_surnames_and_other_words_are_no_first_names(word: str) -> None:
    assert not is_first_name(fold(word))


@pytest.mark.parametrize("word", ["Петрович", "Петровича", "Ивановне", "Ильиничной"])
def test_cases_of_patronymics_are_known(word: str) -> None:
    assert is_patronymic(fold(word))


@pytest.mark.parametrize(
    ("word", "kind"),
    [("России", "country"), ("российский", "country"), ("Самаре", "town"), ("мостом", "")],
)
def test_forms_of_places_are_known_with_their_kind(word: str, kind: str) -> None:
    assert place_kind(fold(word)) == kind


def test_names_of_one_thing_have_one_number() -> None:
    def numbers(text: str) -> set[int]:
        return {number for number, _ in named_things([fold(word) for word in text.split()])}

    short, full = numbers("посольство США"), numbers("Соединённых Штатов Америки")
    assert short
    assert short & full
    assert not short & numbers("посольство РФ")
