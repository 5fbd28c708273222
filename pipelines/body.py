"""The article's text: which blocks of the page are its paragraphs."""

from collections.abc import Sequence
from copy import deepcopy

from lxml.html import HtmlElement
from trafilatura import bare_extraction

from pipelines.blocks import Block

_LARGEST_FOR_ENGINE = 12_000  # elements; the engine's time grows faster than the page
_COVERED = 0.8


def engine_text(tree: HtmlElement, precision: bool = True) -> str:
    """trafilatura's view of the page; empty when it finds nothing or the page is too large."""
    if sum(1 for _ in tree.iter()) > _LARGEST_FOR_ENGINE:
        return ""
    try:
        found = bare_extraction(
            deepcopy(tree), fast=True, favor_precision=precision, include_comments=False
        )
    except (RecursionError, ValueError, AttributeError, TypeError):  # a page it can't stand
        return ""
    return (found.text or "") if found is not None and not isinstance(found, dict) else ""


def choose_blocks(blocks: Sequence[Block], engine: str) -> list[Block]:
    """The blocks whose text the engine kept."""
    view = "".join(engine.replace("|", "").split())
    return [block for block in blocks if block.key.replace("|", "") in view]
