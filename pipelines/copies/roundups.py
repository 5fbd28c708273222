"""Recognises roundups: articles that contain several stories and so are a copy of none.

A roundup holds parts of other texts, and these parts have neither passages nor a subject in common.
Two excerpts of an ordinary article may have no passage in common either. But they share the subject
of the article, other excerpts connect them, or they were published after the article.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

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
_MAX_STOCK_SHARE = 0.5  # of the shorter part's words; a longer equal beginning and end are its news


@dataclass(frozen=True, slots=True)
class _Part:
    """A matched text, and those of its shingles that the whole text has, too."""

    text: ComparedText
    held: Hashes


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
    own = text.distinctive(common).shingles
    unlike = list({part.exact: part for part in parts}.values())[:_MAX_PARTS]
    held = [_Part(part, intersection(part.shingles, own)) for part in unlike]
    held = [part for part in held if len(part.held) >= _MIN_PART_SHINGLES]
    if len(held) < 2:
        return False
    free = ~text.covered(np.unique(np.concatenate([part.held for part in held])))
    groups: list[list[_Part]] = []
    # Smaller parts come first, so that each part is compared with the groups of smaller ones.
    for part in sorted(held, key=lambda part: (len(part.held), part.text.exact)):
        touched: list[list[_Part]] = []
        untouched: list[list[_Part]] = []
        for group in groups:
            is_touched = any(
                _are_of_one(text, free, part, other, common, thresholds) for other in group
            )
            (touched if is_touched else untouched).append(group)
        if len(touched) > 1 and _holds_several(part, touched, thresholds):
            continue  # the part is itself a roundup, so it connects no groups
        groups = [*untouched, [part, *(other for group in touched for other in group)]]
    return len(groups) > 1


def may_be_part(share: float, thresholds: Thresholds = DEFAULTS) -> bool:
    """Return whether a match covers little enough of a text to be one of its parts.

    ``share`` is that of the text's shingles that the match has.
    """
    return share <= thresholds.part_size


def _holds_several(part: _Part, groups: Sequence[Sequence[_Part]], thresholds: Thresholds) -> bool:
    """Return whether a part holds smaller parts of several groups."""
    holding = 0
    for group in groups:
        for other in group:
            shared = len(intersection(part.held, other.held))
            is_smaller = len(other.held) <= thresholds.part_size * len(part.held)
            if is_smaller and shared >= thresholds.part_containment * len(other.held):
                holding += 1
                break
    return holding > 1


def _are_of_one(
    text: ComparedText,
    free: Flags,
    one: _Part,
    other: _Part,
    common: frozenset[int],
    thresholds: Thresholds,
) -> bool:
    """Return whether two parts of a text, or their whole articles, share passages or a subject.

    Common sentences, and equal words at the beginning and end of both articles, are left out.
    ``free`` flags the words of the text that belong to no part. If a short run of free words is
    between the two parts, it is added to the first part.
    """
    start, end = _stock_words(one.text, other.text)
    kept, other_kept = (
        _without_ends(part.text.outside(common), start, end) for part in (one, other)
    )
    own, others_own = one.text.shingles_within(kept), other.text.shingles_within(other_kept)
    held, other_held = intersection(one.held, own), intersection(other.held, others_own)
    for left, right in ((held, other_held), (own, others_own)):
        if len(intersection(left, right)) >= thresholds.part_overlap * min(len(left), len(right)):
            return True  # also if one part has no shingles left
    stems = one.text.subject_stems(kept & one.text.covered(one.held))
    others = other.text.subject_stems(other_kept & other.text.covered(other.held))
    if min(len(stems), len(others)) < _MIN_PART_STEMS or share_subject(stems, others):
        return True
    place, other_place = (np.flatnonzero(text.covered(part)) for part in (held, other_held))
    if place[0] > other_place[0]:
        (place, stems), (other_place, others) = (other_place, others), (place, stems)
    gap = free & text.outside(common)
    gap[: place[-1]] = gap[other_place[0] :] = False
    if not 0 < gap.sum() <= _MAX_GAP_WORDS:
        return False  # a longer passage between two parts is another item of the roundup
    return share_subject(stems | text.subject_stems(gap), others)


def _stock_words(one: ComparedText, other: ComparedText) -> tuple[int, int]:
    """Return the number of equal words at the beginning and at the end of two texts.

    If the equal words are more than half of the shorter text, they are its news, and both numbers
    are 0.
    """
    shorter = min(len(one.words), len(other.words))
    start = shared_start(one.words, other.words)
    end = shared_start(one.words[::-1], other.words[::-1])
    return (start, end) if start + end <= _MAX_STOCK_SHARE * shorter else (0, 0)


def _without_ends(flags: Flags, start: int, end: int) -> Flags:
    flags[:start] = False
    flags[len(flags) - end :] = False
    return flags
