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
    """Return the matches that cover a part of an article, sorted by publication.

    A match is left out if it was published after the article, or after an article that is printed
    alike: it is then an excerpt. ``edges`` are all edges of the article.
    """
    printed_alike = [articles[article_id]]
    parts = []
    for edge in edges:
        other = articles[edge.other_end(article_id)]
        if are_printed_alike(edge, thresholds):
            printed_alike.append(other)
        elif may_be_part(edge.share_of(article_id), thresholds):
            parts.append(other)
    return sorted(
        (part for part in parts if not any(_is_after(part, one) for one in printed_alike)),
        key=lambda part: part.rank,
    )


def are_printed_alike(edge: Edge, thresholds: Thresholds) -> bool:
    """Return whether each article of an edge has nearly all of the other's text."""
    return min(edge.share, edge.other_share) >= thresholds.copy_share


def _is_after(one: Published, other: Published) -> bool:
    """Return whether one was published after the other; False if this is not known."""
    when, other_when = one.date_published, other.date_published
    if not when or not other_when:
        return False
    day_chars = len("2026-01-31")
    if min(len(when), len(other_when)) <= day_chars:  # of one of them only the day is known
        return when[:day_chars] > other_when[:day_chars]
    return when > other_when
