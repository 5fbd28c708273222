"""Reads the table of stems, which states how well each stem identifies a text's subject.

The table never changes: weights that were counted from the stored articles would change with each
new article, and the events of earlier articles with them. A new table is a new file with the next
version; all events are then computed again. ``benchmarks/stories/count_stems.py`` makes the table.
"""

import math
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

VERSION = 1  # the next version needs a migration that computes the events of all stories anew
MAX_DOCUMENT_SHARE = 0.08  # stems that are in a greater share of the texts are ignored


@dataclass(frozen=True, slots=True)
class StemWeights:
    """How many of ``documents`` texts hold each stem, and the weight of each stem.

    Rare stems are left out of both tables.
    """

    documents: int
    counts: dict[str, int]
    weights: dict[str, float]  # inverse document frequencies; 0 for frequent stems
    rarest: float  # the weight of the stems that are left out

    def weight(self, stem: str) -> float:
        return self.weights.get(stem, self.rarest)


@cache
def stem_weights() -> StemWeights:
    """Return the table of this version.

    Lines of its file that begin with # are comments. The first other line is the number of texts.
    Each later line is a count, and the stems that so many texts hold: ``4 bank busi center``.
    """
    text = files("pipelines.events").joinpath(f"stem_weights_{VERSION}.txt").read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    documents = int(lines[0])
    counts: dict[str, int] = {}
    for line in lines[1:]:
        count, _, stems = line.partition(" ")
        counts |= dict.fromkeys(stems.split(), int(count))
    weights = {stem: _weight(count, documents) for stem, count in counts.items()}
    return StemWeights(documents, counts, weights, _weight(0, documents))


def _weight(count: int, documents: int) -> float:
    if count > MAX_DOCUMENT_SHARE * documents:
        return 0.0
    return math.log((documents + 1) / (count + 1))
