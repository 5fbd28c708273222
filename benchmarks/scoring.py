"""The scorer of article texts: bags of word 4-grams, precision and recall a page.

A text is the bag (multiset) of its runs of four words, a word being ``\\w+``; a text of fewer
words is one run. A page's precision is the share of the found bag that the gold bag holds, its
recall the share of the gold bag that was found; both are averaged over the pages, and F1 is taken
of the two averages. A page is exact when the bags are equal. An empty result has precision and
recall 0.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

WORD = re.compile(r"\w+")
Bag = Counter[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Score:
    """Averages over pages, each between 0 and 1."""

    precision: float
    recall: float
    exact: float

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def shingles(text: str, size: int = 4) -> Bag:
    words = WORD.findall(text)
    if not words:
        return Counter()
    return Counter(tuple(words[i : i + size]) for i in range(max(1, len(words) - size + 1)))


def score_page(found: str, gold: str) -> Score:
    mine, true = shingles(found), shingles(gold)
    common = (mine & true).total()
    return Score(
        common / mine.total() if mine else 0.0,
        common / true.total() if true else 0.0,
        float(mine == true),
    )


def average(scores: Iterable[Score]) -> Score:
    rows = list(scores)
    count = len(rows) or 1
    return Score(
        sum(s.precision for s in rows) / count,
        sum(s.recall for s in rows) / count,
        sum(s.exact for s in rows) / count,
    )
