"""Fits the two block models on the gold pages: without trafilatura's text, and with it.

``python -m benchmarks.extraction.train_blocks`` needs the ``bench`` extra. The models that it
writes are fitted on all pages of ``FIT_SETS``; with ``--sections`` also on the pages that
``sectioned_pages`` composes of the news pages among them. Then it prints the scores of other
models. They were fitted without the tested sites (five folds by host), or without the tested set
and the pages composed of it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from benchmarks.command_line import argument_parser
from benchmarks.extraction.gold import FIT_SETS, load_sets
from benchmarks.extraction.samples import Sample, all_samples
from benchmarks.extraction.scoring import average, score_page
from pipelines.extraction.blocks.classifier import MODEL, MODEL_WITHOUT_TRAFILATURA, RULED_OUT
from pipelines.extraction.blocks.features import with_trafilatura
from pipelines.extraction.blocks.neighbours import neighbour_rows
from pipelines.extraction.blocks.select import decide, is_clear

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
FOLDS = 5  # of the sites; the second stage is fitted on probabilities of unseen folds


@dataclass(slots=True)
class Fitted:
    """The trees of both stages of a model, as ``blocks.classifier.BlockModel`` reads them."""

    first: Any
    second: Any
    knows_trafilatura: bool

    def chances(self, sample: Sample) -> Any:
        """Return the probability of each block that it is text, 0–1."""
        if not sample.blocks:
            return np.zeros(0)
        rows = rows_of(sample, knows_trafilatura=self.knows_trafilatura)
        chances = self.first.predict(rows)
        is_undecided = chances > RULED_OUT
        if is_undecided.any():
            second_rows = neighbour_rows(sample.blocks, rows, chances)
            chances[is_undecided] = self.second.predict(second_rows[is_undecided])
        return chances


class FittedModels(NamedTuple):
    """The two models."""

    without_trafilatura: Fitted
    with_trafilatura: Fitted

    def chances(self, sample: Sample) -> Any:
        """Return the probabilities of the model that decides on the page."""
        chances = self.without_trafilatura.chances(sample)
        is_decided = is_clear(chances, sample.layout)
        return chances if is_decided else self.with_trafilatura.chances(sample)

    def write(self, without_trafilatura: Path, with_trafilatura: Path) -> None:
        """Write the models to two files."""
        write(self.without_trafilatura, without_trafilatura)
        write(self.with_trafilatura, with_trafilatura)


def rows_of(sample: Sample, *, knows_trafilatura: bool) -> Any:
    """Return the features of the blocks for a model that does or does not know trafilatura."""
    return sample.rows if knows_trafilatura else with_trafilatura(sample.rows, sample.blocks, "")


def main() -> None:
    parser = argument_parser(__doc__, __file__)
    parser.add_argument("--score-only", action="store_true", help="do not write the model")
    parser.add_argument("--fit-only", action="store_true", help="do not score other fits")
    parser.add_argument("--sections", action="store_true", help="fit on composed pages, too")
    options = parser.parse_args()
    load_sets(FIT_SETS, limit=1)  # ends the program if there are no pages
    samples = all_samples(with_sections=options.sections)
    first = first_trees(samples)
    if not options.score_only:
        fit_models(first).write(MODEL_WITHOUT_TRAFILATURA, MODEL)
    if not options.fit_only:
        report(samples, first)


class FirstTrees:
    """The trees of the first stage of a model, fitted without some folds of the sites.

    Trees are fitted once for each set of left-out folds.
    """

    def __init__(self, samples: list[Sample], *, knows_trafilatura: bool) -> None:
        self.knows_trafilatura = knows_trafilatura
        self.samples = [sample for sample in samples if sample.blocks]
        self.weights = _site_weights(self.samples)
        self.folds = _folds(self.samples)
        self._fitted: dict[frozenset[int], Any] = {}

    def without(self, folds: frozenset[int]) -> Any:
        """Return the trees that were fitted on all folds but these."""
        if folds not in self._fitted:
            parts = [
                (self.rows(place), self.samples[place].labels, self.weights[place])
                for place in self.places(folds, is_inside=False)
            ]
            self._fitted[folds] = _trees(PARAMETERS, parts)
        return self._fitted[folds]

    def rows(self, place: int) -> Any:
        """Return the features of the blocks of a sample."""
        return rows_of(self.samples[place], knows_trafilatura=self.knows_trafilatura)

    def places(self, folds: frozenset[int], *, is_inside: bool) -> list[int]:
        """Return the places of the samples inside, or outside, of the folds."""
        return [place for place, fold in enumerate(self.folds) if (fold in folds) == is_inside]


FirstOfModels = tuple[FirstTrees, FirstTrees]  # without trafilatura's text, and with it


def first_trees(samples: list[Sample]) -> FirstOfModels:
    """Return the trees of the first stages of both models."""
    return (
        FirstTrees(samples, knows_trafilatura=False),
        FirstTrees(samples, knows_trafilatura=True),
    )


def fit_models(first: FirstOfModels, left_out: frozenset[int] = frozenset()) -> FittedModels:
    """Fit both models on all folds but those left out."""
    return FittedModels(*(fit(trees, left_out) for trees in first))


def fit(first: FirstTrees, left_out: frozenset[int] = frozenset()) -> Fitted:
    """Fit the trees of both stages on all folds but those left out.

    The second trees are fitted on the probabilities that first trees give to unseen sites.
    """
    parts = []
    for fold in sorted(set(first.folds) - left_out):
        trees_without_fold = first.without(left_out | {fold})
        for place in first.places(frozenset([fold]), is_inside=True):
            sample, rows = first.samples[place], first.rows(place)
            chances = trees_without_fold.predict(rows)
            is_undecided = chances > RULED_OUT
            second_rows = neighbour_rows(sample.blocks, rows, chances)
            parts.append(
                (
                    second_rows[is_undecided],
                    sample.labels[is_undecided],
                    first.weights[place][is_undecided],
                )
            )
    second = _trees(SECOND_PARAMETERS, parts)
    return Fitted(first.without(left_out), second, first.knows_trafilatura)


def _site_weights(samples: list[Sample]) -> list[Any]:
    """Return the weights of the blocks; the more pages a site has, the less each of them weighs."""
    pages = Counter(sample.page.site for sample in samples if not sample.is_composed)
    return [sample.weights / max(1, pages[sample.page.site]) ** 0.5 for sample in samples]


def _trees(parameters: dict[str, Any], parts: list[tuple[Any, Any, Any]]) -> Any:
    """Fit trees on parts of (rows, labels, weights), which have an entry for each block."""
    import lightgbm  # of the extra `bench`

    rows, labels, weights = zip(*parts, strict=True)
    dataset = lightgbm.Dataset(
        np.vstack(rows), np.concatenate(labels), weight=np.concatenate(weights)
    )
    return lightgbm.train(parameters, dataset, ROUNDS)


def _folds(samples: list[Sample]) -> list[int]:
    """Return the fold of each sample; all pages of a site are in one fold."""
    from sklearn.model_selection import GroupKFold  # of the extra `bench`

    folds = [0] * len(samples)
    sites = [sample.page.site for sample in samples]
    for fold, (_, places) in enumerate(GroupKFold(FOLDS).split(samples, groups=sites)):
        for place in places:
            folds[place] = fold
    return folds


def fits_leaving_sites_out(first: FirstOfModels) -> Iterator[tuple[FittedModels, list[Sample]]]:
    """Yield models for each fold of the sites, fitted on the others, and the fold's pages."""
    trees, _ = first
    for fold in range(FOLDS):
        left_out = frozenset([fold])
        inside = [trees.samples[place] for place in trees.places(left_out, is_inside=True)]
        yield fit_models(first, left_out), [sample for sample in inside if not sample.is_composed]


def fits_leaving_sets_out(
    samples: list[Sample],
) -> Iterator[tuple[FittedModels, list[Sample]]]:
    """Yield for each set models fitted on pages of sites that it does not have, and its pages."""
    for name in dict.fromkeys(sample.page.set for sample in samples):
        of_set = [sample for sample in samples if sample.page.set == name]
        tested = [sample for sample in of_set if not sample.is_composed]
        sites = {sample.page.site for sample in tested}
        others = [sample for sample in samples if sample.page.site not in sites]
        yield fit_models(first_trees(others)), tested


def report(samples: list[Sample], first: FirstOfModels) -> None:
    """Print the scores of models that were fitted without the site, and without the set."""
    for left_out, fits in (
        ("sites", fits_leaving_sites_out(first)),
        ("the set", fits_leaving_sets_out(samples)),
    ):
        scores = defaultdict(list)
        for fitted, tested in fits:
            for sample in tested:
                text = sample.text(decide(fitted.chances(sample), sample.layout))
                scores[sample.page.set].append(score_page(text, sample.page.text))
        for name, page_scores in scores.items():
            score = average(page_scores)
            print(
                f"{name:11} leaving {left_out} out: F1 {score.f1:.4f}"
                f" precision {score.precision:.4f} recall {score.recall:.4f}"
                f" exact {score.exact:.3f}",
                flush=True,
            )


def write(fitted: Fitted, path: Path) -> None:
    """Flatten the trees into arrays (see ``pipelines.extraction.blocks.classifier.Trees``)."""
    arrays: dict[str, Any] = {}
    for name, model in (("first", fitted.first), ("second", fitted.second)):
        arrays |= {f"{name}_{key}": array for key, array in flat(model).items()}
    np.savez_compressed(path, **arrays)
    print(f"{path.name}: {len(arrays['first_value'])} and {len(arrays['second_value'])} nodes,"
          f" {path.stat().st_size} bytes")  # fmt: skip


def flat(model: Any) -> dict[str, Any]:
    """Return the nodes of all trees as arrays; ``left`` is the first child, the second follows."""
    nodes: dict[str, list[float]] = {"feature": [], "threshold": [], "left": [], "value": []}
    max_depth = 0

    def append_leaves(count: int) -> int:
        """Append ``count`` leaves of value 0 and return the index of the first."""
        first = len(nodes["value"])
        nodes["feature"] += [0] * count
        nodes["threshold"] += [np.inf] * count
        nodes["left"] += range(first, first + count)
        nodes["value"] += [0] * count
        return first

    def fill(index: int, node: dict[str, Any], depth: int) -> None:
        """Write a node of LightGBM to its place, and append its children."""
        nonlocal max_depth
        max_depth = max(max_depth, depth)
        if "leaf_value" in node:
            nodes["value"][index] = node["leaf_value"]
            return
        assert node["decision_type"] == "<="
        nodes["feature"][index] = node["split_feature"]
        nodes["threshold"][index] = node["threshold"]
        nodes["left"][index] = left = append_leaves(2)
        fill(left, node["left_child"], depth + 1)
        fill(left + 1, node["right_child"], depth + 1)

    roots = []
    for tree in model.dump_model()["tree_info"]:
        roots.append(append_leaves(1))
        fill(roots[-1], tree["tree_structure"], 0)
    return {
        "roots": np.array(roots, np.int32),
        "depth": np.array(max_depth, np.int32),
        "feature": np.array(nodes["feature"], np.int32),
        "threshold": np.array(nodes["threshold"], np.float32),
        "left": np.array(nodes["left"], np.int32),
        "value": np.array(nodes["value"], np.float32),
    }


if __name__ == "__main__":
    main()
