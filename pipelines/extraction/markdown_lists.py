"""Finds the list items among the chosen blocks that are no ``<li>`` elements.

Outlets write lists as lines with marks («— …;», «• …», «1. …»), or as equal elements below a line
with a colon. Lines of a dialogue begin with a dash as well, so more signs are needed for a dash.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipelines.extraction.blocks.lists import COLONS, mark_of
from pipelines.extraction.blocks.places import around, within
from pipelines.extraction.blocks.segment import Block

_MIN_ITEMS = 2
_MIN_UNANNOUNCED_SYMBOLS = 3  # items with an emoji, if no line with a colon is above them
_MAX_UNMARKED_CHARS = 300  # a longer block without a mark is a paragraph
_MAX_ITEM_LEVELS = 2  # of boxes that are examined for the name of an item
_BULLETS, _DASHES = frozenset("•·*▪●‣◦"), frozenset("-–—+")
_STRUCTURE = frozenset({"li", "dt", "dd", "tr", "blockquote"})
_MAX_STRUCTURE_LEVELS = 12  # of boxes that are examined for one of these tags
_ITEM_NAME = re.compile(r"(?:^|[\s_-])(?:list-?_*item|bullet)(?:$|[\s_-])")
_SENTENCE_END = frozenset(".!?…։。")
# The mark or number with which a page begins an item, as Markdown escapes it: «\- », «• », «2\. ».
_OWN_MARK = re.compile(r"^\\?[-–—•·](?!\d)\s*")
_OWN_NUMBER = re.compile(r"^(\d{1,2})\\([.)])\s*")


@dataclass(frozen=True, slots=True)
class ListEntry:
    """An item of a list, whose text may begin with a mark or a number of its own."""

    is_numbered: bool = False

    def markdown(self, text: str) -> str:
        """Return the item in Markdown; ``text`` is its escaped text."""
        if self.is_numbered and _OWN_NUMBER.match(text):
            return _OWN_NUMBER.sub(r"\1\2 ", text)
        return f"- {_OWN_MARK.sub('', text) or text}"


def items_among(blocks: Sequence[Block]) -> dict[int, ListEntry]:
    """Return the items by the index of their block; ``blocks`` are the chosen ones, in order."""
    items: dict[int, ListEntry] = {}
    position = 0
    while position < len(blocks):
        run = list(_similar_blocks(blocks, position))
        above = blocks[position - 1] if position else None
        if len(run) >= _MIN_ITEMS and _are_items(run, above):
            is_numbered = mark_of(run[0].text) == "number"
            items |= {block.index: ListEntry(is_numbered) for block in run}
        position += max(1, len(run))
    return items


def _similar_blocks(blocks: Sequence[Block], start: int) -> Iterator[Block]:
    """Yield the blocks from ``start`` that have one path and one kind of mark, and may be items."""
    first = blocks[start]
    mark = mark_of(first.text)
    for place in range(start, len(blocks)):
        block = blocks[place]
        is_similar = block.box.path == first.box.path and mark_of(block.text) == mark
        if not is_similar or not _may_be_item(block):
            return
        yield block


def _are_items(run: Sequence[Block], above: Block | None) -> bool:
    """Return whether similar blocks are the items of a list; ``above`` is the block above them."""
    is_announced = above is not None and above.text.endswith(COLONS)
    mark = mark_of(run[0].text)
    if mark is not None:
        return _are_marked_items(run, mark, is_announced)
    has_role, is_named = _has_item_role(run[0]), _is_named_item(run[0])
    is_other_kind = above is None or above.box.path != run[0].box.path
    may_be_list = is_other_kind and (is_announced or is_named or has_role)
    may_hold_sentences = has_role or (is_announced and is_named)
    return may_be_list and _are_unmarked_items(run, may_hold_sentences)


def _may_be_item(block: Block) -> bool:
    """Return whether a block is no heading, and is in no list, table or quote of the page."""
    return not block.heading and within(block.box, _STRUCTURE, _MAX_STRUCTURE_LEVELS) is None


def _are_marked_items(run: Sequence[Block], mark: str, is_announced: bool) -> bool:
    """Return whether consecutive lines with one kind of mark are a list."""
    if run[0].text[0] in _BULLETS:
        return True
    if mark == "number":
        numbers = [int(number[0]) for block in run if (number := re.search(r"\d+", block.text))]
        return all(number + 1 == following for number, following in pairwise(numbers))
    are_separated = all(block.text[-1] in ";," for block in run[:-1])
    if mark in _DASHES:
        return are_separated or (is_announced and not any(map(_is_speech, run)))
    if mark == "letter":
        return are_separated or is_announced
    return is_announced or len(run) >= _MIN_UNANNOUNCED_SYMBOLS


def _is_speech(block: Block) -> bool:
    """Return whether a line with a dash may be a reply: «— Да, осенью.», unlike «— лёд.»."""
    first_letter = next(filter(str.isalnum, block.text), "")
    return block.text[-1] in _SENTENCE_END and not (
        first_letter.islower() or first_letter.isdigit()
    )


def _are_unmarked_items(run: Sequence[Block], may_hold_sentences: bool) -> bool:
    """Return whether equal elements without marks are a list: they are short, most no sentences."""
    if any(len(block.text) > _MAX_UNMARKED_CHARS for block in run):
        return False
    sentences = sum(block.text[-1] in _SENTENCE_END for block in run)
    return may_hold_sentences or 2 * sentences <= len(run)


def _is_named_item(block: Block) -> bool:
    """Return whether the box of a block, or the one around it, is named as an item of a list."""
    return any(_ITEM_NAME.search(box.names) for box in around(block.box, _MAX_ITEM_LEVELS))


def _has_item_role(block: Block) -> bool:
    """Return whether the box of a block, or the one around it, has the role of a list's item."""
    boxes = around(block.box, _MAX_ITEM_LEVELS)
    return any(box.element.get("role") == "listitem" for box in boxes)
