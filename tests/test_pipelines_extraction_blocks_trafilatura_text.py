"""Tests the copy of a page for trafilatura: it has all text but no lists of links."""

from hypothesis import given
from hypothesis import strategies as st
from lxml.html import fromstring

from pipelines.extraction.blocks.trafilatura_text import strip_scripts, text_by_trafilatura, thinned
from pipelines.parsing.html import parse

WORDS = "Мост через реку открыли для движения утром после ремонта."
MENU = "".join(f'<li><a href="/{n}">Раздел {n}</a></li>' for n in range(5))


def text_of_copy(body: str) -> str:
    """Return the text of the copy of a page, with single spaces."""
    copy = thinned(fromstring(f"<html><body>{body}</body></html>"))
    assert copy is not None
    return " ".join(copy.text_content().split())


def test_a_list_of_links_is_removed_and_the_text_after_it_stays() -> None:
    page = f"<p>{WORDS}</p><ul>{MENU}</ul>после<p>{WORDS}</p>"
    assert text_of_copy(page) == f"{WORDS}после{WORDS}"


def test_a_paragraph_with_links_stays() -> None:
    linked = f'<p>{WORDS} <a href="/1">Город</a>, <a href="/2">река</a>, <a href="/3">мост</a>.</p>'
    assert text_of_copy(linked) == f"{WORDS} Город, река, мост."


def test_text_after_an_empty_element_stays_whatever_characters_it_has() -> None:
    tree = parse("<html><body><p>до<i></i>&#1;после<span> </span> конец</p></body></html>")
    assert tree is not None
    copy = thinned(tree)
    assert copy is not None
    assert all(word in copy.text_content() for word in ("до", "после", "конец"))


def test_the_page_itself_keeps_its_elements() -> None:
    tree = parse(f"<body><time datetime=2026-01-02></time><ul>{MENU}</ul><p>{WORDS}</p></body>")
    assert tree is not None
    text_by_trafilatura(tree)
    assert tree.find(".//time") is not None
    assert len(tree.findall(".//li")) == 5


def test_scripts_and_controls_are_removed_but_not_the_text_after_them() -> None:
    tree = parse("<body><p>до<script>x()</script> и <button>Ещё</button>после</p></body>")
    assert tree is not None
    strip_scripts(tree)
    assert tree.text_content() == "до и после"


def test_a_page_of_too_many_elements_is_not_passed_on() -> None:
    tree = parse("<body>" + "<p>текст" * 13_000)
    assert tree is not None
    assert thinned(tree) is None


def element(tag: str, children: list[str], tail: str) -> str:
    return f"<{tag}>{''.join(children)}</{tag}>{tail}"


@given(st.recursive(
    st.text("аб &;#1<", max_size=6),
    lambda inner: st.builds(
        element, st.sampled_from(["p", "div", "span", "b"]), st.lists(inner, max_size=4),
        st.text("вг "),
    ),
    max_leaves=20,
))  # fmt: skip
def test_without_links_no_character_of_text_is_lost(body: str) -> None:
    tree = parse(f"<html><body><p>начало</p>{body}</body></html>")
    assert tree is not None
    text = tree.find("body").text_content()
    copy = thinned(tree)
    assert copy is not None
    assert "".join(copy.text_content().split()) == "".join(text.split())
