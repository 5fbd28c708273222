"""Finds from whom the articles of a story come: its origins, by credit and by text.

Articles that print each other's words have one origin, and so have articles that credit the same
body (a press office, an agency or a channel). So a body counts once, however many outlets report
its statement.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from pipelines.model import (
    SourceKind,
    credit_names,
    credit_words,
    kind_of_address,
    kind_of_name,
    name_words,
)

# The part of an article's distinctive shingles that an earlier article must have, so that both have
# one origin: in general, and if the later article credits somebody.
MIN_COPIED_SHARE = 0.5
MIN_SAME_SHARE = 0.8


@dataclass(frozen=True, slots=True)
class Carrier:
    """The values of one article of a story that decide its origin."""

    id: int
    owner: str  # of the outlet
    name: str  # of the outlet
    kind: SourceKind  # of the outlet
    url: str
    canonical_url: str | None = None
    credit_text: str | None = None
    is_based_on: str | None = None
    source_id: str = ""
    relation: str | None = None  # to the nearest article of its story


@dataclass(frozen=True, slots=True)
class Origin:
    """An outlet, agency, press office or channel from which articles of a story come."""

    name: str
    kind: SourceKind
    article_id: int | None  # the publisher's own article in the story, or None
    article_ids: tuple[int, ...]  # all articles that come from it, in order of publication


@dataclass(frozen=True, slots=True)
class _Body:
    """Somebody who is credited but has no article in the story."""

    name: str
    kind: SourceKind


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
    credited_by = _credits(carriers)
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


def _credits(carriers: Sequence[Carrier]) -> dict[int, Carrier | _Body]:
    """Return the article or the body that each article credits, by the id of the article.

    Two names mean one body if one has all words of the other, such as «пресс-служба УМВД» and
    «пресс-служба УМВД по Пензенской области». The longer name is used.
    """
    found: dict[int, Carrier | _Body] = {}
    for carrier in carriers:
        if not carrier.credit_text and not carrier.is_based_on:
            continue
        others = [other for other in carriers if other.owner != carrier.owner]
        credited = _credited_article(carrier, others) or _credited_body(carrier)
        if credited is not None:
            found[carrier.id] = credited
    bodies = {one for one in found.values() if isinstance(one, _Body)}
    longer = {body: _longest_name(body, bodies) for body in bodies}
    return {i: longer[one] if isinstance(one, _Body) else one for i, one in found.items()}


def _credited_article(carrier: Carrier, others: Sequence[Carrier]) -> Carrier | None:
    """Return the first article whose address, host or outlet's name ``carrier`` credits."""
    based_on = carrier.is_based_on
    for other in others:
        if based_on and based_on in (other.url, other.canonical_url):
            return other
        same_host = _host(based_on) == _host(other.url) != ""
        if same_host and other.kind is not SourceKind.CHANNEL:  # channels share one host
            return other
        if carrier.credit_text and credit_names(carrier.credit_text, other.name):
            return other
    return None


def _credited_body(carrier: Carrier) -> _Body | None:
    if carrier.credit_text and name_words(carrier.credit_text) != name_words(carrier.name):
        return _Body(" ".join(carrier.credit_text.split()), kind_of_name(carrier.credit_text))
    host = _host(carrier.is_based_on)
    if host and host != _host(carrier.url):
        return _Body(host, kind_of_address(str(carrier.is_based_on)))
    return None


def _longest_name(body: _Body, bodies: Iterable[_Body]) -> _Body:
    """Return the body with the most words among those that have all words of this one.

    Of several such names the alphabetically first is returned. If two different longer names have
    the words, it is unknown which one is meant, and ``body`` itself is returned.
    """
    key = credit_words(body.name)
    holding = sorted(
        (one for one in bodies if key and key <= credit_words(one.name)),
        key=lambda one: (-len(credit_words(one.name)), one.name),
    )
    if not holding or any(
        not credit_words(one.name) <= credit_words(holding[0].name) for one in holding
    ):
        return body
    return holding[0]


def _origin(members: Sequence[Carrier], credited_by: Mapping[int, Carrier | _Body]) -> Origin:
    """Return the common origin of articles: whom most of them credit, or else the first one."""
    ids = tuple(member.id for member in members)
    counts = Counter(credited_by[i] for i in ids if i in credited_by)
    # A credited article that itself credits somebody only passes the news on.
    first_hand = [one for one in counts if not (isinstance(one, Carrier) and one.id in credited_by)]
    best = max(first_hand, key=lambda one: counts[one], default=members[0])
    article_id = best.id if isinstance(best, Carrier) else None
    return Origin(best.name, best.kind, article_id, ids)


def _host(url: str | None) -> str:
    try:
        return (urlsplit(url or "").hostname or "").removeprefix("www.")
    except ValueError:
        return ""


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
