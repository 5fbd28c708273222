"""Chooses the blocks of a page that are the article's text."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipelines.extraction.blocks import classifier
from pipelines.extraction.blocks.alike_sentences import (
    with_alike,
    with_continuation,
    with_placed,
)
from pipelines.extraction.blocks.box import Box
from pipelines.extraction.blocks.element_groups import EMBEDDED_POST
from pipelines.extraction.blocks.features import (
    Array,
    block_features,
    held_by_trafilatura,
    with_trafilatura,
)
from pipelines.extraction.blocks.neighbours import Chances
from pipelines.extraction.blocks.segment import Block, is_sentence
from pipelines.extraction.blocks.views import Views
from pipelines.extraction.lines.noise_lines import noise_reason
from pipelines.parsing.date_lines import is_date_line

# A chance is the probability that a block is text, as the block model computes it. Sentences are of
# one kind if their boxes have one path and are in one box.
MIN_SURE_CHANCE = 0.5  # a block with at least this chance is text on any page
_MIN_BEST_CHANCE = 0.08  # with a lower chance, not even the best block of a page is text
_MIN_DOUBTFUL_CHANCE = 0.25  # with at least this, a sentence is text beside chosen ones of its kind
_MIN_SHARE_OF_KIND = 0.6  # if this share of a kind's characters is chosen, the rest is text, too
_MIN_CHANCE_OF_KIND = 0.02  # with a lower chance, a sentence does not belong to this rest
# The model that does not know trafilatura's text decides on a page under these four conditions.
_MIN_F1_WITHOUT_TRAFILATURA = 0.95  # expected F1
_MIN_CHARS_WITHOUT_TRAFILATURA = 1_500  # that are taken; in a shorter text a wrong line weighs more
_MAX_DOUBT = 0.0104  # see ``doubt``
_MAX_OTHER_SENTENCES = 0.5  # characters of sentences that are not taken, for each taken character
_MIN_F1_WITHOUT_ALIKE = 0.95  # with at least this expected F1, no alike sentences are added
_MIN_CLEAR_F1 = 0.9  # with at least this expected F1, no other doubtful blocks are added
# Blocks that are held by trafilatura's text between the chosen ones are added on these conditions.
_MIN_HELD_SHARE = 0.8  # of the chosen characters must be in trafilatura's text
_MIN_ADDED_SHARE = 0.1  # of the chosen characters; fewer characters of its text are not added
_MIN_ADDED_CHANCE = 0.05  # the mean chance of the characters that are added
_MAX_ADDED_LINK_SHARE = 0.2  # of the characters that are added
_MAX_LEVELS_IN_EMBED = 3  # levels of markup between a block of an embedded post and the post's box
_MAX_BLOCKS_TO_EMBED = 4  # from the end of the article to an embedded post that belongs to it
_SMALL_CHARS = 1e-9  # avoids a division by zero
_ROW_TAGS = ("tr", "tbody")


@dataclass(frozen=True, slots=True)
class Choice:
    """The blocks of the article in page order, and the expected quality of their text."""

    blocks: list[Block]
    expected_f1: float  # 0–1, of the characters; without the sentences that ``with_alike`` adds
    chances: Chances  # of all blocks of the page


def choose_blocks(
    blocks: Sequence[Block], views: Views, trafilatura_text: Callable[[], str]
) -> Choice:
    """Choose the blocks of the article by the probabilities of the block models.

    ``trafilatura_text`` extracts the text of the page with trafilatura, which takes much time. It
    is called only if the page is not clear to the model that does not know this text.
    """
    if not blocks:
        return Choice([], 0.0, np.zeros(0))
    rows = block_features(blocks, views)
    chances = _chances(classifier.MODEL_WITHOUT_TRAFILATURA, blocks, rows)
    page_layout = layout(blocks)
    if is_clear(chances, page_layout):
        return choose_by_chances(blocks, chances, held_by_trafilatura(rows), page_layout)
    rows = with_trafilatura(rows, blocks, trafilatura_text())
    chances = _chances(classifier.MODEL, blocks, rows)
    return choose_by_chances(blocks, chances, held_by_trafilatura(rows), page_layout)


def is_clear(chances: Chances, page_layout: "Layout") -> bool:
    """Return whether the chances of the model without trafilatura's text decide on a page."""
    taken = decide(chances, page_layout)
    sizes = page_layout.sizes
    taken_chars = sizes[taken].sum()
    other_sentences = sizes[~taken & (page_layout.kinds >= 0)].sum()
    return (
        bool(taken_chars >= _MIN_CHARS_WITHOUT_TRAFILATURA)
        and expected_f1(taken, chances, sizes) >= _MIN_F1_WITHOUT_TRAFILATURA
        and bool(other_sentences <= _MAX_OTHER_SENTENCES * taken_chars)
        and doubt(taken, chances, sizes) <= _MAX_DOUBT
    )


def doubt(taken: NDArray[np.bool_], chances: Chances, sizes: NDArray[np.float64]) -> float:
    """Return the share of the text that another model may decide otherwise, 0 or more.

    The characters of a block count with the cube of the odds against what was decided: for a taken
    block fully up to a chance of 0.5, to a thirteenth at 0.7, and hardly at 0.9. The sum is divided
    by the number of taken characters.
    """
    against = np.where(taken, 1 - chances, chances)
    odds = np.minimum(against, 0.5) / np.maximum(1 - against, 0.5)
    return float(odds**3 @ sizes / sizes[taken].sum())


def _chances(model: Path, blocks: Sequence[Block], rows: Array) -> Chances:
    """Return the chances of a model; standing lines get 0 if no other line is sure to be text."""
    chances = classifier.load_model(model).chances(blocks, rows)
    is_sure = chances >= MIN_SURE_CHANCE
    sure_blocks = [block for block, sure in zip(blocks, is_sure, strict=True) if sure]
    return without_standing(chances, blocks) if all(map(_is_standing, sure_blocks)) else chances


def choose_by_chances(
    blocks: Sequence[Block], chances: Chances, is_held: NDArray[np.bool_], page_layout: "Layout"
) -> Choice:
    """Choose the blocks of the article.

    ``chances`` and ``is_held`` have for each block its chance, and whether trafilatura's text holds
    it.
    """
    taken = decide(chances, page_layout)
    quality = expected_f1(taken, chances, page_layout.sizes)
    taken = with_placed(taken, chances, blocks)
    if quality < _MIN_F1_WITHOUT_ALIKE:
        taken = with_alike(taken, chances, blocks)
    if quality < _MIN_CLEAR_F1:
        taken = with_continuation(taken, chances, blocks)
        taken = with_held_between(taken, chances, is_held, blocks)
    chosen = [block for block, is_taken in zip(blocks, taken, strict=True) if is_taken]
    return Choice(chosen, quality, chances)


def with_held_between(
    taken: NDArray[np.bool_],
    chances: Chances,
    is_held: NDArray[np.bool_],
    blocks: Sequence[Block],
) -> NDArray[np.bool_]:
    """Return the taken blocks, and the blocks between them that trafilatura's text holds.

    They are added only if that text holds most of the taken blocks, and if they are long together
    and neither very improbable nor links. Below the taken blocks, the text often holds comments.
    """
    places = np.flatnonzero(taken)
    if not len(places):
        return taken
    added = is_held & ~taken
    added[: places[0]] = added[places[-1] :] = False
    sizes = np.array([len(block.text) for block in blocks])
    links = np.array([block.link_chars for block in blocks])
    taken_chars, added_chars = sizes[taken].sum(), sizes[added].sum()
    is_text = (
        added_chars >= _MIN_ADDED_SHARE * taken_chars
        and sizes[taken & is_held].sum() >= _MIN_HELD_SHARE * taken_chars
        and chances[added] @ sizes[added] >= _MIN_ADDED_CHANCE * added_chars
        and links[added].sum() <= _MAX_ADDED_LINK_SHARE * added_chars
    )
    return taken | added if is_text else taken


def expected_f1(taken: NDArray[np.bool_], chances: Chances, sizes: NDArray[np.float64]) -> float:
    """Return the F1, by characters, that is expected of the taken blocks.

    All arrays have one value for each block; ``taken`` flags the taken ones.
    """
    text_chars = chances * sizes  # the expected number of characters of text in each block
    all_chars = sizes[taken].sum() + text_chars.sum() + _SMALL_CHARS
    return float(2 * text_chars[taken].sum() / all_chars)


def without_standing(chances: Chances, blocks: Sequence[Block]) -> Chances:
    """Return the chances with 0 for date lines and standing phrases.

    On a page with a very short text, such lines may have higher chances than the text.
    """
    return np.where([_is_standing(block) for block in blocks], 0.0, chances)


def _is_standing(block: Block) -> bool:
    """Return whether a block is a date line or a standing phrase."""
    return noise_reason(block.text) is not None or is_date_line(block.text)


@dataclass(frozen=True, slots=True)
class Layout:
    """The values of blocks that ``decide`` needs beside the chances, one for each block."""

    sizes: NDArray[np.float64]  # characters
    kinds: NDArray[np.int64]  # as ``kinds_of_sentences`` returns them
    embeds: NDArray[np.bool_]  # whether a block belongs to an embedded post


def layout(blocks: Sequence[Block]) -> Layout:
    """Return the layout of the blocks, in their order."""
    boxes = [block.box for block in blocks]
    levels_to_embed = [box.depth - box.nearest[EMBEDDED_POST] for box in boxes]
    return Layout(
        sizes=np.array([len(block.text) for block in blocks], dtype=np.float64),
        kinds=kinds_of_sentences(blocks),
        embeds=np.array([levels <= _MAX_LEVELS_IN_EMBED for levels in levels_to_embed], dtype=bool),
    )


def decide(chances: Chances, page_layout: Layout) -> NDArray[np.bool_]:
    """Return for each block whether it is likely to belong to the article."""
    if not len(chances):
        return np.zeros(0, dtype=bool)
    sizes, kinds = page_layout.sizes, page_layout.kinds
    taken = with_rest_of_kinds(select(chances, sizes), chances, sizes, kinds)
    return with_embeds(taken, page_layout.embeds)


def with_embeds(taken: NDArray[np.bool_], embeds: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the taken blocks and those of embedded posts in the article or at its end."""
    places = np.flatnonzero(taken & ~embeds)
    if not len(places) or not embeds.any():
        return taken
    index = np.arange(len(taken))
    is_near = (index > places[0]) & (index <= places[-1] + _MAX_BLOCKS_TO_EMBED)
    return np.asarray(taken | (embeds & is_near))


def select(chances: NDArray[np.float64], sizes: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return the most probable blocks, as many as give the highest expected F1 of the text.

    On a clear page these are the blocks with a chance of at least one half. On an unclear page
    they are more.
    """
    order = np.argsort(-chances, kind="stable")
    # For each number of most probable blocks: their expected text, their characters, their F1.
    text_chars = np.cumsum(chances[order] * sizes[order])
    taken_chars = np.cumsum(sizes[order])
    f1s = 2 * text_chars / (taken_chars + (chances * sizes).sum() + _SMALL_CHARS)
    lowest_taken = float(chances[order[int(f1s.argmax())]])
    return np.asarray(chances >= max(min(lowest_taken, MIN_SURE_CHANCE), _MIN_BEST_CHANCE))


def kinds_of_sentences(blocks: Sequence[Block]) -> NDArray[np.int64]:
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


def with_rest_of_kinds(
    taken: NDArray[np.bool_],
    chances: NDArray[np.float64],
    sizes: NDArray[np.float64],
    kinds: NDArray[np.int64],
) -> NDArray[np.bool_]:
    """Return the taken blocks, and the doubtful sentences beside taken sentences of their kind.

    If most characters of a kind are taken, all its blocks are taken except those that are very
    improbable.
    """
    numbers = kinds + 1  # from 1; 0 stands for all blocks that are no sentences
    chars = np.bincount(numbers, sizes)
    is_taken_kind = np.zeros(len(chars), dtype=bool)
    is_taken_kind[numbers[taken]] = True
    is_taken_kind[0] = False
    taken = taken | ((chances >= _MIN_DOUBTFUL_CHANCE) & is_taken_kind[numbers])
    taken_chars = np.bincount(numbers[taken], sizes[taken], len(chars))
    is_mostly_taken = is_taken_kind & (taken_chars >= _MIN_SHARE_OF_KIND * chars)
    return np.asarray(taken | ((chances >= _MIN_CHANCE_OF_KIND) & is_mostly_taken[numbers]))


def _holder(box: Box) -> int:
    """Return the identity of the box that holds blocks of one kind, such as a whole table."""
    holder = box.parent
    if holder is not None and holder.tag not in _ROW_TAGS and holder.sentences == 1:
        holder = holder.parent  # each sentence has a box of its own
    while holder is not None and holder.tag in _ROW_TAGS:
        holder = holder.parent
    return id(holder)
