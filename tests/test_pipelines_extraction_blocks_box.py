"""Tests the place of a box in its page: its path, and the groups of the boxes around it."""

import pytest
from lxml.html import HtmlElement, fromstring

from pipelines.extraction.blocks import box as box_module
from pipelines.extraction.blocks import markup as markup_module
from pipelines.extraction.blocks.box import Box
from pipelines.extraction.blocks.element_groups import (
    EMBEDDED_POST,
    GROUP_ATTRIBUTES,
    NAME_GROUPS,
    NUMBER_OF_NAME_GROUP,
    groups_of,
)
from tests.page_blocks import blocks_of


def box_of(html: str) -> Box:
    """Return the box of the first text in the body."""
    first, *_ = blocks_of(html)
    return first.box


def groups_of_markup(markup: str) -> frozenset[int]:
    """Return the groups of one element."""
    element = fromstring(markup)
    return groups_of(element.tag, [element.get(name) for name in GROUP_ATTRIBUTES])


def test_paragraphs_whose_class_names_differ_by_a_number_have_the_same_path() -> None:
    first = box_of("<div class='text css-1x3'><p class=t123>Один</p></div>")
    second = box_of("<div class='text css-1x3'><p class=t9>Два</p></div>")
    assert first.path == second.path == "body/div.text/p.t0"


def test_a_box_knows_the_nearest_box_of_each_group_around_it() -> None:
    box = box_of("<div class=comments><div class=fb-post><p>Пост</p></div></div>")
    assert box.depth == 3
    assert box.nearest[NUMBER_OF_NAME_GROUP["comment"]] == 1
    assert box.nearest[EMBEDDED_POST] == 2
    assert box.nearest[NUMBER_OF_NAME_GROUP["nav"]] < 0


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<div class=post-comments>", {"article", "comment"}),
        ("<div class=poster>", set()),  # "post" before "er" is no post
        ("<div id=col-2>", {"side"}),
        ("<div class=ad>", {"ad"}),
        ("<div class=head>", set()),
    ],
)
def test_an_element_belongs_to_the_groups_of_the_words_in_its_names(
    markup: str, expected: set[str]
) -> None:
    names = list(NAME_GROUPS)
    numbers = groups_of_markup(markup)  # beyond the names are groups of other kinds
    assert {names[number] for number in numbers if number < len(names)} == expected


@pytest.mark.parametrize("attribute", ["style='display: none'", "hidden", "aria-hidden=true"])
def test_a_hidden_element_belongs_to_one_more_group(attribute: str) -> None:
    plain = groups_of_markup("<div>текст</div>")
    hidden = groups_of_markup(f"<div {attribute}>текст</div>")
    assert plain < hidden
    assert len(hidden - plain) == 1


def test_boxes_of_equal_markup_share_what_was_computed_for_them() -> None:
    page = "<div class=card id=a{0}><p class=t{0}>Текст {0}</p></div>"
    first, second = box_of(page.format(1)), box_of(page.format(2))
    assert first.markup is second.markup
    assert first.names != second.names


def test_a_box_in_other_boxes_has_another_markup() -> None:
    in_comments, in_text = (
        box_of("<div class=comments><p>А</p></div>"),
        box_of("<div><p>А</p></div>"),
    )
    assert in_comments.markup is not in_text.markup
    assert in_comments.nearest != in_text.nearest


def test_a_process_keeps_a_limited_number_of_markups_and_reads_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(markup_module, "MAX_KEPT", 3)
    names = [chr(ord("а") + number) for number in range(20)]
    paths = [box_of(f"<div class={name}><p>Текст</p></div>").path for name in names]
    assert paths == [f"body/div.{name}/p" for name in names]


def test_an_element_with_long_attributes_has_its_names_and_groups() -> None:
    long = "x" * 600
    assert box_of(f"<div class='ad {long}'><p>Текст</p></div>").path == "body/div.ad/p"
    assert box_of(f"<div id='{long}' class=ad><p>Текст</p></div>").path == "body/div.ad/p"


def test_only_boxes_around_text_are_described(monkeypatch: pytest.MonkeyPatch) -> None:
    described: list[str] = []

    def naming_of(element: HtmlElement) -> markup_module.Naming:
        described.append(element.get("id", element.tag))
        return markup_module.naming_of(element)

    monkeypatch.setattr(box_module, "naming_of", naming_of)
    blocks_of("<div id=empty><p id=e></p></div><div id=text><p id=a>А</p><p id=b>Б<br>В</p></div>")
    assert described == ["body", "text", "a", "b"]
