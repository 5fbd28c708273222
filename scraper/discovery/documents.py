"""What an index of articles says, whatever its format: the value every reader here returns."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pipelines.model import Link


class Kind(StrEnum):
    """What an endpoint is taken for; stored in ``endpoints.kind``."""

    FEED = "feed"
    SITEMAP = "sitemap"
    LISTING = "listing"
    HOME = "home"


@dataclass(frozen=True, slots=True)
class Child:
    """A sitemap that a sitemap index names, with the time it says that one changed."""

    url: str
    lastmod: datetime | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """Links to articles and to further documents, in the order they stood."""

    links: tuple[Link, ...] = ()
    children: tuple[Child, ...] = ()
    next_pages: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    minutes_to_live: int | None = None
    title: str | None = None
    language: str | None = None
    leads_to: str | None = None  # where a home page sends browsers by meta refresh or script
    damage: str | None = None  # why the document was hard to read, if it was


class UnreadableError(Exception):
    """The bytes are not what the endpoint was taken for; the message says what they are."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a document came from, and what is needed to read it."""

    url: str  # after redirects
    content_type: str = ""
    timezone: str | None = None  # IANA, for times that name no zone
    now: datetime | None = None
    article_pattern: str | None = None
    is_local_as_gmt: bool = False  # the outlet's feeds label local time as GMT
