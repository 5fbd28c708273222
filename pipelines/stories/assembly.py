"""Builds stories from connected articles, with the relation of each article in its story."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from pipelines.copies.thresholds import Thresholds
from pipelines.model import Edge, Relation, Story, StoryMember, nearest_edge, url_hash
from pipelines.stories.canonical import canonical_of
from pipelines.stories.components import connected, within_window
from pipelines.stories.relations import relation_of
from pipelines.stories.roundup_parts import are_printed_alike


def connects(edge: Edge, roundups: Collection[int], thresholds: Thresholds) -> bool:
    """Return whether both articles of an edge belong to one story.

    A roundup belongs to one story only with roundups that are printed alike.
    """
    inside = sum(end in roundups for end in edge.ends)
    return not inside or (inside == len(edge.ends) and are_printed_alike(edge, thresholds))


def assemble(
    articles: Mapping[int, StoryMember],
    edges: Sequence[Edge],
    roundups: Collection[int],
    thresholds: Thresholds,
) -> Iterator[Story]:
    """Yield the stories of articles, given all edges that connect them (see ``connects``)."""
    links = [edge.ends for edge in edges]
    days = {article_id: article.day for article_id, article in articles.items()}
    of_article: defaultdict[int, list[Edge]] = defaultdict(list)
    for edge in edges:
        of_article[edge.article_id].append(edge)
    for component in connected(sorted(articles), links):
        for members in within_window(component, links, days, thresholds.window_days):
            inner = [e for i in members for e in of_article[i] if e.other_id in members]
            yield _story([articles[i] for i in sorted(members)], inner, roundups, thresholds)


def _story(
    members: Sequence[StoryMember],
    edges: Sequence[Edge],
    roundups: Collection[int],
    thresholds: Thresholds,
) -> Story:
    original = canonical_of(members)
    ranks = {member.id: member.rank for member in members}
    of_article: defaultdict[int, list[Edge]] = defaultdict(list)
    for edge in edges:
        for end in edge.ends:
            of_article[end].append(edge)
    is_roundup = original.id in roundups
    relations = {original.id: Relation.ROUNDUP if is_roundup else Relation.ORIGINAL}
    for member in members:
        nearest = nearest_edge(member.id, of_article[member.id], ranks)
        if nearest and member.id != original.id:
            relations[member.id] = relation_of(member.id, nearest, ranks, thresholds)
    return Story(url_hash(original.url), original.id, relations)
