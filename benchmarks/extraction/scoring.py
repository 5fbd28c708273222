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


def score_set(extracted: Iterable[str], gold: Iterable[str]) -> SetScore:
    """Score the extracted texts of one set of pages; both iterables are in the same order."""
    texts = list(extracted)
    scores = [score_page(text, gold_text) for text, gold_text in zip(texts, gold, strict=True)]
    return SetScore(
        average=average(scores),
        under_half=sum(score.f1 < 0.5 for score in scores),
        under_four_fifths=sum(score.f1 < 0.8 for score in scores),
        without_text=sum(not text for text in texts),
    )


def shingles(text: str, size: int = 4) -> Bag:
    """Return the bag of all sequences of ``size`` words."""
    words = WORD.findall(text)
    if not words:
        return Counter()
    starts = range(max(1, len(words) - size + 1))
    return Counter(tuple(words[start : start + size]) for start in starts)


def score_page(extracted: str, gold: str) -> Score:
    """Score an extracted text by the gold text."""
    bag, gold_bag = shingles(extracted), shingles(gold)
    common = (bag & gold_bag).total()
    return Score(
        precision=common / bag.total() if bag else 0.0,
        recall=common / gold_bag.total() if gold_bag else 0.0,
        exact=float(bag == gold_bag),
    )


def average(scores: Iterable[Score]) -> Score:
    """Return the averages of the scores of pages; zeros if there are none."""
    pages = list(scores)
    count = len(pages) or 1
    return Score(
        precision=sum(score.precision for score in pages) / count,
        recall=sum(score.recall for score in pages) / count,
        exact=sum(score.exact for score in pages) / count,
    )
