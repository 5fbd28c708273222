"""Finds the subheads of a text: headings, bold lines and lines in boxes named for subheads."""

import re
from collections.abc import Sequence
from itertools import takewhile

from pipelines.extraction.blocks.box import Box
from pipelines.extraction.blocks.places import (
    is_elsewhere,
    name_test,
    outer_box,
    shared_box,
    with_body,
)
from pipelines.extraction.blocks.segment import Block

_names_subhead = name_test(
    r"sub-?_?(?:head|title)|crosshead|(?:^|[\s_-])(?:title|heading|zag(?:olovok)?)(?:$|[\s_-])|"
    r"inter-?tit(?:le|re|ulo)|zwischen(?:titel|ueberschrift)|podzagolovok|"
    r"śródtytuł|srodtytul|mellanrubrik|(?:^|\s)h[2-6](?:$|\s)"
)
_OF_WIDGETS = ("iframe", "form", "input")  # tags of what a widget shows below its heading
_names_media = name_test(r"video|audio|player")  # the media themselves are no part of the tree
_ROLE_LEVELS = frozenset("123456")  # values of aria-level, as those of h1 to h6
_MAX_SUBHEAD_CHARS = 120  # a longer line in a box named for subheads is a paragraph
_MIN_BOLD_SHARE = 0.9  # of the characters of a line; such a line is a subhead
_CLOSING = re.compile(r"[.!?…։。:][»\"”’)\]]*$")
# The label of an advertisement, which is no subhead even in bold type.
_AD_LABEL = re.compile(
    r"^[\W_]*(?:реклам[аи]|рэклама|жарнама|advert(?:isement|ising)?|anzeige|werbung|reklama)"
    r"[\W_]*$",
    re.IGNORECASE,
)


def subheads(blocks: Sequence[Block], taken_indexes: set[int]) -> set[int]:
    """Return the subheads between two chosen blocks.

    They are in the box of a chosen block beside them, or in a similar box.
    """
    return {
        block.index
        for previous, block, following in zip(blocks, blocks[1:], blocks[2:], strict=False)
        if previous.index in taken_indexes
        and following.index in taken_indexes
        and not block.link_chars
        and is_marked_as_subhead(block)
        and _is_within_text(block, previous, following)
    }


def _is_within_text(block: Block, previous: Block, following: Block) -> bool:
    """Return whether the box around a line holds a chosen block, too, or is similar to such a box.

    A heading in a box of another kind belongs to a widget amid the text.
    """
    holder = block.box.parent
    if holder is None or _is_held(block, holder, previous, following):
        return True
    outer = _holder_of_title(block)
    common = shared_box(previous.box, following.box)
    are_wrapped = outer_box(block.box) is common and _are_wrapped(previous, following)
    is_beside = outer is not None and _is_held(block, outer, previous, following)
    return (are_wrapped or is_beside) and not _is_of_widget(block)


def _is_held(block: Block, holder: Box, previous: Block, following: Block) -> bool:
    """Return whether ``holder``, around a line, holds a chosen block, or is similar to its box."""
    common = shared_box(previous.box, following.box)
    holders_beside = (following.box.parent, previous.box.parent)
    boxes_beside = (following.box, *holders_beside, common)
    if any(inner is box for box in boxes_beside for inner in (block.box, holder)):
        return True
    is_similar = any(box and holder.tag_and_class == box.tag_and_class for box in holders_beside)
    return is_similar and shared_box(holder, previous.box) is common


def _is_of_widget(block: Block) -> bool:
    """Return whether a heading belongs to a widget, by the boxes that hold no other block."""
    outer = outer_box(block.box)
    inner = list(takewhile(lambda box: box is not outer, with_body(block.box)))
    is_of_media = any(_names_media(box.names) for box in inner)
    holds_widget = any(next(box.element.iter(*_OF_WIDGETS), None) is not None for box in inner[-1:])
    return is_of_media or holds_widget or is_elsewhere(block)


def _are_wrapped(previous: Block, following: Block) -> bool:
    """Return whether two blocks are in one box, each in a box of its own in it."""
    common = outer_box(following.box)
    holders = (previous.box.parent, following.box.parent)
    return outer_box(previous.box) is common and common not in holders


def _holder_of_title(block: Block) -> Box | None:
    """Return the box around the one that holds a heading alone; None for other lines.

    Page builders write each heading so. A single word is left out, as it may be the label of a
    widget: «Video».
    """
    holder = block.box.parent
    is_title = block.heading > 0 and " " in block.text
    return holder.parent if is_title and holder is not None and holder.blocks == 1 else None


def heading_level(block: Block) -> int:
    """Return the level of the heading that a block is by its tag or its role; 0 for other blocks.

    A heading by its role that states no level has level 2, as ARIA says.
    """
    element = block.box.element
    if block.heading or element.get("role") != "heading":
        return block.heading
    level = (element.get("aria-level") or "")[:2]
    return int(level) if level in _ROLE_LEVELS else 2


def is_marked_as_subhead(block: Block) -> bool:
    """Return whether a line is a heading, all bold, or in a box with the name of a subhead."""
    text = block.text
    if level := heading_level(block):
        return level > 1
    if len(text) > _MAX_SUBHEAD_CHARS:
        return False
    is_bold = block.bold_chars >= _MIN_BOLD_SHARE * len(text)
    if not is_bold and not _names_subhead(block.box.names):
        return False
    return not _CLOSING.search(text) and not _is_label(block)


def _is_label(block: Block) -> bool:
    return is_elsewhere(block) or _AD_LABEL.match(block.text) is not None
