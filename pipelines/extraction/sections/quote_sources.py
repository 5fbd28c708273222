"""Finds lines that name the source of the quote above them, such as «[Engadget]»."""

import re
from collections import Counter
from collections.abc import Sequence

from pipelines.extraction.blocks.places import quote_around
from pipelines.extraction.blocks.segment import Block

_MIN_SOURCES = 2  # on a page; a single line in brackets may be a label
# «[Engadget]», «(Anna Lapina, «Vesti»)», «— ТАСС»
_SOURCE = re.compile(r"^(?:\[[^\[\]]{2,60}\]|\([^()]{2,60}\)|[—–]\s?[^.!?…]{2,60})$")


def quote_sources(blocks: Sequence[Block], chosen: Sequence[Block]) -> set[int]:
    """Return the indexes of the sources below chosen ``<blockquote>`` elements.

    There are several of one path on the page, chosen or not.
    """
    end = len(blocks) - 1
    with_line_below = [(quote, blocks[quote.index + 1]) for quote in chosen if quote.index < end]
    sources = [
        line
        for quote, line in with_line_below
        if _SOURCE.match(line.text) and quote_around(quote) and not quote_around(line)
    ]
    counts = Counter(source.box.path for source in sources)
    return {source.index for source in sources if counts[source.box.path] >= _MIN_SOURCES}
