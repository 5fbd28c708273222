"""Tests that a tag keeps a limited number of attributes, and that the page stays as it is."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.parsing.attributes import (
    MAX_ATTRIBUTES,
    _long_pieces,
    without_excess_attributes,
)
from pipelines.parsing.html import parse

COUNT = 25_000  # attributes of a hostile tag
TEXT = "Движение по мосту откроют в мае."


@pytest.mark.parametrize("form", ['{}="1"', "{}='1'", "{}=1", "{}", '{} = "a b > c"', '/{}="1"'])
@pytest.mark.parametrize("start", ["<div ", "<body\n", "<A ", "<x-y/"])
def test_a_tag_keeps_its_first_attributes(form: str, start: str) -> None:
    attributes = " ".join(form.format(f"a{number}") for number in range(COUNT))
    tree = parse(f"{start}{attributes}>{TEXT}")
    assert tree is not None
    assert tree.text_content().strip() == TEXT
    most = max(len(element.attrib) for element in tree.iter())
    assert most <= MAX_ATTRIBUTES + 1  # the parser may split a value
    assert any("a0" in element.attrib for element in tree.iter())


@given(
    st.lists(st.sampled_from(["<", "<p ", "a", "бв", "г" * 7, "<" * 3]), max_size=20).map("".join)
)
def test_the_long_pieces_of_a_text_are_those_of_a_split(text: str) -> None:
    min_chars = 8
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pipelines.parsing.attributes._MIN_TAG_CHARS", min_chars)
        pieces = [text[start:end] for start, end in _long_pieces(text)]
    assert pieces == [piece for piece in text.split("<") if len(piece) >= min_chars]


def test_each_hostile_tag_of_a_page_is_cut() -> None:
    few, many = (" ".join(f"a{n}=1" for n in range(count)) for count in (MAX_ATTRIBUTES, COUNT))
    text = "".join(f"<p>{TEXT}</p><{tag} {{}}>{TEXT}</{tag}>" for tag in ("div", "b"))
    assert without_excess_attributes(text.format(many, many)) == text.format(few, few)


def test_a_page_with_many_attributes_is_parsed_at_once() -> None:
    attributes = " ".join(f'a{number}="{number}"' for number in range(4 * COUNT))
    began = process_time()
    assert parse(f"<p {attributes}>{TEXT}</p>") is not None
    assert process_time() - began < 1.0  # without the limit it would be 15 s


@pytest.mark.parametrize(
    "text",
    [
        f"<p>{TEXT * 400}</p>",
        "<script>for(i=0;i<n && x; i++) { " + "a b c = 1; " * 2_000 + "}</script>",
        '<script>var s = "<p ' + "слово, " * 2_000 + '";</script>',
        "<div data-page='{" + '"title": "Мост" ' * 2_000 + "}'>",
        '<path d="' + "M1 2 " * 2_000 + '"/>',
        "<img " + " ".join(f'a{number}="{"x" * 100}"' for number in range(MAX_ATTRIBUTES)) + ">",
    ],
    ids=["paragraph", "script", "string", "json", "drawing", "no excess"],
)  # fmt: skip
def test_long_texts_scripts_and_values_stay_as_they_are(text: str) -> None:
    assert without_excess_attributes(text) == text


@pytest.mark.parametrize(
    "piece", ["<a/b=", '<a b="', "<a b='", "<a/", "<script ", "<a = ", "<a   ", "a", "<a", 'a="'],
)  # fmt: skip
def test_half_a_million_pieces_of_tags_take_little_time(piece: str) -> None:
    began = process_time()
    without_excess_attributes("<b " + piece * 500_000)
    assert process_time() - began < 2.0
