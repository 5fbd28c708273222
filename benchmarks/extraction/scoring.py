"""Scores extracted article texts by precision and recall of 4-word shingles.

A text is the bag (multiset) of its sequences of four words; a word is ``\\w+``. A text of fewer
than four words is one sequence. The precision of a page is the share of the extracted bag that is
in the gold bag. Its recall is the share of the gold bag that was extracted. Both are averaged over
the pages, and F1 is computed from the averages. A page is exact if both bags are equal. An empty
extracted text has precision and recall 0.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

WORD = re.compile(r"\w+")
Bag = Counter[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and the share of exact pages, each from 0 to 1."""

    precision: float
    recall: float
    exact: float

    @property
    def f1(self) -> float:
        """Return the harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass(frozen=True, slots=True)
class SetScore:
    """The scores of one extractor on one set of pages."""

    average: Score
    under_half: int  # pages with an F1 under .5
    under_four_fifths: int  # pages with an F1 under .8
    without_text: int  # pages of which nothing was taken; of Svodka, refused articles


def score_set(found: Iterable[str], gold: Iterable[str]) -> SetScore:
    """Score the texts of one set of pages; both iterables are in the same order."""
    texts = list(found)
    scores = [score_page(text, true) for text, true in zip(texts, gold, strict=True)]
    return SetScore(
        average(scores),
        sum(score.f1 < 0.5 for score in scores),
        sum(score.f1 < 0.8 for score in scores),
        sum(not text for text in texts),
    )


def shingles(text: str, size: int = 4) -> Bag:
    """Return the bag of all sequences of ``size`` words."""
    words = WORD.findall(text)
    if not words:
        return Counter()
    return Counter(tuple(words[i : i + size]) for i in range(max(1, len(words) - size + 1)))


def score_page(found: str, gold: str) -> Score:
    """Score an extracted text against the right one."""
    found_bag, gold_bag = shingles(found), shingles(gold)
    common = (found_bag & gold_bag).total()
    return Score(
        common / found_bag.total() if found_bag else 0.0,
        common / gold_bag.total() if gold_bag else 0.0,
        float(found_bag == gold_bag),
    )


def average(scores: Iterable[Score]) -> Score:
    """Return the averages of the scores of pages; zeros if there are none."""
    pages = list(scores)
    count = len(pages) or 1
    return Score(
        sum(s.precision for s in pages) / count,
        sum(s.recall for s in pages) / count,
        sum(s.exact for s in pages) / count,
    )
