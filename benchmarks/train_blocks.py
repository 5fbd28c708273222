"""Fit the block model: ``python -m benchmarks.train_blocks`` (needs the ``bench`` extra).

Blocks of the gold pages are labelled by the share of their word 4-grams that stand in the gold
text. Scores are printed leaving whole sites out (five folds by host); the file that is written is
fitted on all pages.
"""

import argparse
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
from sklearn.model_selection import GroupKFold

from benchmarks.gold import SETS, GoldPage, load
from benchmarks.scoring import WORD, average, score_page, shingles
from pipelines.block_model import MODEL
from pipelines.body import kin, select, with_kin
from pipelines.extraction import page_features
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
ROUNDS = 120


@dataclass(slots=True)
class Sample:
    """The blocks of one page: features, labels, weights, texts."""

    page: GoldPage
    rows: Any
    labels: Any
    weights: Any
    texts: list[str]
    kinds: Any


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--score-only", action="store_true", help="do not write the model")
    options = parser.parse_args()
    pages = [page for name in SETS for page in load(name)]
    if not pages:
        parser.exit(1, "no gold pages: name their folder in SVODKA_SHARED\n")
    with ProcessPoolExecutor(2) as pool:
        samples = list(pool.map(sample, pages, chunksize=8))
    report(samples)
    if not options.score_only:
        write(fit(samples))


def sample(page: GoldPage) -> Sample:
    blocks, rows = page_features(Page(url=page.url, body=page.body))
    texts = [block.text for block in blocks]
    found = label(texts, page.text)
    words = np.array([len(WORD.findall(text)) for text in texts], dtype=float)
    # Every page weighs the same, and its long blocks more than its short ones.
    weights = np.sqrt(words + 0.5) * (found >= 0)
    weights /= max(1.0, np.sqrt(words * (found > 0.5)).sum() + 0.15 * np.sqrt(words).sum())
    return Sample(page, rows, np.clip(found, 0, 1), weights * 100, texts, kin(blocks))


def label(texts: list[str], gold: str) -> Any:
    """The share of each block that is gold; -1 for blocks without a word."""
    true = shingles(gold)
    lines = {tuple(WORD.findall(part)) for part in gold.split("\n")}
    running = f" {' '.join(WORD.findall(gold))} "
    words = [WORD.findall(text) for text in texts]
    labels = [_label(words, i, true, lines, running) for i in range(len(words))]
    return _without_repeats(np.array(labels, dtype=float), texts, true)


def _label(words: list[list[str]], i: int, true: Any, lines: Any, running: str) -> float:
    mine = words[i]
    if not mine:
        return -1.0
    if len(mine) >= 4:
        found = shingles(" ".join(mine))
        return sum(n for run, n in found.items() if run in true) / found.total()
    if tuple(mine) in lines:
        return 1.0
    before = next((words[j][-3:] for j in range(i - 1, -1, -1) if words[j]), [])
    after = next((words[j][:3] for j in range(i + 1, len(words)) if words[j]), [])
    joined = (f" {' '.join(before + mine)} ", f" {' '.join(mine + after)} ")
    return float(
        any(side and text in running for side, text in zip((before, after), joined, strict=True))
    )


def _without_repeats(labels: Any, texts: list[str], true: Any) -> Any:
    """Of blocks with one text, as many are gold as the gold has: those in the best company."""
    places: dict[str, list[int]] = {}
    for i, text in enumerate(texts):
        if labels[i] > 0.5 and len(WORD.findall(text)) >= 4:
            places.setdefault(text, []).append(i)
    for text, found in places.items():
        wanted = max(1, min((true[run] for run in shingles(text)), default=1))
        found.sort(key=lambda i: -(labels[max(0, i - 6) : i + 7] > 0.5).sum())
        labels[found[wanted:]] = 0
    return labels


def fit(samples: list[Sample]) -> Any:
    rows = np.vstack([s.rows for s in samples])
    labels = np.concatenate([s.labels for s in samples])
    weights = np.concatenate([s.weights for s in samples])
    return lightgbm.train(PARAMETERS, lightgbm.Dataset(rows, labels, weight=weights), ROUNDS)


def report(samples: list[Sample]) -> dict[str, dict[str, str]]:
    """Print the scores of pages whose sites the model never saw; returns key → text by set."""
    found: dict[str, dict[str, str]] = {name: {} for name in SETS}
    sites = [s.page.site for s in samples]
    for train, test in GroupKFold(5).split(samples, groups=sites):
        model = fit([samples[i] for i in train])
        for i in test:
            one = samples[i]
            sizes = np.array([len(text) for text in one.texts], dtype=float)
            chances = model.predict(one.rows)
            taken = with_kin(select(chances, sizes), chances, sizes, one.kinds)
            text = "\n".join(t for t, yes in zip(one.texts, taken, strict=True) if yes)
            found[one.page.set][one.page.key] = text
    for name in SETS:
        scores = [score_page(found[name][s.page.key], s.page.text) for s in samples
                  if s.page.set == name]  # fmt: skip
        score = average(scores)
        print(
            f"{name:11} leaving sites out: F1 {score.f1:.4f} precision {score.precision:.4f}"
            f" recall {score.recall:.4f} exact {score.exact:.3f}"
        )
    return found


def write(model: Any, path: Path = MODEL) -> None:
    """Flatten the trees into arrays (see ``pipelines.block_model.Trees``)."""
    nodes: dict[str, list[float]] = {
        k: [] for k in ("feature", "threshold", "left", "right", "value")
    }
    depths: list[int] = []

    def add(node: dict[str, Any], depth: int) -> int:
        index = len(nodes["value"])
        for column in nodes.values():
            column.append(0)
        depths.append(depth)
        if "leaf_value" in node:
            nodes["left"][index] = nodes["right"][index] = index
            nodes["value"][index] = node["leaf_value"]
            return index
        assert node["decision_type"] == "<="
        nodes["feature"][index] = node["split_feature"]
        nodes["threshold"][index] = node["threshold"]
        nodes["left"][index] = add(node["left_child"], depth + 1)
        nodes["right"][index] = add(node["right_child"], depth + 1)
        return index

    roots = [add(tree["tree_structure"], 0) for tree in model.dump_model()["tree_info"]]
    np.savez_compressed(
        path,
        roots=np.array(roots, np.int32),
        depth=max(depths),
        feature=np.array(nodes["feature"], np.int32),
        threshold=np.array(nodes["threshold"], np.float32),
        left=np.array(nodes["left"], np.int32),
        right=np.array(nodes["right"], np.int32),
        value=np.array(nodes["value"], np.float32),
    )
    print(f"{path.name}: {len(roots)} trees, {len(depths)} nodes, {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
