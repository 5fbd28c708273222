"""Tests that a comparison made before the articles are stored is used only where it holds."""

from dataclasses import replace
from typing import Any

import pytest

from pipelines.copies.compared_text import ComparedText
from pipelines.copies.match import edge_of_candidates
from pipelines.copies.thresholds import DEFAULTS
from pipelines.model import StoryMember
from pipelines.stories.comparer import Comparer
from tests.sample_news import NEW_BRIDGE_TEXT as TEXT

LATER = StoryMember(-1, "https://b.example/1", TEXT, "Завод", date_published="2026-03-02")
EARLIER = StoryMember(7, "https://a.example/1", TEXT, "Завод", date_published="2026-03-01")
NOTHING_COMMON: frozenset[int] = frozenset()


class Texts:
    """Prepares texts for comparison, and counts how many it has prepared."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, text: str) -> ComparedText:
        self.count += 1
        return ComparedText(text)


def test_a_pair_that_was_compared_ahead_is_not_compared_again() -> None:
    texts = Texts()
    comparer = Comparer(texts, DEFAULTS)
    comparer.compare_ahead(LATER, EARLIER, NOTHING_COMMON)
    texts.count = 0
    stored = replace(LATER, id=3)
    edge = comparer.edge(EARLIER, stored, NOTHING_COMMON)
    assert texts.count == 0
    assert edge is not None
    assert edge.ends == (3, 7)
    assert edge == edge_of_candidates(EARLIER, stored, texts, NOTHING_COMMON, DEFAULTS)


@pytest.mark.parametrize(
    "changed",
    [
        {"text": TEXT + " Об этом сообщили в администрации района."},
        {"headline": "Другая новость"},
        {"date_published": "2026-03-04"},
    ],
    ids=["text", "headline", "day"],
)
def test_a_pair_that_was_stored_otherwise_is_compared_again(changed: dict[str, Any]) -> None:
    texts = Texts()
    comparer = Comparer(texts, DEFAULTS)
    comparer.compare_ahead(LATER, EARLIER, NOTHING_COMMON)
    stored = replace(LATER, id=3, **changed)
    texts.count = 0
    edge = comparer.edge(EARLIER, stored, NOTHING_COMMON)
    assert texts.count > 0
    assert edge == edge_of_candidates(EARLIER, stored, texts, NOTHING_COMMON, DEFAULTS)


def test_a_pair_whose_sentences_became_common_is_compared_again() -> None:
    texts = Texts()
    comparer = Comparer(texts, DEFAULTS)
    comparer.compare_ahead(LATER, EARLIER, NOTHING_COMMON)
    common = frozenset({ComparedText(TEXT).sentences[0].template})
    stored = replace(LATER, id=3)
    edge = comparer.edge(EARLIER, stored, common)
    assert edge == edge_of_candidates(EARLIER, stored, texts, common, DEFAULTS)
    assert edge is not None
    elsewhere = frozenset({1})  # a sentence that is in neither text
    assert comparer.edge(EARLIER, stored, elsewhere) is not None


def test_forgotten_comparisons_are_made_again() -> None:
    texts = Texts()
    comparer = Comparer(texts, DEFAULTS)
    comparer.compare_ahead(LATER, EARLIER, NOTHING_COMMON)
    comparer.forget()
    texts.count = 0
    comparer.edge(EARLIER, replace(LATER, id=3), NOTHING_COMMON)
    assert texts.count > 0
