"""Compares methods of finding copies by precision and recall on pairs of texts.

``python -m benchmarks.stories.bench_dedup_quality`` writes its section of
``benchmarks/results/dedup.md``. There are two sets of pairs: the labelled pairs of the shared
folder, if it exists, and reports from our own templates, which were not used to choose thresholds.
"""

import gzip
import json
import math
import re
from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from itertools import chain

import numpy as np
import xxhash
from datasketch import MinHash

from benchmarks.command_line import argument_parser
from benchmarks.stories.dedup_families import Label, Pair, pairs
from benchmarks.stories.dedup_report import write_section
from pipelines.model import StoryMember
from pipelines.stories import grouping
from tests.shared import SHARED

_OPENING_WORDS = 12  # at the beginning of a text; they identify the text
CUT = re.compile("cut|combo")  # kinds of pairs whose copy is cut or combined
LOOK_ALIKE = re.compile("tpl:|own:")  # kinds of pairs made of one template
Decide = Callable[[Pair], bool]  # whether the texts of a pair are copies
Method = Callable[[Sequence[Pair]], Decide]  # the argument holds all pairs


def shared_pairs() -> list[Pair]:
    """Return the labelled pairs of the shared folder; none if the folder is missing."""
    path = SHARED / "dedup" / "pairs-dev.jsonl.gz"
    if not path.exists():
        print(f"{path} is missing: the shared pairs are left out")
        return []
    with gzip.open(path, "rt") as lines:
        rows = [json.loads(line) for line in lines]
    return [
        Pair(row["kind"], Label(row["label"]), row["a"]["text"], row["b"]["text"]) for row in rows
    ]


def svodka(corpus: Sequence[Pair]) -> Decide:
    """Return the decision of this project, with the common sentences of all texts of the pairs."""
    compare = grouping.Pairs(
        [text for pair in corpus for text in (pair.first, pair.second)]
    ).compare
    return lambda pair: compare(pair.first, pair.second).same


def lsh(threshold: float) -> Method:
    """Return the method of datasketch's tutorial: all candidates of ``MinHashLSH`` are copies."""

    def prepare(corpus: Sequence[Pair]) -> Decide:
        from datasketch import MinHashLSH

        texts = list(dict.fromkeys(text for pair in corpus for text in (pair.first, pair.second)))
        shingles = [[shingle.encode() for shingle in _shingles(text)] for text in texts]
        minhashes = MinHash.bulk(shingles, num_perm=128)
        signatures = {
            text: minhash.hashvalues for text, minhash in zip(texts, minhashes, strict=True)
        }
        bands = MinHashLSH(threshold=threshold, num_perm=128).hashranges  # (start, end) of each

        def share_a_band(pair: Pair) -> bool:
            first, second = signatures[pair.first], signatures[pair.second]
            return any(np.array_equal(first[start:end], second[start:end]) for start, end in bands)

        return share_a_band

    return prepare


def simhash(distance: int) -> Method:
    """Return a method by which texts are copies if at most ``distance`` SimHash bits differ."""

    def signature(text: str) -> int:
        counts = np.zeros(64)
        for shingle in _shingles(text):
            value = xxhash.xxh3_64_intdigest(shingle.encode())
            bits = np.unpackbits(np.array([value], np.uint64).view(np.uint8))
            counts += np.where(bits == 1, 1, -1)
        return int(np.packbits(counts > 0).view(np.uint64)[0])

    return lambda corpus: (
        lambda pair: (signature(pair.first) ^ signature(pair.second)).bit_count() <= distance
    )


def tf_idf(threshold: float) -> Method:
    """Return a method by which texts are copies if their TF-IDF cosine reaches ``threshold``."""

    def prepare(corpus: Sequence[Pair]) -> Decide:
        texts = {text for pair in corpus for text in (pair.first, pair.second)}
        frequency = Counter(word for text in texts for word in set(_words(text)))
        return lambda pair: _cosine(pair, frequency, len(texts)) >= threshold

    return prepare


METHODS: dict[str, Method] = {
    "datasketch MinHashLSH 0.5": lsh(0.5),
    "datasketch MinHashLSH 0.8": lsh(0.8),
    "SimHash-64, distance ≤ 20": simhash(20),
    "TF-IDF cosine ≥ 0.5": tf_idf(0.5),
    "svodka": svodka,
}


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def _shingles(text: str) -> list[str]:
    words = _words(text)
    return [" ".join(words[start : start + 3]) for start in range(max(1, len(words) - 2))]


def _cosine(pair: Pair, frequency: Counter[str], total: int) -> float:
    """Return the TF-IDF cosine; ``frequency`` is the number of the ``total`` texts with a word."""

    def weights(text: str) -> dict[str, float]:
        counts = Counter(_words(text))
        return {word: count * math.log(total / frequency[word]) for word, count in counts.items()}

    first, second = weights(pair.first), weights(pair.second)
    product = sum(weight * second.get(word, 0) for word, weight in first.items())
    norms = math.hypot(*first.values()) * math.hypot(*second.values())
    return product / norms if norms else 0.0


def measure(corpus: Sequence[Pair], decide: Decide) -> str:
    """Return the cells of a method's row.

    They are precision, recall, F1, and the shares of cut copies, look-alikes and roundups that the
    method takes for copies.
    """
    taken_for_copies = [(pair, decide(pair)) for pair in corpus]

    def decisions(is_in_group: Callable[[Pair], bool]) -> list[bool]:
        return [is_taken for pair, is_taken in taken_for_copies if is_in_group(pair)]

    copies = decisions(lambda pair: pair.label is Label.COPIES)
    right, missed = copies.count(True), copies.count(False)
    wrong = decisions(lambda pair: pair.label is Label.OTHER).count(True)
    figures = [
        right / max(1, right + wrong),
        right / max(1, right + missed),
        2 * right / max(1, 2 * right + wrong + missed),
        _share(decisions(_is_cut_copy)),
        _share(decisions(lambda pair: bool(LOOK_ALIKE.match(pair.kind)))),
        _share(decisions(lambda pair: pair.label is Label.ROUNDUP)),
    ]
    return " | ".join("–" if math.isnan(figure) else f"{figure:.3f}" for figure in figures)


def _is_cut_copy(pair: Pair) -> bool:
    return pair.label is Label.COPIES and bool(CUT.search(pair.kind))


def clusters(corpus: Sequence[Pair]) -> list[str]:
    """Return a table that compares grouping all texts at once with the clusters of the labels.

    A cluster is a set of texts that pairs of copies connect; roundups belong to none. The texts of
    a pair of a kind such as ``neg:shared-background`` differ. But one of them may contain the text
    of another pair, and no label says so. So all texts are measured twice: by the labels alone, and
    with such a text joined to the text that it contains. The last column is the index of a grouping
    without a mistake.
    """
    texts = list(dict.fromkeys(text for pair in corpus for text in (pair.first, pair.second)))
    numbers = {text: number for number, text in enumerate(texts)}
    grouped = grouping.group(
        [StoryMember(number, str(number), text) for number, text in enumerate(texts)]
    )
    stories = [grouped_article.story for grouped_article in grouped]
    roundups = {numbers[pair.second] for pair in corpus if pair.label is Label.ROUNDUP}
    copies = [
        (numbers[pair.first], numbers[pair.second]) for pair in corpus if pair.label is Label.COPIES
    ]
    by_labels = _joined(len(texts), copies)
    by_contents = _joined(len(texts), copies + _copies_in_negatives(corpus, numbers))
    measured = [number for number in range(len(texts)) if number not in roundups]
    in_copies = set(chain.from_iterable(copies))
    positive = [number for number in measured if number in in_copies]
    rows = ["| clusters | texts | true | adjusted Rand index | without a mistake |"]
    rows.append("|---|---|---|---|---|")
    for name, members, cluster_of in (
        ("texts of the pairs labelled 1", positive, by_labels),
        ("all texts, by labels alone", measured, by_labels),
        ("all texts, each with the base it holds", measured, by_contents),
    ):
        truth = [cluster_of[number] for number in members]
        reached = adjusted_rand(truth, [stories[number] for number in members])
        best = adjusted_rand(truth, [by_contents[number] for number in members])
        rows.append(
            f"| {name} | {len(members):,} | {len(set(truth)):,} | {reached:.4f} | {best:.4f} |"
        )
    return rows


def _copies_in_negatives(
    corpus: Sequence[Pair], numbers: Mapping[str, int]
) -> list[tuple[int, int]]:
    """Return the numbers of a text of a ``neg:`` pair, and of a text whose opening it contains."""
    bases: dict[str, int] = {}
    for pair in corpus:
        if pair.label is Label.COPIES and ":" not in pair.kind:
            bases.setdefault(_opening(_words(pair.first)), numbers[pair.first])
    links = []
    negatives = [pair for pair in corpus if pair.kind.startswith("neg:")]
    for text in (text for pair in negatives for text in (pair.first, pair.second)):
        words = _words(text)
        starts = range(max(1, len(words) - _OPENING_WORDS + 1))
        contained = {_opening(words[start:]) for start in starts} & bases.keys()
        links += [(numbers[text], bases[opening]) for opening in sorted(contained)]
    return links


def _opening(words: Sequence[str]) -> str:
    return " ".join(words[:_OPENING_WORDS])


def _joined(count: int, links: Sequence[tuple[int, int]]) -> list[int]:
    """Return the cluster of each number below ``count``, named by one of its members."""
    parent = list(range(count))

    def root(node: int) -> int:
        while parent[node] != node:
            node = parent[node]
        return node

    for node, linked_node in links:
        parent[root(node)] = root(linked_node)
    return [root(node) for node in range(count)]


def adjusted_rand(truth: Sequence[Hashable], clusters: Sequence[Hashable]) -> float:
    """Return the adjusted Rand index (Hubert and Arabie, "Comparing partitions", 1985).

    Both arguments have the cluster of each text.
    """
    in_both, in_truth, in_clusters = (  # numbers of pairs of texts that are in one cluster
        sum(math.comb(size, 2) for size in Counter(labels).values())
        for labels in (zip(truth, clusters, strict=True), truth, clusters)
    )
    expected = in_truth * in_clusters / math.comb(len(truth), 2)
    return (in_both - expected) / ((in_truth + in_clusters) / 2 - expected)


def _share(flags: Sequence[bool]) -> float:
    return sum(flags) / len(flags) if flags else math.nan


def main() -> None:
    argument_parser(__doc__, __file__).parse_args()
    lines = []
    if shared := shared_pairs():
        lines += [*_quality_table("shared pairs", shared), "", *clusters(shared), ""]
    lines += [*_quality_table("own families", list(pairs(100))), ""]
    write_section("Quality: pairs", ("xxhash", "rapidfuzz"), lines)


def _quality_table(name: str, corpus: Sequence[Pair]) -> list[str]:
    """Return a table with a row for each method."""
    heading = (
        f"| {name} ({len(corpus):,}) | precision | recall | F1 | recall on cut and combined"
        " | look-alikes merged | roundups merged |"
    )
    rows = [
        f"| {method} | {measure(corpus, prepare(corpus))} |" for method, prepare in METHODS.items()
    ]
    return [heading, "|---|---|---|---|---|---|---|", *rows]


if __name__ == "__main__":
    main()
