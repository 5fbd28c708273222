"""Tests the copy of a page for trafilatura: it has all text but no lists of links."""

from hypothesis import given
from hypothesis import strategies as st

from pipelines.extraction.blocks.trafilatura_text import text_by_trafilatura, thinned
from pipelines.parsing.html import parse

WORDS = "Мост через реку открыли для движения утром после ремонта."
MENU = "".join(f'<li><a href="/{n}">Раздел {n}</a></li>' for n in range(5))


def left_of(body: str) -> str:
    """Return the text of the copy."""
    tree = parse(f"<html><body>{body}</body></html>")
    assert tree is not None
    page = thinned(tree)
    assert page is not None
    return " ".join(page.text_content().split())


def test_a_list_of_links_is_removed_and_the_text_after_it_stays() -> None:
    assert left_of(f"<p>{WORDS}</p><ul>{MENU}</ul>после<p>{WORDS}</p>") == f"{WORDS}после{WORDS}"


def test_a_paragraph_with_links_stays() -> None:
    linked = f'<p>{WORDS} <a href="/1">Город</a>, <a href="/2">река</a>, <a href="/3">мост</a>.</p>'
    assert left_of(linked) == f"{WORDS} Город, река, мост."


def test_text_after_an_empty_element_stays_whatever_characters_it_has() -> None:
    left = left_of("<p>до<i></i>&#1;после<span> </span> конец</p>")
    assert all(word in left for word in ("до", "после", "конец"))


def test_the_page_itself_keeps_its_elements() -> None:
    tree = parse(f"<body><time datetime=2026-01-02></time><ul>{MENU}</ul><p>{WORDS}</p></body>")
    assert tree is not None
    text_by_trafilatura(tree)
    assert tree.find(".//time") is not None
    assert len(tree.findall(".//li")) == 5


def test_a_page_of_too_many_elements_is_not_passed_on() -> None:
    tree = parse("<body>" + "<p>текст" * 13_000)
    assert tree is not None
    assert thinned(tree) is None


@given(st.recursive(
    st.text("аб &;#1<", max_size=6),
    lambda inner: st.tuples(
        st.sampled_from(["p", "div", "span", "b"]), st.lists(inner, max_size=4), st.text("вг ")
    ).map(lambda made: f"<{made[0]}>{''.join(made[1])}</{made[0]}>{made[2]}"),
    max_leaves=20,
))  # fmt: skip
def test_without_links_no_character_of_text_is_lost(body: str) -> None:
    tree = parse(f"<html><body><p>начало</p>{body}</body></html>")
    assert tree is not None
    whole = tree.find("body")
    assert whole is not None
    page = thinned(tree)
    assert page is not None
    kept = [part for part in whole.itertext() if part.strip()]
    assert "".join("".join(kept).split()) == "".join("".join(page.itertext()).split())
