"""Application of a source's own extraction rules: CSS selectors over the parsed page."""

from collections.abc import Iterator, Sequence
from typing import cast

from lxml.cssselect import CSSSelector
from lxml.html import HtmlElement

from pipelines.extraction.blocks.segment import Block, Box
from pipelines.model import Evidence, ExtractionRules
from pipelines.parsing.text import normalized_line

STAGE = "rules"


def drop(tree: HtmlElement, rules: ExtractionRules) -> None:
    """Remove what the source's rules drop, before anything is read."""
    for selector in rules.drop:
        for element in list(_select(tree, selector)):
            if element.getparent() is not None:
                element.drop_tree()


def headline(tree: HtmlElement, rules: ExtractionRules) -> str | None:
    """The first text that the rules' headline selector finds."""
    return _first_text(tree, rules.headline)


def date_evidence(tree: HtmlElement, rules: ExtractionRules) -> list[Evidence]:
    """The date that the rules select: its ``datetime`` or ``content`` attribute, else its text."""
    if not rules.date:
        return []
    for element in _select(tree, rules.date):
        value = element.get("datetime") or element.get("content") or element.text_content()
        if text := normalized_line(value):
            return [Evidence("date_published", text[:200], STAGE)]
    return []


def choose(
    tree: HtmlElement, blocks: Sequence[Block], chosen: list[Block], rules: ExtractionRules
) -> list[Block]:
    """Correct the choice of blocks: only those in ``body``, and in any case those in ``keep``."""
    if rules.body and (inside := _inside(tree, blocks, (rules.body,))):
        chosen = inside
    if rules.keep:
        kept = {block.index for block in (*chosen, *_inside(tree, blocks, rules.keep))}
        chosen = [block for block in blocks if block.index in kept]
    return chosen


def _inside(tree: HtmlElement, blocks: Sequence[Block], selectors: Sequence[str]) -> list[Block]:
    selected = {element for selector in selectors for element in _select(tree, selector)}
    return [block for block in blocks if any(box.element in selected for box in _boxes(block))]


def _boxes(block: Block) -> Iterator[Box]:
    """The box of a block and all boxes around it."""
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
