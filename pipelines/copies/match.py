"""Compares two articles, and returns the stored edge between them if they share enough."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Protocol

import numpy as np

from pipelines.copies.compared_text import ComparedText
from pipelines.copies.headlines import headlines_agree
from pipelines.copies.minhash import may_reach_containment
from pipelines.copies.passages import contradict
from pipelines.copies.thresholds import Thresholds
from pipelines.copies.verdict import Comparison, compare
from pipelines.model import Edge, Features, Relation


class ComparedArticle(Protocol):
    """The values of an article that a comparison reads, as in ``StoryMember``."""

    @property
    def id(self) -> int: ...
    @property
    def text(self) -> str: ...
    @property
    def headline(self) -> str: ...
    @property
    def rank(self) -> str:
        """Return a text that sorts articles by publication."""
        ...

    @property
    def day(self) -> int:
        """Return the day of publication, counted from 1970-01-01; 0 if it is unknown."""
        ...


PrepareText = Callable[[str], ComparedText]


def edge_between(
    one: ComparedArticle,
    other: ComparedArticle,
    prepare: PrepareText,
    common: frozenset[int],
    thresholds: Thresholds,
) -> Edge | None:
    """Return the edge of two articles, or None.

    They have an edge if they are copies, or if one of them holds the beginning of the other.
    ``prepare`` returns a text prepared for comparison, perhaps from a cache. ``common`` holds the
    templates of common sentences.
    """
    if not pass_signature_filter(prepare(one.text), prepare(other.text), thresholds):
        return None
    return edge_of_candidates(one, other, prepare, common, thresholds)


def pass_signature_filter(one: ComparedText, other: ComparedText, thresholds: Thresholds) -> bool:
    """Return whether two texts may share enough shingles to be copies, by their signatures."""
    sizes = np.array([len(other.shingles)])
    (passes,) = may_reach_containment(
        one.signature,
        len(one.shingles),
        other.signature[None, :],
        sizes,
        thresholds.min_containment,
    )
    return bool(passes)


def edge_of_candidates(
    one: ComparedArticle,
    other: ComparedArticle,
    prepare: PrepareText,
    common: frozenset[int],
    thresholds: Thresholds,
) -> Edge | None:
    """Return what ``edge_between`` returns for two articles that pass the signature filter."""
    first, later = sorted((one, other), key=lambda article: article.rank)
    comparison = compare_candidates(first, later, prepare, common, thresholds)
    return None if comparison is None else edge_of_comparison(first, later, comparison, thresholds)


def compare_candidates(
    first: ComparedArticle,
    later: ComparedArticle,
    prepare: PrepareText,
    common: frozenset[int],
    thresholds: Thresholds,
) -> Comparison | None:
    """Compare two articles, in order of publication, that pass the signature filter.

    Return None if they have no edge. The result depends only on the texts, the headlines, the days,
    and the common sentences that are in one of the texts.
    """
    if contradict(prepare(first.text), prepare(later.text), thresholds):
        return None
    comparison = compare_articles(first, later, prepare, common, thresholds)
    return comparison if comparison.same or comparison.holds_beginning else None


def edge_of_comparison(
    first: ComparedArticle, later: ComparedArticle, comparison: Comparison, thresholds: Thresholds
) -> Edge:
    """Return the edge of two articles, in order of publication, given their comparison."""
    shares = {first.id: comparison.share, later.id: comparison.other_share}
    low, high = sorted(shares)
    return Edge(
        article_id=low,
        other_id=high,
        jaccard=comparison.jaccard,
        containment=comparison.containment,
        relation=comparison.relation(thresholds) if comparison.same else Relation.ROUNDUP,
        share=shares[low],
        other_share=shares[high],
    )


def edge_of_unchanged(
    one: ComparedArticle, other: ComparedArticle, features: tuple[Features, Features]
) -> Edge | None:
    """Return the edge of two articles whose texts have equal features, else None.

    It is for pruned articles, whose texts cannot be compared. So nothing may differ: the
    signatures, the numbers of shingles and the sentence templates must be equal, and the headlines
    must agree. Of 617 labelled pairs of similar articles that are no copies, and of 320 reports
    made from templates, none has an equal signature.
    """
    of_one, of_other = features
    is_unchanged = (
        of_one.shingle_count == of_other.shingle_count > 0
        and of_one.templates == of_other.templates
        and np.array_equal(of_one.signature, of_other.signature)
        and headlines_agree(one.headline, other.headline)
    )
    if not is_unchanged:
        return None
    low, high = sorted((one.id, other.id))
    return Edge(
        article_id=low,
        other_id=high,
        jaccard=1.0,
        containment=1.0,
        relation=Relation.REPRINT,
        share=1.0,
        other_share=1.0,
    )


def compare_articles(
    one: ComparedArticle,
    other: ComparedArticle,
    prepare: PrepareText,
    common: frozenset[int],
    thresholds: Thresholds,
    *,
    every_conflict: bool = False,
) -> Comparison:
    """Compare two articles by their texts, headlines and days of publication."""
    return compare(
        prepare(one.text),
        prepare(other.text),
        common,
        thresholds,
        published=(_date(one.day), _date(other.day)),
        headlines=(one.headline, other.headline),
        every_conflict=every_conflict,
    )


def _date(day: int) -> date | None:
    """Return a day, counted from 1970-01-01, as a date; None for 0, which means unknown."""
    return date(1970, 1, 1) + timedelta(days=day) if day else None
