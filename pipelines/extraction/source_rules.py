"""Applies the extraction rules of a source, which are CSS selectors, to a parsed page."""

from collections.abc import Iterator, Sequence
from typing import cast

from lxml.cssselect import CSSSelector
from lxml.html import HtmlElement

from pipelines.extraction.blocks.box import Box
from pipelines.extraction.blocks.segment import Block
from pipelines.model import Evidence, ExtractionRules
from pipelines.parsing.text import normalized_line

STAGE = "rules"
_MAX_DATE_CHARS = 200  # the rest of a longer text is no part of a date


def remove_dropped(tree: HtmlElement, rules: ExtractionRules) -> None:
    """Remove the elements that the ``drop`` selectors match, before the page is read."""
    for selector in rules.drop:
        for element in list(_select(tree, selector)):
            if element.getparent() is not None:
                element.drop_tree()


def headline_by_rule(tree: HtmlElement, rules: ExtractionRules) -> str | None:
    """Return the first text that the ``headline`` selector matches, or None."""
    return _first_text(tree, rules.headline)


def date_evidence(tree: HtmlElement, rules: ExtractionRules) -> list[Evidence]:
    """Return the date that the ``date`` selector matches, as one statement or none.

    The date is the attribute ``datetime`` or ``content`` of the element, or its text.
    """
    if not rules.date:
        return []
    for element in _select(tree, rules.date):
        value = element.get("datetime") or element.get("content") or element.text_content()
        if text := normalized_line(value):
            return [Evidence("date_published", text[:_MAX_DATE_CHARS], STAGE)]
    return []


def correct_choice(
    tree: HtmlElement, blocks: Sequence[Block], chosen: list[Block], rules: ExtractionRules
) -> list[Block]:
    """Return the chosen blocks, corrected by the selectors ``body`` and ``keep``.

    If ``body`` matches an element, all blocks inside the element are the text. Blocks inside
    elements that ``keep`` matches are added.
    """
    if rules.body and (inside := _blocks_inside(tree, blocks, (rules.body,))):
        chosen = inside
    if rules.keep:
        added = _blocks_inside(tree, blocks, rules.keep)
        indexes = {block.index for block in (*chosen, *added)}
        chosen = [block for block in blocks if block.index in indexes]
    return chosen


def _blocks_inside(
    tree: HtmlElement, blocks: Sequence[Block], selectors: Sequence[str]
) -> list[Block]:
    selected = {element for selector in selectors for element in _select(tree, selector)}
    return [
        block for block in blocks if any(box.element in selected for box in _ancestors_of(block))
    ]


def _ancestors_of(block: Block) -> Iterator[Box]:
    """Yield the element of a block and all its ancestors, the innermost first."""
    box: Box | None = block.box
    while box is not None:
        yield box
        box = box.parent


def _first_text(tree: HtmlElement, selector: str | None) -> str | None:
    if not selector:
        return None
    texts = (normalized_line(element.text_content()) for element in _select(tree, selector))
    return next((text for text in texts if text), None)


def _select(tree: HtmlElement, selector: str) -> list[HtmlElement]:
    return cast("list[HtmlElement]", CSSSelector(selector, translator="html")(tree))
