"""Finds from whom the articles of a story come: its origins, by credit and by text.

Articles that print each other's words have one origin, and so have articles that credit the same
body (a press office, an agency or a channel). So a body counts once, however many outlets report
its statement.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipelines.model import SourceKind
from storage.stories.credited import Body, Carrier, credits_of

# The part of an article's distinctive shingles that an earlier article must have, so that both have
# one origin: in general, and if the later article credits somebody.
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
    carriers: Sequence[Carrier], shares: Mapping[tuple[int, int], float]
) -> tuple[Origin, ...]:
    """Return the origins of a story, those of most articles first, then in order of publication.

    ``carriers`` are all articles of the story in order of publication. ``shares`` maps the ids of
    two articles to the part, from 0 to 1, of the first one's distinctive shingles that the second
    has. Pairs with small parts may be left out.
    """
    if len(carriers) == 1 and not (carriers[0].credit_text or carriers[0].is_based_on):
        only = carriers[0]  # most stories are of this kind
        return (Origin(only.name, only.kind, only.id, (only.id,)),)
    credited_by = credits_of(carriers)
    groups = _Groups(carrier.id for carrier in carriers)
    owners: dict[str, int] = {}
    for carrier in carriers:
        groups.join(carrier.id, owners.setdefault(carrier.owner, carrier.id))
        if (credited := credited_by.get(carrier.id)) is not None:
            groups.join(carrier.id, credited.id if isinstance(credited, Carrier) else credited)
    positions = {carrier.id: position for position, carrier in enumerate(carriers)}
    for (one, other), share in shares.items():
        copied = share >= (MIN_SAME_SHARE if one in credited_by else MIN_COPIED_SHARE)
        if copied and positions[other] < positions[one]:
            groups.join(one, other)
    grouped: defaultdict[Hashable, list[Carrier]] = defaultdict(list)
    for carrier in carriers:
        grouped[groups.root(carrier.id)].append(carrier)
    found = [_origin(members, credited_by) for members in grouped.values()]
    return tuple(sorted(found, key=lambda origin: -len(origin.article_ids)))


def _origin(members: Sequence[Carrier], credited_by: Mapping[int, Carrier | Body]) -> Origin:
    """Return the common origin of articles: whom most of them credit, or else the first one."""
    ids = tuple(member.id for member in members)
    counts = Counter(credited_by[i] for i in ids if i in credited_by)
    # A credited article that itself credits somebody only passes the news on.
    first_hand = [one for one in counts if not (isinstance(one, Carrier) and one.id in credited_by)]
    best = max(first_hand, key=lambda one: counts[one], default=members[0])
    article_id = best.id if isinstance(best, Carrier) else None
    return Origin(best.name, best.kind, article_id, ids)


class _Groups:
    """Joins articles and credited bodies that have one origin."""

    def __init__(self, ids: Iterable[int]) -> None:
        self._parents: dict[Hashable, Hashable] = {one: one for one in ids}

    def root(self, one: Hashable) -> Hashable:
        while (parent := self._parents.setdefault(one, one)) != one:
            self._parents[one] = self._parents[parent]
            one = parent
        return one

    def join(self, one: Hashable, other: Hashable) -> None:
        self._parents[self.root(one)] = self.root(other)
