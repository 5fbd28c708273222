"""Chooses the original of a story: the article that its reprints credit, or the first one."""

from collections import Counter
from collections.abc import Collection, Sequence
from urllib.parse import urlsplit

from pipelines.model import StoryMember, credit_names
from pipelines.parsing.sites import outlet_of


def canonical_of(members: Collection[StoryMember]) -> StoryMember:
    """Return the article of a story that was published first.

    Credits decide before times, because outlets back-date articles: the member that most others
    credit is returned. A member that itself credits another is not considered. Among members with
    equally many credits the earliest is returned.
    """
    by_publication = sorted(members, key=lambda article: article.rank)
    credit_counts: Counter[int] = Counter()
    ids_that_credit = set()
    for member in by_publication:
        credited = _credited(member, by_publication)
        if credited is not None:
            ids_that_credit.add(member.id)
            credit_counts[credited.id] += 1
    candidates = [
        article for article in by_publication if article.id not in ids_that_credit
    ] or by_publication
    return max(candidates, key=lambda article: credit_counts[article.id])


def _credited(member: StoryMember, others: Sequence[StoryMember]) -> StoryMember | None:
    """Return the member that ``member`` credits: by its address, else the first that it names."""
    if not member.is_based_on and not member.credit_text:
        return None
    credited = [other for other in others if names_as_origin(member, other)]
    based_on = member.is_based_on
    exact = (one for one in credited if based_on and based_on in (one.url, one.canonical_url))
    return next(exact, credited[0] if credited else None)


def names_as_origin(member: StoryMember, other: StoryMember) -> bool:
    """Return whether ``member`` names ``other``, or the outlet of ``other``, as its origin."""
    if member.owner == other.owner:
        return False
    if member.is_based_on:
        if member.is_based_on in (other.url, other.canonical_url):
            return True
        if _is_of_same_outlet(member.is_based_on, other.url):
            return True
    return bool(member.credit_text) and credit_names(str(member.credit_text), other.source_name)


def _is_of_same_outlet(origin: str, url: str) -> bool:
    """Return whether a stated origin lies on the host of a URL, and in its profile on such a host.

    The origin is what a page states, so it may be no valid URL.
    """
    try:
        return bool(urlsplit(origin).hostname) and outlet_of(origin) == outlet_of(url)
    except ValueError:
        return False
