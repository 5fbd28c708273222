"""Adds blocks that belong to the chosen text by their markup.

The block model judges single blocks. If it chose a part of a list, a table, a quote or a live blog,
the rest is added here.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise

from pipelines.extraction.blocks.below_headline import standfirst
from pipelines.extraction.blocks.box import Box
from pipelines.extraction.blocks.lists import COLONS, list_blocks
from pipelines.extraction.blocks.places import (
    around,
    grouped,
    has_few_links,
    is_elsewhere,
    is_in,
    is_other_box,
    kinds_around,
    name_test,
    shared_box,
    within,
)
from pipelines.extraction.blocks.segment import Block, is_sentence
from pipelines.extraction.blocks.subheads import subheads
from pipelines.extraction.lines.credit_lines import is_credit_line
from pipelines.extraction.lines.line_forms import (
    ends_sentence,
    is_correction,
    is_footnote,
    is_labelled_value,
    is_time_of_day,
)
from pipelines.extraction.lines.noise_lines import noise_reason
from pipelines.extraction.lines.promotions import is_promotion
from pipelines.parsing.date_lines import is_date_line

_MAX_CELL_CHARS = 200  # a table of longer cells is a layout
_MIN_CELLS = 4  # a table of fewer cells is a layout, too
_MIN_CHOSEN_SHARE = 0.3  # if this share of a table's cells is chosen, the whole table is text
_MAX_QUOTE_BLOCKS = 12  # a longer box with the name of a quote is a layout
_MAX_BLOCKS_BESIDE = _MAX_QUOTE_BLOCKS + 2  # a quote further above or below is no part of the text
_MIN_PARAGRAPHS_BESIDE = 2  # chosen paragraphs beside a <details>, so that it is text, too
# Levels of boxes from a block up to the box of its cell, figure, quote or gallery.
_MAX_CELL_LEVELS, _MAX_FIGURE_LEVELS = 3, 3
_MAX_QUOTE_LEVELS, _MAX_GALLERY_LEVELS = 4, 5
_MIN_ENTRIES = 2  # of a live blog; a single time may be that of publication
_MIN_CAPTIONS = 2  # of a photo report; a single caption belongs to the main image
_MIN_CAPTION_CHARS = 30  # a shorter caption is a credit or a label
_MAX_CAPTION_BLOCKS_ABOVE = 2  # blocks above the text in which captions are looked for
_TABLE_TAGS = frozenset({"table"})
_FIGURE_TAGS = frozenset({"figure", "figcaption"})
_TAGS_OF_QUOTES = frozenset({"figure", "blockquote"})
_CELL_TAGS = frozenset({"td", "th"})
_MIN_LABEL_WORDS = 3  # of a box that opens on a click; a shorter label is a control
_MAX_EXPANDABLE_LEVELS = 4  # levels of boxes from a block up to a box that opens on a click
_MAX_EXPANDABLE_BOXES = 200  # on a page
# Class names of boxes that open on a click: «accordion-item», «spoiler», «faq__item».
_names_expandable = name_test(
    r"(?:^|[\s_-])(?:accordion|spoiler|collapsible|faq|akkordeon|acordeon)"
)
_names_quote = name_test(r"(?:^|[\s_-])(?:block-?)?quot(?:e|ation)|citat|(?:^|[\s_-])cite")
_names_gallery = name_test(r"galler|slider|carousel|photo-?rep|fotorep|slideshow|swiper|album")
_names_caption = name_test(r"caption|desc|title|text")  # in a gallery
_MAX_FOOTNOTES = 6  # below the text
_MAX_CORRECTION_DISTANCE = 3  # blocks between the text and a correction of it


def complete_text(
    blocks: Sequence[Block], chosen: Sequence[Block], headline: str, description: str
) -> list[Block]:
    """Return the chosen blocks and those that belong to them, in page order."""
    if not chosen:
        return []
    taken_indexes = {block.index for block in chosen}
    taken_indexes |= standfirst(blocks, chosen, headline, description)
    taken_indexes |= _entries(blocks, taken_indexes)
    # Few pages have galleries, quotes or boxes that open on a click, so others are not searched.
    kinds = kinds_around(blocks[max(0, min(taken_indexes) - _MAX_BLOCKS_BESIDE) :])
    if kinds.tags & _FIGURE_TAGS or any(map(_names_gallery, kinds.names)):
        taken_indexes |= _captions(blocks, taken_indexes)
    taken_indexes |= list_blocks(blocks, taken_indexes)
    taken_indexes |= _tables(blocks, taken_indexes)
    if kinds.tags & _TAGS_OF_QUOTES or any(map(_names_quote, kinds.names)):
        taken_indexes |= _quotes(blocks, taken_indexes)
    if "details" in kinds.tags or any(map(_names_expandable, kinds.names)):
        taken_indexes |= _expandable(blocks, taken_indexes)
    taken_indexes |= subheads(blocks, taken_indexes)
    taken_indexes |= _questions(blocks, taken_indexes) | _rows(blocks, taken_indexes)
    taken_indexes |= _corrections(blocks, taken_indexes) | _footnotes(blocks, taken_indexes)
    return [block for block in blocks if block.index in taken_indexes]


def times_of_entries(blocks: Sequence[Block], chosen: Sequence[Block]) -> set[int]:
    """Return the indexes of chosen blocks that are the time of day above a live blog's entry."""
    times = [block for block in chosen if is_time_of_day(block.text)]
    if len(times) < _MIN_ENTRIES:
        return set()
    chosen_indexes = {block.index for block in chosen}
    return {block.index for block in times if block.index + 1 in chosen_indexes}


def days_of_entries(chosen: Sequence[Block]) -> set[int]:
    """Return the indexes of chosen blocks that are the day above an entry of a programme.

    There must be at least two of one path, each with a chosen block right below that is no date.
    """
    days: defaultdict[str, set[int]] = defaultdict(set)
    for block, following in pairwise(chosen):
        is_next = following.index == block.index + 1
        if is_next and is_date_line(block.text) and not is_date_line(following.text):
            days[block.box.path].add(block.index)
    several = [indexes for indexes in days.values() if len(indexes) >= _MIN_ENTRIES]
    return set().union(*several)


def _tables(blocks: Sequence[Block], taken_indexes: set[int]) -> set[int]:
    """Return the blocks of tables of short cells, chosen in part, announced or amid the text."""
    indexes: set[int] = set()
    chosen = [block for block in blocks if block.index in taken_indexes]
    for group in grouped(blocks, _TABLE_TAGS, taken_indexes):
        taken_count = sum(block.index in taken_indexes for block in group)
        line_above = group[0].index - 1
        is_announced = line_above in taken_indexes and blocks[line_above].text.endswith(COLONS)
        cell_ids = {id(within(block.box, _CELL_TAGS, _MAX_CELL_LEVELS)) for block in group}
        are_short = all(len(block.text) <= _MAX_CELL_CHARS for block in group)
        is_data = len(cell_ids) >= _MIN_CELLS and are_short
        is_partly_taken = taken_count >= _MIN_CHOSEN_SHARE * len(group)
        is_text = is_announced or is_partly_taken or _follows_text(group, blocks, chosen)
        if is_data and is_text and has_few_links(group):
            indexes |= {block.index for block in group}
    return indexes


def _follows_text(group: Sequence[Block], blocks: Sequence[Block], chosen: Sequence[Block]) -> bool:
    """Return whether a table without links follows a chosen block, in its box or amid the text."""
    line_above = blocks[group[0].index - 1]
    table = within(group[0].box, _TABLE_TAGS)
    has_links = any(block.link_chars for block in group)
    if line_above not in chosen or table is None or table.parent is None or has_links:
        return False
    if _is_between(table, group, chosen):
        return True
    is_figure = table.parent.tag == "figure"  # WordPress writes each table so
    outer = table.parent.parent if is_figure else table.parent
    if outer is None or is_other_box(outer if is_figure else table):
        return False
    common = shared_box(outer, line_above.box)
    return common is not None and common in (outer, outer.parent)


def _quotes(blocks: Sequence[Block], taken_indexes: set[int]) -> set[int]:
    """Return the blocks of quotes inside the text or chosen in part, with the speaker's name."""
    quotes: defaultdict[int, list[Block]] = defaultdict(list)  # by the id of the box of the quote
    quote_box_of: dict[int, Box | None] = {}  # by the id of the box of a block
    first = max(0, min(taken_indexes) - _MAX_BLOCKS_BESIDE)
    last = max(taken_indexes) + _MAX_BLOCKS_BESIDE
    for block in blocks[first : last + 1]:
        box_id = id(block.box)
        if box_id not in quote_box_of:
            quote_box_of[box_id] = _quote_box(block.box)
        if (quote_box := quote_box_of[box_id]) is not None:
            quotes[id(quote_box)].append(block)
    indexes: set[int] = set()
    for group in quotes.values():
        taken_chars = sum(len(block.text) for block in group if block.index in taken_indexes)
        chars = sum(len(block.text) for block in group)
        is_between = group[0].index - 1 in taken_indexes and group[-1].index + 1 in taken_indexes
        is_text = is_between or 2 * taken_chars >= chars
        if len(group) <= _MAX_QUOTE_BLOCKS and is_text and has_few_links(group):
            indexes |= {block.index for block in group if noise_reason(block.text) is None}
    return indexes


def _quote_box(box: Box) -> Box | None:
    """Return the outermost box of the quote that a box belongs to; None if there is no quote."""
    quote = None
    for outer in around(box, _MAX_QUOTE_LEVELS):
        if outer.tag == "blockquote" or _names_quote(outer.names):
            quote = outer
    if quote is not None and quote.parent is not None and quote.parent.tag == "figure":
        return quote.parent
    if quote is not None:
        return quote
    figure = within(box, frozenset({"figure"}), _MAX_FIGURE_LEVELS)
    holds_quote = figure is not None and figure.element.find(".//blockquote") is not None
    return figure if holds_quote else None


def _expandable(blocks: Sequence[Block], taken_indexes: set[int]) -> set[int]:
    """Return the blocks of boxes amid the text that open on a click, such as ``<details>``.

    A ``<details>`` may be among chosen paragraphs. All others must be between two chosen blocks,
    and begin with a <summary>, or with a label of several words above a sentence.
    """
    chosen = [block for block in blocks if block.index in taken_indexes]
    parents_of_taken = [block.box.parent for block in chosen]
    indexes: set[int] = set()
    for box, group in _expandable_boxes(blocks, taken_indexes):
        paragraphs_beside = sum(parent is box.parent for parent in parents_of_taken)
        is_among = box.tag == "details" and paragraphs_beside >= _MIN_PARAGRAPHS_BESIDE
        has_summary = group[0].box.tag == "summary"
        is_labelled = has_summary or _is_labelled_text(box, group)
        is_text = is_among or (is_labelled and _is_between(box, group, chosen))
        if is_text and has_few_links(group):
            indexes |= {
                block.index
                for block in group
                if noise_reason(block.text) is None and not _is_control(block)
            }
    return indexes


def _expandable_boxes(
    blocks: Sequence[Block], taken_indexes: set[int]
) -> Iterator[tuple[Box, list[Block]]]:
    """Yield the outermost boxes that open on a click and have an unchosen block, with its blocks.

    Only the first of them are examined.
    """
    groups: dict[int, tuple[Box, list[Block]]] = {}
    for block in blocks[min(taken_indexes) :]:  # boxes above the text are never among it
        boxes = list(filter(_is_expandable, around(block.box, _MAX_EXPANDABLE_LEVELS)))
        if boxes:
            outermost = boxes[-1]  # holds the label, too
            _, group = groups.setdefault(id(outermost), (outermost, []))
            group.append(block)
    unchosen = (
        (box, group)
        for box, group in groups.values()
        if any(block.index not in taken_indexes for block in group)
    )
    yield from islice(unchosen, _MAX_EXPANDABLE_BOXES)


def _is_expandable(box: Box) -> bool:
    return box.tag == "details" or _names_expandable(box.names)


def _is_labelled_text(box: Box, group: Sequence[Block]) -> bool:
    """Return whether a box begins with a label of several words, and holds a sentence below it."""
    label, *others = group
    has_words = _word_count(label) >= _MIN_LABEL_WORDS or label.text.endswith("?")
    has_label = has_words and not label.link_chars
    has_form = next(box.element.iter("form", "input", "textarea"), None) is not None
    is_promoted = any(is_promotion(block.text) for block in group)
    return has_label and any(map(is_sentence, others)) and not (has_form or is_promoted)


def _is_between(box: Box, group: Sequence[Block], chosen: Sequence[Block]) -> bool:
    """Return whether a box is between two chosen blocks, and in the innermost box around both."""
    start = bisect_left(chosen, group[0].index, key=lambda block: block.index)
    end = bisect_left(chosen, group[-1].index + 1, key=lambda block: block.index)
    if start == 0 or end == len(chosen) or is_other_box(box):
        return False
    above, below = chosen[start - 1], chosen[end]
    common = shared_box(above.box, below.box)
    return common is not None and is_in(box, common)


def _is_control(block: Block) -> bool:
    """Return whether a block is the label that opens a ``<details>``, such as «More»."""
    return block.box.tag == "summary" and _word_count(block) < _MIN_LABEL_WORDS


def _word_count(block: Block) -> int:
    return len(block.text.split())


def _entries(blocks: Sequence[Block], taken_indexes: set[int]) -> set[int]:
    """Return the blocks of a live blog: times of day in boxes of one path, each with its entry."""
    # Most pages have no time of day right above a chosen block, and then no live blog.
    above_taken = (blocks[index - 1] for index in taken_indexes if index)
    if not any(is_time_of_day(block.text) for block in above_taken):
        return set()
    times_by_path: defaultdict[str, list[Block]] = defaultdict(list)
    for block in blocks[:-1]:
        if is_time_of_day(block.text) and not is_elsewhere(block):
            following = blocks[block.index + 1]
            if ends_sentence(following.text) and has_few_links([following]):
                times_by_path[block.box.path].append(block)
    indexes: set[int] = set()
    for times in times_by_path.values():
        has_taken_entry = any(block.index + 1 in taken_indexes for block in times)
        if len(times) >= _MIN_ENTRIES and has_taken_entry:
            indexes |= {block.index for block in times} | {block.index + 1 for block in times}
    return indexes


def _captions(blocks: Sequence[Block], taken_indexes: set[int]) -> set[int]:
    """Return the captions of a photo report.

    Together the captions are at least as long as the rest of the text; in a gallery, half as long.
    """
    first = min(taken_indexes)
    captions_by_path: defaultdict[str, list[Block]] = defaultdict(list)
    for block in blocks:
        if block.index >= first - _MAX_CAPTION_BLOCKS_ABOVE and _is_caption(block):
            captions_by_path[block.box.path].append(block)
    indexes: set[int] = set()
    for captions in captions_by_path.values():
        caption_chars = sum(len(block.text) for block in captions)
        own_indexes = {block.index for block in captions}
        other_chars = sum(len(blocks[index].text) for index in taken_indexes - own_indexes)
        outer_boxes = around(captions[0].box, _MAX_GALLERY_LEVELS)
        is_in_gallery = any(_names_gallery(box.names) for box in outer_boxes)
        min_chars = other_chars * (0.5 if is_in_gallery else 1.0)
        if len(captions) >= _MIN_CAPTIONS and caption_chars >= min_chars:
            indexes |= own_indexes
    return indexes


def _is_caption(block: Block) -> bool:
    """Return whether a block is a sentence in a figure, or on a slide of a gallery."""
    if len(block.text) < _MIN_CAPTION_CHARS or not ends_sentence(block.text):
        return False
    if within(block.box, _FIGURE_TAGS, _MAX_FIGURE_LEVELS) is None:
        boxes = list(around(block.box, _MAX_GALLERY_LEVELS))
        if not any(_names_gallery(box.names) for box in boxes):
            return False
        if not any(_names_caption(box.names) for box in boxes[:2]):
            return False
    return has_few_links([block])


def _questions(blocks: Sequence[Block], taken_indexes: set[int]) -> set[int]:
    """Return the short questions of an interview between two chosen blocks.

    At least one question in a box of the same path is chosen; answers have another path.
    """
    taken = [blocks[index] for index in taken_indexes]
    questions = [block for block in taken if block.text.endswith("?") and not block.link_chars]
    if not questions:
        return set()
    answer_paths = {block.box.path for block in taken if not block.text.endswith("?")}
    question_paths = {block.box.path for block in questions} - answer_paths
    return {
        block.index
        for block in blocks[1:-1]
        if block.text.endswith("?")
        and {block.index - 1, block.index + 1} <= taken_indexes
        and block.box.path in question_paths
        and not block.link_chars
    }


def _rows(blocks: Sequence[Block], taken_indexes: set[int]) -> set[int]:
    """Return the lines with a label and a value beside a chosen one of the same path.

    Such lines state the place, the day or the price of an event: «Вход: 300 рублей».
    """
    rows = [blocks[index] for index in taken_indexes if _is_row(blocks[index])]
    indexes: set[int] = set()
    for row in rows:
        for step in (1, -1):
            index = row.index + step
            while 0 <= index < len(blocks) and index not in taken_indexes:
                block = blocks[index]
                if block.box.path != row.box.path or is_elsewhere(block) or not _is_row(block):
                    break
                if not is_credit_line(block.text):
                    indexes.add(index)
                index += step
    return indexes


def _is_row(block: Block) -> bool:
    is_row = is_labelled_value(block.text) and not block.link_chars
    return is_row and noise_reason(block.text) is None


def _corrections(blocks: Sequence[Block], taken_indexes: set[int]) -> set[int]:
    """Return the notes of the newsroom on its text, right above or below it."""
    first, end = min(taken_indexes), max(taken_indexes) + 1 + _MAX_CORRECTION_DISTANCE
    return {
        block.index
        for block in blocks[max(0, first - _MAX_CORRECTION_DISTANCE) : end]
        if is_correction(block.text)
        and ends_sentence(block.text)
        and has_few_links([block])
        and not is_elsewhere(block)
    }


def _footnotes(blocks: Sequence[Block], taken_indexes: set[int]) -> set[int]:
    """Return the footnotes right below the text, in its box: «* Имя изменено.»"""
    indexes: set[int] = set()
    last = blocks[max(taken_indexes)]
    for block in blocks[last.index + 1 : last.index + 1 + _MAX_FOOTNOTES]:
        is_beside = last.box in (block.box, block.box.parent) or block.box.parent is last.box.parent
        is_note = is_footnote(block.text) and has_few_links([block])
        if not is_note or not is_beside or is_elsewhere(block):
            break
        indexes.add(block.index)
    return indexes
