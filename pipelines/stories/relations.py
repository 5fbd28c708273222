"""Decides the relation of an article to the nearest article of its story."""

from collections.abc import Mapping

from pipelines.copies.thresholds import DEFAULTS, Thresholds
from pipelines.model import Edge, Relation


def relation_of(
    article_id: int, edge: Edge, ranks: Mapping[int, str], thresholds: Thresholds = DEFAULTS
) -> Relation:
    """Return the relation of one end of an edge to the other end.

    An edge stores the relation of the later article to the earlier one. The relation of the earlier
    one to the later is computed from the shares.
    """
    other = edge.other_end(article_id)
    if ranks[other] < ranks[article_id]:
        return edge.relation
    share, other_share = edge.share_of(article_id), edge.share_of(other)
    if 1 - share > thresholds.update_share and other_share > thresholds.part_containment:
        return Relation.UPDATE
    # Both shares count the same shared shingles, so the article with the larger share is shorter.
    if other_share < thresholds.excerpt_share * share:
        return Relation.EXCERPT
    return Relation.REPRINT
