"""Builds stories from connected articles, with the relation of each article in its story."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from pipelines.copies.thresholds import Thresholds
from pipelines.model import Edge, Relation, Story, StoryMember, nearest_edge, url_hash
from pipelines.stories.bridges import bridges
from pipelines.stories.canonical import canonical_of
from pipelines.stories.components import connected, within_window
from pipelines.stories.relations import relation_of
from pipelines.stories.roundup_parts import are_printed_alike


def connects(edge: Edge, roundups: Collection[int], thresholds: Thresholds) -> bool:
    """Return whether an edge puts both of its articles into one story.

    An edge between copies does so if none of its ends is a roundup. If one end is a roundup, the
    other end must be a roundup, too, and both must be printed alike.
    """
    if not edge.is_of_copies:
        return False
    roundup_ends = sum(end in roundups for end in edge.ends)
    if not roundup_ends:
        return True
    return roundup_ends == len(edge.ends) and are_printed_alike(edge, thresholds)


def assemble(
    articles: Mapping[int, StoryMember],
    edges: Sequence[Edge],
    roundups: Collection[int],
    thresholds: Thresholds,
) -> Iterator[Story]:
    """Yield the stories of articles, given all edges that connect them (see ``connects``).

    A bridge counts as a roundup (see ``bridges``).
    """
    links = [edge.ends for edge in edges]
    days = {article_id: article.day for article_id, article in articles.items()}
    edges_from: defaultdict[int, list[Edge]] = defaultdict(list)
    for edge in edges:
        edges_from[edge.article_id].append(edge)
    for component in connected(sorted(articles), links):
        own_edges = _edges_within(component, edges_from)
        bridge_ids = bridges(articles, own_edges, thresholds)
        roundup_ids = bridge_ids.union(component.intersection(roundups))
        if bridge_ids:  # a bridge is one more roundup, so some edges may connect no longer
            own_edges = [edge for edge in own_edges if connects(edge, roundup_ids, thresholds)]
        connecting = [edge.ends for edge in own_edges]
        for part in connected(sorted(component), connecting):
            for member_ids in within_window(part, connecting, days, thresholds.window_days):
                members = [articles[article_id] for article_id in sorted(member_ids)]
                inner_edges = _edges_within(member_ids, edges_from)
                yield _story(members, inner_edges, roundup_ids, thresholds)


def _edges_within(ids: Collection[int], edges_from: Mapping[int, Sequence[Edge]]) -> list[Edge]:
    """Return the edges with both ends among the ids; ``edges_from`` are by their smaller id."""
    return [edge for one in ids for edge in edges_from[one] if edge.other_id in ids]


def _story(
    members: Sequence[StoryMember],
    edges: Sequence[Edge],
    roundups: Collection[int],
    thresholds: Thresholds,
) -> Story:
    """Return the story of articles, given the edges between them."""
    original = canonical_of(members)
    ranks = {member.id: member.rank for member in members}
    edges_of: defaultdict[int, list[Edge]] = defaultdict(list)
    for edge in edges:
        for end in edge.ends:
            edges_of[end].append(edge)
    is_roundup = original.id in roundups
    relations = {original.id: Relation.ROUNDUP if is_roundup else Relation.ORIGINAL}
    for member in members:
        nearest = nearest_edge(member.id, edges_of[member.id], ranks)
        if nearest and member.id != original.id:
            relations[member.id] = relation_of(member.id, nearest, ranks, thresholds)
    return Story(url_hash(original.url), original.id, relations)
