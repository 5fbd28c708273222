"""Finds the heading of the page among the chosen blocks, if the headline has other words."""

from collections.abc import Sequence

from pipelines.extraction.blocks.segment import Block, is_sentence

_MAX_BLOCKS_ABOVE = 3  # chosen blocks from the heading to the first sentence


def main_heading(blocks: Sequence[Block], chosen: Sequence[Block]) -> set[int]:
    """Return the index of the page's only heading of level 1, if the text begins with it."""
    titles = [
        block
        for block in chosen[:_MAX_BLOCKS_ABOVE]
        if block.heading == 1 and not is_sentence(block)
    ]
    if not titles or sum(block.heading == 1 for block in blocks) > 1:
        return set()
    above = (block for block in chosen if block.index < titles[0].index)
    return set() if any(map(is_sentence, above)) else {titles[0].index}
