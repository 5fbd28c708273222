"""Decides whom the articles of a story credit: another article of the story, or somebody else."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol, TypeVar
from urllib.parse import urlsplit

from pipelines.model import (
    SourceKind,
    credit_names_outlet,
    credit_words,
    kind_of_address,
    kind_of_name,
)
from pipelines.parsing.sites import outlet_of, profile_of
from pipelines.parsing.urls import identity


class CreditFacts(Protocol):
    """The facts of an article that show whom it credits, or by which other articles credit it."""

    @property
    def id(self) -> int: ...
    @property
    def owner(self) -> str: ...  # of the outlet
    @property
    def source_name(self) -> str: ...
    @property
    def url(self) -> str: ...
    @property
    def canonical_url(self) -> str | None: ...
    @property
    def credit_text(self) -> str | None: ...
    @property
    def is_based_on(self) -> str | None: ...  # a URL as the page states it; it may be invalid


Article = TypeVar("Article", bound=CreditFacts)


class StoryArticle(NamedTuple):
    """One article of a story, with the facts on which its origin depends.

    A page of the site creates hundreds, and a tuple is created faster than a dataclass.
    """

    id: int
    owner: str  # of the outlet
    source_name: str
    kind: SourceKind  # of the outlet
    url: str
    canonical_url: str | None = None
    credit_text: str | None = None
    is_based_on: str | None = None
    source_id: str = ""
    relation: str | None = None  # to the nearest article of its story


@dataclass(frozen=True, slots=True)
class CreditedBody:
    """An outlet, agency, press office or channel that is credited and has no article in the story.

    Bodies with an equal ``channel`` are one body, even if their names differ.
    """

    name: str
    kind: SourceKind
    channel: str = ""  # such as t.me/penza_live


def credited_article(article: Article, others: Iterable[Article]) -> Article | None:
    """Return the one of ``others`` that ``article`` credits, or None if it credits none of them.

    First an article with the stated address is looked for, then an article of the outlet of this
    address, then an outlet with the stated name. The first of several such articles is returned.
    Articles of the same owner do not count.
    """
    if not article.is_based_on and not article.credit_text:
        return None
    candidates = [
        other for other in others if other.owner != article.owner and other.id != article.id
    ]
    stated = _stated_address(article)
    if stated is not None:
        by_address = (other for other in candidates if _has_address(other, stated))
        by_outlet = (other for other in candidates if _outlet(other.url) == outlet_of(stated))
        credited = next(by_address, None) or next(by_outlet, None)
        if credited is not None:
            return credited
    # An outlet may have the name of a channel. If the stated address belongs to a channel, only
    # articles of channels can be meant.
    must_be_channel = stated is not None and _channel(stated) is not None
    credit = article.credit_text
    if not credit:
        return None
    for other in candidates:
        is_named = credit_names_outlet(credit, other.source_name)
        if is_named and (not must_be_channel or _channel(other.url) is not None):
            return other
    return None


def credits_of(articles: Sequence[StoryArticle]) -> dict[int, StoryArticle | CreditedBody]:
    """Return the article or the body that each article credits, by the id of the article.

    Two names mean one body if one has all words of the other, such as «пресс-служба УМВД» and
    «пресс-служба УМВД по Пензенской области». The longer name is used.
    """
    credits_by_id: dict[int, StoryArticle | CreditedBody] = {}
    for article in articles:
        credited = credited_article(article, articles) or _credited_body(article, articles)
        if credited is not None:
            credits_by_id[article.id] = credited
    bodies = [credited for credited in credits_by_id.values() if isinstance(credited, CreditedBody)]
    same_body = _same_bodies(list(dict.fromkeys(bodies)))
    return {
        article_id: same_body[credited] if isinstance(credited, CreditedBody) else credited
        for article_id, credited in credits_by_id.items()
    }


def _same_bodies(bodies: Sequence[CreditedBody]) -> dict[CreditedBody, CreditedBody]:
    """Return for each body the one that stands for it: of its channel, or with a longer name."""
    first_of_channel: dict[str, CreditedBody] = {}
    same: dict[CreditedBody, CreditedBody] = {}
    for body in bodies:
        if body.channel:
            same[body] = first_of_channel.setdefault(body.channel, body)
        else:
            same[body] = _longest_name(body, bodies)
    return same


def _credited_body(article: StoryArticle, articles: Iterable[StoryArticle]) -> CreditedBody | None:
    """Return the body that an article credits; the article credits no article of its story.

    If the stated address belongs to the article's own outlet or owner, only the name decides.
    """
    credit = " ".join((article.credit_text or "").split())
    stated = _stated_address(article)
    if stated is not None and _is_of_owner(article.owner, stated, articles):
        stated = None
    channel = _channel(stated) if stated is not None else None
    if channel is not None:
        return CreditedBody(credit or channel, SourceKind.CHANNEL, channel)
    if credit:
        is_own_name = credit_names_outlet(credit, article.source_name)
        return None if is_own_name else CreditedBody(credit, kind_of_name(credit))
    if stated is None or _is_post(article):
        return None  # a post may link to anything, such as a form or a map
    return CreditedBody(outlet_of(stated), kind_of_address(stated))


def _is_of_owner(owner: str, stated: str, articles: Iterable[StoryArticle]) -> bool:
    """Return whether the story has an article of this owner at the outlet of an address."""
    return any(
        article.owner == owner and _outlet(article.url) == outlet_of(stated) for article in articles
    )


def _is_post(article: StoryArticle) -> bool:
    return article.kind is SourceKind.CHANNEL or _channel(article.url) is not None


def _longest_name(body: CreditedBody, bodies: Iterable[CreditedBody]) -> CreditedBody:
    """Return the body that has all words of this one and the most words.

    Among names with equally many words the alphabetically first is returned. If two different
    longer names contain the name, nothing shows which of them is meant, and ``body`` is returned.
    """
    words = credit_words(body.name)
    if not words:
        return body
    longer = [other for other in bodies if not other.channel and words <= credit_words(other.name)]
    if not longer:
        return body
    longest = min(longer, key=lambda other: (-len(credit_words(other.name)), other.name))
    words_of_longest = credit_words(longest.name)
    contains_all = all(credit_words(other.name) <= words_of_longest for other in longer)
    return longest if contains_all else body


def _stated_address(article: CreditFacts) -> str | None:
    """Return the address on which an article says it is based; None if it states no valid one."""
    stated = article.is_based_on
    return stated if stated and _outlet(stated) else None


def _has_address(article: CreditFacts, stated: str) -> bool:
    """Return whether a stated address is one of an article's addresses, in any spelling."""
    if stated in (article.url, article.canonical_url):
        return True
    is_valid = bool(_outlet(article.url))
    return is_valid and identity(article.url) == identity(stated)


def _outlet(url: str) -> str:
    """Return the outlet of an address as ``outlet_of`` does, or "" if the address is not valid."""
    try:
        return outlet_of(url) if urlsplit(url).hostname else ""
    except ValueError:
        return ""


def _channel(url: str) -> str | None:
    """Return a text that is equal for all addresses of one channel; None for other addresses."""
    return profile_of(url) if kind_of_address(url) is SourceKind.CHANNEL else None
