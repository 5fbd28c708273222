"""Telling a digest, which embeds several stories, from a copy, which tells one."""

from collections.abc import Iterable

import numpy as np

from pipelines.compared import ComparedText
from pipelines.thresholds import DEFAULTS, Thresholds

_PARTS_LOOKED_AT = 12


def is_digest(
    text: ComparedText,
    matches: Iterable[tuple[ComparedText, float]],
    thresholds: Thresholds = DEFAULTS,
) -> bool:
    """Tell whether two of the matches are parts of the text that have nothing in common.

    ``matches`` are the text's verified matches, each with the share of it that the text holds.
    """
    parts: list[ComparedText] = []
    for match, share in matches:
        if not _is_part(text, match, share, thresholds):
            continue
        if any(_disjoint(match, part, thresholds) for part in parts):
            return True
        if len(parts) < _PARTS_LOOKED_AT:
            parts.append(match)
    return False


def _is_part(text: ComparedText, match: ComparedText, share: float, limits: Thresholds) -> bool:
    smaller = len(match.shingles) <= limits.part_size * len(text.shingles)
    return smaller and share >= limits.part_containment


def _disjoint(one: ComparedText, other: ComparedText, limits: Thresholds) -> bool:
    shared = len(np.intersect1d(one.shingles, other.shingles, assume_unique=True))
    return shared < limits.part_overlap * min(len(one.shingles), len(other.shingles))
