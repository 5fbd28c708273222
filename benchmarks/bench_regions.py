"""Measures the regions that are suggested for texts against those that a person read in them.

``python -m benchmarks.bench_regions`` writes ``results/regions.md``. The texts are in the shared
data (``SVODKA_SHARED``), and ``region_labels.txt`` has their regions.
"""

import gzip
import json
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from benchmarks.command_line import argument_parser, shared_data
from benchmarks.machine import machine
from pipelines.regions.suggest import suggest_regions

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

    def add(self, label: "Label", suggested: set[str]) -> None:
        """Count the regions that are suggested for one text."""
        wrong = suggested - label.regions - label.possible_regions
        missed = label.regions - suggested
        self.texts += 1
        self.right += len(suggested & label.regions)
        self.wrong += len(wrong)
        self.missed += len(missed)
        if wrong or missed:
            faults = [f" +{code}" for code in sorted(wrong)]
            faults += [f" −{code}" for code in sorted(missed)]
            self.examples.append(f"{label.set_name} {label.text_id}:{''.join(faults)}")


class Label(NamedTuple):
    """The regions that a person read in one text, by their codes."""

    round: str  # of labelling
    set_name: str  # a key of FILES
    text_id: str
    regions: set[str]
    possible_regions: set[str]  # they count neither as right nor as wrong


def labels() -> Iterator[Label]:
    """Yield the labels of LABELS."""
    for line in LABELS.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            fields = [text.strip() for text in f"{line} | | ".split("|")]
            labelling_round, set_name, text_id, *code_lists = fields[:5]
            regions, possible = (set(filter(None, codes.split(", "))) for codes in code_lists)
            yield Label(labelling_round, set_name, text_id, regions, possible)


def main() -> None:
    argument_parser(__doc__, __file__).parse_args()
    texts = {}
    for name, path in FILES.items():
        with gzip.open(shared_data(path), "rt", encoding="utf-8") as lines:
            for line in lines:
                document = json.loads(line)
                key = (name, str(document["id"]))
                texts[key] = (document["headline"], document["article_body"])
    suggest_regions("В Пензе", "")  # reads the tables
    rounds: defaultdict[str, Counts] = defaultdict(Counts)
    for label in labels():
        headline, body = texts[label.set_name, label.text_id]
        suggested = {region.code for region in suggest_regions(headline, body)}
        for name in (label.round, "all"):
            rounds[name].add(label, suggested)
    start = time.process_time()
    for headline, body in texts.values():
        suggest_regions(headline, body)
    milliseconds = (time.process_time() - start) * 1000 / len(texts)
    RESULTS.write_text(report(rounds, milliseconds, len(texts)), encoding="utf-8")
    print(RESULTS.read_text(encoding="utf-8"))


def report(rounds: dict[str, Counts], milliseconds: float, count: int) -> str:
    """Return the page of results, in Markdown."""
    rows = [
        f"| {name} | {counts.texts} | {counts.precision:.3f} | {counts.recall:.3f}"
        f" | {counts.right} | {counts.wrong} | {counts.missed} |"
        for name, counts in sorted(rounds.items())
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
    main()
