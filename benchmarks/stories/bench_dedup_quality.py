"""Compares methods of finding copies by precision and recall on pairs of texts.

``python -m benchmarks.stories.bench_dedup_quality`` writes its section of
``benchmarks/results/dedup.md``. There are two sets of pairs: the labelled pairs of the shared
folder, if it exists, and reports from our own templates, which were not used to choose thresholds.
"""

import argparse
import gzip
import json
import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from itertools import chain

import numpy as np
import xxhash
from datasketch import MinHash

from benchmarks.stories.dedup_families import Pair, pairs
from benchmarks.stories.dedup_report import write_section
from pipelines.model import StoryMember
from pipelines.stories import grouping
from tests.shared import SHARED

_GROUPS = {0: "other", 1: "copy", 2: "roundup"}  # by label
_OPENING = 12  # words at the beginning of a text that identify it
CUT = re.compile("cut|combo")  # kinds of pairs whose copy is cut or combined
LOOK_ALIKE = re.compile("tpl:|own:")  # kinds of pairs made of one template
Same = Callable[[Pair], bool]  # a method: whether the texts of a pair are copies


def shared_pairs() -> list[Pair]:
    """Return the labelled pairs of the shared folder; none if the folder is missing."""
    path = SHARED / "dedup" / "pairs-dev.jsonl.gz"
    if not path.exists():
        print(f"{path} is missing: the shared pairs are left out")
        return []
    with gzip.open(path, "rt") as lines:
        found = [json.loads(line) for line in lines]
    return [Pair(p["kind"], p["label"], p["a"]["text"], p["b"]["text"]) for p in found]


def svodka(corpus: Sequence[Pair]) -> Same:
    """Return the decision of this project, with the common sentences of all texts of the pairs."""
    compare = grouping.Pairs([text for pair in corpus for text in (pair.a, pair.b)]).compare
    return lambda pair: compare(pair.a, pair.b).same


def lsh(threshold: float) -> Callable[[Sequence[Pair]], Same]:
    """Return the method of datasketch's tutorial: all candidates of ``MinHashLSH`` are copies."""

    def prepare(corpus: Sequence[Pair]) -> Same:
        from datasketch import MinHashLSH

        texts = list(dict.fromkeys(text for pair in corpus for text in (pair.a, pair.b)))
        made = MinHash.bulk([[s.encode() for s in _shingles(t)] for t in texts], num_perm=128)
        index = MinHashLSH(threshold=threshold, num_perm=128)
        signatures = dict(zip(texts, made, strict=True))
        ranges = index.hashranges
        return lambda pair: any(
            np.array_equal(signatures[pair.a].hashvalues[a:b], signatures[pair.b].hashvalues[a:b])
            for a, b in ranges
        )

    return prepare


def simhash(distance: int) -> Callable[[Sequence[Pair]], Same]:
    """Return a method by which texts are copies if at most ``distance`` SimHash bits differ."""

    def signature(text: str) -> int:
        counts = np.zeros(64)
        for shingle in _shingles(text):
            value = xxhash.xxh3_64_intdigest(shingle.encode())
            counts += np.unpackbits(np.array([value], np.uint64).view(np.uint8)) * 2.0 - 1
        return int(np.packbits(counts > 0).view(np.uint64)[0])

    return lambda corpus: (
        lambda pair: (signature(pair.a) ^ signature(pair.b)).bit_count() <= distance
    )


def tf_idf(threshold: float) -> Callable[[Sequence[Pair]], Same]:
    """Return a method by which texts are copies if their TF-IDF cosine reaches ``threshold``."""

    def prepare(corpus: Sequence[Pair]) -> Same:
        texts = {text for pair in corpus for text in (pair.a, pair.b)}
        frequency = Counter(word for text in texts for word in set(_words(text)))
        return lambda pair: _cosine(pair, frequency, len(texts)) >= threshold

    return prepare


METHODS: dict[str, Callable[[Sequence[Pair]], Same]] = {
    "datasketch MinHashLSH 0.5": lsh(0.5),
    "datasketch MinHashLSH 0.8": lsh(0.8),
    "SimHash-64, distance ≤ 20": simhash(20),
    "TF-IDF cosine ≥ 0.5": tf_idf(0.5),
    "svodka": svodka,
}


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def _shingles(text: str) -> list[str]:
    found = _words(text)
    return [" ".join(found[i : i + 3]) for i in range(max(1, len(found) - 2))]


def _cosine(pair: Pair, frequency: Counter[str], total: int) -> float:
    one, other = (
        {word: n * math.log(total / frequency[word]) for word, n in Counter(_words(text)).items()}
        for text in (pair.a, pair.b)
    )
    product = sum(weight * other.get(word, 0) for word, weight in one.items())
    norms = math.hypot(*one.values()) * math.hypot(*other.values())
    return product / norms if norms else 0.0


def measure(corpus: Sequence[Pair], same: Same) -> str:
    """Return the cells of a method's row.

    They are precision, recall, F1, and the shares of cut copies, look-alikes and roundups that the
    method takes for copies.
    """
    found: defaultdict[str, list[bool]] = defaultdict(list)
    for pair in corpus:
        groups = [_GROUPS[pair.label]]
        if pair.label == 1 and CUT.search(pair.kind):
            groups.append("cut")
        if LOOK_ALIKE.match(pair.kind):
            groups.append("look-alike")
        for group in groups:
            found[group].append(same(pair))
    right, wrong, missed = (
        sum(found["copy"]), sum(found["other"]), len(found["copy"]) - sum(found["copy"])
    )  # fmt: skip
    figures = [
        right / max(1, right + wrong),
        right / max(1, right + missed),
        2 * right / max(1, 2 * right + wrong + missed),
        _share(found["cut"]),
        _share(found["look-alike"]),
        _share(found["roundup"]),
    ]
    return " | ".join("–" if math.isnan(f) else f"{f:.3f}" for f in figures)


def clusters(corpus: Sequence[Pair]) -> list[str]:
    """Return a table that compares grouping all texts at once with the clusters of the labels.

    A cluster is the set of texts that label 1 connects; roundups belong to none. Only pairs have
    labels. A text of a ``neg:`` pair may hold the text of another pair, although no label connects
    the two. So all texts are measured twice: by the labels alone, and with such a text joined to
    the text that it holds. The last column is the index of a grouping without a mistake.
    """
    texts = list(dict.fromkeys(text for pair in corpus for text in (pair.a, pair.b)))
    numbers = {text: number for number, text in enumerate(texts)}
    grouped = grouping.group(
        [StoryMember(number, str(number), text) for number, text in enumerate(texts)]
    )
    stories = [found.story for found in grouped]
    roundups = {numbers[pair.b] for pair in corpus if pair.label == 2}
    copies = [(numbers[pair.a], numbers[pair.b]) for pair in corpus if pair.label == 1]
    labelled = _joined(len(texts), copies)
    whole = _joined(len(texts), copies + _copies_in_negatives(corpus, numbers))
    kept = [number for number in range(len(texts)) if number not in roundups]
    positive = [number for number in kept if number in set(chain.from_iterable(copies))]
    rows = ["| clusters | texts | true | adjusted Rand index | without a mistake |"]
    rows.append("|---|---|---|---|---|")
    for reading, members, truth in (
        ("texts of the pairs labelled 1", positive, labelled),
        ("all texts, by labels alone", kept, labelled),
        ("all texts, each with the base it holds", kept, whole),
    ):
        true = [truth[number] for number in members]
        found, best = (
            adjusted_rand(true, [answer[number] for number in members])
            for answer in (stories, whole)
        )
        rows.append(
            f"| {reading} | {len(members):,} | {len(set(true)):,} | {found:.4f} | {best:.4f} |"
        )
    return rows


def _copies_in_negatives(
    corpus: Sequence[Pair], numbers: Mapping[str, int]
) -> list[tuple[int, int]]:
    """Return pairs of numbers: a text of a ``neg:`` pair, and the text whose opening it holds."""
    bases: dict[str, int] = {}
    for pair in corpus:
        if pair.label == 1 and ":" not in pair.kind:
            bases.setdefault(_opening(_words(pair.a)), numbers[pair.a])
    found = []
    for pair in corpus:
        for text in (pair.a, pair.b) if pair.kind.startswith("neg:") else ():
            words = _words(text)
            held = {_opening(words[start:]) for start in range(max(1, len(words) - _OPENING + 1))}
            found += [(numbers[text], bases[opening]) for opening in sorted(held & bases.keys())]
    return found


def _opening(words: Sequence[str]) -> str:
    return " ".join(words[:_OPENING])


def _joined(count: int, links: Sequence[tuple[int, int]]) -> list[int]:
    """Return the cluster of each number below ``count``, named by one of its members."""
    parent = list(range(count))

    def root(node: int) -> int:
        while parent[node] != node:
            node = parent[node]
        return node

    for one, other in links:
        parent[root(one)] = root(other)
    return [root(node) for node in range(count)]


def adjusted_rand(truth: Sequence[Hashable], found: Sequence[Hashable]) -> float:
    """Return the adjusted Rand index (Hubert and Arabie, "Comparing partitions", 1985)."""
    in_both, in_truth, in_found = (  # numbers of pairs that are in one cluster
        sum(math.comb(size, 2) for size in Counter(labels).values())
        for labels in (zip(truth, found, strict=True), truth, found)
    )
    expected = in_truth * in_found / math.comb(len(truth), 2)
    return (in_both - expected) / ((in_truth + in_found) / 2 - expected)


def _share(flags: Sequence[bool]) -> float:
    return sum(flags) / len(flags) if flags else math.nan


def main() -> None:
    argparse.ArgumentParser(description=__doc__).parse_args()
    lines = []
    for name, corpus in (("shared pairs", shared_pairs()), ("own families", list(pairs(100)))):
        if not corpus:
            continue
        head = f"| {name} ({len(corpus):,}) | precision | recall | F1 | recall on cut and combined"
        lines += [
            f"{head} | look-alikes merged | roundups merged |",
            "|---|---|---|---|---|---|---|",
        ]
        lines += [
            f"| {method} | {measure(corpus, prepare(corpus))} |"
            for method, prepare in METHODS.items()
        ]
        lines.append("")
        if name == "shared pairs":
            lines += [*clusters(corpus), ""]
    write_section("Quality: pairs", ("xxhash", "rapidfuzz"), lines)


if __name__ == "__main__":
    main()
