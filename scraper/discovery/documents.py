"""The values that all readers of indexes take and return, whatever the format."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pipelines.model import Link, Preview


class Kind(StrEnum):
    """The kind of an endpoint, as stored in ``endpoints.kind``."""

    FEED = "feed"
    SITEMAP = "sitemap"
    LISTING = "listing"
    CHANNEL = "channel"  # a page of the public preview of a Telegram channel
    HOME = "home"


@dataclass(frozen=True, slots=True)
class Child:
    """A sitemap named by a sitemap index, with its time of change according to the index."""

    url: str
    lastmod: datetime | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """An index, a home page or a page of a channel, with its links in document order."""

    links: tuple[Link, ...] = ()  # to articles
    children: tuple[Child, ...] = ()  # the sitemaps that a sitemap index names
    next_pages: tuple[str, ...] = ()  # the address of the next page of a feed or listing, if any
    feeds: tuple[str, ...] = ()  # addresses that a home page declares
    sitemaps: tuple[str, ...] = ()
    minutes_to_live: int | None = None  # the `ttl` of a feed
    title: str | None = None
    language: str | None = None
    leads_to: str | None = None  # where a home page redirects to by a meta tag or a script
    menu: tuple[str, ...] = ()  # addresses that are linked only in menus, by texts of a few words
    channel: Preview | None = None  # the posts of a page of a channel's preview
    channels: tuple[str, ...] = ()  # previews to which the cards of channels lead
    damage: str | None = None  # why the document was hard to read; None if it was not


class UnreadableError(Exception):
    """The bytes are not of the endpoint's kind; the message says what they are."""


class NoPreviewError(UnreadableError):
    """A channel shows no public preview; the message says why, as far as the page tells."""


class EmptyPreviewError(UnreadableError):
    """A preview shows no message, as when the service limits requests."""


@dataclass(frozen=True, slots=True)
class DocumentContext:
    """The address of a document, and the facts of its source that are needed to read it."""

    url: str  # after redirects
    content_type: str = ""
    timezone: str | None = None  # IANA, for times that name no zone
    now: datetime | None = None
    article_pattern: str | None = None
    is_local_as_gmt: bool = False  # whether the outlet's feeds label local time as GMT
