"""Tests the place of a box in its page: its path, and the groups of the boxes around it."""

import pytest
from lxml.html import fromstring

from pipelines.extraction.blocks.box import Box
from pipelines.extraction.blocks.element_groups import (
    EMBEDDED_POST,
    NAME_GROUPS,
    NUMBER_OF_NAME_GROUP,
    groups_of,
)
from pipelines.extraction.blocks.segment import read_blocks
from pipelines.parsing.text import normalized_line


def box_of(markup: str) -> Box:
    """Return the box of the first text in the body."""
    return read_blocks(fromstring(f"<html><body>{markup}</body></html>"), normalized_line)[0].box


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
    found = {names[group] for group in groups_of(fromstring(markup)) if group < len(names)}
    assert found == expected


@pytest.mark.parametrize("attribute", ["style='display: none'", "hidden", "aria-hidden=true"])
def test_a_hidden_element_belongs_to_one_more_group(attribute: str) -> None:
    plain = set(groups_of(fromstring("<div>текст</div>")))
    hidden = set(groups_of(fromstring(f"<div {attribute}>текст</div>")))
    assert plain < hidden
    assert len(hidden - plain) == 1
