"""Tests that copies are found as well as the benchmark measured, on shared and on own pairs."""

import os
import random
from collections import Counter

import pytest

from benchmarks.stories.bench_dedup_families import are_copies, is_right, style_rate
from benchmarks.stories.bench_dedup_quality import shared_pairs, svodka
from benchmarks.stories.dedup_families import Label, Pair, pairs, report
from benchmarks.stories.dedup_house_style import STYLES
from benchmarks.stories.dedup_kinds import KINDS
from benchmarks.stories.dedup_languages import PUBLISHED, styled_pairs


def counted_verdicts(corpus: list[Pair]) -> Counter[tuple[Label, bool]]:
    """Return the number of pairs for each label and verdict; the verdict True means copies."""
    is_copy = svodka(corpus)
    return Counter((pair.label, is_copy(pair)) for pair in corpus)


def test_our_pairs_of_copies_are_found_and_our_look_alikes_are_not() -> None:
    counts = counted_verdicts(list(pairs(12, seed=7)))
    assert counts[Label.COPIES, False] == 0
    assert counts[Label.OTHER, True] <= 1


def test_in_seven_languages_values_in_other_spellings_are_no_difference() -> None:
    wrong = [
        (pair.language, pair.value)
        for pair in styled_pairs()
        if are_copies(pair.one, pair.other, PUBLISHED) != pair.same
    ]
    assert wrong == []


@pytest.mark.parametrize("kind", KINDS)
def test_hard_kinds_of_articles_are_grouped_right(kind: str) -> None:
    assert [case for case in KINDS[kind](4, random.Random(2)) if not is_right(case)] == []


@pytest.mark.parametrize("style", STYLES)
def test_another_house_style_splits_no_report(style: str) -> None:
    rng = random.Random(4)
    texts = [report(family, rng) for family in ("theft", "football", "court", "missing")]
    assert style_rate(texts, STYLES[style].same, same=True).wrong == 0


def judged_sample(step: int) -> Counter[tuple[Label, bool]]:
    """Judge every ``step``-th shared pair; pairs are sorted by kind, so all kinds are judged."""
    corpus = shared_pairs()[::step]
    if not corpus:
        pytest.skip("there are no shared pairs; SVODKA_SHARED names their folder")
    return counted_verdicts(corpus)


def f1(counts: Counter[tuple[Label, bool]]) -> float:
    right = 2 * counts[Label.COPIES, True]
    return right / (right + counts[Label.OTHER, True] + counts[Label.COPIES, False])


def test_each_sixteenth_shared_pair_keeps_the_f1() -> None:
    sample = judged_sample(16)
    assert f1(sample) >= 0.985
    assert sample[Label.OTHER, True] <= 0.01 * sample[Label.OTHER, False]


@pytest.mark.slow
def test_each_fourth_shared_pair_keeps_the_figures() -> None:
    """With EVERY_PAIR=1 all pairs are judged, as in the benchmark; that takes longer."""
    sample = judged_sample(1 if os.environ.get("EVERY_PAIR") else 4)
    assert f1(sample) >= 0.995
    assert sample[Label.OTHER, True] <= 0.003 * sample[Label.OTHER, False]
    assert sample[Label.ROUNDUP, True] <= 1, "the sample has 55 such pairs"
