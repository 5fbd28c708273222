"""Chooses the blocks of a page that are the article's text."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipelines.extraction.blocks.alike_sentences import with_alike
from pipelines.extraction.blocks.box import Box
from pipelines.extraction.blocks.classifier import load_model
from pipelines.extraction.blocks.element_groups import EMBEDDED_POST
from pipelines.extraction.blocks.features import block_features
from pipelines.extraction.blocks.neighbours import Chances
from pipelines.extraction.blocks.segment import Block, is_sentence
from pipelines.extraction.blocks.views import Views
from pipelines.extraction.lines.noise_lines import noise_reason
from pipelines.parsing.date_lines import is_date_line

SURE = 0.5  # a block with at least this probability is text on any page
_DOUBTFUL = 0.25  # with at least this, a sentence beside chosen sentences of its kind is text
_MIN_SHARE = 0.6  # if this share of a kind's characters is chosen, the rest of the kind is text
_MIN_KIN = 0.02  # with a lower probability, a sentence is no text even beside its kind
_CLEAR_F1 = 0.9  # with at least this expected F1, no doubtful alike sentences are added
_MIN_BEST = 0.08  # with a lower probability, not even the best block of a page is text
_EMBED_DEPTH = 3  # levels of markup between a block of an embedded post and the box of the post
_EMBED_REACH = 4  # a post that begins at most this many blocks after the article belongs to it
_SMALL = 1e-9  # characters; avoids a division by zero
_ROWS = ("tr", "tbody")


@dataclass(frozen=True, slots=True)
class Choice:
    """The blocks of the article in page order, and the expected quality of their text."""

    blocks: list[Block]
    expected_f1: float  # 0–1, of the characters; without the sentences that ``with_alike`` adds


def choose_blocks(blocks: Sequence[Block], views: Views) -> Choice:
    """Choose the blocks of the article by the probabilities of the block model."""
    if not blocks:
        return Choice([], 0.0)
    chances = load_model().chances(blocks, block_features(blocks, views))
    sure = [block for block, chance in zip(blocks, chances, strict=True) if chance >= SURE]
    if all(map(_is_standing, sure)):
        chances = without_standing(chances, blocks)
    return choose_by_chances(blocks, chances)


def choose_by_chances(blocks: Sequence[Block], chances: Chances) -> Choice:
    """Choose the blocks of the article, given the probability of each block that it is text."""
    page_layout = layout(blocks)
    taken = decide(chances, page_layout)
    quality = expected_f1(taken, chances, page_layout.sizes)
    if quality < _CLEAR_F1:
        taken = with_alike(taken, chances, blocks)
    chosen = [block for block, is_taken in zip(blocks, taken, strict=True) if is_taken]
    return Choice(chosen, quality)


def expected_f1(taken: NDArray[np.bool_], chances: Chances, sizes: NDArray[np.float64]) -> float:
    """Return the F1, by characters, that is expected of the taken blocks."""
    text_chars = chances * sizes  # the expected number of characters of text in each block
    all_chars = sizes[taken].sum() + text_chars.sum() + _SMALL
    return float(2 * text_chars[taken].sum() / all_chars)


def without_standing(chances: Chances, blocks: Sequence[Block]) -> Chances:
    """Return the probabilities with 0 for date lines and standing phrases.

    On a page with a very short text, such lines may have higher probabilities than the text.
    """
    return np.where([_is_standing(block) for block in blocks], 0.0, chances)


def _is_standing(block: Block) -> bool:
    """Return whether a block is a date line or a standing phrase."""
    return noise_reason(block.text) is not None or is_date_line(block.text)


@dataclass(frozen=True, slots=True)
class Layout:
    """The values of blocks that ``decide`` needs beside the probabilities."""

    sizes: NDArray[np.float64]  # characters
    kinds: NDArray[np.int64]  # equal for sentences of one kind in one box; -1 if no sentence
    embeds: NDArray[np.bool_]  # whether a block belongs to an embedded post


def layout(blocks: Sequence[Block]) -> Layout:
    """Return the layout of the blocks, in their order."""
    boxes = [block.box for block in blocks]
    return Layout(
        np.array([len(block.text) for block in blocks], dtype=np.float64),
        kin(blocks),
        np.array(
            [box.depth - box.nearest[EMBEDDED_POST] <= _EMBED_DEPTH for box in boxes], dtype=bool
        ),
    )


def decide(chances: Chances, page_layout: Layout) -> NDArray[np.bool_]:
    """Return for each block whether it is likely to belong to the article."""
    if not len(chances):
        return np.zeros(0, dtype=bool)
    sizes, kinds = page_layout.sizes, page_layout.kinds
    taken = with_kin(select(chances, sizes), chances, sizes, kinds)
    return with_embeds(taken, page_layout.embeds)


def with_embeds(taken: NDArray[np.bool_], embeds: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the taken blocks and those of embedded posts in the article or at its end."""
    places = np.flatnonzero(taken & ~embeds)
    if not len(places) or not embeds.any():
        return taken
    index = np.arange(len(taken))
    is_near = (index > places[0]) & (index <= places[-1] + _EMBED_REACH)
    return np.asarray(taken | (embeds & is_near))


def select(chances: NDArray[np.float64], sizes: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return the most probable blocks, as many as give the highest expected F1 of the text.

    On a clear page these are the blocks with a probability of at least one half. On an unclear page
    they are more.
    """
    order = np.argsort(-chances, kind="stable")
    # For each number of most probable blocks: their expected text, their characters, their F1.
    text_chars = np.cumsum(chances[order] * sizes[order])
    taken_chars = np.cumsum(sizes[order])
    f1s = 2 * text_chars / (taken_chars + (chances * sizes).sum() + _SMALL)
    lowest_taken = float(chances[order[int(f1s.argmax())]])
    return np.asarray(chances >= max(min(lowest_taken, SURE), _MIN_BEST))


def kin(blocks: Sequence[Block]) -> NDArray[np.int64]:
    """Return a number for each block, equal for sentences of one kind in one box.

    The number is -1 for a block that is no sentence. All cells of a table count as one box.
    """
    numbers: dict[tuple[int, str], int] = {}
    return np.array(
        [
            numbers.setdefault((_holder(block.box), block.box.path), len(numbers))
            if is_sentence(block)
            else -1
            for block in blocks
        ],
        dtype=np.int64,
    )


def with_kin(
    taken: NDArray[np.bool_],
    chances: NDArray[np.float64],
    sizes: NDArray[np.float64],
    kinds: NDArray[np.int64],
) -> NDArray[np.bool_]:
    """Return the taken blocks, and the doubtful sentences beside taken sentences of their kind.

    If most characters of a kind are taken, all its blocks are taken except those ruled out.
    """
    taken_kinds = np.unique(kinds[taken & (kinds >= 0)])
    taken = taken | ((chances >= _DOUBTFUL) & np.isin(kinds, taken_kinds))
    mostly_taken = [
        kind
        for kind in taken_kinds
        if sizes[taken & (kinds == kind)].sum() >= _MIN_SHARE * sizes[kinds == kind].sum()
    ]
    return np.asarray(taken | ((chances >= _MIN_KIN) & np.isin(kinds, mostly_taken)))


def _holder(box: Box) -> int:
    """Return the identity of the box that holds blocks of one kind, such as a whole table."""
    holder = box.parent
    if holder is not None and holder.tag not in _ROWS and holder.sentences == 1:
        holder = holder.parent
    while holder is not None and holder.tag in _ROWS:
        holder = holder.parent
    return id(holder)
