"""The values that travel from a downloaded page to a stored story.

Facts bear the names of schema.org's NewsArticle (https://schema.org/NewsArticle) in snake_case.
Every ``datetime`` here is aware and in UTC; a bare ``date`` is a day in the outlet's own zone.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


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
    body: bytes
    encoding: str | None = None  # as HTTP declared it
    fetched_at: datetime | None = None
    timezone: str | None = None  # IANA zone of the source, for times without one
    language: str | None = None
    source_id: str | None = None
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
