"""Recognises roundups: articles that contain several stories and so are a copy of none.

A roundup holds parts of other texts, and these parts have neither passages nor a subject in common.
Two excerpts of an ordinary article may have no passage in common either. But they share the subject
of the article, or other excerpts connect them. Excerpts that were published after the article are
no parts (see ``pipelines.stories.roundup_parts``).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from pipelines.copies.compared_text import ComparedText, Flags
from pipelines.copies.passages import intersection
from pipelines.copies.subjects import share_subject
from pipelines.copies.thresholds import DEFAULTS, Thresholds
from pipelines.copies.tokens import Hashes
from pipelines.copies.values.name_forms import shared_start

_MAX_PARTS = 24  # compared with each other; the time grows with the square of their number
_MIN_PART_SHINGLES = 10  # of a part, outside common sentences; fewer shingles are no evidence
_MIN_PART_STEMS = 2  # of a part; the subject of a part with fewer stems is unknown
_MAX_GAP_WORDS = 40  # between two parts; this is the length of two or three sentences
_MAX_STOCK_SHARE = 0.5  # of the shorter text's words; more equal words are its content


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a supposed roundup: what a matched text has in common with it."""

    text: ComparedText  # the matched text
    held: Hashes  # the distinctive shingles of the supposed roundup that the matched text has


@dataclass(frozen=True, slots=True)
class _Whole:
    """The supposed roundup."""

    text: ComparedText
    is_outside: Flags  # for each word, whether it belongs to no part
    common: frozenset[int]  # the templates of common sentences
    thresholds: Thresholds


@dataclass(frozen=True, slots=True)
class _Side:
    """One of two parts that are compared, without common sentences and stock words."""

    part: _Part
    is_compared: Flags  # for each word of the matched text
    shingles: Hashes  # of the matched text, within the compared words
    held: Hashes  # the shingles among them that the supposed roundup has

    @property
    def stems(self) -> frozenset[str]:
        """Return the stems of the part's subject."""
        text = self.part.text
        return text.subject_stems(self.is_compared & text.covered(self.part.held))


def is_roundup(
    text: ComparedText,
    parts: Iterable[ComparedText],
    common: frozenset[int] = frozenset(),
    thresholds: Thresholds = DEFAULTS,
) -> bool:
    """Return whether a text is a roundup: its parts form groups with nothing in common.

    ``parts`` are matched texts of which each covers a part of the text (see ``may_be_part``);
    ``common`` are the templates of common sentences, which are no evidence.
    """
    own_shingles = text.distinctive(common).shingles
    different_texts = list({part.exact: part for part in parts}.values())[:_MAX_PARTS]
    all_parts = [_Part(part, intersection(part.shingles, own_shingles)) for part in different_texts]
    large_parts = [part for part in all_parts if len(part.held) >= _MIN_PART_SHINGLES]
    if len(large_parts) < 2:
        return False
    is_in_part = text.covered(np.unique(np.concatenate([part.held for part in large_parts])))
    whole = _Whole(text, ~is_in_part, common, thresholds)
    groups: list[list[_Part]] = []
    # Smaller parts come first, so that each part is compared with the groups of smaller parts.
    for part in sorted(large_parts, key=lambda part: (len(part.held), part.text.exact)):
        related: list[list[_Part]] = []  # groups of the story of this part
        unrelated: list[list[_Part]] = []
        for group in groups:
            if any(_are_of_one_story(whole, part, other) for other in group):
                related.append(group)
            else:
                unrelated.append(group)
        if len(related) > 1 and _holds_several(part, related, thresholds):
            continue  # the part is itself a roundup, so it connects no groups
        groups = [*unrelated, [part, *chain.from_iterable(related)]]
    return len(groups) > 1


def may_be_part(share: float, thresholds: Thresholds = DEFAULTS) -> bool:
    """Return whether a match covers little enough of a text to be one of its parts.

    ``share`` is the share of the text's shingles that the match has, from 0 to 1.
    """
    return share <= thresholds.part_size


def _holds_several(part: _Part, groups: Sequence[Sequence[_Part]], thresholds: Thresholds) -> bool:
    """Return whether a part holds smaller parts of several groups."""
    group_count = sum(any(_holds(part, other, thresholds) for other in group) for group in groups)
    return group_count > 1


def _holds(part: _Part, other: _Part, thresholds: Thresholds) -> bool:
    """Return whether a part holds enough of another part, which is smaller."""
    shared = len(intersection(part.held, other.held))
    is_smaller = len(other.held) <= thresholds.part_size * len(part.held)
    return is_smaller and shared >= thresholds.part_containment * len(other.held)


def _are_of_one_story(whole: _Whole, one: _Part, other: _Part) -> bool:
    """Return whether two parts, or their whole articles, share passages or may share a subject.

    If the subject of one part is unknown, the parts may share it. Common sentences, and equal words
    at the beginning and end of both articles, are left out.
    """
    start_words, end_words = _stock_words(one.text, other.text)
    side, other_side = (_side(whole, part, start_words, end_words) for part in (one, other))
    min_overlap = whole.thresholds.part_overlap
    if _overlap(side.held, other_side.held, min_overlap):
        return True
    if _overlap(side.shingles, other_side.shingles, min_overlap):
        return True
    stems, other_stems = side.stems, other_side.stems
    if min(len(stems), len(other_stems)) < _MIN_PART_STEMS or share_subject(stems, other_stems):
        return True
    places = np.flatnonzero(whole.text.covered(side.held))
    other_places = np.flatnonzero(whole.text.covered(other_side.held))
    if places[0] < other_places[0]:
        gap_stems = _stems_between(whole, int(places[-1]), int(other_places[0]))
        return share_subject(stems | gap_stems, other_stems)
    gap_stems = _stems_between(whole, int(other_places[-1]), int(places[0]))
    return share_subject(other_stems | gap_stems, stems)


def _side(whole: _Whole, part: _Part, start_words: int, end_words: int) -> _Side:
    """Return a part without common sentences and the first and last words of its article."""
    is_compared = part.text.outside(whole.common)
    is_compared[:start_words] = False
    is_compared[len(is_compared) - end_words :] = False
    shingles = part.text.shingles_within(is_compared)
    return _Side(part, is_compared, shingles, intersection(part.held, shingles))


def _overlap(shingles: Hashes, other_shingles: Hashes, min_share: float) -> bool:
    """Return whether two sets share ``min_share`` of the smaller one; True if one is empty."""
    smaller = min(len(shingles), len(other_shingles))
    return len(intersection(shingles, other_shingles)) >= min_share * smaller


def _stems_between(whole: _Whole, last_place: int, first_place: int) -> frozenset[str]:
    """Return the stems of the words of no part between two parts, if these words are few.

    The first part ends at ``last_place``, and the second begins at ``first_place``. Few words may
    continue the first part; more words are as many as another item of a roundup has.
    """
    is_between = whole.is_outside & whole.text.outside(whole.common)
    is_between[:last_place] = False
    is_between[first_place:] = False
    if not 0 < is_between.sum() <= _MAX_GAP_WORDS:
        return frozenset()
    return whole.text.subject_stems(is_between)


def _stock_words(one: ComparedText, other: ComparedText) -> tuple[int, int]:
    """Return the number of equal words at the beginning and at the end of two texts.

    If the equal words are more than half of the shorter text, they are its news, and both numbers
    are 0.
    """
    shorter = min(len(one.words), len(other.words))
    start = shared_start(one.words, other.words)
    end = shared_start(one.words[::-1], other.words[::-1])
    return (start, end) if start + end <= _MAX_STOCK_SHARE * shorter else (0, 0)
