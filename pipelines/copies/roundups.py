"""Recognises roundups: articles that contain several stories and so are a copy of none.

A roundup holds parts of other texts, and these parts have neither passages nor a subject in common.
Two excerpts of an ordinary article may have no passage in common either. But they share the subject
of the article, or other excerpts connect them. A crawl passes on no excerpts that were published
after the article (see ``pipelines.stories.roundup_parts``).
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
    outside_parts = ~text.covered(np.unique(np.concatenate([part.held for part in large_parts])))
    groups: list[list[_Part]] = []
    # Smaller parts come first, so that each part is compared with the groups of smaller parts.
    for part in sorted(large_parts, key=lambda part: (len(part.held), part.text.exact)):
        related: list[list[_Part]] = []  # groups that tell the story of this part
        unrelated: list[list[_Part]] = []
        for group in groups:
            is_related = any(
                _tell_one_story(text, outside_parts, part, other, common, thresholds)
                for other in group
            )
            (related if is_related else unrelated).append(group)
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


def _tell_one_story(
    text: ComparedText,
    outside_parts: Flags,
    one: _Part,
    other: _Part,
    common: frozenset[int],
    thresholds: Thresholds,
) -> bool:
    """Return whether two parts, or their whole articles, share passages or may share a subject.

    If the subject of one part is unknown, the parts may share it.

    Common sentences, and equal words at the beginning and end of both articles, are left out.
    ``outside_parts`` flags the words of the text that belong to no part. If a short run of such
    words is between the two parts, it is added to the first part.
    """
    start, end = _stock_words(one.text, other.text)
    # The words, and the shingles, that are left of each article, and the shingles of its part.
    flags, other_flags = (
        _without_ends(part.text.outside(common), start, end) for part in (one, other)
    )
    left, other_left = one.text.shingles_within(flags), other.text.shingles_within(other_flags)
    held, other_held = intersection(one.held, left), intersection(other.held, other_left)
    for shingles, other_shingles in ((held, other_held), (left, other_left)):
        smaller = min(len(shingles), len(other_shingles))
        if len(intersection(shingles, other_shingles)) >= thresholds.part_overlap * smaller:
            return True  # also if one part has no shingles left
    stems = one.text.subject_stems(flags & one.text.covered(one.held))
    other_stems = other.text.subject_stems(other_flags & other.text.covered(other.held))
    if min(len(stems), len(other_stems)) < _MIN_PART_STEMS or share_subject(stems, other_stems):
        return True
    # The places of both parts in the supposed roundup.
    places, other_places = (
        np.flatnonzero(text.covered(shingles)) for shingles in (held, other_held)
    )
    if places[0] > other_places[0]:
        places, other_places = other_places, places
        stems, other_stems = other_stems, stems
    gap = outside_parts & text.outside(common)
    gap[: places[-1]] = False
    gap[other_places[0] :] = False
    if not 0 < gap.sum() <= _MAX_GAP_WORDS:
        return False  # no words are between the parts, or as many as another item of a roundup has
    return share_subject(stems | text.subject_stems(gap), other_stems)


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
    """Clear the first ``start`` and the last ``end`` flags of the array, and return it."""
    flags[:start] = False
    flags[len(flags) - end :] = False
    return flags
