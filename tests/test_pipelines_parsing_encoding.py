"""Tests that bytes are decoded correctly, whatever encoding the page declares."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.parsing.encoding import decode

RUSSIAN = "Жители Зареченска увидели, как ёж перешёл дорогу у рынка; движение остановили на час."


@pytest.mark.parametrize(
    "declared", [None, "utf-8", "windows-1251", "koi8-r", "iso-8859-1", "utf-16le"]
)
@pytest.mark.parametrize("actual", ["utf-8", "windows-1251", "koi8-r"])
def test_russian_is_read_whatever_the_page_declares(actual: str, declared: str | None) -> None:
    assert decode(RUSSIAN.encode(actual), declared) == RUSSIAN


@settings(deadline=None)  # the first call imports Beautiful Soup
@given(st.binary(max_size=400), st.sampled_from([None, "utf-8", "koi8-r", "x-unknown", "utf-16"]))
def test_no_bytes_break_the_decoder(body: bytes, declared: str | None) -> None:
    assert isinstance(decode(body, declared), str)
