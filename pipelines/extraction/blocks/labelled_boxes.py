"""Removes chosen blocks that a label marks as advertising, teasers of other pages or comments.

Neither a label nor the markup decides alone. Advertising is in a box of its own that begins with
the label. A teaser is in a box with a linked headline and without the label. Such boxes follow the
label, and no paragraph is between them and the label.
"""

import re
from collections.abc import Iterable, Sequence

from pipelines.extraction.blocks.box import Box
from pipelines.extraction.blocks.comment_threads import comments
from pipelines.extraction.blocks.other_texts import (
    articles_below_heading,
    consent_notices,
    copies_in_other_boxes,
    fact_boxes,
    lines_above,
    notes_on_author,
    other_articles,
    repeated_last_line,
    whole_copies,
)
from pipelines.extraction.blocks.places import around, is_in
from pipelines.extraction.blocks.segment import MIN_LINK_SHARE, Block
from pipelines.extraction.blocks.teaser_cards import (
    headlines_at_end,
    links_in_capitals,
    single_cards,
    teaser_cards,
    teasers_at_end,
    teasers_below_headlines,
)
from pipelines.extraction.lines.link_labels import is_link_label
from pipelines.parsing.dates import find_date

_AD_LABEL = re.compile(
    r"^[\W_]*(?:реклама|на правах рекламы|реклами|рэклама|жарнама|advert(?:isement|ising)?|"
    r"sponsored|anzeige|werbung|reklama|publicit[éà]|pubblicità|publicidade?|advertentie|annons|"
    r"reklam)[\W_]*$",
    re.IGNORECASE,
)
_MAX_AD_CHARS = 400  # a box with more text may be an article that is advertising as a whole
_MAX_AD_SHARE = 1 / 3  # of the chosen text, which holds the advertisement, too
_MIN_HEADLINE_WORDS = 3  # a link of fewer words is a button or the name of a section
_NUMBERS_AT_END = re.compile(r"[\d\s.,:/()|-]{1,30}$")  # a day, a time of day, a number of comments
_MAX_SHORT_LINE_CHARS = 30  # of a date or counter between a linked headline and its teaser
_MAX_RUN_BLOCKS = 100  # after a label; no list of teasers beside an article is longer
_MAX_CARD_LEVELS = 4  # levels of markup up to a card: the box that holds a teaser and its headline


def without_labelled_boxes(
    blocks: Sequence[Block], chosen: Sequence[Block], headline: str = "", host: str = ""
) -> list[Block]:
    """Return the chosen blocks without advertising, teasers and comments.

    The texts that the modules ``other_texts`` and ``teaser_cards`` find are left out as well.
    ``host`` is that of the page. If no text would be left, all chosen blocks are returned.
    """
    if not chosen:
        return []
    up_to_end = blocks[: chosen[-1].index + 1]  # a label below the text marks none of it
    apart = _advertising(up_to_end, blocks, chosen) | _teasers(up_to_end, blocks)
    apart |= comments(blocks, chosen)
    apart |= other_articles(blocks, chosen, headline) | lines_above(blocks, chosen, headline)
    apart |= fact_boxes(chosen) | whole_copies(chosen) | consent_notices(chosen)
    apart |= articles_below_heading(blocks, chosen) | copies_in_other_boxes(chosen)
    apart |= teaser_cards(blocks, chosen, host) | links_in_capitals(chosen)
    apart |= notes_on_author(chosen) | repeated_last_line(chosen)
    apart |= single_cards(blocks, chosen, host) | teasers_at_end(chosen)
    apart |= headlines_at_end(blocks, chosen, host) | teasers_below_headlines(chosen, host)
    remaining = [block for block in chosen if block.index not in apart]
    has_text = any(len(block.text) > _MAX_SHORT_LINE_CHARS for block in remaining)
    return remaining if has_text else list(chosen)


def _advertising(
    labels: Sequence[Block], blocks: Sequence[Block], chosen: Sequence[Block]
) -> set[int]:
    """Return the indexes of the blocks in short boxes that begin with a label of advertising.

    ``labels`` are the blocks that may be such a label.
    """
    indexes: set[int] = set()
    text_chars = sum(len(block.text) for block in chosen)
    for label in labels:
        if not _AD_LABEL.match(label.text):
            continue
        box = _box_beside(label)
        if box is None or box.chars > min(_MAX_AD_CHARS, text_chars * _MAX_AD_SHARE):
            continue
        inside = blocks[label.index : label.index + box.blocks]
        if all(is_in(block.box, box) for block in inside):
            indexes |= {block.index for block in inside}
    return indexes


def _box_beside(label: Block) -> Box | None:
    """Return the innermost box that holds a label and further blocks, or None."""
    return next((box for box in around(label.box, _MAX_CARD_LEVELS) if box.blocks > 1), None)


def _teasers(labels: Sequence[Block], blocks: Sequence[Block]) -> set[int]:
    """Return the indexes of labels, and of the teasers with linked headlines that follow them.

    ``labels`` are the blocks that may be such a label. A label that is itself a link, such as «Read
    more», is a button of the text above it; no teasers follow such a label.
    """
    indexes: set[int] = set()
    for label in labels:
        if label.heading != 1 and not label.link_chars and is_link_label(label.text):
            start = label.index + 1
            teasers = _run_after(label, blocks[start : start + _MAX_RUN_BLOCKS])
            if teasers:
                indexes |= teasers | {label.index}
    return indexes


def _run_after(label: Block, following: Iterable[Block]) -> set[int]:
    """Return the indexes of the linked headlines after a label, and of the teaser below each.

    The run ends at a paragraph that shares no box with the headline above it. A box that also holds
    the label does not count.
    """
    indexes: set[int] = set()
    headline: Block | None = None
    has_teaser = False  # whether the teaser of the present headline was found
    for block in following:
        if block.heading == 1 or is_link_label(block.text):
            break
        is_long = len(block.text) > _MAX_SHORT_LINE_CHARS
        if _is_linked_headline(block):
            headline = block
            has_teaser = False
            indexes.add(block.index)
        elif headline is not None and not has_teaser and _share_card(block, headline, label):
            has_teaser = is_long  # else a date or counter, and the teaser may follow
            indexes.add(block.index)
        elif is_long:
            break
    return indexes


def _is_linked_headline(block: Block) -> bool:
    """Return whether a line is a linked headline; date and numbers beside it are not counted."""
    if len(block.text.split()) < _MIN_HEADLINE_WORDS:
        return False
    size = len(block.text)
    unlinked_chars = size - block.link_chars
    if unlinked_chars <= _MAX_SHORT_LINE_CHARS:
        if dated := find_date(block.text):
            size -= dated.match.end() - dated.match.start()
        elif numbers := _NUMBERS_AT_END.search(block.text):
            size -= min(unlinked_chars, len(numbers.group()))
    return block.link_chars >= MIN_LINK_SHARE * size


def _share_card(block: Block, headline: Block, label: Block) -> bool:
    """Return whether two blocks share a box that does not hold the label."""
    boxes = {id(box) for box in around(headline.box, _MAX_CARD_LEVELS)}
    return any(
        id(box) in boxes and not is_in(label.box, box)
        for box in around(block.box, _MAX_CARD_LEVELS)
    )
