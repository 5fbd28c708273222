"""Which member of a story is the original: the one its reprints credit, else the first."""

from collections import Counter
from collections.abc import Collection
from urllib.parse import urlsplit

from pipelines.copies.tokens import fold, words
from pipelines.model import StoryMember


def canonical_of(members: Collection[StoryMember]) -> StoryMember:
    """Return the first publisher of a story.

    Credit lines, RSS sources and links to the original outweigh times, which outlets back-date;
    an outlet that itself credits another is no origin. Without credits the earliest wins.
    """
    ranked = sorted(members, key=lambda article: article.rank)
    votes: Counter[int] = Counter()
    crediting = set()
    for member in ranked:
        credited = [other for other in ranked if names_as_origin(member, other)]
        if credited:
            crediting.add(member.id)
            votes[credited[0].id] += 1
    candidates = [article for article in ranked if article.id not in crediting] or ranked
    return max(candidates, key=lambda article: votes[article.id])  # the first of equals


def names_as_origin(member: StoryMember, other: StoryMember) -> bool:
    """Tell whether an article names another outlet's article, or that outlet, as its origin."""
    if member.owner == other.owner:
        return False
    if member.is_based_on:
        if member.is_based_on in (other.url, other.canonical_url):
            return True
        host = urlsplit(member.is_based_on).hostname
        if host and host == urlsplit(other.url).hostname:
            return True
    return bool(member.credit_text) and _names(str(member.credit_text), other.source_name)


def _names(credit: str, outlet: str) -> bool:
    named, name = [fold(w) for w in words(credit)], [fold(w) for w in words(outlet)]
    width = len(name)
    return bool(name) and any(named[i : i + width] == name for i in range(len(named) - width + 1))
