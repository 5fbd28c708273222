"""Whether two texts are copies of one another, decided on the texts themselves.

The verdict is a function of the two texts, of the templates of common sentences and of the
thresholds; which text comes first changes its shares, not its answer.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from pipelines.compared import ComparedText, Flags
from pipelines.model import Relation
from pipelines.slots import Conflict, Slot, Stretch, replaced_stretches, same_name
from pipelines.thresholds import DEFAULTS, Thresholds
from pipelines.tokens import Hashes

NOTHING_COMMON: frozenset[int] = frozenset()


class Reason(StrEnum):
    """What decided."""

    EXACT = "the same words in the same order"
    SHARED = "enough shared passages and words"
    SHORT_CLOSE = "short texts, nearly equal"
    FAR = "too few shared passages"
    LITTLE_SHARED = "too little is shared beside common sentences"
    SLOTS = "numbers, dates or names conflict"
    CORE = "a shared frame around different cores"
    SHORT_APART = "short texts that differ too much"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the comparison of ``one`` with ``other`` found.

    ``jaccard`` and ``containment`` (of the smaller set) are of all shingles; ``share`` and
    ``other_share`` are the parts of each text's telling shingles that the other has.
    """

    same: bool
    reason: Reason
    jaccard: float
    containment: float
    share: float = 0.0
    other_share: float = 0.0
    size: int = 0  # telling shingles of ``one``
    other_size: int = 0
    word_containment: float = 0.0
    conflicts: tuple[Conflict, ...] = ()
    shared_words: int = 0

    @property
    def telling_containment(self) -> float:
        """Of the smaller set of telling shingles."""
        return max(self.share, self.other_share)

    def relation(self, thresholds: Thresholds = DEFAULTS) -> Relation:
        """Return how ``other`` stands to ``one``, given that they are copies."""
        if self.reason is Reason.EXACT:
            return Relation.REPRINT
        if self.conflicts or 1 - self.other_share > thresholds.update_share < self.share:
            grown = self.other_size > self.size * (1 + thresholds.update_share)
            if grown or self.conflicts:
                return Relation.UPDATE
        if self.other_size < self.size * thresholds.excerpt_share:
            return Relation.EXCERPT
        return Relation.REPRINT


def compare(
    one: ComparedText,
    other: ComparedText,
    common: frozenset[int] = NOTHING_COMMON,
    thresholds: Thresholds = DEFAULTS,
) -> Verdict:
    """Decide whether two texts are copies; ``common`` holds templates of common sentences."""
    if one.exact == other.exact and len(one.shingles):
        size = len(one.shingles)
        return Verdict(True, Reason.EXACT, 1.0, 1.0, 1.0, 1.0, size, size, 1.0)
    shared = _intersection(one.shingles, other.shingles)
    smaller = min(len(one.shingles), len(other.shingles))
    containment = len(shared) / smaller if smaller else 0.0
    union = len(one.shingles) + len(other.shingles) - len(shared)
    jaccard = len(shared) / union if union else 0.0
    if containment < thresholds.least_containment:
        return Verdict(False, Reason.FAR, jaccard, containment)
    return _Comparison(one, other, shared, common, thresholds).verdict(jaccard, containment)


class _Comparison:
    """The close look at two texts that share passages."""

    def __init__(
        self,
        one: ComparedText,
        other: ComparedText,
        shared: Hashes,
        common: frozenset[int],
        thresholds: Thresholds,
    ) -> None:
        self.one, self.other, self.thresholds = one, other, thresholds
        self.covered, self.other_covered = one.covered(shared), other.covered(shared)
        self.shared_words = int(min(self.covered.sum(), self.other_covered.sum()))
        own, others = one.telling(common), other.telling(common)
        both = len(_intersection(own.shingles, others.shingles))
        self.size, self.other_size = len(own.shingles), len(others.shingles)
        self.share = both / self.size if self.size else 0.0
        self.other_share = both / self.other_size if self.other_size else 0.0
        self.word_containment = _word_containment(own.vocabulary, others.vocabulary)

    def verdict(self, jaccard: float, containment: float) -> Verdict:
        stretches = replaced_stretches(self.one.words, self.other.words)
        conflicts = tuple(self._conflicts(stretches))
        same, reason = self._decide(containment, conflicts, stretches)
        return Verdict(
            same,
            reason,
            jaccard,
            containment,
            self.share,
            self.other_share,
            self.size,
            self.other_size,
            self.word_containment,
            conflicts,
            self.shared_words,
        )

    def _decide(
        self, containment: float, conflicts: tuple[Conflict, ...], stretches: list[Stretch]
    ) -> tuple[bool, Reason]:
        limits = self.thresholds
        if len(conflicts) * 100 > limits.slot_density * self.shared_words:
            return False, Reason.SLOTS
        if min(self.size, self.other_size) < limits.short_text:
            close = containment >= limits.short_containment or (
                containment >= limits.short_reworded_containment
                and _word_containment(self.one.vocabulary, self.other.vocabulary)
                >= limits.short_word_containment
            )
            alike = close and not conflicts
            return alike, Reason.SHORT_CLOSE if alike else Reason.SHORT_APART
        telling = max(self.share, self.other_share)
        if not (
            (telling >= limits.containment and self.word_containment >= limits.word_containment)
            or (
                telling >= limits.reworded_containment
                and self.word_containment >= limits.reworded_word_containment
            )
        ):
            return False, Reason.LITTLE_SHARED
        if (
            self.word_containment < limits.reworded_word_containment
            and self._core(stretches) >= limits.core_share * self.shared_words
        ):
            return False, Reason.CORE
        return True, Reason.SHARED

    def _conflicts(self, stretches: list[Stretch]) -> list[Conflict]:
        """Return the slots filled differently between passages that both texts have."""
        if not self.shared_words:
            return []
        first, last = _span(self.covered)
        other_first, other_last = _span(self.other_covered)
        found = []
        for stretch in stretches:
            inside = stretch.start > first and stretch.other_start > other_first
            at_start = stretch.start == stretch.other_start == 0
            before_end = stretch.end <= last and stretch.other_end <= other_last
            if before_end and (inside or (at_start and _longest(stretch) <= 4)):
                found += self._stretch_conflicts(stretch)
        return found

    def _stretch_conflicts(self, stretch: Stretch) -> list[Conflict]:
        if _longest(stretch) > self.thresholds.slot_stretch:
            return []
        found = []
        for slot in (Slot.NUMBER, Slot.DATE, Slot.NAME):
            values = _values(self.one, slot, stretch.start, stretch.end, self.other)
            others = _values(self.other, slot, stretch.other_start, stretch.other_end, self.one)
            if not values or not others:
                continue
            if slot is Slot.NAME and any(same_name(a, b) for a in values for b in others):
                continue
            found.append(Conflict(slot, values, others))
        return found

    def _core(self, stretches: list[Stretch]) -> int:
        """Return how many words stand against others, before the end of both texts."""
        words = 0
        for stretch in stretches:
            if stretch.end == len(self.one.words) or stretch.other_end == len(self.other.words):
                continue
            own = int((~self.covered[stretch.start : stretch.end]).sum())
            others = int((~self.other_covered[stretch.other_start : stretch.other_end]).sum())
            if min(own, others) > self.thresholds.core_stretch:
                words += min(own, others)
        return words


def _values(
    text: ComparedText, slot: Slot, start: int, end: int, other: ComparedText
) -> tuple[str, ...]:
    return tuple(
        text.words[place]
        for place in range(start, end)
        if text.slots[place] is slot and text.words[place] not in other.vocabulary
    )


def _word_containment(words: frozenset[str], others: frozenset[str]) -> float:
    smaller = min(len(words), len(others))
    return len(words & others) / smaller if smaller else 0.0


def _intersection(one: Hashes, other: Hashes) -> Hashes:
    return np.intersect1d(one, other, assume_unique=True)


def _span(flags: Flags) -> tuple[int, int]:
    places = np.flatnonzero(flags)
    return int(places[0]), int(places[-1])


def _longest(stretch: Stretch) -> int:
    return max(stretch.end - stretch.start, stretch.other_end - stretch.other_start)
