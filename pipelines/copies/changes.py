"""Finds the passages that one text adds to another or cuts from it, for a person to read."""

from dataclasses import dataclass

from pipelines.copies.compared_text import ComparedText
from pipelines.copies.tokens import words
from pipelines.copies.values.slots import replaced_stretches

_MIN_PASSAGE_WORDS = 5  # a shorter difference is a rewording
_MAX_SHOWN_WORDS = 14  # of a passage; the rest is left out


@dataclass(frozen=True, slots=True)
class Changes:
    """The longer passages in which two texts differ."""

    added: tuple[str, ...]  # passages that only the second text has
    cut: tuple[str, ...]  # passages that only the first text has


def changes(one: ComparedText, other: ComparedText) -> Changes:
    """Return what the second text added to the first and what it cut."""
    before, after = words(one.text), words(other.text)
    added, cut = [], []
    for stretch in replaced_stretches(one.words, other.words):
        if stretch.end - stretch.start >= _MIN_PASSAGE_WORDS:
            cut.append(_passage(before[stretch.start : stretch.end]))
        if stretch.other_end - stretch.other_start >= _MIN_PASSAGE_WORDS:
            added.append(_passage(after[stretch.other_start : stretch.other_end]))
    return Changes(tuple(added), tuple(cut))


def _passage(passage_words: list[str]) -> str:
    shown = " ".join(passage_words[:_MAX_SHOWN_WORDS])
    count = len(passage_words)
    return f"{shown} … ({count} words)" if count > _MAX_SHOWN_WORDS else shown
