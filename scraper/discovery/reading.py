"""Reads the bytes of a document of any kind; worker processes call this function."""

import re
from enum import Enum, auto

from pipelines.parsing.storable import storable
from scraper.discovery.documents import Document, DocumentContext, Kind

# «<urlset xmlns="…">», «<sm:sitemapindex>»
_SITEMAP_START = re.compile(rb"<(?:[\w-]{1,20}:)?(?:urlset|sitemapindex)[\s>]", re.IGNORECASE)
_FEED_START = re.compile(rb"<(?:rss|feed|rdf:RDF)[\s>]", re.IGNORECASE)
_MAX_HEAD_BYTES = 3000  # before the root element there may be a declaration and comments

# Class names by which the pages of a channel are known.
_PREVIEW_MARKS = (b"tgme_channel_info", b"tgme_channel_history")
_CARD_MARK = b"tgme_page"  # of the page that names the channel and shows no posts


def read_document(kind: Kind, body: bytes, context: DocumentContext) -> Document:
    """Read the bytes of a document of this kind; raises UnreadableError if they are of another.

    All text and numbers of the result can be stored.
    """
    return storable(_read(kind, body, context))


def _read(kind: Kind, body: bytes, context: DocumentContext) -> Document:
    """Read a document by the reader of its kind, or as a channel if it is the page of one."""
    kind = sniffed_kind(kind, body)
    # The readers are imported here: only worker processes need them, and the crawl starts sooner.
    if _may_be_channel(kind, body):
        from scraper.discovery.channels import read_channel

        document = read_channel(kind, body, context)
        if document is not None:
            return document
    if kind is Kind.FEED:
        from scraper.discovery.feeds import read_feed

        return read_feed(body, context)
    if kind is Kind.SITEMAP:
        from scraper.discovery.sitemaps import read_sitemap

        return read_sitemap(body, context)
    if kind is Kind.LISTING:
        from scraper.discovery.listings import read_listing

        return read_listing(body, context)
    from scraper.discovery.autodiscovery import read_home

    return read_home(body, context)


class Sight(Enum):
    """What the page of one post shows."""

    SHOWN = auto()  # the post
    REMOVED = auto()  # that there is no such post
    NOTHING = auto()  # neither, as when the service limits requests


def sight_of_post(body: bytes, url: str) -> Sight:
    """Return what the page of the post at ``url`` shows."""
    from pipelines.extraction.posts.article import post_in
    from pipelines.extraction.posts.preview import is_removed
    from pipelines.parsing.encoding import decode
    from pipelines.parsing.html import parse

    tree = parse(decode(body))
    if tree is None:
        return Sight.NOTHING
    if post_in(tree, url) is not None:
        return Sight.SHOWN
    return Sight.REMOVED if is_removed(tree) else Sight.NOTHING


def _may_be_channel(kind: Kind, body: bytes) -> bool:
    """Return whether a document of this kind may be a page of a Telegram channel."""
    if kind is Kind.CHANNEL:
        return True
    marks = (*_PREVIEW_MARKS, _CARD_MARK) if kind is Kind.HOME else _PREVIEW_MARKS
    return kind in (Kind.HOME, Kind.LISTING) and any(mark in body for mark in marks)


def sniffed_kind(kind: Kind, body: bytes) -> Kind:
    """Return the kind by the root element: a feed may be configured as sitemap, or the reverse."""
    head = body[:_MAX_HEAD_BYTES]
    if kind is Kind.FEED and _SITEMAP_START.search(head):
        return Kind.SITEMAP
    if kind is Kind.SITEMAP and _FEED_START.search(head):
        return Kind.FEED
    return kind
