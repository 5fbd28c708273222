"""Fits the block model on the gold pages.

``python -m benchmarks.extraction.train_blocks`` needs the ``bench`` extra. ``block_labels`` labels
the blocks of the pages. Two kinds of scores are printed: of models that were fitted without the
tested sites (five folds by host), and of models that were fitted without the tested set. The model
that is written is fitted on all pages of ``FIT_SETS``.
"""

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
from sklearn.model_selection import GroupKFold

from benchmarks.extraction.block_labels import label
from benchmarks.extraction.gold import FIT_SETS, GoldPage, load
from benchmarks.extraction.scoring import WORD, average, score_page
from pipelines.extraction.blocks.classifier import MODEL, RULED_OUT
from pipelines.extraction.blocks.neighbours import neighbour_rows
from pipelines.extraction.blocks.segment import Block
from pipelines.extraction.blocks.select import Layout, decide, layout
from pipelines.extraction.read_page import page_features
from pipelines.model import Page

PARAMETERS = {
    "objective": "cross_entropy",
    "learning_rate": 0.08,
    "num_leaves": 24,
    "max_depth": 7,
    "min_data_in_leaf": 60,
    "feature_fraction": 0.4,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "lambda_l2": 5,
    "max_bin": 63,
    "verbose": -1,
    "num_threads": 1,
    "seed": 1,
    "deterministic": True,
    "force_row_wise": True,
}
ROUNDS = 120  # trees of each stage
SECOND_PARAMETERS = PARAMETERS | {  # of the second stage
    "learning_rate": 0.06,
    "num_leaves": 12,
    "max_depth": 5,
    "min_data_in_leaf": 80,
    "lambda_l2": 20,
}
FOLDS = 5  # of the sites, for the scores
INNER_FOLDS = 4  # of the sites, by which the second stage gets probabilities of unseen pages


@dataclass(slots=True)
class Sample:
    """The blocks of one page with a row of features, a label and a weight for each.

    ``where`` is the layout of the page, by which ``decide`` chooses blocks.
    """

    page: GoldPage
    rows: Any
    labels: Any
    weights: Any
    blocks: list[Block]
    where: Layout

    def text(self, taken: Any) -> str:
        """Return the text of the blocks whose flag in ``taken`` is true."""
        chosen = (block.text for block, yes in zip(self.blocks, taken, strict=True) if yes)
        return "\n".join(chosen)


@dataclass(slots=True)
class Fitted:
    """The trees of both stages, as ``blocks.classifier.BlockModel`` reads them."""

    first: Any
    second: Any

    def chances(self, sample: Sample) -> Any:
        """Return the probability of each block that it is text, 0–1."""
        if not sample.blocks:
            return np.zeros(0)
        chances = self.first.predict(sample.rows)
        open_ = chances > RULED_OUT
        if open_.any():
            again = neighbour_rows(sample.blocks, sample.rows, chances)
            chances[open_] = self.second.predict(again[open_])
        return chances


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--score-only", action="store_true", help="do not write the model")
    options = parser.parse_args()
    pages = [page for name in FIT_SETS for page in load(name)]
    if not pages:
        parser.exit(1, "no gold pages: name their folder in SVODKA_SHARED\n")
    samples = sample_all(pages)
    report(samples)
    if not options.score_only:
        write(fit(samples))


def sample_all(pages: list[GoldPage]) -> list[Sample]:
    """Return the samples of the pages, computed in two processes."""
    sys.setrecursionlimit(20_000)  # boxes are pickled, and are nested as deeply as their pages
    with ProcessPoolExecutor(2) as pool:
        return list(pool.map(sample, pages, chunksize=8))


def sample(page: GoldPage) -> Sample:
    """Return the blocks of a page with their features, labels and weights."""
    blocks, rows = page_features(Page(url=page.url, body=page.body))
    for block in blocks:  # lxml elements can't be sent between processes, and are not needed here
        block.elements = []
        box: Any = block.box
        while box is not None and box.element is not None:
            box.element, box = None, box.parent
    texts = [block.text for block in blocks]
    found = label(texts, page.text)
    words = np.array([len(WORD.findall(text)) for text in texts], dtype=float)
    # Every page has the same weight; within a page a long block weighs more than a short one.
    weights = np.sqrt(words + 0.5) * (found >= 0)
    weights /= max(1.0, np.sqrt(words * (found > 0.5)).sum() + 0.15 * np.sqrt(words).sum())
    return Sample(page, rows, np.clip(found, 0, 1), weights * 100, blocks, layout(blocks))


def fit(samples: list[Sample]) -> Fitted:
    """Fit the trees of both stages.

    The second stage is fitted on probabilities of pages whose sites the first trees have not seen.
    """
    samples = [one for one in samples if one.blocks]
    pages = Counter(one.page.site for one in samples)
    # Pages of one site are alike, so each of them weighs less the more there are.
    weights = [one.weights / pages[one.page.site] ** 0.5 for one in samples]
    first = _trees(PARAMETERS, [one.rows for one in samples], samples, weights)
    again: list[Any] = [None] * len(samples)
    open_: list[Any] = [None] * len(samples)
    for train, test in _folds(samples, INNER_FOLDS):
        others = [samples[i] for i in train]
        rows = [one.rows for one in others]
        inner = _trees(PARAMETERS, rows, others, [weights[i] for i in train])
        for i in test:
            chances = inner.predict(samples[i].rows)
            open_[i] = chances > RULED_OUT
            again[i] = neighbour_rows(samples[i].blocks, samples[i].rows, chances)
    return Fitted(first, _trees(SECOND_PARAMETERS, again, samples, weights, open_))


def _trees(
    parameters: dict[str, Any], rows: Any, samples: list[Sample], weights: Any, only: Any = None
) -> Any:
    """Fit trees; ``only`` are, for each sample, the flags of the blocks that are used."""
    only = only or [slice(None)] * len(samples)
    data = lightgbm.Dataset(
        np.vstack([mine[some] for mine, some in zip(rows, only, strict=True)]),
        np.concatenate([one.labels[some] for one, some in zip(samples, only, strict=True)]),
        weight=np.concatenate([mine[some] for mine, some in zip(weights, only, strict=True)]),
    )
    return lightgbm.train(parameters, data, ROUNDS)


def _folds(samples: list[Sample], count: int) -> Any:
    """Yield ``count`` pairs of positions to fit on and to test on; no site is in both."""
    return GroupKFold(count).split(samples, groups=[one.page.site for one in samples])


def fits_leaving_sites_out(samples: list[Sample]) -> Iterator[tuple[Fitted, list[Sample]]]:
    """Yield a model for each fifth of the sites, fitted on the others, and the fifth's pages."""
    folds = _folds(samples, FOLDS)
    return _fits(
        [([samples[i] for i in train], [samples[i] for i in test]) for train, test in folds]
    )


def fits_leaving_sets_out(samples: list[Sample]) -> Iterator[tuple[Fitted, list[Sample]]]:
    """Yield for each set a model fitted on other sets and other sites, and the set's pages."""
    parts = []
    for name in dict.fromkeys(one.page.set for one in samples):
        test = [one for one in samples if one.page.set == name]
        sites = {one.page.site for one in test}
        parts.append(([one for one in samples if one.page.site not in sites], test))
    return _fits(parts)


def _fits(
    parts: list[tuple[list[Sample], list[Sample]]],
) -> Iterator[tuple[Fitted, list[Sample]]]:
    with ProcessPoolExecutor(2) as pool:
        fits = pool.map(fit, (train for train, _ in parts))
        yield from zip(fits, (test for _, test in parts), strict=True)


def report(samples: list[Sample]) -> None:
    """Print the scores of models that were fitted without the site, and without the set."""
    for left_out, fits in (
        ("sites", fits_leaving_sites_out(samples)),
        ("the set", fits_leaving_sets_out(samples)),
    ):
        scores = defaultdict(list)
        for fitted, pages in fits:
            for one in pages:
                text = one.text(decide(fitted.chances(one), one.where))
                scores[one.page.set].append(score_page(text, one.page.text))
        for name, found in scores.items():
            score = average(found)
            print(
                f"{name:11} leaving {left_out} out: F1 {score.f1:.4f}"
                f" precision {score.precision:.4f} recall {score.recall:.4f}"
                f" exact {score.exact:.3f}",
                flush=True,
            )


def write(fitted: Fitted, path: Path = MODEL) -> None:
    """Flatten the trees into arrays (see ``pipelines.extraction.blocks.classifier.Trees``)."""
    arrays: dict[str, Any] = {}
    for name, model in (("first", fitted.first), ("second", fitted.second)):
        arrays |= {f"{name}_{key}": array for key, array in flat(model).items()}
    np.savez_compressed(path, **arrays)
    print(f"{path.name}: {len(arrays['first_value'])} and {len(arrays['second_value'])} nodes,"
          f" {path.stat().st_size} bytes")  # fmt: skip


def flat(model: Any) -> dict[str, Any]:
    """Return the nodes of all trees as arrays; ``left`` is the first child, the second follows."""
    nodes: dict[str, list[float]] = {k: [] for k in ("feature", "threshold", "left", "value")}
    deepest = 0

    def make(count: int) -> int:
        """Append ``count`` leaves of value 0 and return the index of the first."""
        first = len(nodes["value"])
        nodes["feature"] += [0] * count
        nodes["threshold"] += [np.inf] * count
        nodes["left"] += range(first, first + count)
        nodes["value"] += [0] * count
        return first

    def fill(index: int, node: dict[str, Any], depth: int) -> None:
        nonlocal deepest
        deepest = max(deepest, depth)
        if "leaf_value" in node:
            nodes["value"][index] = node["leaf_value"]
            return
        assert node["decision_type"] == "<="
        nodes["feature"][index] = node["split_feature"]
        nodes["threshold"][index] = node["threshold"]
        nodes["left"][index] = left = make(2)
        fill(left, node["left_child"], depth + 1)
        fill(left + 1, node["right_child"], depth + 1)

    roots = []
    for tree in model.dump_model()["tree_info"]:
        roots.append(make(1))
        fill(roots[-1], tree["tree_structure"], 0)
    return {
        "roots": np.array(roots, np.int32),
        "depth": np.array(deepest, np.int32),
        "feature": np.array(nodes["feature"], np.int32),
        "threshold": np.array(nodes["threshold"], np.float32),
        "left": np.array(nodes["left"], np.int32),
        "value": np.array(nodes["value"], np.float32),
    }


if __name__ == "__main__":
    main()
