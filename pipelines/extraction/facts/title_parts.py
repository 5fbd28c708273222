"""Finds the part of a page's title that the page shows as a line of its own."""

import re
from collections.abc import Sequence

from pipelines.extraction.blocks.segment import Block, is_link

# What stands directly before and after a complete part of a title: «Site: » before «Headline» in
# «Site: Headline | Section», and « | » after it.
_BEFORE_PART = re.compile(r"(?:^|[|/•·:—–\-»›>]\s+|\|)$")
_AFTER_PART = re.compile(r"$|\s*[|,(•·/]|\s+[:—–\-»›>]|:\s")
MIN_PART_CHARS = 4  # a shorter heading, or part of a title, is no headline
_MIN_LINKED_PART_CHARS = 15  # a shorter part that is a link names a section
# The address of a home page: «/», «https://gazeta.example», «//gazeta.example/».
_HOME = re.compile(r"/|(?:https?:)?//[^/?#]+/?", re.IGNORECASE)


def part_on_page(title: str, blocks: Sequence[Block]) -> str:
    """Return the longest part of a title that is a block of the page, or an empty text.

    A link to the home page is the name of the site.
    """
    folded_title = title.casefold()
    longest = ""
    for block in blocks:
        is_linked = is_link(block)
        min_chars = _MIN_LINKED_PART_CHARS if is_linked else MIN_PART_CHARS
        if not max(min_chars, len(longest)) < len(block.text) <= len(title):
            continue
        start = folded_title.find(block.text.casefold())
        end = start + len(block.text)
        if start < 0 or not _BEFORE_PART.search(title[:start]):
            continue
        if _AFTER_PART.match(title[end:]) and not (is_linked and _leads_home(block)):
            longest = title[start:end]
    return longest


def _leads_home(block: Block) -> bool:
    """Return whether a link of the block leads to the home page of a site."""
    targets = ((element.get("href") or "").strip() for element in block.elements)
    return any(target and _HOME.fullmatch(target) for target in targets)
