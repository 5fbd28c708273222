"""Text is NFC, visible and written in one alphabet a word."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.parsing.encoding import decode
from pipelines.parsing.text import clean, line

RUSSIAN = "Жители Зареченска увидели, как ёж перешёл дорогу у рынка; движение остановили на час."


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("сло\u00adво", "слово"),
        ("и\u0306 и е\u0308", "й и ё"),
        ("Моcква", "Москва"),
        ("Tоварищ", "Товарищ"),
        ("iPhone и СNN", "iPhone и CNN"),
        ("двадцать\u00a0рублей", "двадцать рублей"),
        ("нуле\u200bвой", "нулевой"),
    ],
)
def test_text_is_made_readable_and_searchable(raw: str, expected: str) -> None:
    assert clean(raw) == expected


@given(st.text(max_size=200))
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(st.text(max_size=200))
def test_clean_text_is_nfc_and_a_line_has_no_breaks(text: str) -> None:
    assert unicodedata.is_normalized("NFC", clean(text))
    assert "\n" not in line(text)
    assert line(text) == line(text).strip()


@pytest.mark.parametrize(
    "declared", [None, "utf-8", "windows-1251", "koi8-r", "iso-8859-1", "utf-16le"]
)
@pytest.mark.parametrize("actual", ["utf-8", "windows-1251", "koi8-r"])
def test_russian_is_read_whatever_the_page_declares(actual: str, declared: str | None) -> None:
    assert decode(RUSSIAN.encode(actual), declared) == RUSSIAN


@given(st.binary(max_size=400), st.sampled_from([None, "utf-8", "koi8-r", "x-unknown", "utf-16"]))
def test_no_bytes_break_the_decoder(body: bytes, declared: str | None) -> None:
    assert isinstance(decode(body, declared), str)
