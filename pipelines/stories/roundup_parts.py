"""Finds the matches of an article that may be its parts if it is a roundup."""

from collections.abc import Mapping, Sequence
from typing import Protocol, TypeVar

from pipelines.copies.roundups import may_be_part
from pipelines.copies.thresholds import Thresholds
from pipelines.model import Edge


class Published(Protocol):
    """The values of an article that tell when it was published."""

    @property
    def rank(self) -> str: ...
    @property
    def date_published(self) -> str | None: ...


Member = TypeVar("Member", bound=Published)


def parts_of(
    article_id: int,
    edges: Sequence[Edge],
    articles: Mapping[int, Member],
    thresholds: Thresholds,
) -> list[Member]:
    """Return the matches that cover a part of an article, sorted by publication."""
    edges_to_parts = part_edges(article_id, edges, articles, thresholds)
    parts = (articles[edge.other_end(article_id)] for edge in edges_to_parts)
    return sorted(parts, key=lambda part: part.rank)


def part_edges(
    article_id: int,
    edges: Sequence[Edge],
    articles: Mapping[int, Published],
    thresholds: Thresholds,
) -> list[Edge]:
    """Return the edges to the matches that cover a part of an article.

    A match that was published after the article is an excerpt and is left out. A match that was
    published after another match is left out, too, if the other match holds nearly all of the
    article. ``edges`` are all edges of the article.
    """
    holders = [articles[article_id]]
    parts = []
    for edge in edges:
        share = edge.share_of(article_id)
        if share >= thresholds.copy_share:
            holders.append(articles[edge.other_end(article_id)])
        if may_be_part(share, thresholds):
            parts.append(edge)
    return [
        edge
        for edge in parts
        if not any(_is_after(articles[edge.other_end(article_id)], holder) for holder in holders)
    ]


def are_printed_alike(edge: Edge, thresholds: Thresholds) -> bool:
    """Return whether each article of an edge has nearly all of the other's text."""
    return min(edge.share, edge.other_share) >= thresholds.copy_share


def _is_after(one: Published, other: Published) -> bool:
    """Return whether ``one`` was published after ``other``; False if this is not known."""
    when, other_when = one.date_published, other.date_published
    if not when or not other_when:
        return False
    day_chars = len("2026-01-31")
    if min(len(when), len(other_when)) <= day_chars:  # of one of them only the day is known
        return when[:day_chars] > other_when[:day_chars]
    return when > other_when
