"""Finds from whom the articles of a story come: its origins, by credit and by text.

Articles that print each other's words have one origin. Articles that credit one body (a press
office, an agency or a channel) have one origin, too. So a body counts once, even if many outlets
report its statement.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipelines.model import SourceKind
from pipelines.stories.credited import CreditedBody, StoryArticle, credits_of

# Two articles have one origin if the earlier one has this part of the later one's distinctive
# shingles. If the later article credits somebody, the second limit applies.
MIN_COPIED_SHARE = 0.5
MIN_SAME_SHARE = 0.8


@dataclass(frozen=True, slots=True)
class Origin:
    """An outlet, agency, press office or channel from which articles of a story come."""

    name: str
    kind: SourceKind
    article_id: int | None  # the publisher's own article in the story, or None
    article_ids: tuple[int, ...]  # all articles that come from it, in order of publication


def origins(
    articles: Sequence[StoryArticle], shares: Mapping[tuple[int, int], float]
) -> tuple[Origin, ...]:
    """Return the origins of a story, those of most articles first, then in order of publication.

    ``articles`` are all articles of the story in order of publication. ``shares`` has for the ids
    of two articles the part, from 0 to 1, of the distinctive shingles of the first article that the
    second article has. Pairs with small parts may be left out.
    """
    if len(articles) == 1 and not (articles[0].credit_text or articles[0].is_based_on):
        only = articles[0]  # most stories are of this kind
        return (Origin(only.source_name, only.kind, only.id, (only.id,)),)
    credited_by = credits_of(articles)
    groups = _Groups(article.id for article in articles)
    owners: dict[str, int] = {}
    for article in articles:
        first_of_owner = owners.setdefault(article.owner, article.id)
        if first_of_owner != article.id:
            groups.join(article.id, first_of_owner)
        credited = credited_by.get(article.id)
        if credited is not None:
            groups.join(article.id, credited.id if isinstance(credited, StoryArticle) else credited)
    positions = {article.id: position for position, article in enumerate(articles)}
    for (one, other), share in shares.items():
        is_copied = share >= (MIN_SAME_SHARE if one in credited_by else MIN_COPIED_SHARE)
        if is_copied and positions[other] < positions[one]:
            groups.join(one, other)
    grouped: defaultdict[Hashable, list[StoryArticle]] = defaultdict(list)
    for article in articles:
        grouped[groups.root(article.id)].append(article)
    in_order = (_origin(members, credited_by) for members in grouped.values())
    return tuple(sorted(in_order, key=lambda origin: len(origin.article_ids), reverse=True))


def _origin(
    members: Sequence[StoryArticle], credited_by: Mapping[int, StoryArticle | CreditedBody]
) -> Origin:
    """Return the common origin of articles: whom most of them credit, or else the first one."""
    ids = tuple([member.id for member in members])
    if not credited_by:
        return Origin(members[0].source_name, members[0].kind, ids[0], ids)
    counts = Counter(credited_by[article_id] for article_id in ids if article_id in credited_by)
    # A credited article that itself credits somebody only passes the news on.
    first_hand = [
        one for one in counts if isinstance(one, CreditedBody) or one.id not in credited_by
    ]
    best = max(first_hand, key=lambda one: counts[one], default=members[0])
    if isinstance(best, CreditedBody):
        return Origin(best.name, best.kind, None, ids)
    return Origin(best.source_name, best.kind, best.id, ids)


class _Groups:
    """Joins articles and credited bodies that have one origin, as a union-find structure."""

    def __init__(self, ids: Iterable[int]) -> None:
        self._parents: dict[Hashable, Hashable] = {one: one for one in ids}

    def root(self, one: Hashable) -> Hashable:
        """Return the member that stands for the group of ``one``."""
        while (parent := self._parents.setdefault(one, one)) != one:
            self._parents[one] = self._parents[parent]
            one = parent
        return one

    def join(self, one: Hashable, other: Hashable) -> None:
        self._parents[self.root(one)] = self.root(other)
