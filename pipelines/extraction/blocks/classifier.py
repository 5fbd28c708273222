"""Computes the probability that a block belongs to the article, with boosted trees in two stages.

The trees of the first stage use the ``features`` of a block. The trees of the second stage also use
the first probabilities of the blocks around it (``neighbours``). They are applied only to blocks
that the first stage did not rule out. ``benchmarks/extraction/train_blocks.py`` fits the trees and
writes them to two files, one for each model. To apply them, only NumPy is needed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipelines.extraction.blocks.features import Array
from pipelines.extraction.blocks.neighbours import Chances, neighbour_rows
from pipelines.extraction.blocks.segment import Block

MODEL = Path(__file__).with_name("classifier.npz")  # the model that knows trafilatura's text
# The model that does not know trafilatura's text, and decides on the pages that are clear to it.
MODEL_WITHOUT_TRAFILATURA = Path(__file__).with_name("classifier_without_trafilatura.npz")
# Rows that go through the trees together. It limits the memory, and the arrays stay in the cache of
# the processor: all at once, the 1,500 blocks of a long page take more than twice as long.
_MAX_ROWS = 128
RULED_OUT = 0.02  # a block with at most this probability in the first stage is no text


class _Level(NamedTuple):
    """The nodes of one level of complete trees, in the order of the trees."""

    feature: NDArray[np.intp]
    threshold: NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Trees:
    """All nodes of all trees in flat arrays; the right child of a node follows its left child.

    A row goes to the right child of a node if its ``feature`` is above the ``threshold``. A leaf
    holds a ``value``; it is its own left child and has an infinite threshold, so that each row
    stays there.
    """

    roots: NDArray[np.int32]
    feature: NDArray[np.int32]
    threshold: NDArray[np.float32]
    left: NDArray[np.int32]
    value: NDArray[np.float32]
    depth: NDArray[np.int32]  # one number

    def predict(self, rows: Array) -> Chances:
        """Return the probability of each row."""
        starts = range(0, max(1, len(rows)), _MAX_ROWS)
        margins = np.concatenate([self._margins(rows[at : at + _MAX_ROWS]) for at in starts])
        return np.asarray(1.0 / (1.0 + np.exp(-margins)), dtype=np.float64)

    def _margins(self, rows: Array) -> Chances:
        """Return for each row the sum of the values of its leaves."""
        (root, *levels), values = self._complete
        count, width = rows.shape
        flat = rows.ravel()
        row_starts = (np.arange(count) * width)[:, None]
        # All rows are compared with the same roots, so these need no look-up for each row. ``node``
        # holds the nodes of a level, by row and tree.
        goes_right = rows.take(root.feature, axis=1) > root.threshold
        node = np.arange(0, 2 * len(self.roots), 2) + goes_right
        # The arrays are used for all levels. All indexes exist, and "clip" saves checking them.
        index = np.empty_like(node)
        value, threshold = np.empty(node.shape, np.float32), np.empty(node.shape, np.float32)
        for level in levels:
            level.feature.take(node, out=index, mode="clip")
            index += row_starts
            flat.take(index, out=value, mode="clip")
            level.threshold.take(node, out=threshold, mode="clip")
            np.greater(value, threshold, out=goes_right)
            node *= 2
            node += goes_right
        return np.asarray(values.take(node).sum(axis=1, dtype=np.float64))

    @cached_property
    def _complete(self) -> tuple[list[_Level], NDArray[np.float32]]:
        """Return the levels of the trees as complete ones, and the values below the last level.

        A leaf above the last level is repeated on all levels below it. So the children of node n
        of a level are the nodes 2n and 2n + 1 of the next one, and need no table. Indexes have the
        type that NumPy looks up without conversion. Together, this saves a fifth of the time.
        """
        levels: list[_Level] = []
        nodes = self.roots
        for _ in range(int(self.depth)):
            levels.append(_Level(self.feature[nodes].astype(np.intp), self.threshold[nodes]))
            left = self.left[nodes]
            is_inner = left != nodes
            nodes = np.stack([left, left + is_inner], axis=1).ravel()
        return levels, self.value[nodes]


@dataclass(frozen=True, slots=True)
class BlockModel:
    """The trees of both stages."""

    first: Trees
    second: Trees

    def chances(self, blocks: Sequence[Block], rows: Array) -> Chances:
        """Return the probability of each block; ``rows`` are the ``features`` of the blocks."""
        chances = self.first.predict(rows)
        is_undecided = chances > RULED_OUT
        if is_undecided.any():
            second_rows = neighbour_rows(blocks, rows, chances)
            chances[is_undecided] = self.second.predict(second_rows[is_undecided])
        return chances


@lru_cache(maxsize=2)
def load_model(path: Path) -> BlockModel:
    """Return the model of a file, which is read once in each process."""
    with np.load(path, allow_pickle=False) as arrays:
        return BlockModel(*(_trees(arrays, name) for name in ("first", "second")))


def _trees(arrays: "np.lib.npyio.NpzFile", name: str) -> Trees:
    return Trees(**{field.name: arrays[f"{name}_{field.name}"] for field in fields(Trees)})
