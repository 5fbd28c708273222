"""Tests that scraped addresses are safe, and numbers are in good English."""

import pytest

from storage.browse.links import count, host, paragraphs, query_string, web_address


@pytest.mark.parametrize(
    ("url", "address"),
    [
        (" https://penza.example/1 ", "https://penza.example/1"),
        ("javascript:alert(1)", None),
        ("https:///path", None),
        ("//penza.example/1", None),
        ("http://[", None),
        (None, None),
    ],
)
def test_only_web_addresses_become_links(url: str | None, address: str | None) -> None:
    assert web_address(url) == address


@pytest.mark.parametrize(
    ("url", "name"), [("https://www.penza.example/1", "penza.example"), ("data:,x", ""), (None, "")]
)
def test_host_is_shown_without_www(url: str | None, name: str) -> None:
    assert host(url) == name


@pytest.mark.parametrize(
    ("number", "noun", "many", "text"),
    [
        (1, "outlet", None, "1 outlet"),
        (1204, "story", "stories", "1,204 stories"),
        (0, "copy", "copies", "0 copies"),
    ],
)
def test_nouns_agree_with_their_number(number: int, noun: str, many: str | None, text: str) -> None:
    assert count(number, noun, many) == text


def test_empty_values_are_left_out_of_a_query() -> None:
    assert query_string(q="мост", page=None, region="") == "?q=%D0%BC%D0%BE%D1%81%D1%82"
    assert query_string(page=None) == ""


def test_paragraphs_are_lines_with_text() -> None:
    assert paragraphs("Раз.\n \nДва.") == ["Раз.", "Два."]
    assert paragraphs(None) == []
