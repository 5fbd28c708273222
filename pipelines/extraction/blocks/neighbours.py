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

Chances = NDArray[np.float64]
_OWN = 25  # the number of first columns of ``block_features`` for the text itself and its path
# A block is sure to be text if its probability and its number of characters are above these.
_SURE = 0.6
_LONG = 40
_FAR = 99  # the distance, in blocks, if there is no sure block
_REACH = 5  # on a side without a sure block, the mean is taken over so many blocks


def neighbour_rows(blocks: Sequence[Block], rows: Array, chances: Chances) -> Array:
    """Return a row for each block; ``rows`` are the features, ``chances`` the probabilities."""
    sizes = np.array([len(block.text) for block in blocks], dtype=np.float64)
    margin = _margin(chances)
    boxes = [id(block.box.parent) for block in blocks]
    paths = [block.box.path for block in blocks]
    return np.hstack(
        [
            margin[:, None],
            _beside(margin),
            _of_kind(list(zip(boxes, paths, strict=True)), sizes, chances),
            _of_kind(paths, sizes, chances),
            _of_kind(boxes, sizes, chances),
            _between(sizes, chances),
            _page(sizes, chances),
            rows[:, :_OWN],
        ]
    ).astype(np.float32)


def _margin(chances: Chances) -> Chances:
    """Return the logarithm of the odds of each probability."""
    inside = np.clip(chances, 1e-6, 1 - 1e-6)
    return np.asarray(np.log(inside / (1 - inside)))


def _beside(margin: Chances) -> Chances:
    """Return the margins of the three blocks before and after each block; -9 if there is none."""
    columns = []
    for step in (-3, -2, -1, 1, 2, 3):
        moved = np.full(len(margin), -9.0)
        if step < 0:
            moved[-step:] = margin[:step]
        else:
            moved[:-step] = margin[step:]
        columns.append(moved)
    return np.stack(columns, axis=1)


def _of_kind(kinds: Sequence[Hashable], sizes: Chances, chances: Chances) -> Chances:
    """Return for each block three columns on the other blocks of its kind.

    The columns are the number of these blocks, and their mean probability by block and by
    character. Both means are -1 if there are no such blocks.
    """
    kind = numbered(kinds)
    count = np.bincount(kind)[kind] - 1
    chars = np.bincount(kind, sizes)[kind] - sizes
    by_block = (np.bincount(kind, chances)[kind] - chances) / np.maximum(count, 1)
    weighed = sizes * chances
    by_char = (np.bincount(kind, weighed)[kind] - weighed) / np.maximum(chars, 1)
    means = [np.where(count == 0, -1, mean) for mean in (by_block, by_char)]
    return np.stack([np.log1p(count), *means], axis=1)


def _between(sizes: Chances, chances: Chances) -> Chances:
    """Return for each block six columns on its place among the sure blocks.

    The columns are the distances to the sure block before and to the sure block after it, the sum
    of both distances, the mean probability between these two sure blocks, and the shares of the
    page's expected text before and after the block.
    """
    count = len(sizes)
    index = np.arange(count)
    sure = np.flatnonzero((chances > _SURE) & (sizes > _LONG))
    back = np.full(count, _FAR)
    ahead = np.full(count, _FAR)
    if len(sure):
        before = np.searchsorted(sure, index, side="left") - 1
        after = np.searchsorted(sure, index, side="right")
        back = np.where(before >= 0, index - sure[np.maximum(before, 0)], _FAR)
        ahead = np.where(after < len(sure), sure[np.minimum(after, len(sure) - 1)] - index, _FAR)
    start = np.where(back < _FAR, index - back + 1, np.maximum(0, index - _REACH))
    end = np.where(ahead < _FAR, index + ahead, np.minimum(count, index + _REACH + 1))
    start = np.clip(start, 0, count)
    end = np.maximum(np.clip(end, 0, count), start + 1)
    sums = np.concatenate([[0.0], np.cumsum(chances)])
    gap = np.where((back < _FAR) & (ahead < _FAR), back + ahead, 2 * _FAR)
    text = sizes * chances
    running, total = np.cumsum(text), text.sum() + 1e-9
    return np.stack(
        [
            np.minimum(back, _FAR),
            np.minimum(ahead, _FAR),
            np.minimum(gap, 2 * _FAR),
            (sums[end] - sums[start]) / (end - start),
            (running - text) / total,
            1 - running / total,
        ],
        axis=1,
    )


def _page(sizes: Chances, chances: Chances) -> Chances:
    """Return columns that are equal for all blocks: how certain the first stage is on this page."""
    text = sizes * chances
    total = text.sum() + 1e-9
    likely = chances > 0.5
    row = [
        text[likely].sum() / total,
        np.log1p(total),
        likely.sum(),
        ((chances > 0.15) & (chances < 0.85)).sum(),
        (sizes * np.abs(likely - chances)).sum() / total,
    ]
    return np.tile(np.array(row, dtype=np.float64), (len(sizes), 1))
