"""Decides the relation of an article to the nearest article of its story."""

from collections.abc import Iterable, Mapping

from pipelines.copies.thresholds import DEFAULTS, Thresholds
from pipelines.model import Edge, Relation


def nearest_edge(article_id: int, edges: Iterable[Edge], ranks: Mapping[int, str]) -> Edge | None:
    """Return the edge to the member that a member shares the most with, None if it has no edge.

    Earlier members come first: a copy is made from what was there. ``edges`` are those among the
    members of one story; ``ranks`` sort the members by publication.
    """
    own = [edge for edge in edges if article_id in edge.ends]
    earlier = [edge for edge in own if ranks[edge.other_end(article_id)] < ranks[article_id]]
    return min(
        earlier or own,
        key=lambda edge: (
            -edge.jaccard,
            -edge.share_of(article_id),
            ranks[edge.other_end(article_id)],
        ),
        default=None,
    )


def relation_of(
    article_id: int, edge: Edge, ranks: Mapping[int, str], thresholds: Thresholds = DEFAULTS
) -> Relation:
    """Return the relation of one end of an edge to the other.

    That of the later to the earlier is stored; the other follows from the shares.
    """
    other = edge.other_end(article_id)
    if ranks[other] < ranks[article_id]:
        return edge.relation
    share, other_share = edge.share_of(article_id), edge.share_of(other)
    if 1 - share > thresholds.update_share and other_share > thresholds.part_containment:
        return Relation.UPDATE
    if other_share < thresholds.excerpt_share * share:  # sizes are in inverse proportion
        return Relation.EXCERPT
    return Relation.REPRINT
