"""Lines that are nothing but a date or an hour."""

import pytest

from pipelines.extraction.publication_date import is_dateline


@pytest.mark.parametrize(
    "text", ["7 июня 2024, 14:20", "Опубликовано: 07.06.2024", "17:40", "9:05", "8:15 p.m."]
)
def test_a_date_or_an_hour_alone_is_no_text(text: str) -> None:
    assert is_dateline(text)


@pytest.mark.parametrize("text", ["", "3:2", "17:60", "В 17:40 пошёл дождь", "Счёт 2:1", "112"])
def test_what_says_more_or_something_else_is_text(text: str) -> None:
    assert not is_dateline(text)
