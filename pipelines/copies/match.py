"""What one document is to another, as it is stored: values in, values out."""

from collections.abc import Callable
from typing import Protocol

import numpy as np

from pipelines.copies.compared_text import ComparedText
from pipelines.copies.minhash import hopeful
from pipelines.copies.passages import contradict
from pipelines.copies.thresholds import Thresholds
from pipelines.copies.verdict import compare
from pipelines.model import Edge, Relation


class Ranked(Protocol):
    """As much of a document as a comparison reads."""

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
    """Return the edge of two documents if they are copies; ``text`` makes a text comparable."""
    if not may_match(text(one.text), text(other.text), thresholds):
        return None
    return hopeful_match(one, other, text, common, thresholds)


def may_match(one: ComparedText, other: ComparedText, thresholds: Thresholds) -> bool:
    """Tell whether two texts are compared at all, judging by their signatures."""
    sizes = np.array([len(other.shingles)])
    (may,) = hopeful(
        one.signature,
        len(one.shingles),
        other.signature[None, :],
        sizes,
        thresholds.least_containment,
    )
    return bool(may)


def hopeful_match(
    one: Ranked, other: Ranked, text: Texts, common: frozenset[int], thresholds: Thresholds
) -> Edge | None:
    """Return the edge of two documents whose signatures leave hope, if they are copies."""
    if contradict(text(one.text), text(other.text), thresholds):
        return None
    first, later = sorted((one, other), key=lambda document: document.rank)
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
    """Return how a member of a story stands to its original.

    Where the original is the earlier of a matched pair, this is the relation of their edge.
    """
    verdict = compare(text(original.text), text(member.text), common, thresholds)
    return verdict.relation(thresholds)
