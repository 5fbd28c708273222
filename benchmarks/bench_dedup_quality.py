"""Precision and recall of ways to find copies, side by side on the same pairs in one run.

``python -m benchmarks.bench_dedup_quality`` writes its section of
``benchmarks/results/dedup.md``: the labelled pairs of the shared folder, if it is there, and
reports of our own on templates that no threshold was chosen on.
"""

import gzip
import json
import math
import os
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import xxhash
from datasketch import MinHash

from benchmarks.dedup_families import Pair, pairs
from benchmarks.dedup_report import write_section
from pipelines.grouping import Pairs

CUT = re.compile("cut|combo")
LOOK_ALIKE = re.compile("tpl:|own:")
Same = Callable[[Pair], bool]


def shared_pairs() -> list[Pair]:
    shared = Path(os.environ.get("SVODKA_SHARED", Path(__file__).parents[2] / "shared"))
    path = shared / "dedup" / "pairs-dev.jsonl.gz"
    if not path.exists():
        print(f"{path} is missing: the shared pairs are left out")
        return []
    with gzip.open(path, "rt") as lines:
        found = [json.loads(line) for line in lines]
    return [Pair(p["kind"], p["label"], p["a"]["text"], p["b"]["text"]) for p in found]


def svodka(corpus: Sequence[Pair]) -> Same:
    judge = Pairs([text for pair in corpus for text in (pair.a, pair.b)]).judge
    return lambda pair: judge(pair.a, pair.b).same


def lsh(threshold: float) -> Callable[[Sequence[Pair]], Same]:
    """Candidates of ``MinHashLSH`` at a threshold count as copies, as its tutorial does."""

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
    found: defaultdict[str, list[bool]] = defaultdict(list)
    for pair in corpus:
        said = same(pair)
        groups = ["copy" if pair.label == 1 else "other" if pair.label == 0 else "digest"]
        groups += ["cut"] if pair.label == 1 and CUT.search(pair.kind) else []
        groups += ["look-alike"] if LOOK_ALIKE.match(pair.kind) else []
        for group in groups:
            found[group].append(said)
    right, wrong, missed = (
        sum(found["copy"]), sum(found["other"]), len(found["copy"]) - sum(found["copy"])
    )  # fmt: skip
    figures = [
        right / max(1, right + wrong),
        right / max(1, right + missed),
        2 * right / max(1, 2 * right + wrong + missed),
        _share(found["cut"]),
        _share(found["look-alike"]),
        _share(found["digest"]),
    ]
    return " | ".join("–" if math.isnan(f) else f"{f:.3f}" for f in figures)


def _share(said: Sequence[bool]) -> float:
    return sum(said) / len(said) if said else math.nan


def main() -> None:
    lines = []
    for name, corpus in (("shared pairs", shared_pairs()), ("own families", list(pairs(100)))):
        if not corpus:
            continue
        head = f"| {name} ({len(corpus):,}) | precision | recall | F1 | recall on cut and combined"
        lines += [
            f"{head} | look-alikes merged | digests merged |",
            "|---|---|---|---|---|---|---|",
        ]
        lines += [
            f"| {method} | {measure(corpus, prepare(corpus))} |"
            for method, prepare in METHODS.items()
        ]
        lines.append("")
    write_section("Quality: pairs", ("xxhash", "rapidfuzz"), lines)


if __name__ == "__main__":
    main()
