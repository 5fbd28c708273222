"""The values that travel from a downloaded page to a stored story.

Facts bear the names of schema.org's NewsArticle (https://schema.org/NewsArticle) in snake_case.
Every ``datetime`` here is aware and in UTC; a bare ``date`` is a day in the outlet's own zone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

Bucket = tuple[int, int]  # band, value
Days = tuple[int, int]  # first and last, both included
SENTENCE_BAND = 255  # the pseudo-band of sentence templates, beside those of the signature


class Outcome(StrEnum):
    """Every way the look at one URL can end; each look is counted once under its name."""

    STORED = "stored"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    ALIAS = "alias"  # another address of an article that is already stored
    NOT_ARTICLE = "not_article"
    TOO_OLD = "too_old"  # published before the day the run goes back to
    EXTRACTION_FAILED = "extraction_failed"
    STOPPED_CPU = "stopped_cpu"  # not tried again until the page changes
    STOPPED_WALL = "stopped_wall"  # tried again next run
    CHALLENGE = "challenge"  # an anti-bot page
    BLOCKED = "blocked"  # an address that may not be fetched
    ROBOTS_DENIED = "robots_denied"
    DNS_ERROR = "dns_error"
    TLS_ERROR = "tls_error"
    TIMEOUT = "timeout"
    HTTP_ERROR = "http_error"
    REDIRECT_LOOP = "redirect_loop"
    TOO_LARGE = "too_large"
    NETWORK_ERROR = "network_error"
    GONE = "gone"
    FORGOTTEN = "forgotten"  # a tombstone: never fetched again
    PENDING = "pending"  # seen, not looked at yet


class Relation(StrEnum):
    """How an article stands to the canonical article of its story."""

    ORIGINAL = "original"
    REPRINT = "reprint"
    EXCERPT = "excerpt"
    DIGEST = "digest"
    UPDATE = "update"


@dataclass(frozen=True, slots=True)
class ExtractionRules:
    """CSS selectors a source may override extraction with; empty means the general rules."""

    keep: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    headline: str | None = None
    date: str | None = None
    body: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """One outlet, as ``sources.toml`` describes it."""

    id: str
    name: str
    home: str
    region: str  # ISO 3166-2
    timezone: str  # IANA
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    listings: tuple[str, ...] = ()
    article_pattern: str | None = None
    language: str | None = None
    owner: str | None = None
    enabled: bool = True
    verify_certificates: bool = True
    group_copies: bool = True
    rules: ExtractionRules = field(default_factory=ExtractionRules)


@dataclass(frozen=True, slots=True)
class Address:
    """A URL as it is fetched, and the identity it shares with its twins (pipelines.urls)."""

    url: str
    identity: str


@dataclass(frozen=True, slots=True)
class Hints:
    """What a feed, sitemap or listing said of a link; evidence for the page's facts, not truth."""

    headline: str | None = None
    description: str | None = None
    date_published: datetime | date | None = None
    date_published_raw: str | None = None
    date_modified: datetime | None = None
    authors: tuple[str, ...] = ()
    article_section: str | None = None
    keywords: tuple[str, ...] = ()
    main_image: str | None = None
    article_body: str | None = None  # HTML, as the feed carries it
    credit_text: str | None = None  # the name in RSS <source>
    is_based_on: str | None = None  # its URL


@dataclass(frozen=True, slots=True)
class Link:
    """A URL found in a feed, sitemap or page, with what was said of it there."""

    url: str
    hints: Hints = field(default_factory=Hints)


@dataclass(frozen=True, slots=True)
class Page:
    """A downloaded page that may hold an article, with the context needed to read it."""

    url: str  # after redirects
    body: bytes = field(repr=False)
    encoding: str | None = None  # as HTTP declared it
    fetched_at: datetime | None = None
    timezone: str | None = None  # IANA zone of the source, for times without one
    language: str | None = None
    source_id: str | None = None
    source_name: str | None = None  # the outlet's own, which is no part of headlines and bylines
    is_revisit: bool = False  # of an address known to be an article's
    requested_url: str | None = None  # before redirects
    since: datetime | None = None  # an article published earlier than this is not stored
    next_check_at: datetime | None = None  # when a stored article is looked at again
    hints: Hints = field(default_factory=Hints)
    rules: ExtractionRules = field(default_factory=ExtractionRules)


@dataclass(frozen=True, slots=True)
class Evidence:
    """One statement of a fact: where it stood and what it said."""

    fact: str  # a field of Article
    value: str
    found_in: str  # json-ld, opengraph, microdata, time-element, feed, visible-text, …


@dataclass(frozen=True, slots=True)
class Removed:
    """A block of text that a cleaning stage took out, and why."""

    text: str
    stage: str
    reason: str


@dataclass(frozen=True, slots=True)
class Article:
    """The text and facts of one news page.

    ``article_body`` holds paragraphs separated by one newline, cleaned by general rules only:
    what a source's pages teach later is cut when the article is stored, never here.
    """

    url: str
    headline: str
    article_body: str
    canonical_url: str | None = None
    description: str | None = None
    authors: tuple[str, ...] = ()
    date_published: datetime | date | None = None  # a bare date when only the day is known
    date_published_raw: str | None = None
    date_modified: datetime | date | None = None
    in_language: str | None = None
    main_image: str | None = None
    main_image_caption: str | None = None
    main_image_credit: str | None = None
    article_section: str | None = None
    keywords: tuple[str, ...] = ()
    credit_text: str | None = None
    is_based_on: str | None = None
    evidence: tuple[Evidence, ...] = ()
    removed: tuple[Removed, ...] = ()

    @property
    def date_published_precision(self) -> str | None:
        """``minute``, ``day`` or None when no date is known."""
        if self.date_published is None:
            return None
        return "minute" if isinstance(self.date_published, datetime) else "day"

    @property
    def word_count(self) -> int:
        return len(self.article_body.split())


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading a page: an article, or the outcome and the reason there is none."""

    outcome: Outcome
    article: Article | None = None
    reason: str | None = None


def iso_text(moment: datetime | date | None) -> str | None:
    """Return UTC ISO 8601 text with seconds for a time, ``YYYY-MM-DD`` for a bare day."""
    if isinstance(moment, datetime):
        return moment.isoformat(timespec="seconds").replace("+00:00", "Z")
    return moment.isoformat() if moment else None


@dataclass(frozen=True, slots=True)
class MinHashScheme:
    """What signatures are made with, stored beside each: those of two schemes can't be compared."""

    name: str = "affine32"
    seed: int = 1
    num_perm: int = 128


MINHASH = MinHashScheme()


@dataclass(frozen=True, slots=True)
class Document:
    """The facts of one article that decide its story; times are UTC ISO 8601 text."""

    id: int
    url: str
    text: str
    headline: str = ""
    source_id: str = ""
    source_name: str = ""
    owner: str = ""  # of the source, else the source itself
    region: str = ""
    date_published: str | None = None  # a bare YYYY-MM-DD when only the day is known
    date_first_seen: str = ""
    canonical_url: str | None = None
    credit_text: str | None = None
    is_based_on: str | None = None
    group_copies: bool = True
    tie: str = ""  # decides between equal times; the hash of the URL unless given

    @property
    def rank(self) -> str:
        """Text that sorts documents by publication.

        A minute-exact time comes before a bare day, which sorts by when it was first seen on that
        day; an undated article stands where it was first seen, after the dated ones of that day.
        """
        published = self.date_published
        if published and len(published) > len("2026-01-31"):
            when = f"{published[:10]} 0 {published}"
        elif published:
            when = f"{published} 1 {self.date_first_seen}"
        else:
            when = f"{self.date_first_seen[:10] or '9999-12-31'} 2 {self.date_first_seen}"
        return f"{when} {self.tie or url_hash(self.url)}"

    @property
    def day(self) -> int:
        """The day of publication, else of first sight, counted from 1970-01-01; 0 if unknown."""
        text = (self.date_published or self.date_first_seen)[:10]
        try:
            return date.fromisoformat(text).toordinal() - date(1970, 1, 1).toordinal()
        except ValueError:
            return 0


@dataclass(frozen=True, slots=True)
class TextFeatures:
    """What the index keeps of a text alone; it can be computed in another process."""

    signature: "npt.NDArray[np.uint32]"
    templates: tuple[int, ...]  # of its sentences, ascending, each once
    shingle_count: int


@dataclass(frozen=True, slots=True)
class Features:
    """What the index keeps of one document."""

    signature: "npt.NDArray[np.uint32]"
    templates: tuple[int, ...]  # of its sentences
    shingle_count: int  # 0: a document that is not grouped
    day: int
    rank: str
    buckets: tuple[Bucket, ...] = ()  # of the signature's bands

    @property
    def key(self) -> int:
        """A value that copies tend to share and unlike texts don't: commonness counts these."""
        return int(self.signature[0])

    @property
    def all_buckets(self) -> tuple[Bucket, ...]:
        return self.buckets + tuple((SENTENCE_BAND, template) for template in self.templates)


@dataclass(frozen=True, slots=True)
class Edge:
    """A verified match of two documents, ``article_id`` < ``other_id``.

    The shares are those of each document's telling shingles that the other has.
    """

    article_id: int
    other_id: int
    jaccard: float
    containment: float
    relation: Relation  # of the later to the earlier
    share: float
    other_share: float

    @property
    def ends(self) -> tuple[int, int]:
        return self.article_id, self.other_id

    def other_end(self, document_id: int) -> int:
        return self.other_id if document_id == self.article_id else self.article_id

    def share_of(self, document_id: int) -> float:
        return self.share if document_id == self.article_id else self.other_share


@dataclass(frozen=True, slots=True)
class Story:
    """One story: its canonical document and the relation of each member to it."""

    id: str
    canonical_id: int
    relations: Mapping[int, Relation]


def url_hash(url: str) -> str:
    """Return 16 hexadecimal digits that stand for a URL."""
    return blake2b(url.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
