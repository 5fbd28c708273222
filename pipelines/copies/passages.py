"""The passages that two texts share, and the differences between them."""

from collections.abc import Iterator
from functools import cached_property

import numpy as np

from pipelines.copies.compared_text import ComparedText, Flags
from pipelines.copies.slots import Conflict, Slot, Stretch, replaced_stretches, same_name
from pipelines.copies.thresholds import Thresholds
from pipelines.copies.tokens import Hashes

_MAX_OPENING_WORDS = (
    20  # words; a longer difference at either end is another lead or a call to subscribe
)


class Passages:
    """Two texts aligned word by word; ``shared`` are the shingles they have in common."""

    def __init__(self, one: ComparedText, other: ComparedText, shared: Hashes) -> None:
        self.one, self.other = one, other
        self.covered, self.other_covered = one.covered(shared), other.covered(shared)
        self.shared_words = int(min(self.covered.sum(), self.other_covered.sum()))

    @cached_property
    def stretches(self) -> list[Stretch]:
        return replaced_stretches(self.one.words, self.other.words)

    def conflicts(self, limits: Thresholds) -> Iterator[Conflict]:
        """Yield the slots filled differently between two shared passages."""
        if not self.shared_words:
            return
        start, end, other_start, other_end = self._spans
        for stretch in self.stretches:
            inside = stretch.start >= start and stretch.other_start >= other_start
            before_end = stretch.end <= end and stretch.other_end <= other_end
            if inside and before_end and stretch.longer <= limits.slot_stretch:
                yield from self._conflicts(stretch)

    def core(self, limits: Thresholds) -> int:
        """Return how many words each text replaces by others, before the end of both texts."""
        words = 0
        for stretch in self.stretches:
            if stretch.end == len(self.one.words) or stretch.other_end == len(self.other.words):
                continue
            own = int((~self.covered[stretch.start : stretch.end]).sum())
            others = int((~self.other_covered[stretch.other_start : stretch.other_end]).sum())
            if min(own, others) > limits.core_stretch:
                words += min(own, others)
        return words

    @cached_property
    def _spans(self) -> tuple[int, int, int, int]:
        """Return where the shared passages start and end, in either text.

        What stands before the first and after the last belongs to them as long as it may be a few
        filled slots: when both texts have about as many words there.
        """
        first, last = _ends(self.covered)
        other_first, other_last = _ends(self.other_covered)
        after, other_after = len(self.covered) - last, len(self.other_covered) - other_last
        if _parallel(first, other_first):
            first = other_first = 0
        if _parallel(after, other_after):
            last, other_last = len(self.covered), len(self.other_covered)
        return first, last, other_first, other_last

    def _conflicts(self, stretch: Stretch) -> Iterator[Conflict]:
        if stretch.start == stretch.end or stretch.other_start == stretch.other_end:
            return
        slots = set(self.one.slots[stretch.start : stretch.end])
        for slot in (Slot.NUMBER, Slot.DATE, Slot.NAME):
            if slot not in slots:
                continue
            values = _values(self.one, slot, stretch.start, stretch.end, self.other)
            others = _values(self.other, slot, stretch.other_start, stretch.other_end, self.one)
            if not values or not others:
                continue
            if slot is Slot.NAME and any(same_name(a, b) for a in values for b in others):
                continue
            yield Conflict(slot, values, others)


def refilled(one: ComparedText, other: ComparedText) -> list[Conflict]:
    """Return a conflict for each sentence that both texts have with other numbers.

    Unlike aligned stretches, the same places of one sentence can be compared by themselves: here
    a number conflicts even if the other text has it elsewhere.
    """
    return [
        Conflict(Slot.NUMBER, one.filled[template], other.filled[template])
        for template in one.filled.keys() & other.filled.keys()
        if one.filled[template] != other.filled[template]
    ]


def contradict(one: ComparedText, other: ComparedText, limits: Thresholds) -> bool:
    """Return whether ``compare`` will surely find conflicts; cheap, finds most template pairs."""
    if one.exact == other.exact:
        return False  # most reprints are word for word; their sentences need not be split
    shorter = min(len(one.word_hashes), len(other.word_hashes))
    return len(refilled(one, other)) > tolerated(shorter, limits)


def tolerated(shared_words: int, limits: Thresholds) -> int:
    """Return how many conflicts may be a correction within texts that share so much."""
    return int(limits.slot_density * shared_words / 100)


def intersection(one: Hashes, other: Hashes) -> Hashes:
    """Return what two sorted sets share, sorted."""
    return np.intersect1d(one, other, assume_unique=True)


def word_containment(words: frozenset[str], others: frozenset[str]) -> float:
    """Return the part of the smaller vocabulary that the other has."""
    smaller = min(len(words), len(others))
    return len(words & others) / smaller if smaller else 0.0


def _values(
    text: ComparedText, slot: Slot, start: int, end: int, other: ComparedText
) -> tuple[str, ...]:
    return tuple(
        text.words[place]
        for place in range(start, end)
        if text.slots[place] is slot and text.words[place] not in other.vocabulary
    )


def _ends(flags: Flags) -> tuple[int, int]:
    places = np.flatnonzero(flags)
    return int(places[0]), int(places[-1]) + 1


def _parallel(words: int, others: int) -> bool:
    return (
        max(words, others) <= _MAX_OPENING_WORDS and abs(words - others) <= _MAX_OPENING_WORDS // 4
    )
