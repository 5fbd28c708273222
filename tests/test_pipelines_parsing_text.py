"""Tests that text is NFC, has no invisible characters, and one alphabet in each word."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.parsing.text import normalized_line


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("сло\u00adво", "слово"),
        ("и\u0306 и е\u0308", "й и ё"),
        ("Моcква", "Москва"),
        ("Tоварищ", "Товарищ"),
        ("iPhone и СNN", "iPhone и CNN"),
        ("Faceboo\u043a и \u0423ouTube", "Facebook и YouTube"),
        ("двадцать\u00a0рублей", "двадцать рублей"),
        ("нуле\u200bвой", "нулевой"),
    ],
)
def test_text_is_made_readable_and_searchable(raw: str, expected: str) -> None:
    assert normalized_line(raw) == expected


@given(st.text(max_size=200))
def test_a_line_is_nfc_and_has_no_breaks(text: str) -> None:
    assert unicodedata.is_normalized("NFC", normalized_line(text))
    assert "\n" not in normalized_line(text)
    assert normalized_line(text) == normalized_line(text).strip()
