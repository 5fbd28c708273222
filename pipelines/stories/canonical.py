"""Chooses the original of a story: the article that its reprints credit, or the first one."""

from collections import Counter
from collections.abc import Collection

from pipelines.model import StoryMember
from pipelines.stories.credited import credited_article


def canonical_of(members: Collection[StoryMember]) -> StoryMember:
    """Return the original of a story: the member that most other members credit.

    Credits decide before times, because outlets back-date articles. A member that itself credits
    another member is not considered. Among members with equally many credits, or with none, the
    earliest is returned.
    """
    by_publication = sorted(members, key=lambda article: article.rank)
    credit_counts: Counter[int] = Counter()
    ids_that_credit = set()
    for member in by_publication:
        credited = credited_article(member, by_publication)
        if credited is not None:
            ids_that_credit.add(member.id)
            credit_counts[credited.id] += 1
    without_credit = [article for article in by_publication if article.id not in ids_that_credit]
    candidates = without_credit or by_publication
    return max(candidates, key=lambda article: credit_counts[article.id])
