"""Measures the regions that are suggested for texts against those that a person read in them.

``python -m benchmarks.bench_regions`` writes ``results/regions.md``. The texts are in the shared
data (``SVODKA_SHARED``), and ``region_labels.txt`` has their regions.
"""

import argparse
import gzip
import json
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.stories.dedup_report import machine
from pipelines.regions.suggest import suggest_regions
from tests.shared import SHARED

LABELS = Path(__file__).parent / "region_labels.txt"
RESULTS = Path(__file__).parent / "results" / "regions.md"
FILES = {"russian-news": "dedup/russian-news.jsonl.gz", "search": "search/documents.jsonl.gz"}


@dataclass(slots=True)
class Counts:
    """How many regions were suggested rightly and wrongly, and how many were missed."""

    texts: int = 0
    right: int = 0
    wrong: int = 0
    missed: int = 0
    examples: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.right / ((self.right + self.wrong) or 1)

    @property
    def recall(self) -> float:
        return self.right / ((self.right + self.missed) or 1)

    def add(self, text_id: str, suggested: set[str], regions: set[str], others: set[str]) -> None:
        self.texts += 1
        self.right += len(suggested & regions)
        self.wrong += len(suggested - regions - others)
        self.missed += len(regions - suggested)
        if suggested - regions - others or regions - suggested:
            wrong = "".join(f" +{code}" for code in sorted(suggested - regions - others))
            missed = "".join(f" −{code}" for code in sorted(regions - suggested))
            self.examples.append(f"{text_id}:{wrong}{missed}")


def labels() -> Iterator[tuple[str, str, str, set[str], set[str]]]:
    """Yield the round, the set, the id, the regions and the other possible regions of each text."""
    for line in LABELS.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            fields = [one.strip() for one in f"{line} | | ".split("|")]
            regions, others = (set(filter(None, one.split(", "))) for one in fields[3:5])
            yield fields[0], fields[1], fields[2], regions, others


def main() -> int:
    argparse.ArgumentParser(description=__doc__).parse_args()
    texts = {}
    for name, path in FILES.items():
        if not (SHARED / path).is_file():
            print(f"bench_regions: {SHARED / path} is missing; SVODKA_SHARED names its folder")
            return 1
        with gzip.open(SHARED / path, "rt", encoding="utf-8") as lines:
            for line in lines:
                one = json.loads(line)
                texts[name, str(one["id"])] = (one["headline"], one["article_body"])
    suggest_regions("В Пензе", "")  # reads the tables
    rounds: defaultdict[str, Counts] = defaultdict(Counts)
    for number, name, text_id, regions, others in labels():
        suggested = {one.code for one in suggest_regions(*texts[name, text_id])}
        for key in (number, "all"):
            rounds[key].add(f"{name} {text_id}", suggested, regions, others)
    start = time.process_time()
    for headline, body in texts.values():
        suggest_regions(headline, body)
    milliseconds = (time.process_time() - start) * 1000 / len(texts)
    RESULTS.write_text(report(rounds, milliseconds, len(texts)), encoding="utf-8")
    print(RESULTS.read_text(encoding="utf-8"))
    return 0


def report(rounds: dict[str, Counts], milliseconds: float, count: int) -> str:
    """Return the page of results, in Markdown."""
    rows = [
        f"| {key} | {one.texts} | {one.precision:.3f} | {one.recall:.3f} | {one.right}"
        f" | {one.wrong} | {one.missed} |"
        for key, one in sorted(rounds.items())
    ]
    return "\n".join([
        "# Regions by text", "", machine(()), "",
        f"{milliseconds:.2f} ms of processor time a text, the mean over {count:,} texts.", "",
        "| round | texts | precision | recall | right | wrong | missed |",
        "|---|---:|---:|---:|---:|---:|---:|", *rows, "",
        f"Faults (+ is wrong, − is missed): {'; '.join(rounds['all'].examples)}.", "",
        "Again: `python -m benchmarks.bench_regions`.", "",
    ])  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
