"""Tests the place of a block in the markup of its page."""

import pytest

from pipelines.extraction.blocks.places import (
    around,
    box_of_all,
    grouped,
    grouped_by_outermost,
    has_few_links,
    is_elsewhere,
    is_in,
    kinds_around,
    name_test,
    within,
)
from pipelines.extraction.blocks.segment import Block
from tests.page_blocks import blocks_of


def block_of(markup: str) -> Block:
    """Return the first block of a page with this markup."""
    return blocks_of(markup)[0]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<div class=comments><p>текст</p></div>", True),
        ("<aside><p>текст</p></aside>", True),
        ("<p class='share-bar'>текст</p>", True),
        ("<div class=article-text><p>текст</p></div>", False),
        ("<div class=currency-widget><p>текст</p></div>", True),
        ("<div class='elementor-element elementor-widget-container'><p>текст</p></div>", False),
        ("<div class='elementor-widget elementor-widget-author-box'><p>текст</p></div>", True),
        ("<div class=comments><div><div><div><p>текст</p></div></div></div></div>", False),
    ],
)
def test_the_three_boxes_around_a_block_show_that_it_is_outside_the_article(
    markup: str, *, expected: bool
) -> None:
    assert is_elsewhere(block_of(markup)) is expected


def test_the_boxes_around_a_block_end_below_the_body() -> None:
    block = block_of("<section><div><p>текст</p></div></section>")
    assert [box.tag for box in around(block.box, 9)] == ["p", "div", "section"]
    assert [box.tag for box in around(block.box, 2)] == ["p", "div"]


def test_within_returns_the_innermost_box_of_a_tag() -> None:
    block = block_of("<ul class=outer><li><ul class=inner><li>текст</ul></ul>")
    box = within(block.box, frozenset({"ul"}))
    assert box is not None
    assert box.names.split() == ["inner"]
    assert within(block.box, frozenset({"table"})) is None


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p>Об этом <a href=/1>пишет</a> газета в среду вечером</p>", True),
        ("<p><a href=/1>Об этом пишет газета</a></p>", False),
    ],
)
def test_few_links_are_less_than_half_of_a_text(markup: str, *, expected: bool) -> None:
    assert has_few_links([block_of(markup)]) is expected


def test_the_box_of_all_is_the_innermost_around_several_blocks() -> None:
    one, other, outside = blocks_of(
        "<main><section><div><p>мост</p></div><p>река</p></section><p>порт</p></main>"
    )
    section = box_of_all([one.box, other.box])
    assert section is not None
    assert section.tag == "section"
    main = box_of_all([one.box, other.box, outside.box])
    assert main is not None
    assert main.tag == "main"
    assert is_in(one.box, section)
    assert not is_in(outside.box, section)


LISTS = """<p>нулевой</p><ul><li>первый<li>второй</ul><p>третий</p>
<ul><li>четвёртый<ol><li>пятый<li>шестой</ol><li>седьмой</ul><p>восьмой</p>"""
LIST_TAGS = frozenset({"ul", "ol"})


@pytest.mark.parametrize(
    ("near", "expected"),
    [
        ({8}, []),
        ({0}, [[1, 2]]),  # the list begins right below the block
        ({2}, [[1, 2]]),
        ({3}, [[4, 7]]),
        ({6}, [[4, 7], [5, 6]]),
        ({0, 5}, [[1, 2], [5, 6]]),
    ],
)
def test_blocks_are_grouped_by_the_lists_near_some_blocks(
    near: set[int], expected: list[list[int]]
) -> None:
    groups = grouped(blocks_of(LISTS), LIST_TAGS, near)
    assert sorted([block.index for block in group] for group in groups) == expected


@pytest.mark.parametrize(("near", "expected"), [({0}, []), ({3}, [[4, 5, 6, 7]]), ({8}, [])])
def test_nested_lists_are_one_group(near: set[int], expected: list[list[int]]) -> None:
    groups = grouped_by_outermost(blocks_of(LISTS), LIST_TAGS, near)
    assert [[block.index for block in group] for group in groups] == expected


def test_the_kinds_around_blocks_are_the_tags_and_names_of_all_their_boxes() -> None:
    blocks = blocks_of("<main class=News><div id=b><p>мост</p></div><p>река</p></main><i>порт</i>")
    kinds = kinds_around(blocks)
    assert kinds.tags == {"main", "div", "p"}
    assert {names.strip() for names in kinds.names} == {"news", "b", ""}
    assert kinds_around(blocks[2:]).tags == frozenset()


def test_a_name_test_finds_a_pattern_in_the_names_of_a_box() -> None:
    names_quote = name_test(r"quot|cite")
    assert [names_quote(names) for names in ("pull-quote big", "text", "", "quote")] == [
        True, False, False, True,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "is_other"),
    [("t-feed__post-popup", False), ("popup", True), ("subscribe-popup", True)],
)
def test_the_popup_of_a_post_is_no_other_part(name: str, *, is_other: bool) -> None:
    (block,) = blocks_of(f"<div class={name}><p>Мост открыли утром.</p></div>")
    assert is_elsewhere(block) == is_other
