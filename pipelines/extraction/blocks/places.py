"""Answers questions about the place of a block in the markup of its page."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from pipelines.extraction.blocks.box import Box
from pipelines.extraction.blocks.segment import Block

_MAX_KEPT_NAMES = 10_000  # names whose answer a test keeps; the pages of an outlet share few names
_MAX_LINK_SHARE = 0.4  # a text with a larger share of characters in links has many links
_MAX_NESTED = 3  # levels of boxes of one kind around the innermost one
_MAX_WRAPPERS = 3  # levels of boxes around a paragraph that hold nothing else
_MAX_QUOTE_LEVELS = 3  # of boxes from a line up to its quote
_QUOTE_TAGS = frozenset({"blockquote"})
_OUTSIDE = frozenset({"nav", "aside", "footer", "form", "figure", "figcaption"})


def name_test(pattern: str) -> Callable[[str], bool]:
    """Return a function that tells whether the names of a box hold a match of a pattern."""
    search = re.compile(pattern).search

    @lru_cache(maxsize=_MAX_KEPT_NAMES)
    def holds_match(names: str) -> bool:
        return search(names) is not None

    return holds_match


names_quote = name_test(r"quot|cita|zitat")  # the class names of the box of a quote
# Class names of boxes for other parts of a page than the article. The page builder Elementor calls
# each box a widget.
_names_other_part = name_test(
    r"comment|related|similar|recommend|popular|sidebar|share|social|subscri|newsletter|author|"
    r"byline|tags?\b|breadcrumb|menu|footer|banner|advert|promo|cookie|modal|(?<!post-)popup|"
    r"caption|photo-|login|weather|(?<!elementor-)widget|poll|rating"
)


def is_elsewhere(block: Block) -> bool:
    """Return whether a block is in a box for another part of the page; three boxes are examined."""
    return is_other_box(block.box)


def is_other_box(box: Box) -> bool:
    """Return whether a box is for another part of the page; it and two around it are examined."""
    boxes = around(box, 3)
    return any(box.tag in _OUTSIDE or _names_other_part(box.names) for box in boxes)


def around(box: Box, levels: int) -> Iterable[Box]:
    """Yield a box and the boxes around it, ``levels`` in all, without the page's body."""
    current: Box | None = box
    for _ in range(levels):
        if current is None or current.parent is None:
            return
        yield current
        current = current.parent


def within(box: Box, tags: frozenset[str], levels: int = 6) -> Box | None:
    """Return ``box`` or the innermost box around it with one of the tags, or None.

    ``levels`` boxes are examined; the page's body is not one of them. The function is called for
    each block of a page, and a plain loop takes a third of the time of ``around``.
    """
    while levels and box.parent is not None:
        if box.tag in tags:
            return box
        box = box.parent
        levels -= 1
    return None


def quote_around(line: Block) -> Box | None:
    """Return the ``<blockquote>`` that holds a line, or None."""
    return within(line.box, _QUOTE_TAGS, _MAX_QUOTE_LEVELS)


def outer_box(box: Box) -> Box:
    """Return the innermost box around a block that holds further blocks: ``box`` or one around it.

    Page builders wrap each paragraph, heading and list, so the parent may hold nothing else.
    """
    count = box.blocks
    for _ in range(_MAX_WRAPPERS):
        if box.parent is None or count > 1:
            break
        box = box.parent
        count = box.blocks
    return box


def has_few_links(group: Sequence[Block]) -> bool:
    """Return whether at most 40 % of the characters of some blocks are in links."""
    size = sum(len(block.text) for block in group)
    return sum(block.link_chars for block in group) <= _MAX_LINK_SHARE * size


def kinds_around(blocks: Iterable[Block]) -> "Kinds":
    """Return the tags and names of all boxes around some blocks, without the page's body.

    Each box is examined once. A rule about boxes of some kind asks first whether there are any,
    since few pages have them.
    """
    tags: set[str] = set()
    names: set[str] = set()
    examined: set[Box] = set()
    for block in blocks:
        box = block.box
        while box.parent is not None and box not in examined:
            examined.add(box)
            tags.add(box.tag)
            names.add(box.names)
            box = box.parent
    return Kinds(frozenset(tags), frozenset(names))


class Kinds(NamedTuple):
    """What boxes are there: their tags, and the names of each (class, id and role)."""

    tags: frozenset[str]
    names: frozenset[str]


def grouped(
    blocks: Sequence[Block], tags: frozenset[str], near: Collection[int]
) -> list[list[Block]]:
    """Return the blocks inside each box with one of the tags, a list for each box.

    A box is returned if it holds a block whose index is in ``near``, or begins right below one.
    """
    near_boxes = (within(block.box, tags) for block in _at(blocks, near))
    groups: dict[int, list[Block]] = {id(box): [] for box in near_boxes if box is not None}
    for block in _span(blocks, near, groups):
        if (group := groups.get(id(within(block.box, tags)))) is not None:
            group.append(block)
    return list(groups.values())


def grouped_by_outermost(
    blocks: Sequence[Block], tags: frozenset[str], near: Collection[int]
) -> list[list[Block]]:
    """Return the blocks of nested boxes with one of the tags, such as lists in a list.

    There is one list for each outermost box; up to four nested boxes are examined. A box is
    returned if it holds a block whose index is in ``near``, or begins right below one.
    """
    with_inner: set[int] = set()
    nested = (_nested(block.box, tags) for block in _at(blocks, near))
    groups: dict[int, list[Block]] = {id(boxes[-1]): [] for boxes in nested if boxes}
    for block in _span(blocks, near, groups):
        boxes = _nested(block.box, tags)
        with_inner.update(map(id, boxes[1:]))
        if boxes and (group := groups.get(id(boxes[-1]))) is not None:
            group.append(block)
    return [group for box_id, group in groups.items() if box_id in with_inner]


def _nested(box: Box, tags: frozenset[str]) -> list[Box]:
    """Return the innermost box with one of the tags and up to three such boxes around it."""
    boxes: list[Box] = []
    outer = within(box, tags)
    while outer is not None and len(boxes) <= _MAX_NESTED:
        boxes.append(outer)
        outer = within(outer.parent, tags, 2) if outer.parent is not None else None
    return boxes


def _at(blocks: Sequence[Block], near: Collection[int]) -> Iterator[Block]:
    """Yield the blocks with the indexes ``near`` and those right below them, each once."""
    indexes = {*near, *(index + 1 for index in near)}
    return (blocks[index] for index in indexes if index < len(blocks))


def _span(
    blocks: Sequence[Block], near: Collection[int], box_ids: Collection[int]
) -> Sequence[Block]:
    """Return the blocks from the first to the last that are ``near`` or in one of the boxes.

    Each box holds a block that is near, and the blocks of a box follow each other.
    """
    if not box_ids:
        return []
    first, last = min(near), min(max(near) + 1, len(blocks) - 1)
    while first > 0 and _is_in_one(blocks[first - 1].box, box_ids):
        first -= 1
    while last + 1 < len(blocks) and _is_in_one(blocks[last + 1].box, box_ids):
        last += 1
    return blocks[first : last + 1]


def _is_in_one(inner: Box, box_ids: Collection[int]) -> bool:
    return any(id(box) in box_ids for box in with_body(inner))


def shared_box(one: Box, other: Box, levels: int = 10) -> Box | None:
    """Return the innermost box that contains two boxes; None if it is too many levels away.

    ``levels`` boxes around each of the two are examined, with the page's body.
    """
    outer = {id(box) for box in islice(with_body(one), levels)}
    return next((box for box in islice(with_body(other), levels) if id(box) in outer), None)


def box_of_all(boxes: Sequence[Box]) -> Box | None:
    """Return the innermost box that contains all boxes; None if they are of several pages."""
    first, *others = boxes
    outer = [{id(outer_box) for outer_box in with_body(box)} for box in others]
    return next((box for box in with_body(first) if all(id(box) in ids for ids in outer)), None)


def is_in(inner: Box, box: Box) -> bool:
    """Return whether the box ``inner`` is ``box`` or is in it."""
    return any(outer is box for outer in with_body(inner))


def with_body(box: Box) -> Iterator[Box]:
    """Yield a box and all boxes around it, the innermost first, with the page's body."""
    current: Box | None = box
    while current is not None:
        yield current
        current = current.parent
