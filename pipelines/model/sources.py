"""Sources, and the links that their indexes (feeds, sitemaps, listings) name."""

from dataclasses import dataclass, field
from datetime import date, datetime

from pipelines.model.source_kinds import SourceKind


@dataclass(frozen=True, slots=True)
class ExtractionRules:
    """CSS selectors that replace the general rules of extraction for the pages of one source."""

    keep: tuple[str, ...] = ()  # blocks that always belong to the text
    drop: tuple[str, ...] = ()  # blocks that never belong to the text
    headline: str | None = None
    date: str | None = None
    body: str | None = None  # the element that holds the whole text


@dataclass(frozen=True, slots=True)
class Source:
    """One outlet, as ``sources.toml`` describes it."""

    id: str
    name: str
    home: str
    region: str  # an ISO 3166-2 code such as RU-NIZ
    timezone: str  # a name of the IANA database such as Europe/Moscow
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    listings: tuple[str, ...] = ()
    article_pattern: str | None = None  # a regular expression for paths and queries of articles
    language: str | None = None
    owner: str | None = None
    kind: SourceKind = SourceKind.OUTLET
    enabled: bool = True
    verify_certificates: bool = True
    group_copies: bool = True  # whether its articles may join the stories of other articles
    render: bool = False  # whether a browser runs the scripts of its pages before they are read
    rules: ExtractionRules = field(default_factory=ExtractionRules)


@dataclass(frozen=True, slots=True)
class Address:
    """A URL as it is fetched, and the identity that all URLs of its page share.

    ``pipelines.parsing.urls`` computes both.
    """

    url: str
    identity: str


@dataclass(frozen=True, slots=True)
class Hints:
    """What a feed, sitemap or listing states about an article, rightly or wrongly."""

    headline: str | None = None
    description: str | None = None
    date_published: datetime | date | None = None
    date_published_raw: str | None = None
    date_modified: datetime | None = None
    authors: tuple[str, ...] = ()
    article_section: str | None = None
    keywords: tuple[str, ...] = ()
    main_image: str | None = None
    article_body: str | None = None  # HTML, unchanged from the feed
    credit_text: str | None = None  # the name in the <source> element of RSS
    is_based_on: str | None = None  # the URL in the <source> element of RSS


@dataclass(frozen=True, slots=True)
class Link:
    """A URL that a feed, sitemap or listing names, with what it says of the article."""

    url: str
    hints: Hints = field(default_factory=Hints)
