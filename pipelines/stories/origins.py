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

    ``articles`` are all articles of the story in order of publication. ``shares`` maps a pair of
    ids to the share, 0–1, of the first article's distinctive shingles that the second one has.
    Pairs with small shares may be left out.
    """
    if len(articles) == 1 and not (articles[0].credit_text or articles[0].is_based_on):
        only = articles[0]  # most stories are of this kind
        return (
            Origin(
                name=only.source_name, kind=only.kind, article_id=only.id, article_ids=(only.id,)
            ),
        )
    credited_by = credits_of(articles)
    joined = _joined(articles, shares, credited_by)
    members_of: defaultdict[Hashable, list[StoryArticle]] = defaultdict(list)
    for article in articles:
        members_of[joined.root(article.id)].append(article)
    in_order = (_origin(members, credited_by) for members in members_of.values())
    return tuple(sorted(in_order, key=lambda origin: len(origin.article_ids), reverse=True))


def _joined(
    articles: Sequence[StoryArticle],
    shares: Mapping[tuple[int, int], float],
    credited_by: Mapping[int, StoryArticle | CreditedBody],
) -> "_Groups":
    """Return the articles in groups of one origin; ``shares`` are as in ``origins``.

    Articles are of one group if they have one owner, if they credit one body or article, or if the
    later one copies the earlier one.
    """
    groups = _Groups(article.id for article in articles)
    first_of_owner: dict[str, int] = {}
    for article in articles:
        groups.join(article.id, first_of_owner.setdefault(article.owner, article.id))
        credited = credited_by.get(article.id)
        if credited is not None:
            groups.join(article.id, credited.id if isinstance(credited, StoryArticle) else credited)
    positions = {article.id: position for position, article in enumerate(articles)}
    for (one_id, other_id), share in shares.items():
        min_share = MIN_SAME_SHARE if one_id in credited_by else MIN_COPIED_SHARE
        if share >= min_share and positions[other_id] < positions[one_id]:
            groups.join(one_id, other_id)
    return groups


def _origin(
    members: Sequence[StoryArticle], credited_by: Mapping[int, StoryArticle | CreditedBody]
) -> Origin:
    """Return the common origin of articles: whom most of them credit, or else the first one."""
    first = members[0]
    ids = tuple([member.id for member in members])
    if not credited_by:
        return Origin(name=first.source_name, kind=first.kind, article_id=first.id, article_ids=ids)
    counts = Counter(credited_by[article_id] for article_id in ids if article_id in credited_by)
    # A credited article that itself credits somebody only passes the news on.
    first_hand = [
        credited
        for credited in counts
        if isinstance(credited, CreditedBody) or credited.id not in credited_by
    ]
    best = max(first_hand, key=lambda credited: counts[credited], default=first)
    if isinstance(best, CreditedBody):
        return Origin(name=best.name, kind=best.kind, article_id=None, article_ids=ids)
    return Origin(name=best.source_name, kind=best.kind, article_id=best.id, article_ids=ids)


class _Groups:
    """Joins articles and credited bodies that have one origin, as a union-find structure.

    A member is the id of an article, or a credited body.
    """

    def __init__(self, ids: Iterable[int]) -> None:
        self._parents: dict[Hashable, Hashable] = {article_id: article_id for article_id in ids}

    def root(self, member: Hashable) -> Hashable:
        """Return the member that stands for the group of ``member``."""
        while (parent := self._parents.setdefault(member, member)) != member:
            self._parents[member] = self._parents[parent]  # a shorter path for the next search
            member = parent
        return member

    def join(self, one: Hashable, other: Hashable) -> None:
        self._parents[self.root(one)] = self.root(other)
