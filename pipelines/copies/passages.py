"""Aligns two texts, and finds the passages that they share and their differences."""

import re
from collections.abc import Collection, Iterator
from datetime import date
from functools import cached_property
from itertools import compress

import numpy as np
from rapidfuzz.distance import OSA

from pipelines.copies.compared_text import ComparedText, Flags
from pipelines.copies.conflicts import OpeningNames, conflicts_of
from pipelines.copies.sides import sides
from pipelines.copies.thresholds import Thresholds
from pipelines.copies.tokens import Hashes, fold
from pipelines.copies.values.name_forms import (
    is_misprint,
    is_office,
    may_be_other_surname,
    shared_start,
)
from pipelines.copies.values.slots import Conflict, Slot, Stretch, replaced_stretches

# At the beginning and end of a text, a longer difference is another lead or a call to subscribe.
_MAX_EDGE_WORDS = 20
_MAX_EDGE_DIFFERENCE = 5  # words that one of the texts may have more there
_MAX_FLASH_WORDS = 40  # of a short report, in which a single word may be the news
_MIN_CONTENT_LETTERS = 3  # a shorter word is a preposition or the like
# Words of three letters that are no content: prepositions, conjunctions, pronouns, auxiliaries.
_FUNCTION_WORDS = frozenset(
    map(
        fold,
        """
        для при под над без про как что это был или уже ещё они она оно его все так тут там где кто
        чем тем том той нет ему вам нам її від під він або але пры пад пра што яго яна яны
        the and for but was has had his her its who are not out off all per via
        der die das den dem des ein und für vor mit bei aus von vom zum zur hat war ist
        dla pod nad bez był czy lub ale ich jej jak nie
        """.split(),  # noqa: SIM905
    )
)
_MIN_STEM_LETTERS = 4  # words that begin with this many equal letters may be forms of one word
# A text was misread by character recognition if enough of its words differ by one letter.
_MIN_MISREAD_WORDS = 3
_MAX_WORDS_PER_MISREAD = 60  # words of the text divided by its misread words
_MAX_ENDING_LETTERS = 2  # a difference in these last letters may be another case of the word
_MAX_MISREAD_LETTERS = 2  # by which a name may differ in a misread text
Published = tuple[date | None, date | None]  # the days of both texts
UNKNOWN_DAYS: Published = (None, None)


class Passages:
    """Two texts aligned word by word.

    ``shared`` are the shingles that the texts have in common, and ``published`` their days of
    publication. ``covered`` and ``other_covered`` flag the words within shared shingles.
    ``shared_words`` is the number of these words, in the text that has fewer of them.
    """

    def __init__(
        self,
        one: ComparedText,
        other: ComparedText,
        shared: Hashes,
        published: Published = UNKNOWN_DAYS,
    ) -> None:
        self.one = one
        self.other = other
        self.published = published
        self.covered = one.covered(shared)
        self.other_covered = other.covered(shared)
        self.shared_words = int(min(self.covered.sum(), self.other_covered.sum()))

    @cached_property
    def stretches(self) -> list[Stretch]:
        """Return the stretches in which the texts differ, in order."""
        return replaced_stretches(self.one.words, self.other.words)

    def conflicts(self, thresholds: Thresholds) -> Iterator[Conflict]:
        """Yield a conflict for each slot with different values between two shared passages.

        A name that may be a misprint is a conflict only beside another conflict, or beside another
        such name in a text that is not misread.
        """
        if not self.shared_words:
            return
        opening_names = OpeningNames()
        misprints: list[Conflict] = []
        conflict_count = 0  # without misprints
        for stretch in self._inside(thresholds):
            side, other_side = sides(stretch, self.one, self.other, self.published)
            for conflict in (
                *conflicts_of(side, other_side),
                *opening_names.conflicts_of(side, other_side),
            ):
                if self._may_be_misprint(conflict, stretch, thresholds):
                    misprints.append(conflict)
                else:
                    conflict_count += 1
                    yield conflict
        if conflict_count or (len(misprints) > 1 and not self._is_misread):
            yield from misprints

    def _may_be_misprint(
        self, conflict: Conflict, stretch: Stretch, thresholds: Thresholds
    ) -> bool:
        """Return whether a conflict is of one name, written with a misprint in one text.

        In a misread text, two names with nearly equal letters may always be one name. In other
        texts, the word beside both names must be another name of the person, or an office.
        """
        is_of_one_word = len(conflict.values) == len(conflict.other_values) == 1
        if conflict.slot is not Slot.NAME or not is_of_one_word:
            return False
        (name,), (other_name,) = conflict.values, conflict.other_values
        if self._is_misread:
            return OSA.distance(name, other_name) <= _MAX_MISREAD_LETTERS
        if not is_misprint(name, other_name):
            return False
        beside = [place for place in self._equal_beside(stretch) if self._adjoins(place, name)]
        slots_beside = {self.one.slots[place] for place in beside}
        is_beside_name = Slot.NAME in slots_beside
        is_beside_office = any(is_office(self.one.words[place]) for place in beside)
        if not (is_beside_name or Slot.OPENING in slots_beside or is_beside_office):
            return False
        if is_beside_name and not may_be_other_surname(name, other_name):
            return self.shared_words >= thresholds.named_misprint_words
        return self.shared_words >= thresholds.misprint_words

    def _equal_beside(self, stretch: Stretch) -> Iterator[int]:
        """Yield the places before and after a stretch where both texts have the same word."""
        words, others = self.one.words, self.other.words
        for place, other_place in (
            (stretch.start - 1, stretch.other_start - 1),
            (stretch.end, stretch.other_end),
        ):
            is_inside = 0 <= place < len(words) and 0 <= other_place < len(others)
            if is_inside and words[place] == others[other_place]:
                yield place

    def _adjoins(self, place: int, name: str) -> bool:
        """Return whether only a space is between the word at ``place`` of ``one`` and a name."""
        word, name = re.escape(self.one.words[place]), re.escape(name)
        return bool(re.search(rf"\b(?:{word}\s+{name}|{name}\s+{word})\b", fold(self.one.text)))

    @cached_property
    def _is_misread(self) -> bool:
        """Return whether many words differ by one letter, as after character recognition."""
        misread = set()
        for stretch in self.stretches:
            if not stretch.replaces_one_word:
                continue
            word, other = self.one.words[stretch.start], self.other.words[stretch.other_start]
            shorter = min(len(word), len(other))
            differs_in_ending = shared_start(word, other) >= shorter - _MAX_ENDING_LETTERS
            if not differs_in_ending and is_misprint(word, other):
                misread.add((word, other))  # a name that recurs counts once
        words_per_misread = len(self.one.words) / max(1, len(misread))
        return len(misread) >= _MIN_MISREAD_WORDS and words_per_misread <= _MAX_WORDS_PER_MISREAD

    def _inside(self, thresholds: Thresholds) -> Iterator[Stretch]:
        """Yield the short replaced stretches between the first and the last shared passage."""
        (start, end), (other_start, other_end) = self._spans
        for stretch in self.stretches:
            is_after_start = stretch.start >= start and stretch.other_start >= other_start
            is_before_end = stretch.end <= end and stretch.other_end <= other_end
            if is_after_start and is_before_end and stretch.longer <= thresholds.slot_stretch:
                yield stretch

    def core_words(self, thresholds: Thresholds) -> int:
        """Return how many words each text has in long stretches that the other text does not have.

        Stretches at the end of a text do not count.
        """
        core_words = 0
        for stretch in self.stretches:
            if stretch.end == len(self.one.words) or stretch.other_end == len(self.other.words):
                continue
            covered = self.covered[stretch.start : stretch.end]
            other_covered = self.other_covered[stretch.other_start : stretch.other_end]
            own_words = min(int((~covered).sum()), int((~other_covered).sum()))
            if own_words > thresholds.core_stretch:
                core_words += own_words
        return core_words

    def share_opening(self, thresholds: Thresholds) -> bool:
        """Return whether the longer text holds the first words of the shorter one without a gap."""
        one, other = self.covered, self.other_covered
        covered_of_shorter = one if len(one) <= len(other) else other
        return bool(covered_of_shorter[: thresholds.opening_words].all())

    def hold_beginning(self, thresholds: Thresholds) -> bool:
        """Return whether one of the texts holds the first words of the other without a gap."""
        count = thresholds.opening_words
        return bool(self.covered[:count].all() or self.other_covered[:count].all())

    @property
    def share_first_word(self) -> bool:
        """Return whether the first word of one of the texts is in a shared passage."""
        return bool(self.covered[0] or self.other_covered[0])

    @property
    def shared_vocabularies(self) -> tuple[frozenset[str], frozenset[str]]:
        """Return the words of the shared passages, as each of the texts has them."""
        return (
            frozenset(compress(self.one.words, self.covered.tolist())),
            frozenset(compress(self.other.words, self.other_covered.tolist())),
        )

    @property
    def differ_in_one_word(self) -> bool:
        """Return whether two short texts differ in one word only."""
        longer = max(len(self.one.words), len(self.other.words))
        if longer > _MAX_FLASH_WORDS or len(self.stretches) != 1:
            return False
        (stretch,) = self.stretches
        if not stretch.replaces_one_word:
            return False
        word, other = self.one.words[stretch.start], self.other.words[stretch.other_start]
        shorter = min(len(word), len(other))
        return (
            shorter >= _MIN_CONTENT_LETTERS
            and _FUNCTION_WORDS.isdisjoint((word, other))
            and shared_start(word, other) < min(_MIN_STEM_LETTERS, shorter)
        )

    @cached_property
    def _spans(self) -> tuple[tuple[int, int], tuple[int, int]]:
        """Return for each text where its first shared passage starts, and where the last one ends.

        The words before the first shared passage are included if they are few, and about as many in
        both texts: they may be filled slots. The same rule applies to the words after the last
        shared passage.
        """
        start, end = _span(self.covered)
        other_start, other_end = _span(self.other_covered)
        words_after = len(self.covered) - end
        other_words_after = len(self.other_covered) - other_end
        if _are_few_and_similar(start, other_start):
            start = other_start = 0
        if _are_few_and_similar(words_after, other_words_after):
            end, other_end = len(self.covered), len(self.other_covered)
        return (start, end), (other_start, other_end)


def conflicts_of_sentences(one: ComparedText, other: ComparedText) -> list[Conflict]:
    """Return a conflict for each sentence that both texts have with different numbers.

    The sentences agree in all other words. So the numbers conflict even if they are also in other
    sentences of the other text.
    """
    return [
        Conflict(Slot.NUMBER, one.filled[template], other.filled[template])
        for template in one.filled.keys() & other.filled.keys()
        if one.filled[template] != other.filled[template]
    ]


def contradict(one: ComparedText, other: ComparedText, thresholds: Thresholds) -> bool:
    """Return whether two texts have too many sentences that differ in their numbers alone.

    This is quick to compute and recognises most reports made from one template.
    """
    if one.exact == other.exact:
        return False  # equal texts have no conflicts, so they need not be split into sentences
    max_shared_words = min(len(one.word_hashes), len(other.word_hashes))
    allowed_count = max_conflicts(one, other, max_shared_words, thresholds)
    return count_uncorrected(conflicts_of_sentences(one, other), one, other) > allowed_count


def count_uncorrected(
    conflicts: Collection[Conflict], one: ComparedText, other: ComparedText
) -> int:
    """Return the number of conflicts, without those of figures that only one text corrects.

    A text corrects a figure with words such as «не 5, а 6». If both texts have the same correction,
    it does not explain why they differ.
    """
    corrected = one.corrected_figures ^ other.corrected_figures
    if not corrected:
        return len(conflicts)
    return sum(not _is_corrected(conflict, corrected) for conflict in conflicts)


def _is_corrected(conflict: Conflict, corrected: Collection[frozenset[str]]) -> bool:
    """Return whether each figure that differs is corrected; ``corrected`` are pairs of figures."""
    if conflict.slot is not Slot.NUMBER or len(conflict.values) != len(conflict.other_values):
        return False
    return all(
        value == other or frozenset((value, other)) in corrected
        for value, other in zip(conflict.values, conflict.other_values, strict=True)
    )


def max_conflicts(
    one: ComparedText, other: ComparedText, shared_words: int, thresholds: Thresholds
) -> int:
    """Return how many conflicts are allowed in two texts that share ``shared_words`` words.

    A few conflicts may be corrections. One more is allowed if a text notes that it was corrected.
    """
    for_correction = 1 if one.tells_of_correction or other.tells_of_correction else 0
    return int(thresholds.slot_density * shared_words / 100) + for_correction


def intersection(one: Hashes, other: Hashes) -> Hashes:
    """Return the sorted intersection of two sorted sets."""
    return np.intersect1d(one, other, assume_unique=True)


def word_containment(words: frozenset[str], others: frozenset[str]) -> float:
    """Return the share of the smaller vocabulary that the other contains, 0–1."""
    smaller = min(len(words), len(others))
    return len(words & others) / smaller if smaller else 0.0


def _span(flags: Flags) -> tuple[int, int]:
    """Return the place of the first flagged word, and the place after the last one."""
    places = np.flatnonzero(flags)
    return int(places[0]), int(places[-1]) + 1


def _are_few_and_similar(words: int, others: int) -> bool:
    """Return whether two numbers of words are both small and nearly equal."""
    return max(words, others) <= _MAX_EDGE_WORDS and abs(words - others) <= _MAX_EDGE_DIFFERENCE
