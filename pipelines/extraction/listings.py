"""Recognises listings: pages of teasers, each with the linked headline of an article.

A listing has linked headlines between its texts. An article has consecutive paragraphs below its
own headline.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipelines.extraction.blocks.segment import Block
from pipelines.extraction.lines.noise_lines import noise_reason
from pipelines.parsing.date_lines import is_date_line

# The end of a sentence, in several scripts: «.», «?»», «。».
SENTENCE = re.compile(
    r"[.!?…։۔።။][»\"”’)\]]*(?:\s|$)|[。！？।؟។།]"
    r"|[\u0e00-\u0eff]\s+[\u0e00-\u0eff]"  # Thai and Lao have a space where sentences end
)
MIN_LONG_TEXT_CHARS = 800  # a text of this length is an article, even at the address of a listing
# On a listing, at least 60 % of the gaps between blocks of text have headlines with links. The
# texts between these have at most 300 characters on average.
_MIN_TEASER_SHARE = 0.6
_MAX_TEASER_CHARS = 300
_MIN_UNMARKED_GAPS = 4  # gaps that are needed if neither the address nor the data say "listing"
_MIN_HEADLINE_WORDS = 3  # the name of a section has fewer
_MAX_LINK_LABEL_CHARS = 20  # a linked headline is longer than this
_MIN_TEASER_LINK_SHARE = 0.8  # of the characters of a linked headline
_MAX_BLOCKS_ABOVE = 3  # from the text up to its linked headline
_MIN_LINKED_HEADLINES = 3  # a listing has at least this many headlines in similar elements
_DATE_BESIDE = re.compile(r"^[\d.:,/\s-]{4,20}|[\d.:,/\s-]{4,20}$")
_WORD = re.compile(r"[^\W\d_]{2,}")
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_MIN_NUMBERS, _MAX_NUMBERS_PER_WORD = 3, 0.4  # a table has more; prose has fewer for each word
# An article has at least two consecutive paragraphs, of together 450 characters. A teaser is a
# single, shorter paragraph.
_MIN_STORY_CHARS = 450
_MIN_STORY_BLOCKS = 2


@dataclass(frozen=True, slots=True)
class PageTexts:
    """The texts and headlines of a page, as far as they show whether it is a listing."""

    blocks: Sequence[Block]
    texts: Sequence[Block]  # the chosen blocks without date lines
    linked_headlines: set[int]  # the indexes of the blocks that are headlines with a link
    shown_headline: str


def page_texts(blocks: Sequence[Block], chosen: Sequence[Block], shown_headline: str) -> PageTexts:
    """Return the texts of a page; ``shown_headline`` is the headline that is on the page."""
    return PageTexts(
        blocks,
        [block for block in chosen if not is_date_line(block.text)],
        {block.index for block in blocks if is_teaser_headline(block)},
        shown_headline,
    )


def is_listing(page: PageTexts, text_chars: int, *, is_marked: bool, is_home_page: bool) -> bool:
    """Return whether the texts are teasers with linked headlines between them.

    ``text_chars`` is the length of the text, and ``is_marked`` tells whether the address or the
    page's data say that the page is a listing.
    """
    if not page.texts:
        return True
    is_short = text_chars < MIN_LONG_TEXT_CHARS
    may_be_listing = is_marked or is_home_page
    if not is_marked and _has_consecutive_paragraphs(page):
        return False
    if may_be_listing and is_short and _follows_teaser_headline(page):
        return True
    if _are_cut_off(page.texts, text_chars):
        return True
    if not may_be_listing and _follows_own_headline(page):
        return False
    needs_one_gap = is_home_page or (is_marked and is_short)
    return _are_teasers(page, min_gaps=1 if needs_one_gap else _MIN_UNMARKED_GAPS)


def is_story_below_headline(page: PageTexts) -> bool:
    """Return whether consecutive paragraphs follow the page's own headline."""
    return bool(page.texts) and _has_consecutive_paragraphs(page) and _follows_own_headline(page)


def _are_cut_off(texts: Sequence[Block], text_chars: int) -> bool:
    """Return whether most blocks end in «…», and the text is too short for as many articles."""
    cut_off_count = sum(block.text.endswith(("…", "...")) for block in texts)
    return 2 * cut_off_count > len(texts) and text_chars < MIN_LONG_TEXT_CHARS * cut_off_count


def _are_teasers(page: PageTexts, min_gaps: int) -> bool:
    """Return whether the blocks are short and linked headlines are in most gaps between them.

    There must be at least ``min_gaps`` gaps between two of the blocks.
    """
    gaps = list(pairwise(page.texts))
    headline_gaps = sum(
        _has_headline_between(one, other, page.linked_headlines) for one, other in gaps
    )
    if len(gaps) < min_gaps or headline_gaps < _MIN_TEASER_SHARE * len(gaps):
        return False
    chars = sum(len(block.text) for block in page.texts)
    teaser_count = headline_gaps + 1
    return chars < _MAX_TEASER_CHARS * teaser_count


def _has_headline_between(one: Block, other: Block, headlines: set[int]) -> bool:
    """Return whether a linked headline is one of two blocks or between them."""
    return any(index in headlines for index in range(one.index, other.index + 1))


def _follows_own_headline(page: PageTexts) -> bool:
    """Return whether no linked headline is between the page's own headline and its text.

    On a listing, a linked headline is above each text, also above the first.
    """
    own_headline = _index_of_own_headline(page)
    first = page.texts[0].index
    return own_headline is not None and page.linked_headlines.isdisjoint(
        range(own_headline, first + 1)
    )


def _index_of_own_headline(page: PageTexts) -> int | None:
    """Return the index of the page's own headline above its text, or None.

    It is a first-level heading of at least three words without a link.
    """
    own_headlines = [
        block.index
        for block in page.blocks[: page.texts[0].index + 1]
        if block.heading == 1 and not block.link_chars and block.text == page.shown_headline
    ]
    has_length = len(page.shown_headline.split()) >= _MIN_HEADLINE_WORDS
    return own_headlines[-1] if own_headlines and has_length else None


def _has_consecutive_paragraphs(page: PageTexts) -> bool:
    """Return whether enough paragraphs follow each other without a linked headline between them."""
    chars = count = 0  # of the paragraphs since the last linked headline
    previous: Block | None = None
    for block in page.texts:
        is_text = 2 * block.link_chars <= len(block.text) and block.text[-1] != "…"
        if previous is None or _has_headline_between(previous, block, page.linked_headlines):
            chars = count = 0
        previous = block
        if is_text and SENTENCE.search(block.text):
            chars += len(block.text)
            count += 1
        if chars >= _MIN_STORY_CHARS and count >= _MIN_STORY_BLOCKS:
            return True
    return False


def _follows_teaser_headline(page: PageTexts) -> bool:
    """Return whether a linked headline is above the text, and others are in similar elements.

    Links above the page's own headline belong to a menu or a list beside the article.
    """
    first = page.texts[0].index
    start = max(first - _MAX_BLOCKS_ABOVE, _index_of_own_headline(page) or 0)
    headlines_above = page.linked_headlines.intersection(range(start, first + 1))
    if not headlines_above:
        return False
    path = page.blocks[max(headlines_above)].box.path
    similar = sum(page.blocks[index].box.path == path for index in page.linked_headlines)
    return similar >= _MIN_LINKED_HEADLINES


def has_many_numbers(text: str) -> bool:
    """Return whether a text has the numbers of a table: of the weather, of rates or of hours."""
    numbers, words = len(_NUMBER.findall(text)), len(_WORD.findall(text))
    return numbers >= _MIN_NUMBERS and numbers > _MAX_NUMBERS_PER_WORD * words


def is_teaser_headline(block: Block) -> bool:
    """Return whether a block is as long as a headline, and most of it is a link.

    A date beside the link does not count.
    """
    chars = len(block.text)
    if block.link_chars < chars and (date := _DATE_BESIDE.search(block.text)):
        chars = max(block.link_chars, chars - len(date[0]))
    if chars <= _MAX_LINK_LABEL_CHARS or block.link_chars <= _MIN_TEASER_LINK_SHARE * chars:
        return False
    has_length = len(block.text.split()) >= _MIN_HEADLINE_WORDS
    return has_length and noise_reason(block.text) is None
