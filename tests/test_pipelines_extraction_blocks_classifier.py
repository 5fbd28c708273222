"""Tests the evaluation of trees, and the model that is shipped."""

from pathlib import Path

import numpy as np
import pytest

from pipelines.extraction.blocks.classifier import (
    MODEL,
    MODEL_WITHOUT_TRAFILATURA,
    Trees,
    load_model,
)
from pipelines.extraction.blocks.features import Array, block_features, with_trafilatura
from pipelines.extraction.blocks.views import Views
from tests.page_blocks import blocks_of

TREE_COUNT = 120  # of each of the two stages of the shipped models
MAX_BYTES = 110_000  # of the files of both models
PAGE = """<h1>Каток открыли в парке</h1><p>Лёд заливали три ночи подряд, хотя обещали за одну.</p>
<p>Вход на каток свободный, а коньки можно взять напрокат.</p><p>Читайте нас в мессенджере.</p>"""
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


@pytest.mark.parametrize("path", [MODEL, MODEL_WITHOUT_TRAFILATURA])
def test_the_shipped_models_are_whole(path: Path) -> None:
    model = load_model(path)
    for trees in (model.first, model.second):
        node_count = len(trees.value)
        assert len(trees.roots) == TREE_COUNT
        for column in (trees.feature, trees.threshold, trees.left):
            assert len(column) == node_count
        leaves = trees.left == np.arange(node_count)
        assert np.isinf(trees.threshold[leaves]).all()
        assert (trees.left[~leaves] > np.flatnonzero(~leaves)).all()


def test_the_files_of_the_models_are_small() -> None:
    assert MODEL.stat().st_size + MODEL_WITHOUT_TRAFILATURA.stat().st_size <= MAX_BYTES


@pytest.mark.parametrize(("path", "is_equal"), [(MODEL, False), (MODEL_WITHOUT_TRAFILATURA, True)])
def test_one_of_the_models_does_not_know_the_text_of_trafilatura(
    path: Path, is_equal: bool
) -> None:
    blocks = blocks_of(PAGE)
    rows = block_features(blocks, Views())
    with_text = with_trafilatura(rows, blocks, "\n".join(block.text for block in blocks))
    model = load_model(path)
    chances = model.chances(blocks, rows)
    assert np.array_equal(chances, model.chances(blocks, with_text)) == is_equal


@pytest.mark.parametrize("path", [MODEL, MODEL_WITHOUT_TRAFILATURA])
def test_probabilities_are_those_of_a_walk_through_each_tree(path: Path) -> None:
    for trees in (load_model(path).first, load_model(path).second):
        rng = np.random.default_rng(1)
        width = int(trees.feature.max()) + 1
        rows = rng.choice(trees.threshold[np.isfinite(trees.threshold)], (30, width))
        margins = np.array([sum(_leaves(trees, row)) for row in rows])
        assert trees.predict(rows) == pytest.approx(1 / (1 + np.exp(-margins)), rel=1e-6)


def _leaves(trees: Trees, row: Array) -> list[float]:
    """Return the values of the leaves that a row reaches, one of each tree."""
    values = []
    for root in trees.roots:
        node = int(root)
        while trees.left[node] != node:
            goes_right = row[trees.feature[node]] > trees.threshold[node]
            node = int(trees.left[node] + goes_right)
        values.append(float(trees.value[node]))
    return values
