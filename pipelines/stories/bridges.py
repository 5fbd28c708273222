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
    parts. Without their order, a full text with two excerpts looks like a bridge with its parts.
    """
    edges_of: defaultdict[int, list[Edge]] = defaultdict(list)
    for edge in edges:
        for end in edge.ends:
            edges_of[end].append(edge)
    possible_bridges: dict[int, dict[int, float]] = {}  # by article id, the shares of its parts
    for article_id, own_edges in edges_of.items():
        if len(own_edges) >= _MIN_PARTS:
            shares = _shares_of_parts(article_id, own_edges, articles, thresholds)
            if shares:
                possible_bridges[article_id] = shares
    if not possible_bridges:
        return frozenset()
    others = sorted(edges_of.keys() - possible_bridges.keys())
    links = [edge.ends for edge in edges if possible_bridges.keys().isdisjoint(edge.ends)]
    story_of = {
        article_id: story
        for story, group in enumerate(connected(others, links))
        for article_id in group
    }

    def is_copy_of_other(article_id: int) -> bool:
        return any(
            are_printed_alike(edge, thresholds) and edge.other_end(article_id) in story_of
            for edge in edges_of[article_id]
        )

    return frozenset(
        article_id
        for article_id, shares in possible_bridges.items()
        if _links_stories(shares, story_of, thresholds) and not is_copy_of_other(article_id)
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
    shares = {
        edge.other_end(article_id): edge.share_of(article_id)
        for edge in part_edges(article_id, edges, articles, thresholds)
        if articles[edge.other_end(article_id)].date_published
    }
    has_small_part = min(shares.values(), default=1.0) < thresholds.bridge_share
    return shares if len(shares) >= _MIN_PARTS and has_small_part else {}


def _links_stories(
    shares: Mapping[int, float], story_of: Mapping[int, int], thresholds: Thresholds
) -> bool:
    """Return whether parts are of several stories, one of which covers only a small share.

    ``story_of`` has the number of the story of each part; parts without a story do not count.
    """
    largest: defaultdict[int, float] = defaultdict(float)  # by story, the share of the largest part
    for part, share in shares.items():
        if part in story_of:
            largest[story_of[part]] = max(largest[story_of[part]], share)
    return len(largest) >= _MIN_PARTS and min(largest.values()) < thresholds.bridge_share
