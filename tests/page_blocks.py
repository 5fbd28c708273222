"""Reads the blocks of small pages, for tests of single rules."""

from lxml.html import fromstring

from pipelines.extraction.blocks.segment import Block, read_blocks
from pipelines.parsing.text import normalized_line


def blocks_of(body: str) -> list[Block]:
    """Return the blocks of a page with this markup in its body."""
    return read_blocks(fromstring(f"<html><body>{body}</body></html>"), normalized_line)
