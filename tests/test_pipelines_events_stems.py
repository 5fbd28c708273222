"""Tests the stems of words, their weights, and the search of candidates by the heaviest ones."""

import pytest

from pipelines.copies.values.slots import Slot
from pipelines.events.candidates import EventCandidates
from pipelines.events.features import event_features
from pipelines.events.packing import pack_keys
from pipelines.events.stem_weights import MAX_DOCUMENT_SHARE, stem_weights
from pipelines.events.stems import sentences
from pipelines.events.thresholds import DEFAULTS
from pipelines.model import StoryKeys
from tests.test_pipelines_events_comparison import ALIKE, BRIDGE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("мост", "моста"),
        ("Ещё", "еще"),
        ("bridges", "bridge"),
        ("Cура", "Сура"),  # the first begins with a Latin C
    ],
)
def test_forms_and_spellings_of_a_word_have_one_stem(one: str, other: str) -> None:
    ((first, second),) = sentences(f"{one} {other}")
    assert first.stem == second.stem


def test_words_are_split_into_sentences_with_their_kinds() -> None:
    first, second = sentences("Мост открыли 12 декабря. Лаптев рад.")
    kinds = [Slot.OPENING, Slot.NONE, Slot.NUMBER, Slot.DATE]
    assert [word.slot for word in first] == kinds
    assert len(second) == 2


def test_a_stem_weighs_the_more_the_fewer_texts_hold_it() -> None:
    table = stem_weights()
    by_count = sorted(table.counts, key=lambda stem: table.counts[stem])
    weights = [table.weight(stem) for stem in by_count]
    assert weights == sorted(weights, reverse=True)
    assert table.weight("непредставимейш") == table.rarest
    assert table.rarest > weights[0]


def test_stems_of_many_texts_weigh_nothing() -> None:
    table = stem_weights()
    max_count = MAX_DOCUMENT_SHARE * table.documents
    frequent = {stem for stem, count in table.counts.items() if count > max_count}
    assert {"и", "в", "на"} <= frequent
    assert {table.weight(stem) for stem in frequent} == {0.0}


def test_candidates_share_heavy_stems() -> None:
    reports = {
        "bridge": BRIDGE,
        "alike": ALIKE[0],
        "other": ("Урожай яблок", "Яблоки собрали в саду."),
    }
    keys = {
        name: pack_keys(event_features(*text), DEFAULTS.key_stems) for name, text in reports.items()
    }
    stories = [StoryKeys(name, 0, packed) for name, packed in keys.items()]
    candidates = EventCandidates(stories, DEFAULTS)
    assert sorted(candidates.of(0, keys["bridge"])) == ["alike", "bridge"]
    assert candidates.of(0, keys["other"]) == ["other"]
    assert candidates.of(0, b"") == []
    assert EventCandidates([], DEFAULTS).of(0, keys["bridge"]) == []
