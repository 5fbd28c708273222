"""Finds the place of the chosen blocks in ``<ol>`` and ``<ul>`` elements.

An item is written with its own number, so that a list that begins with the fourth item keeps it.
The second paragraph of an item is indented and has no mark.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from pipelines.extraction.blocks.box import Box
from pipelines.extraction.blocks.places import within
from pipelines.extraction.blocks.segment import Block
from pipelines.extraction.blocks.subheads import heading_level

_MAX_LIST_DEPTH = 6  # levels of nested lists; deeper items are indented as those of level 6
_MAX_BOXES = 12  # boxes around a block in which its item is searched for
_MAX_ITEM_BLOCKS = 8  # a ``<li>`` with more blocks of text places the parts of a page
_MAX_NUMBER_DIGITS = 8  # of a stated number; so the next items have at most 9, Markdown's limit
_INDENT = "    "
_LIST_TAGS = ("ol", "ul")
_ITEM_TAGS = frozenset({"li"})


@dataclass(frozen=True, slots=True)
class ListMark:
    """The mark and indentation of a block in a list."""

    mark: str  # «- », «4. », or "" for a further paragraph of an item
    depth: int  # how many lists are around the list of the item

    def markdown(self, text: str) -> str:
        """Return the block in Markdown; ``text`` is its escaped text."""
        if self.mark:
            return f"{_INDENT * self.depth}{self.mark}{text}"
        # The blank line makes the text a paragraph of its own, within the item above.
        return f"\n{_INDENT * (self.depth + 1)}{text}"


class ListItems:
    """The items of the lists in which some blocks are; ``blocks`` are given in page order."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self._numbers: dict[HtmlElement, dict[HtmlElement, int]] = {}  # by list, by item
        self._begun: set[HtmlElement] = set()  # the items of which a block was asked for
        self._sections = set(_sections(blocks))
        # Lists with an item since the last block outside of lists.
        self._open_lists: set[HtmlElement] = set()

    def entry_of(self, block: Block) -> ListMark | None:
        """Return the mark of a block; None for a block outside of lists, or in a section.

        The function is called once for each block, in page order.
        """
        item = within(block.box, _ITEM_TAGS, _MAX_BOXES)
        if item is None or item.element in self._sections:
            self._open_lists.clear()
            return None
        # The innermost list first.
        lists = [box.element for box in _parents(item) if box.tag in _LIST_TAGS]
        # An indented line would be code if no item of an outer list were above it.
        depth = min(sum(outer in self._open_lists for outer in lists[1:]), _MAX_LIST_DEPTH)
        self._open_lists.update(lists[:1])
        if item.element in self._begun:
            return ListMark("", depth)
        self._begun.add(item.element)
        is_numbered = bool(lists) and lists[0].tag == "ol"
        number = self._number_of(item.element, lists[0]) if is_numbered else 0
        return ListMark(f"{number}. " if is_numbered else "- ", depth)

    def _number_of(self, item: HtmlElement, list_element: HtmlElement) -> int:
        """Return the number that a page shows beside an item of an ``<ol>``."""
        if list_element not in self._numbers:
            self._numbers[list_element] = dict(_numbered(list_element))
        return self._numbers[list_element].get(item, 1)


def _sections(blocks: Sequence[Block]) -> Iterator[HtmlElement]:
    """Yield the ``<li>`` elements that are no items: with a heading, or with many blocks."""
    counts: Counter[HtmlElement] = Counter()
    for block in blocks:
        item = within(block.box, _ITEM_TAGS, _MAX_BOXES)
        if item is None:
            continue
        counts[item.element] += 1
        if heading_level(block) or counts[item.element] > _MAX_ITEM_BLOCKS:
            yield item.element


def _numbered(list_element: HtmlElement) -> Iterator[tuple[HtmlElement, int]]:
    """Yield the items of an ``<ol>`` with their numbers, by its ``start`` and their ``value``."""
    number = _stated_number(list_element, "start", 1)
    for item in list_element.iterchildren("li"):
        number = _stated_number(item, "value", number)
        yield item, number
        number += 1


def _stated_number(element: HtmlElement, attribute: str, otherwise: int) -> int:
    value = (element.get(attribute) or "").strip()[: _MAX_NUMBER_DIGITS + 1]
    is_number = value.isascii() and value.isdecimal() and len(value) <= _MAX_NUMBER_DIGITS
    return int(value) if is_number else otherwise


def _parents(box: Box) -> Iterator[Box]:
    current = box.parent
    for _ in range(2 * _MAX_BOXES):
        if current is None:
            return
        yield current
        current = current.parent
