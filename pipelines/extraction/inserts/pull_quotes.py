"""Finds quotes that repeat a sentence of the text in large type, called pull quotes."""

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import islice

from pipelines.extraction.blocks.box import Box
from pipelines.extraction.blocks.places import around
from pipelines.extraction.blocks.segment import Block
from pipelines.parsing.text import alphanumeric

_MAX_QUOTE_LEVELS = 4  # of boxes from a line up to its quote
_MAX_QUOTE_BLOCKS = 3  # of a pull quote with the name of the speaker
_MAX_EXAMINED_QUOTES = 30  # of a page
_MIN_CHARS = 25  # letters and digits; fewer are repeated by chance
_MAX_NAME_CHARS = 80  # of the speaker, with a job title
_GOES_ON_OR_ENDS = re.compile(r"[.!?…։。,;:][»\"”’)\]]*$")
_MIN_REST_SHARE = 0.05  # a paragraph that holds the quote and nothing else may be the text itself


def pull_quotes(chosen: Sequence[Block]) -> set[int]:
    """Return the indexes of the chosen blocks in quotes that repeat a part of a paragraph.

    Only ``<blockquote>`` elements are quotes. What such a quote holds beside the repeated sentence
    is the name of the speaker, which the paragraph has, too. A quote with a sentence of its own is
    text as a whole.
    """
    quotes: defaultdict[Box, list[Block]] = defaultdict(list)
    paragraphs: list[Block] = []
    for block in chosen:
        quote = _quote_around(block.box)
        if quote is None:
            paragraphs.append(block)
        else:
            quotes[quote].append(block)
    small = (group for group in quotes.values() if len(group) <= _MAX_QUOTE_BLOCKS)
    examined = list(islice(small, _MAX_EXAMINED_QUOTES))
    if not examined:
        return set()
    texts = [alphanumeric(block.text) for block in paragraphs]
    return {block.index for group in examined if _repeats(group, texts) for block in group}


def _repeats(group: Sequence[Block], texts: Sequence[str]) -> bool:
    """Return whether the lines of a quote, except for the speaker's name, are parts of texts.

    The text that holds the longest line must be longer than this line.
    """
    letters = [alphanumeric(block.text) for block in group]
    longest = max(letters, key=len)
    if len(longest) < _MIN_CHARS:
        return False
    min_chars = (1 + _MIN_REST_SHARE) * len(longest)
    if not any(len(text) >= min_chars and longest in text for text in texts):
        return False
    return all(
        any(line in text for text in texts)
        for line, block in zip(letters, group, strict=True)
        if line != longest and not _may_be_name(block.text)
    )


def _may_be_name(text: str) -> bool:
    """Return whether a line may name the speaker: it is short, and no sentence or part of one."""
    return len(text) <= _MAX_NAME_CHARS and not _GOES_ON_OR_ENDS.search(text)


def _quote_around(box: Box) -> Box | None:
    """Return the ``<figure>`` around a box if it holds a ``<blockquote>``, else a ``<blockquote>``.

    Each is the innermost one around the box; None is returned if there is none.
    """
    boxes = list(around(box, _MAX_QUOTE_LEVELS))
    figure = next((outer for outer in boxes if outer.tag == "figure"), None)
    quote = next((outer for outer in boxes if outer.tag == "blockquote"), None)
    if figure is not None and next(figure.element.iter("blockquote"), None) is not None:
        return figure
    return quote
