"""Finds bridges: articles through which alone two stories would become one.

A bridge holds parts of several earlier articles, and nothing else connects these articles. So it is
most likely a roundup, although its text does not show this, for example because its items share a
subject. A bridge belongs to none of the stories. Like a roundup, it may only form a story with
bridges that are printed alike.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from pipelines.copies.thresholds import Thresholds
from pipelines.model import Edge
from pipelines.stories.components import connected
from pipelines.stories.roundup_parts import Published, are_printed_alike, part_edges

_MIN_PARTS = 2  # of a bridge


def bridges(
    articles: Mapping[int, Published], edges: Sequence[Edge], thresholds: Thresholds
) -> frozenset[int]:
    """Return the ids of the bridges among connected articles; ``edges`` are all that connect them.

    An article may be a bridge if it has parts in two earlier articles, and one of these parts
    covers less than ``bridge_share`` of it. It is a bridge if the two articles are not connected
    when all articles that may be bridges are left out. Articles without a date are never bridges or
    parts: a full text and two excerpts of it look alike if it is unknown which of them came first.
    """
    edges_of: defaultdict[int, list[Edge]] = defaultdict(list)
    for edge in edges:
        for end in edge.ends:
            edges_of[end].append(edge)
    parts = {
        article_id: found
        for article_id, own in edges_of.items()
        if len(own) >= _MIN_PARTS
        and (found := _shares_of_parts(article_id, own, articles, thresholds))
    }
    if not parts:
        return frozenset()
    others = sorted(edges_of.keys() - parts.keys())
    links = [edge.ends for edge in edges if not parts.keys() & set(edge.ends)]
    root_of = {one: root for root, group in enumerate(connected(others, links)) for one in group}
    return frozenset(
        article_id
        for article_id, shares in parts.items()
        if _links_stories(shares, root_of, thresholds)
        and not any(
            are_printed_alike(edge, thresholds) and edge.other_end(article_id) in root_of
            for edge in edges_of[article_id]
        )
    )


def _shares_of_parts(
    article_id: int,
    edges: Sequence[Edge],
    articles: Mapping[int, Published],
    thresholds: Thresholds,
) -> dict[int, float]:
    """Return how much of an article each of its parts covers; nothing if it is no bridge."""
    if articles[article_id].date_published is None:
        return {}
    if min(edge.share_of(article_id) for edge in edges) >= thresholds.bridge_share:
        return {}  # this quick test saves most articles the search for parts
    found = {
        edge.other_end(article_id): edge.share_of(article_id)
        for edge in part_edges(article_id, edges, articles, thresholds)
        if articles[edge.other_end(article_id)].date_published
    }
    has_small_part = min(found.values(), default=1.0) < thresholds.bridge_share
    return found if len(found) >= _MIN_PARTS and has_small_part else {}


def _links_stories(
    shares: Mapping[int, float], root_of: Mapping[int, int], thresholds: Thresholds
) -> bool:
    """Return whether parts are of several stories, one of which covers only a small share."""
    covered: defaultdict[int, float] = defaultdict(float)  # by story, the share of the largest part
    for other, share in shares.items():
        if other in root_of:
            covered[root_of[other]] = max(covered[root_of[other]], share)
    return len(covered) >= _MIN_PARTS and min(covered.values()) < thresholds.bridge_share
