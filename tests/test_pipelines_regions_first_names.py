"""Tests which words are first names before a surname that looks like an adjective of a place."""

import pytest

from pipelines.regions.first_names import first_names, is_name_before


@pytest.mark.parametrize(
    ("word", "surname", "is_name"),
    [
        ("роман", "брянский", True),
        ("романа", "брянского", True),
        ("роман", "брянского", False),  # a novel by an author from Bryansk
        ("роман", "тверской", True),
        ("любовь", "тверской", False),
        ("вера", "томская", True),
        ("вчера", "томская", False),
        ("полиция", "томская", False),
    ],
)
def test_a_name_and_its_surname_have_one_case(word: str, surname: str, is_name: bool) -> None:
    assert is_name_before(word, surname) is is_name


def test_the_listed_names_are_no_common_words() -> None:
    names = set(first_names())
    assert {"Сергей", "Айгуль", "Anna"} <= names
    assert not {"Роман", "Вера", "Лев"} & names
