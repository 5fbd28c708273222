"""Tests that any markup gives one tree with all its text."""

import pytest

from pipelines.parsing.html import parse, reveal_text, unwrap_noindex

TEXT = "Движение по мосту откроют в мае. " * 20


@pytest.mark.parametrize("text", ["", "  \n", "<!-- -->"])
def test_a_page_without_elements_has_no_text(text: str) -> None:
    tree = parse(text)
    assert tree is None or not tree.text_content().strip()


def test_markup_deeper_than_the_parser_supports_is_flattened() -> None:
    tree = parse("<div>" * 3000 + TEXT + "</div>" * 3000)
    assert tree is not None
    assert TEXT.strip() in tree.text_content()


def test_noindex_is_replaced_by_its_content() -> None:
    tree = parse("<p>а<noindex>б</noindex>в</p>")
    assert tree is not None
    unwrap_noindex(tree)
    assert tree.find(".//noindex") is None
    assert tree.text_content() == "абв"


@pytest.mark.parametrize("tag", ["button", "select", "noscript", "template"])
@pytest.mark.parametrize(("text", "is_revealed"), [(TEXT, True), ("Принять", False)])
def test_a_hidden_element_becomes_a_box_if_it_holds_the_text(
    tag: str, text: str, is_revealed: bool
) -> None:
    tree = parse(f"<body><p>Новости</p><{tag}><p>{text}</p></{tag}></body>")
    assert tree is not None
    reveal_text(tree)
    assert (tree.find(f".//{tag}") is None) is is_revealed
