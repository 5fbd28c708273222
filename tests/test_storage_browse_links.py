"""Tests that scraped addresses are safe."""

import pytest

from storage.browse.links import host, paragraphs, query_string, web_address, with_code


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


def test_empty_values_are_left_out_of_a_query() -> None:
    assert query_string(q="мост", page=None, region="") == "?q=%D0%BC%D0%BE%D1%81%D1%82"
    assert query_string(page=None) == ""


def test_paragraphs_are_lines_with_text() -> None:
    assert paragraphs("Раз.\n \nДва.") == ["Раз.", "Два."]
    assert paragraphs(None) == []


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("set `date` there", "set <code>date</code> there"),
        ("`<b>` & <i>", "<code>&lt;b&gt;</code> &amp; &lt;i&gt;"),
        ("no code", "no code"),
    ],
)
def test_words_between_grave_accents_are_code(text: str, html: str) -> None:
    assert str(with_code(text)) == html
