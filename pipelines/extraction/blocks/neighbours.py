"""Computes the features of the second stage from the first stage's probabilities of nearby blocks.

A paragraph is more likely to be text if its siblings are text. The first stage does not know the
siblings. The trees of the second stage are fitted on probabilities for pages on which the trees of
the first stage were not fitted.
"""

from collections.abc import Hashable, Sequence

import numpy as np
from numpy.typing import NDArray

from pipelines.extraction.blocks.features import Array, numbered
from pipelines.extraction.blocks.segment import Block

Chances = NDArray[np.float64]  # one number from 0 to 1 for each block of a page
Columns = NDArray[np.float64]  # a number or a row of numbers for each block of a page
Ints = NDArray[np.int64]
# The first columns of ``block_features``, on a block's own text and on its path.
_OWN_COLUMNS = 25
# A block is sure to be text if its probability and its number of characters are above these two.
_MIN_SURE_PROBABILITY = 0.6
_MIN_SURE_CHARS = 40
_SMALL_CHARS = 1e-9  # avoids a division by zero
_NO_DISTANCE = 99  # the distance, in blocks, if there is no sure block
_MIN_UNCERTAIN, _MAX_UNCERTAIN = 0.15, 0.85  # between them a probability is uncertain
_MAX_BLOCKS_TO_SIDE = 5  # on a side without a sure block, the mean is taken over this many blocks
_NO_MARGIN = -9.0  # the margin of a block beyond the first or last one: a very improbable block


def neighbour_rows(blocks: Sequence[Block], rows: Array, chances: Chances) -> Array:
    """Return a row for each block.

    ``rows`` are the features of the blocks, and ``chances`` the probabilities of the first stage.
    """
    sizes = np.array([len(block.text) for block in blocks], dtype=np.float64)
    margins = _margins(chances)
    boxes = [id(block.box.parent) for block in blocks]
    paths = [block.box.path for block in blocks]
    return np.hstack(
        [
            margins[:, None],
            _beside(margins),
            _of_kind(list(zip(boxes, paths, strict=True)), sizes, chances),
            _of_kind(paths, sizes, chances),
            _of_kind(boxes, sizes, chances),
            _between(sizes, chances),
            _page(sizes, chances),
            rows[:, :_OWN_COLUMNS],
        ]
    ).astype(np.float32)


def _margins(chances: Chances) -> Columns:
    """Return the logarithm of the odds of each probability; it is between -14 and 14."""
    inside = np.clip(chances, 1e-6, 1 - 1e-6)
    return np.asarray(np.log(inside / (1 - inside)))


def _beside(margins: Columns) -> Columns:
    """Return six columns: the margins of the three blocks before and after each block."""
    columns = []
    for step in (-3, -2, -1, 1, 2, 3):
        moved = np.full(len(margins), _NO_MARGIN)
        if step < 0:
            moved[-step:] = margins[:step]
        else:
            moved[:-step] = margins[step:]
        columns.append(moved)
    return np.stack(columns, axis=1)


def _of_kind(kinds: Sequence[Hashable], sizes: Columns, chances: Chances) -> Columns:
    """Return for each block three columns on the other blocks of its kind.

    The columns are the number of these blocks, and their mean probability by block and by
    character. Both means are -1 if there are no such blocks.
    """
    numbers = numbered(kinds)
    count = np.bincount(numbers)[numbers] - 1
    chars = np.bincount(numbers, sizes)[numbers] - sizes
    by_block = (np.bincount(numbers, chances)[numbers] - chances) / np.maximum(count, 1)
    weighed = sizes * chances
    by_char = (np.bincount(numbers, weighed)[numbers] - weighed) / np.maximum(chars, 1)
    means = [np.where(count == 0, -1, mean) for mean in (by_block, by_char)]
    return np.stack([np.log1p(count), *means], axis=1)


def _between(sizes: Columns, chances: Chances) -> Columns:
    """Return for each block six columns on its place among the sure blocks.

    The first three columns are the distances to the sure block before it and to the sure block
    after it, and their sum. The fourth is the mean probability between these two sure blocks. The
    last two are the shares of the page's expected text before and after the block.
    """
    back, ahead = _distances_to_sure(sizes, chances)
    has_both = (back < _NO_DISTANCE) & (ahead < _NO_DISTANCE)
    expected_chars = sizes * chances
    chars_up_to = np.cumsum(expected_chars)  # in all blocks up to this one, inclusive
    total = expected_chars.sum() + _SMALL_CHARS
    return np.stack(
        [
            np.minimum(back, _NO_DISTANCE),
            np.minimum(ahead, _NO_DISTANCE),
            np.minimum(np.where(has_both, back + ahead, 2 * _NO_DISTANCE), 2 * _NO_DISTANCE),
            _means_between(chances, back, ahead),
            (chars_up_to - expected_chars) / total,
            1 - chars_up_to / total,
        ],
        axis=1,
    )


def _distances_to_sure(sizes: Columns, chances: Chances) -> tuple[Ints, Ints]:
    """Return for each block the distances, in blocks, to the sure block before and after it.

    A distance is ``_NO_DISTANCE`` if there is no sure block on that side.
    """
    index = np.arange(len(sizes))
    sure = np.flatnonzero((chances > _MIN_SURE_PROBABILITY) & (sizes > _MIN_SURE_CHARS))
    if not len(sure):
        nowhere = np.full(len(sizes), _NO_DISTANCE)
        return nowhere, nowhere
    # Places in ``sure`` of the sure block before each block and of the one after it.
    before = np.searchsorted(sure, index, side="left") - 1  # -1 if there is none
    after = np.searchsorted(sure, index, side="right")  # len(sure) if there is none
    back = index - sure[np.maximum(before, 0)]
    ahead = sure[np.minimum(after, len(sure) - 1)] - index
    return (
        np.where(before >= 0, back, _NO_DISTANCE),
        np.where(after < len(sure), ahead, _NO_DISTANCE),
    )


def _means_between(chances: Chances, back: Ints, ahead: Ints) -> Columns:
    """Return for each block the mean probability between the two sure blocks around it.

    On a side without a sure block, the blocks up to ``_MAX_BLOCKS_TO_SIDE`` away are taken.
    """
    count = len(chances)
    index = np.arange(count)
    start = np.where(back < _NO_DISTANCE, index - back + 1, index - _MAX_BLOCKS_TO_SIDE)
    end = np.where(ahead < _NO_DISTANCE, index + ahead, index + _MAX_BLOCKS_TO_SIDE + 1)
    start = np.clip(start, 0, count)
    end = np.maximum(np.clip(end, 0, count), start + 1)
    sums = np.concatenate([[0.0], np.cumsum(chances)])  # sums[n] of the first n blocks
    return np.asarray((sums[end] - sums[start]) / (end - start))


def _page(sizes: Columns, chances: Chances) -> Columns:
    """Return columns that are equal for all blocks: how certain the first stage is on this page."""
    expected_chars = sizes * chances
    total = expected_chars.sum() + _SMALL_CHARS
    is_likely = chances > 0.5
    is_uncertain = (chances > _MIN_UNCERTAIN) & (chances < _MAX_UNCERTAIN)
    row = [
        expected_chars[is_likely].sum() / total,  # the share of the text that is in likely blocks
        np.log1p(total),
        is_likely.sum(),
        is_uncertain.sum(),
        (sizes * np.abs(is_likely - chances)).sum() / total,  # the expected share of errors
    ]
    return np.tile(np.array(row, dtype=np.float64), (len(sizes), 1))
