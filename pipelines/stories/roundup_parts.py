"""Finds the matches of an article that may be its parts if it is a roundup."""

from collections.abc import Mapping, Sequence
from typing import Protocol, TypeVar

from pipelines.copies.roundups import may_be_part
from pipelines.copies.thresholds import Thresholds
from pipelines.model import Edge


class Published(Protocol):
    """The part of an article that its order among others depends on."""

    @property
    def rank(self) -> str: ...
    @property
    def date_published(self) -> str | None: ...


Article = TypeVar("Article", bound=Published)


def parts_of(
    article_id: int,
    edges: Sequence[Edge],
    articles: Mapping[int, Article],
    thresholds: Thresholds,
) -> list[Article]:
    """Return the matches that cover a part of an article and were not published after it.

    A match published after the article, or after one printed alike, is an excerpt of it. ``edges``
    are all edges of the article; the parts are sorted by publication.
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
    """Return whether one was published after the other; False if that is not known."""
    when, others = one.date_published, other.date_published
    if not when or not others:
        return False
    day = len("2026-01-31")
    if len(when) <= day or len(others) <= day:
        return when[:day] > others[:day]
    return when > others
