"""Finds lines that name the source of the quote above them, such as «[Engadget]»."""

import re
from collections import Counter
from collections.abc import Sequence

from pipelines.extraction.blocks.places import within
from pipelines.extraction.blocks.segment import Block

_MIN_SOURCES = 2  # on a page; a single line in brackets may be a label
_QUOTE_TAGS = frozenset({"blockquote"})
_MAX_QUOTE_LEVELS = 3  # of boxes from a line up to its quote
# «[Engadget]», «(Anna Lapina, «Vesti»)», «— ТАСС»
_SOURCE = re.compile(r"^(?:\[[^\[\]]{2,60}\]|\([^()]{2,60}\)|[—–]\s?[^.!?…]{2,60})$")


def quote_sources(blocks: Sequence[Block], chosen: Sequence[Block]) -> set[int]:
    """Return the indexes of the sources below chosen ``<blockquote>`` elements.

    There are several of one path on the page, chosen or not.
    """
    sources = [
        blocks[quote.index + 1]
        for quote in chosen
        if quote.index + 1 < len(blocks)
        and _SOURCE.match(blocks[quote.index + 1].text)
        and within(quote.box, _QUOTE_TAGS, _MAX_QUOTE_LEVELS) is not None
        and within(blocks[quote.index + 1].box, _QUOTE_TAGS, _MAX_QUOTE_LEVELS) is None
    ]
    counts = Counter(source.box.path for source in sources)
    return {source.index for source in sources if counts[source.box.path] >= _MIN_SOURCES}
