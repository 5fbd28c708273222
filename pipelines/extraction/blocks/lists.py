"""Finds lists that belong to the chosen text: ``<ul>`` and the like, and lists of other elements.

Many outlets write each item as a ``<div>`` or a paragraph of its own. Such items are recognised by
their marks («— …», «1) …»), or by equal elements that follow a line with a colon.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise, takewhile
from unicodedata import category

from pipelines.extraction.blocks.box import Box
from pipelines.extraction.blocks.places import (
    grouped,
    grouped_by_outermost,
    has_few_links,
    is_elsewhere,
    outer_box,
    shared_box,
    within,
)
from pipelines.extraction.blocks.segment import Block
from pipelines.extraction.lines.noise_lines import noise_reason
from pipelines.parsing.date_lines import is_date_line

COLONS = (":", "՝", "：")  # the second is Armenian, the third East Asian
_ITEM_MAY_FOLLOW = (*COLONS, ";")  # the end of a line before an item
_MAX_ITEMS = 80  # a longer list is a menu or an archive
_MIN_ITEMS = 2  # of a list that no element names as one
_MAX_ITEM_CHARS = 1_000  # a list of longer items is a layout
_MAX_UNMARKED_CHARS = 300  # a longer item without a mark is a paragraph
_MIN_HEADING_WORDS = 3  # of a heading above a list; a shorter one is the label of a menu
_MAX_LABEL_CHARS = 10  # a line with a colon up to this length is the label of a control
_MIN_PARAGRAPHS_BESIDE = 2  # chosen paragraphs in the box of a list, so that the list is text, too
_MAX_PARTS = 3  # blocks of an item, such as its number, its name and its text
_MAX_BLOCKS_TO_TEXT = 4  # from the line above a list to other chosen blocks
_MAX_LEVELS = 12  # of boxes from an item up to the box of the list
_MAX_LEVELS_TO_NEXT_BOX = 6  # of boxes from a line or an item up to the box around both
_MAX_ITEM_LEVELS = 2  # of boxes from a block up to its <li>
_MAX_WRAPPERS = 3  # levels of boxes around a list that hold nothing else
_LIST_TAGS = frozenset({"ul", "ol", "dl"})
_ITEM_TAGS = frozenset({"li", "dt", "dd"})
# «– …», «• …», «1. …», «(2) …», «а) …», «+ …»
_ITEM_START = re.compile(r"^(?:[-–—•·*▪●‣◦+]|\(?(?:\d{1,2}|[^\W\d_])[.)](?!\d))\s*\S")
# Words of headings above other articles: «Популярное за неделю», "The most read today".
_ABOVE_ARTICLES = re.compile(
    r"\b(?:популярн|попул[яі]рн|читаем|обсуждаем|последн|свеж|главн|нов(?:ост|ин)|матер[иі]ал|"
    r"стат(?:ь|ей|т)|тем[аы]?\b|тег|рубрик|жаңалық|хәбәр|навін|popul|most\b|latest|trending|"
    r"stories|news|articles|topics?\b|tags?\b|read\b|meist|neuest|aktuell|beliebt|artikel|themen|"
    r"najnowsz|najczęściej|artykuł|wiadomoś|"
    r"derni|articles?|actualit|sujets|últim|noticias|más leíd|artículos|вест[иі]|լուր|naujien)",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"^\(?\d{1,2}[.)]")
_LETTERED = re.compile(r"^\(?[^\W\d_]\)")
_SYMBOLS = frozenset({"So", "Sm"})  # Unicode categories of emoji, ticks and arrows


def list_blocks(blocks: Sequence[Block], taken_indexes: set[int]) -> set[int]:
    """Return the indexes of the blocks of lists that are text, with the line above each list.

    ``taken_indexes`` are the indexes of the chosen blocks. A list is text if at least half of it is
    chosen, or if it is below a chosen line with a colon. Among chosen paragraphs it is text, too,
    with or without a heading of its own.
    """
    indexes = _announcements(blocks, taken_indexes)
    headings = _headings_of_lists(blocks, taken_indexes)
    known_indexes = taken_indexes | indexes | headings
    lists = grouped(blocks, _LIST_TAGS, known_indexes)
    counts = Counter(outer_box(blocks[index].box) for index in known_indexes)
    for group in (*lists, *grouped_by_outermost(blocks, _LIST_TAGS, known_indexes)):
        line_above = group[0].index - 1
        is_announced = line_above in known_indexes and blocks[line_above].text.endswith(COLONS)
        taken_count = sum(block.index in taken_indexes for block in group)
        is_half_taken = 2 * taken_count >= len(group)
        is_text = is_announced or is_half_taken or _is_in_text(group, blocks, known_indexes, counts)
        if not is_text or not _are_items(group):
            continue
        if has_few_links(group) and all(len(block.text) <= _MAX_ITEM_CHARS for block in group):
            indexes |= {block.index for block in group if noise_reason(block.text) is None}
            indexes |= headings & {line_above}
    indexes |= _line_lists(blocks, taken_indexes | indexes)
    return indexes | _lists_of_other_elements(blocks, taken_indexes | indexes)


def _announcements(blocks: Sequence[Block], taken_indexes: set[int]) -> set[int]:
    """Return the lines with a colon that follow a chosen block in its box."""
    last = len(blocks) - 1
    below_taken = [(blocks[index], blocks[index + 1]) for index in taken_indexes if index < last]
    return {
        block.index
        for previous, block in below_taken
        if _is_announcement(block)
        and (
            block.box.parent is previous.box.parent
            or (
                _are_beside(block, previous)
                and has_few_links(blocks[block.index + 1 : block.index + 2])
            )
        )
    }


def _headings_of_lists(blocks: Sequence[Block], taken_indexes: set[int]) -> set[int]:
    """Return the headings between a chosen block and a list, all in one box."""
    first, end = min(taken_indexes, default=0), max(taken_indexes, default=-1) + 2
    nearby = blocks[first : end + 1]
    return {
        heading.index
        for previous, heading, item in zip(nearby, nearby[1:], nearby[2:], strict=False)
        if heading.index not in taken_indexes
        and previous.index in taken_indexes
        and _are_beside(heading, previous)
        and _is_heading_of_list(heading, item)
    }


def _is_heading_of_list(heading: Block, item: Block) -> bool:
    """Return whether a block is a heading of the list in its box to which an item belongs.

    Items that begin with a capital may be tags or headlines, if they have links or the heading is
    that of a list of articles.
    """
    has_words = len(heading.text.split()) >= _MIN_HEADING_WORDS
    is_heading = heading.heading > 1 and has_words and not heading.link_chars
    if not is_heading or noise_reason(heading.text) is not None:
        return False
    is_beside = _is_beside(heading, item)
    return is_beside and (not item.text[0].isupper() or _may_be_above_items(heading, item))


def _may_be_above_items(heading: Block, item: Block) -> bool:
    """Return whether items with capitals, as in German, may be those of the text."""
    list_box = within(item.box, _LIST_TAGS)
    has_links = list_box is None or next(list_box.element.iter("a"), None) is not None
    return not has_links and _ABOVE_ARTICLES.search(heading.text) is None


def _is_beside(heading: Block, item: Block) -> bool:
    """Return whether an item belongs to a list in the box that also holds a heading."""
    list_box = within(item.box, _LIST_TAGS)
    return list_box is not None and _box_around(list_box) is outer_box(heading.box)


def _are_beside(one: Block, other: Block) -> bool:
    """Return whether one box holds two blocks; a box around one of them alone does not count."""
    return one.box.parent is other.box.parent or outer_box(one.box) is outer_box(other.box)


def _is_beside_picture(list_box: Box, outer: Box) -> bool:
    """Return whether a box around a list alone, in the box ``outer``, holds a picture, too."""
    wrapper = list_box
    while wrapper.parent is not None and wrapper.parent is not outer:
        wrapper = wrapper.parent
    return next(wrapper.element.iter("img", "picture"), None) is not None


def _box_around(list_box: Box) -> Box | None:
    """Return the innermost box that holds a list and further blocks; None outside of the body."""
    outer = list_box.parent
    for _ in range(_MAX_WRAPPERS):
        if outer is None or outer.parent is None or outer.blocks > list_box.blocks:
            break
        outer = outer.parent
    return outer


def _is_announcement(block: Block) -> bool:
    """Return whether a block may announce a list: a line of the text that ends with a colon."""
    announces = block.text.endswith(COLONS) and len(block.text) > _MAX_LABEL_CHARS
    return announces and has_few_links([block]) and not is_elsewhere(block)


def _is_in_text(
    group: Sequence[Block],
    blocks: Sequence[Block],
    taken_indexes: set[int],
    counts: Mapping[Box, int],
) -> bool:
    """Return whether a list without links follows a paragraph in the box that holds the text.

    ``counts`` are the numbers of chosen blocks by their outer box.
    """
    line_above = group[0].index - 1
    list_box = within(group[0].box, _LIST_TAGS)
    has_links = any(block.link_chars for block in group)
    if line_above not in taken_indexes or list_box is None or has_links:
        return False
    outer = _box_around(list_box)
    if outer is None or outer_box(blocks[line_above].box) is not outer or is_elsewhere(group[0]):
        return False
    is_wrapped = list_box.parent is not outer
    if is_wrapped and any(noise_reason(block.text) is not None for block in group):
        return False  # a credit with its label: «Фото:»
    if is_wrapped and _is_beside_picture(list_box, outer):
        return False
    return counts[outer] >= _MIN_PARAGRAPHS_BESIDE


def _are_items(group: Sequence[Block]) -> bool:
    """Return whether the blocks of a list are its items, not the boxes of a layout."""
    are_items = all(within(block.box, _ITEM_TAGS, _MAX_ITEM_LEVELS) is not None for block in group)
    has_heading = any(block.heading for block in group)
    return are_items and len(group) <= _MAX_ITEMS and not has_heading


def _line_lists(blocks: Sequence[Block], taken_indexes: set[int]) -> set[int]:
    """Return the items of lists that are written as paragraphs, after a line that ends in «:».

    Each item but the last ends with «;», or the first item begins with a mark.
    """
    known_indexes = set(taken_indexes)  # and the items found so far
    for previous, block in pairwise(blocks):
        if previous.index not in known_indexes or not previous.text.endswith(_ITEM_MAY_FOLLOW):
            continue
        if block.index in taken_indexes:
            continue
        looks_like_item = mark_of(block.text) is not None or block.text.endswith(";")
        follows_text = previous.index in taken_indexes
        is_item = previous.text.endswith(";") or (follows_text and looks_like_item)
        if is_item and has_few_links([block]) and previous.box.path == block.box.path:
            known_indexes.add(block.index)
    return known_indexes - taken_indexes


def _lists_of_other_elements(blocks: Sequence[Block], taken_indexes: set[int]) -> set[int]:
    """Return the items in ``<div>``s or paragraphs below a line of the text, and that line.

    The items are in a box that also holds the line and a chosen block above the line (see
    ``_text_box``). Items without marks need a line with a colon above them, in an element of
    another kind.
    """
    known_indexes = set(taken_indexes)  # and the lists found so far
    may_be_item = cache(_may_be_item)  # many lines may ask about the same block
    for line in blocks[:-1]:
        if line.index not in known_indexes and not _is_announcement(line):
            continue
        if not _may_precede_list(line, blocks[line.index + 1]):
            continue
        box = _text_box(line, blocks, known_indexes)
        if box is None:
            continue
        items = _items_below(line, blocks, box, may_be_item)
        if not items and line.index in taken_indexes:
            items = _items_in_next_box(line, blocks, may_be_item)
        if items:
            known_indexes |= {line.index, *(item.index for item in items)}
    return known_indexes - taken_indexes


def _items_in_next_box(
    line: Block, blocks: Sequence[Block], may_be_item: Callable[[Block], bool]
) -> list[Block]:
    """Return the items below a chosen line with a colon that closes its box, or [].

    Page builders put the list into a box of its own, beside the box of the paragraphs.
    """
    first = blocks[line.index + 1]
    if not line.text.endswith(COLONS) or first.box.parent in (line.box, line.box.parent):
        return []
    shared = shared_box(line.box, first.box, _MAX_LEVELS_TO_NEXT_BOX)
    if shared is None or shared.parent is None:
        return []
    return _items_below(line, blocks, shared, may_be_item)


def _text_box(line: Block, blocks: Sequence[Block], known_indexes: set[int]) -> Box | None:
    """Return the box that holds a line and the chosen block above it; None if there is none.

    A line that is not chosen must be an element of the same kind as that block, so that it is no
    label of a control. For a chosen line without such a block, the box around the line is returned.
    """
    is_known = line.index in known_indexes
    above = _chosen_above(line, blocks, known_indexes)
    if above is None:
        return line.box.parent if is_known else None
    is_same_kind = line.box.tag_and_class == above.box.tag_and_class
    return shared_box(line.box, above.box) if is_known or is_same_kind else None


def _chosen_above(line: Block, blocks: Sequence[Block], known_indexes: set[int]) -> Block | None:
    """Return the nearest chosen block above a line, or None."""
    before = range(line.index - 1, max(-1, line.index - 1 - _MAX_BLOCKS_TO_TEXT), -1)
    return next((blocks[index] for index in before if index in known_indexes), None)


def _items_below(
    line: Block, blocks: Sequence[Block], box: Box, may_be_item: Callable[[Block], bool]
) -> list[Block]:
    """Return the blocks of the list right below a line, or [] if there is no list.

    The line is one of those that ``_may_precede_list`` accepts.
    """
    first = blocks[line.index + 1]
    marked = _marked_run(_short_blocks(line, blocks, box, may_be_item), mark_of(first.text))
    # Without a colon or semicolon in the line above, one more item is needed.
    min_items = _MIN_ITEMS if line.text.endswith(_ITEM_MAY_FOLLOW) else _MIN_ITEMS + 1
    if len(marked) >= min_items:
        return marked if has_few_links(marked) else []
    if not line.text.endswith(COLONS) or first.box.path == line.box.path:
        return []
    for part_count in range(1, _MAX_PARTS + 1):
        parts = _periodic_run(_short_blocks(line, blocks, box, may_be_item), part_count)
        if len(parts) >= _MIN_ITEMS * part_count:
            are_plain = all(
                len(part.text) <= _MAX_UNMARKED_CHARS and has_few_links([part]) for part in parts
            )
            return parts if are_plain else []
    return []


def _may_precede_list(line: Block, first: Block) -> bool:
    """Return whether a list may begin right below a line; ``first`` is the block there.

    Else that block is no item, or its list was found below an earlier line.
    """
    if line.text.endswith(COLONS):
        return True
    mark = mark_of(first.text)
    return mark is not None and mark != mark_of(line.text)


def _short_blocks(
    line: Block, blocks: Sequence[Block], box: Box, may_be_item: Callable[[Block], bool]
) -> Iterator[Block]:
    """Yield the blocks below a line that may be items, up to the first that is none."""
    end = line.index + 1 + _MAX_ITEMS * _MAX_PARTS
    for index in range(line.index + 1, min(end, len(blocks))):
        block = blocks[index]
        if not _is_in(block.box, box) or not may_be_item(block):
            return
        yield block


def _may_be_item(block: Block) -> bool:
    """Return whether a block may be an item of a list, by its text and the boxes around it."""
    text = block.text
    if block.heading or len(text) > _MAX_ITEM_CHARS:
        return False
    return noise_reason(text) is None and not is_date_line(text) and not is_elsewhere(block)


def _is_in(inner: Box, box: Box) -> bool:
    """Return whether the box ``inner`` is ``box`` or is in it; a plain loop, as in ``within``."""
    if box.parent is None:  # the body
        return True
    levels = _MAX_LEVELS
    while levels and inner.parent is not None:
        if inner is box:
            return True
        inner = inner.parent
        levels -= 1
    return False


def _marked_run(following: Iterable[Block], kind: str | None) -> list[Block]:
    """Return the first blocks, as long as they begin with marks of one kind."""
    if kind is None:
        return []
    return list(takewhile(lambda block: mark_of(block.text) == kind, following))


def mark_of(text: str) -> str | None:
    """Return the kind of mark that an item of a list begins with, or None."""
    if category(text[0]) in _SYMBOLS:
        return "symbol"
    if _ITEM_START.match(text) is None:
        return None
    if _NUMBERED.match(text):
        return "number"
    if _LETTERED.match(text):
        return "letter"
    return None if text[0].isalpha() else text[0]


def _periodic_run(following: Iterable[Block], part_count: int) -> list[Block]:
    """Return the first blocks that are items of ``part_count`` blocks each.

    The blocks of each item have the same paths as those of the item before it.
    """
    run: list[Block] = []
    for block in following:
        if len(run) >= part_count and run[-part_count].box.path != block.box.path:
            break
        run.append(block)
    incomplete_count = len(run) % part_count
    return run[: len(run) - incomplete_count]
