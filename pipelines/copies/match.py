"""The edge between two articles that are copies, as it is stored."""

from collections.abc import Callable
from typing import Protocol

import numpy as np

from pipelines.copies.compared_text import ComparedText
from pipelines.copies.minhash import may_reach_containment
from pipelines.copies.passages import contradict
from pipelines.copies.thresholds import Thresholds
from pipelines.copies.verdict import compare
from pipelines.model import Edge, Relation


class Ranked(Protocol):
    """The part of an article that a comparison reads."""

    @property
    def id(self) -> int: ...
    @property
    def text(self) -> str: ...
    @property
    def rank(self) -> str: ...


Texts = Callable[[str], ComparedText]


def match(
    one: Ranked, other: Ranked, text: Texts, common: frozenset[int], thresholds: Thresholds
) -> Edge | None:
    """Return the edge of two articles if they are copies; ``text`` makes a text comparable."""
    if not may_match(text(one.text), text(other.text), thresholds):
        return None
    return match_candidates(one, other, text, common, thresholds)


def may_match(one: ComparedText, other: ComparedText, thresholds: Thresholds) -> bool:
    """Return whether two texts pass the signature filter."""
    sizes = np.array([len(other.shingles)])
    (may,) = may_reach_containment(
        one.signature,
        len(one.shingles),
        other.signature[None, :],
        sizes,
        thresholds.min_containment,
    )
    return bool(may)


def match_candidates(
    one: Ranked, other: Ranked, text: Texts, common: frozenset[int], thresholds: Thresholds
) -> Edge | None:
    """Return the edge of two articles that passed the signature filter, if they are copies."""
    if contradict(text(one.text), text(other.text), thresholds):
        return None
    first, later = sorted((one, other), key=lambda article: article.rank)
    verdict = compare(text(first.text), text(later.text), common, thresholds)
    if not verdict.same:
        return None
    shares = {first.id: verdict.share, later.id: verdict.other_share}
    low, high = sorted(shares)
    return Edge(
        low,
        high,
        verdict.jaccard,
        verdict.containment,
        verdict.relation(thresholds),
        shares[low],
        shares[high],
    )


def relation_to(
    original: Ranked,
    member: Ranked,
    text: Texts,
    common: frozenset[int],
    thresholds: Thresholds,
) -> Relation:
    """Return the relation of a member of a story to its original.

    Where the original is the earlier of a matched pair, this is the relation of their edge.
    """
    verdict = compare(text(original.text), text(member.text), common, thresholds)
    return verdict.relation(thresholds)
