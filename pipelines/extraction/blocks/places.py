"""Answers questions about the place of a block in the markup of its page."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from pipelines.extraction.blocks.box import Box
from pipelines.extraction.blocks.segment import Block

_MAX_LINK_SHARE = 0.4  # a text with a larger share of characters in links has many links
# Class names of boxes for other parts of a page than the article. The page builder Elementor calls
# each box a widget.
_OTHER_NAME = re.compile(
    r"comment|related|similar|recommend|popular|sidebar|share|social|subscri|newsletter|author|"
    r"byline|tags?\b|breadcrumb|menu|footer|banner|advert|promo|cookie|modal|popup|caption|photo-|"
    r"login|weather|(?<!elementor-)widget|poll|rating"
)
_MAX_NESTED = 3  # levels of boxes of one kind around the innermost one
_OUTSIDE = frozenset({"nav", "aside", "footer", "form", "figure", "figcaption"})


def is_elsewhere(block: Block) -> bool:
    """Return whether a block is in a box for another part of the page; three boxes are examined."""
    return is_other_box(block.box)


def is_other_box(box: Box) -> bool:
    """Return whether a box is for another part of the page; it and two around it are examined."""
    boxes = around(box, 3)
    return any(box.tag in _OUTSIDE or _OTHER_NAME.search(box.names) for box in boxes)


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


def has_few_links(group: Sequence[Block]) -> bool:
    """Return whether at most 40 % of the characters of some blocks are in links."""
    size = sum(len(block.text) for block in group)
    return sum(block.link_chars for block in group) <= _MAX_LINK_SHARE * size


def grouped(blocks: Sequence[Block], tags: frozenset[str]) -> list[list[Block]]:
    """Return the blocks inside each box with one of the tags, a list for each box."""
    groups: defaultdict[int, list[Block]] = defaultdict(list)
    for block in blocks:
        if (box := within(block.box, tags)) is not None:
            groups[id(box)].append(block)
    return list(groups.values())


def grouped_by_outermost(blocks: Sequence[Block], tags: frozenset[str]) -> list[list[Block]]:
    """Return the blocks inside each box with one of the tags that holds another one.

    Nested lists are an example. Up to four boxes within each other are examined.
    """
    groups: defaultdict[int, list[Block]] = defaultdict(list)
    with_inner: set[int] = set()
    for block in blocks:
        box = within(block.box, tags)
        if box is None:
            continue
        for _ in range(_MAX_NESTED):
            outer = within(box.parent, tags, 2) if box.parent is not None else None
            if outer is None:
                break
            with_inner.add(id(outer))
            box = outer
        groups[id(box)].append(block)
    return [group for box_id, group in groups.items() if box_id in with_inner]


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
