"""Finding roundups: articles that string several stories together and so are no copy of any."""

from collections.abc import Iterable

import numpy as np

from pipelines.copies.compared_text import ComparedText
from pipelines.copies.thresholds import DEFAULTS, Thresholds

_MAX_PARTS = 12


def is_roundup(
    text: ComparedText,
    matches: Iterable[tuple[ComparedText, float]],
    thresholds: Thresholds = DEFAULTS,
) -> bool:
    """Return whether two of the matches are parts of the text that have nothing in common.

    ``matches`` are the text's verified matches, each with the share of it that the text holds.
    """
    parts: list[ComparedText] = []
    for match, share in matches:
        if not may_be_part(len(text.shingles), len(match.shingles), share, thresholds):
            continue
        if any(_disjoint(match, part, thresholds) for part in parts):
            return True
        if len(parts) < _MAX_PARTS:
            parts.append(match)
    return False


def may_be_part(
    size: int, match_size: int, share: float, thresholds: Thresholds = DEFAULTS
) -> bool:
    """Return whether a match is small enough, and its share in the text large enough, for a part.

    Sizes are numbers of shingles.
    """
    smaller = match_size <= thresholds.part_size * size
    return smaller and share >= thresholds.part_containment


def _disjoint(one: ComparedText, other: ComparedText, limits: Thresholds) -> bool:
    shared = len(np.intersect1d(one.shingles, other.shingles, assume_unique=True))
    return shared < limits.part_overlap * min(len(one.shingles), len(other.shingles))
