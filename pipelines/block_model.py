"""The chance that each block belongs to the article: boosted trees over ``block_features``.

The trees are data (``block_model.npz``), fitted by ``benchmarks/train_blocks.py``; nothing but
numpy is needed to read them.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipelines.block_features import Array

MODEL = Path(__file__).with_name("block_model.npz")


@dataclass(frozen=True, slots=True)
class Trees:
    """All nodes of all trees in flat arrays; a leaf is its own child and holds a ``value``."""

    roots: NDArray[np.int32]
    feature: NDArray[np.int32]
    threshold: NDArray[np.float32]
    left: NDArray[np.int32]
    right: NDArray[np.int32]
    value: NDArray[np.float32]
    depth: int

    def predict(self, rows: Array) -> NDArray[np.float64]:
        """Probabilities, one for each row."""
        count = len(rows)
        flat, width = rows.ravel(), rows.shape[1]
        base = (np.arange(count, dtype=np.int32) * width)[:, None]
        node = np.tile(self.roots, (count, 1))
        for _ in range(self.depth):
            goes_left = flat.take(base + self.feature.take(node)) <= self.threshold.take(node)
            node = np.where(goes_left, self.left.take(node), self.right.take(node))
        margin = self.value.take(node).sum(axis=1, dtype=np.float64)
        return np.asarray(1.0 / (1.0 + np.exp(-margin)), dtype=np.float64)


@lru_cache(maxsize=1)
def load_trees() -> Trees:
    """The committed model; read once a process."""
    with np.load(MODEL, allow_pickle=False) as data:
        return Trees(
            roots=data["roots"],
            feature=data["feature"],
            threshold=data["threshold"],
            left=data["left"],
            right=data["right"],
            value=data["value"],
            depth=int(data["depth"]),
        )
