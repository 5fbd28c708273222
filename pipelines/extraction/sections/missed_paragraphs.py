"""Finds paragraphs that the block model did not choose among or below others of the same markup."""

from collections.abc import Sequence

from pipelines.extraction.blocks.places import is_elsewhere, outer_box
from pipelines.extraction.blocks.segment import Block
from pipelines.extraction.lines.line_forms import ends_sentence
from pipelines.extraction.lines.link_labels import is_link_label
from pipelines.extraction.lines.noise_lines import noise_reason
from pipelines.extraction.lines.promotion_words import OFFER, OUR, REQUEST

_MIN_WORDS = 3  # of a paragraph below the text; shorter ones are labels and signatures


def missed_paragraphs(blocks: Sequence[Block], chosen: Sequence[Block]) -> set[int]:
    """Return the indexes of blocks between two chosen ones, or of the last paragraph.

    They have no links, and the path and the box of their neighbours. Above the last paragraph are
    two such neighbours; it ends like a sentence.
    """
    taken = {block.index for block in chosen}
    between = {
        index
        for index in (block.index + 1 for block in chosen[:-1])
        if index not in taken and index + 1 in taken and _is_between(blocks, index)
    }
    last = chosen[-1].index if chosen else -1
    is_below = last > 0 and last - 1 in taken and last + 1 < len(blocks)
    return between | ({last + 1} if is_below and _is_last_paragraph(blocks, last + 1) else set())


def _is_between(blocks: Sequence[Block], index: int) -> bool:
    above, block, below = blocks[index - 1 : index + 2]
    return _is_like(block, above) and _is_like(block, below) and _may_be_text(block)


def _is_last_paragraph(blocks: Sequence[Block], index: int) -> bool:
    block = blocks[index]
    has_words = len(block.text.split()) >= _MIN_WORDS
    if not has_words or not ends_sentence(block.text) or not _may_be_text(block):
        return False
    are_alike = all(_is_like(block, above) for above in blocks[index - 2 : index])
    return are_alike and not (REQUEST.search(block.text) or OFFER.search(block.text))


def _is_like(block: Block, other: Block) -> bool:
    is_like = block.box.path == other.box.path and not other.heading
    return is_like and outer_box(block.box) is outer_box(other.box)


def _may_be_text(block: Block) -> bool:
    if block.links or is_elsewhere(block) or noise_reason(block.text) is not None:
        return False
    return not is_link_label(block.text) and OUR.search(block.text) is None
