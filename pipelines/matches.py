"""What one document is to another, as it is stored: values in, values out."""

from collections.abc import Callable

from pipelines.compared import ComparedText
from pipelines.model import Document, Edge, Relation
from pipelines.passages import contradict
from pipelines.thresholds import Thresholds
from pipelines.verify import compare

Texts = Callable[[str], ComparedText]


def match(
    one: Document, other: Document, text: Texts, common: frozenset[int], thresholds: Thresholds
) -> Edge | None:
    """Return the edge of two documents if they are copies; ``text`` makes a text comparable."""
    first, later = sorted((one, other), key=lambda document: document.rank)
    texts = text(first.text), text(later.text)
    if contradict(*texts, thresholds):
        return None
    verdict = compare(*texts, common, thresholds)
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
    original: Document,
    member: Document,
    text: Texts,
    common: frozenset[int],
    thresholds: Thresholds,
) -> Relation:
    """Return how a member of a story stands to its original.

    Where the original is the earlier of a matched pair, this is the relation of their edge.
    """
    verdict = compare(text(original.text), text(member.text), common, thresholds)
    return verdict.relation(thresholds)
