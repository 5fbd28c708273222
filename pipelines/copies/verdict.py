"""Decides whether two texts are copies of each other.

The decision depends on the two texts, the templates of common sentences, the days of publication,
the headlines and the thresholds. It does not depend on the order of the two texts.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import StrEnum

from pipelines.copies.compared_text import ComparedText
from pipelines.copies.headlines import are_unrelated, headlines_agree
from pipelines.copies.passages import (
    UNKNOWN_DAYS,
    Passages,
    Published,
    conflicts_of_sentences,
    count_uncorrected,
    intersection,
    max_conflicts,
    word_containment,
)
from pipelines.copies.thresholds import DEFAULTS, Thresholds
from pipelines.copies.values.slots import Conflict
from pipelines.model import Relation

NOTHING_COMMON: frozenset[int] = frozenset()


class Reason(StrEnum):
    """The rule that decided whether two texts are copies."""

    EXACT = "the same words in the same order"
    SHARED = "enough shared passages and words"
    SHORT_CLOSE = "short texts, nearly equal"
    FAR = "too few shared passages"
    REPETITIVE = "one repeats itself too much to be told from others like it"
    LITTLE_SHARED = "too little is shared beside common sentences"
    SLOTS = "numbers, dates or names conflict"
    CORE = "a shared frame around different cores"
    SHORT_APART = "short texts that differ too much"
    WORD = "short texts that differ in one word of content"
    HEADLINES = "bodies that say nothing by themselves, under unlike headlines"
    BACKGROUND = "a background paragraph is shared, the news before it is not"


_REASONS_OF_COPIES = (Reason.EXACT, Reason.SHARED, Reason.SHORT_CLOSE)


@dataclass(frozen=True, slots=True)
class Comparison:
    """The result of comparing ``one`` with ``other``.

    ``jaccard`` (the resemblance) and ``containment`` (of the smaller set) are of all shingles.
    Distinctive shingles are those outside common sentences. ``share`` is the part of the
    distinctive shingles of ``one`` that ``other`` has, too; ``other_share`` is the part of those of
    ``other`` that ``one`` has. All are from 0 to 1.
    """

    same: bool  # whether the texts are copies
    reason: Reason
    jaccard: float
    containment: float
    share: float = 0.0
    other_share: float = 0.0
    size: int = 0  # the number of distinctive shingles of ``one``
    other_size: int = 0
    word_containment: float = 0.0  # the part of the smaller vocabulary that the other contains
    conflicts: tuple[Conflict, ...] = ()
    shared_words: int = 0  # the number of words within shared shingles
    # Whether the texts are no copies, but one holds the beginning of the other.
    holds_beginning: bool = False

    @property
    def shared_shingles(self) -> int:
        """Return how many distinctive shingles the texts share."""
        return round(self.share * self.size)

    @property
    def distinctive_containment(self) -> float:
        """Return the share of the smaller set of distinctive shingles that the other has."""
        return max(self.share, self.other_share)

    def relation(self, thresholds: Thresholds = DEFAULTS) -> Relation:
        """Return the relation of ``other`` to ``one``, given that they are copies."""
        if self.reason is Reason.EXACT:
            return Relation.REPRINT
        added_shingles = self.other_size * (1 - self.other_share)
        adds_much = added_shingles > max(
            thresholds.update_shingles, thresholds.update_share * self.other_size
        )
        if self.conflicts or (adds_much and self.share > thresholds.part_containment):
            return Relation.UPDATE
        if self.other_size < self.size * thresholds.excerpt_share:
            return Relation.EXCERPT
        return Relation.REPRINT


def compare(
    one: ComparedText,
    other: ComparedText,
    common: frozenset[int] = NOTHING_COMMON,
    thresholds: Thresholds = DEFAULTS,
    *,
    published: Published = UNKNOWN_DAYS,
    headlines: tuple[str, str] = ("", ""),
    every_conflict: bool = False,
) -> Comparison:
    """Decide whether two texts are copies; ``common`` holds the templates of common sentences.

    The rules that take less time are applied first. Aligning the texts takes most of the time, so
    they are aligned only if no other rule tells them apart. The search for conflicts ends when more
    are found than are allowed, unless ``every_conflict`` is True. ``published`` and ``headlines``
    are those of ``one`` and ``other``.
    """
    if one.exact == other.exact and len(one.shingles):
        return _compare_equal(one, other, common, headlines, thresholds)
    if one.repeats_itself or other.repeats_itself:
        return Comparison(False, Reason.REPETITIVE, jaccard=0.0, containment=0.0)
    shared = intersection(one.shingles, other.shingles)
    preliminary = _compare_shingles(one, other, len(shared))
    if preliminary.containment < thresholds.min_containment:
        return preliminary
    if _are_unrelated_stubs(one, other, common, headlines, thresholds):
        return replace(preliminary, reason=Reason.HEADLINES)
    passages = Passages(one, other, shared, published)
    measured = _measured(preliminary, passages, common)
    why_too_little = _why_too_little(measured, passages, thresholds)
    conflicts: tuple[Conflict, ...] = ()
    if every_conflict or not why_too_little:
        conflicts = _conflicts(passages, thresholds, every_conflict=every_conflict)
        measured = replace(measured, conflicts=conflicts)
    if why_too_little:
        return replace(measured, reason=why_too_little)
    if _are_too_many(conflicts, passages, thresholds):
        return replace(measured, reason=Reason.SLOTS)
    return _decided(measured, passages, common, headlines, thresholds)


def _compare_equal(
    one: ComparedText,
    other: ComparedText,
    common: frozenset[int],
    headlines: tuple[str, str],
    thresholds: Thresholds,
) -> Comparison:
    """Return the comparison of two texts of the same words in the same order."""
    if _are_unrelated_stubs(one, other, common, headlines, thresholds):
        return Comparison(False, Reason.HEADLINES, jaccard=1.0, containment=1.0)
    return Comparison(
        True,
        Reason.EXACT,
        jaccard=1.0,
        containment=1.0,
        share=1.0,
        other_share=1.0,
        size=len(one.shingles),
        other_size=len(one.shingles),
        word_containment=1.0,
    )


def have_too_many_conflicts(
    one: ComparedText,
    other: ComparedText,
    published: Published = UNKNOWN_DAYS,
    thresholds: Thresholds = DEFAULTS,
) -> bool:
    """Return whether two texts have more conflicts than copies may have.

    Unlike ``compare``, this does not ask how much the texts share.
    """
    passages = Passages(one, other, intersection(one.shingles, other.shingles), published)
    conflicts = _conflicts(passages, thresholds, every_conflict=False)
    return _are_too_many(conflicts, passages, thresholds)


def _compare_shingles(one: ComparedText, other: ComparedText, shared: int) -> Comparison:
    """Return a comparison with the resemblance and containment that follow from ``shared``.

    ``shared`` is the number of shared shingles; no other rule has been applied yet.
    """
    smaller = min(len(one.shingles), len(other.shingles))
    union = len(one.shingles) + len(other.shingles) - shared
    return Comparison(
        same=False,
        reason=Reason.FAR,
        jaccard=shared / union if union else 0.0,
        containment=shared / smaller if smaller else 0.0,
    )


def _measured(preliminary: Comparison, passages: Passages, common: frozenset[int]) -> Comparison:
    """Return the comparison with the values of the distinctive shingles and words."""
    one, other = passages.one.distinctive(common), passages.other.distinctive(common)
    shared = len(intersection(one.shingles, other.shingles))
    return replace(
        preliminary,
        share=shared / len(one.shingles) if shared else 0.0,
        other_share=shared / len(other.shingles) if shared else 0.0,
        size=len(one.shingles),
        other_size=len(other.shingles),
        word_containment=word_containment(one.vocabulary, other.vocabulary),
        shared_words=passages.shared_words,
    )


def _why_too_little(
    measured: Comparison, passages: Passages, thresholds: Thresholds
) -> Reason | None:
    """Return the rule by which two texts share too little; None if they must be compared further.

    Texts that share little are compared further if one may be a roundup with the beginning of the
    other.
    """
    if _is_short(measured, thresholds):
        return None if _is_close(measured, passages, thresholds) else Reason.SHORT_APART
    if _shares_enough(measured, thresholds) or _shares_opening(measured, passages, thresholds):
        return None
    return None if _may_hold_beginning(measured, passages, thresholds) else Reason.LITTLE_SHARED


def _conflicts(
    passages: Passages, thresholds: Thresholds, *, every_conflict: bool
) -> tuple[Conflict, ...]:
    """Return the conflicts of two texts.

    Two methods find conflicts. The first compares sentences of one template, the second compares
    the replaced stretches. The second is left out if the first has found more conflicts than are
    allowed. It stops as soon as it has found more, unless ``every_conflict``. The list with more
    uncorrected conflicts is returned.
    """
    one, other = passages.one, passages.other
    in_sentences = tuple(conflicts_of_sentences(one, other))
    if _are_too_many(in_sentences, passages, thresholds):
        return in_sentences
    allowed_count = max_conflicts(one, other, passages.shared_words, thresholds)
    in_stretches: list[Conflict] = []
    uncorrected_count = 0
    for conflict in passages.conflicts(thresholds):
        in_stretches.append(conflict)
        uncorrected_count += count_uncorrected([conflict], one, other)
        if uncorrected_count > allowed_count and not every_conflict:
            break
    return max(
        tuple(in_stretches),
        in_sentences,
        key=lambda conflicts: (count_uncorrected(conflicts, one, other), len(conflicts)),
    )


def _are_too_many(
    conflicts: Collection[Conflict], passages: Passages, thresholds: Thresholds
) -> bool:
    """Return whether two texts have more conflicts than copies may have."""
    one, other = passages.one, passages.other
    allowed_count = max_conflicts(one, other, passages.shared_words, thresholds)
    return count_uncorrected(conflicts, one, other) > allowed_count


def _decided(
    measured: Comparison,
    passages: Passages,
    common: frozenset[int],
    headlines: tuple[str, str],
    thresholds: Thresholds,
) -> Comparison:
    """Return the final comparison of two texts that have no more conflicts than are allowed."""
    reason = _reason(measured, passages, thresholds)
    if reason is Reason.SHARED and _share_background_only(passages, common, thresholds):
        reason = Reason.BACKGROUND
    if reason in _REASONS_OF_COPIES and _share_no_headline(passages, headlines, thresholds):
        reason = Reason.HEADLINES
    is_copy = reason in _REASONS_OF_COPIES
    may_be_roundup = reason in (Reason.LITTLE_SHARED, Reason.CORE)
    holds_beginning = may_be_roundup and _may_hold_beginning(measured, passages, thresholds)
    return replace(measured, same=is_copy, reason=reason, holds_beginning=holds_beginning)


def _may_hold_beginning(measured: Comparison, passages: Passages, thresholds: Thresholds) -> bool:
    """Return whether one text may be a roundup that holds the beginning of the other."""
    shares_enough = measured.shared_shingles >= thresholds.beginning_shingles
    return shares_enough and passages.hold_beginning(thresholds)


def _are_unrelated_stubs(
    one: ComparedText,
    other: ComparedText,
    common: frozenset[int],
    headlines: tuple[str, str],
    thresholds: Thresholds,
) -> bool:
    """Return whether a body is too short to be evidence, and the headlines do not agree."""
    if headlines_agree(*headlines):
        return False
    word_counts = one.distinctive_words(common), other.distinctive_words(common)
    if min(word_counts) < thresholds.stub_words:
        return True
    if max(word_counts) > thresholds.long_stub_words:
        return False
    return are_unrelated(headlines, (one.vocabulary, other.vocabulary))


def _share_background_only(
    passages: Passages, common: frozenset[int], thresholds: Thresholds
) -> bool:
    """Return whether two texts share their background passages, but hardly any of their news.

    The news of a text is what is outside common sentences and background passages.
    """
    one, other = passages.one, passages.other
    background = one.background | other.background
    if not background:
        return False
    left_out = common | background
    news, other_news = one.distinctive(left_out), other.distinctive(left_out)
    smaller = min(len(news.shingles), len(other_news.shingles))
    if smaller < thresholds.news_shingles:
        return False
    word_share = len(news.vocabulary & other.vocabulary) / len(news.vocabulary)
    other_word_share = len(other_news.vocabulary & one.vocabulary) / len(other_news.vocabulary)
    if max(word_share, other_word_share) >= thresholds.word_containment:
        return False  # one text has the words of the other's news, in another order
    shared = len(intersection(news.shingles, other_news.shingles))
    return shared < thresholds.min_containment * smaller


def _share_no_headline(
    passages: Passages, headlines: tuple[str, str], thresholds: Thresholds
) -> bool:
    """Return whether no headline is about what the two texts share.

    For example, different leads stand before the same background.
    """
    shared_words = passages.shared_words
    if not 0 < shared_words <= thresholds.unrelated_words or passages.share_first_word:
        return False
    return are_unrelated(headlines, passages.shared_vocabularies)


def _reason(measured: Comparison, passages: Passages, thresholds: Thresholds) -> Reason:
    """Return the rule that decides, before headlines and background passages are considered."""
    if _is_short(measured, thresholds):
        if not _is_close(measured, passages, thresholds):
            return Reason.SHORT_APART
        if passages.differ_in_one_word:
            return Reason.WORD
        return Reason.SHORT_APART if measured.conflicts else Reason.SHORT_CLOSE
    if not (
        _shares_enough(measured, thresholds) or _shares_opening(measured, passages, thresholds)
    ):
        return Reason.LITTLE_SHARED
    has_new_words = measured.word_containment < thresholds.reworded_word_containment
    min_core_words = thresholds.core_share * passages.shared_words
    if has_new_words and passages.core_words(thresholds) >= min_core_words:
        return Reason.CORE
    return Reason.SHARED


def _is_short(measured: Comparison, thresholds: Thresholds) -> bool:
    return min(measured.size, measured.other_size) < thresholds.short_text


def _is_close(measured: Comparison, passages: Passages, thresholds: Thresholds) -> bool:
    """Return whether two short texts are nearly equal."""
    if measured.containment >= thresholds.short_containment:
        return True
    containment_of_words = word_containment(passages.one.vocabulary, passages.other.vocabulary)
    return (
        measured.containment >= thresholds.short_reworded_containment
        and containment_of_words >= thresholds.short_word_containment
    )


def _shares_enough(measured: Comparison, thresholds: Thresholds) -> bool:
    """Return whether two texts share as much as copies, or as much as reworded copies, share."""
    shingles, words = measured.distinctive_containment, measured.word_containment
    are_copies = shingles >= thresholds.containment and words >= thresholds.word_containment
    are_reworded = (
        shingles >= thresholds.reworded_containment
        and words >= thresholds.reworded_word_containment
    )
    return are_copies or are_reworded


def _shares_opening(measured: Comparison, passages: Passages, thresholds: Thresholds) -> bool:
    """Return whether one text may be the other without its end.

    Such texts share the beginning. Texts that only quote the same background paragraph do not.
    """
    return (
        measured.distinctive_containment >= thresholds.containment
        and measured.word_containment >= thresholds.opening_word_containment
        and passages.share_opening(thresholds)
    )
