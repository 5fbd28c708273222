"""Outlets, and the links that their indexes name."""

from dataclasses import dataclass, field
from datetime import date, datetime


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
    """A URL as it is fetched, and the identity it shares with its twins (``parsing.urls``)."""

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
