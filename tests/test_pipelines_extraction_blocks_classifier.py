"""Tests the evaluation of trees, and the model that is shipped."""

import numpy as np
import pytest

from pipelines.extraction.blocks.classifier import Trees, load_model

TREE_COUNT = 120  # of each of the two stages of the shipped model
# One tree: a row whose first feature is above 0.5 has the margin 2, any other row -1.
TREES = Trees(
    roots=np.array([0], np.int32),
    feature=np.array([0, 0, 0], np.int32),
    threshold=np.array([0.5, np.inf, np.inf], np.float32),
    left=np.array([1, 1, 2], np.int32),
    value=np.array([0, -1, 2], np.float32),
    depth=np.array(1, np.int32),
)


@pytest.mark.parametrize(("feature", "margin"), [(0.4, -1), (0.5, -1), (0.6, 2)])
def test_a_row_gets_the_value_of_its_leaf(feature: float, margin: float) -> None:
    (probability,) = TREES.predict(np.array([[feature, 9]], np.float32))
    assert probability == pytest.approx(1 / (1 + np.exp(-margin)))


def test_the_rows_of_a_long_page_have_the_probabilities_that_they_have_alone() -> None:
    rows = np.array([[row % 7 / 7, 0] for row in range(1000)], np.float32)
    alone = [float(TREES.predict(rows[row : row + 1])[0]) for row in range(len(rows))]
    assert TREES.predict(rows).tolist() == alone


def test_the_shipped_model_is_whole() -> None:
    for trees in (load_model().first, load_model().second):
        node_count = len(trees.value)
        assert len(trees.roots) == TREE_COUNT
        for column in (trees.feature, trees.threshold, trees.left):
            assert len(column) == node_count
        leaves = trees.left == np.arange(node_count)
        assert np.isinf(trees.threshold[leaves]).all()
        assert (trees.left[~leaves] > np.flatnonzero(~leaves)).all()
