"""Tests for Cyrillic words in Latin letters."""

import pytest

from pipelines.parsing.transliteration import in_latin_letters


@pytest.mark.parametrize(
    ("text", "latin"),
    [
        ("Щука в Чите", "schuka v chite"),
        ("Їжак", "izhak"),
        ("Љубав", "ljubav"),
        ("Қазақ", "kazak"),
        ("Straße ÉTÉ", "strasse ete"),
        ("Գյումրի", "գյումրի"),  # other alphabets stay
    ],
)
def test_words_are_written_as_in_addresses(text: str, latin: str) -> None:
    assert in_latin_letters(text) == latin
