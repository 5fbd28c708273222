"""Reads the bytes of any endpoint; the function that worker processes call."""

import re

from scraper.discovery.documents import Document, Kind, Origin

_SITEMAP_START = re.compile(rb"<(?:[\w-]{1,20}:)?(?:urlset|sitemapindex)[\s>]", re.IGNORECASE)
_FEED_START = re.compile(rb"<(?:rss|feed|rdf:RDF)[\s>]", re.IGNORECASE)


def read_document(kind: Kind, body: bytes, origin: Origin) -> Document:
    """Read the bytes of an endpoint of this kind; raises UnreadableError if they are of no kind."""
    # The readers are imported here: only worker processes need them, and the crawl starts sooner.
    kind = sniffed_kind(kind, body)
    if kind is Kind.FEED:
        from scraper.discovery.feeds import read_feed

        return read_feed(body, origin)
    if kind is Kind.SITEMAP:
        from scraper.discovery.sitemaps import read_sitemap

        return read_sitemap(body, origin)
    if kind is Kind.LISTING:
        from scraper.discovery.listings import read_listing

        return read_listing(body, origin)
    from scraper.discovery.autodiscovery import read_home

    return read_home(body, origin)


def sniffed_kind(kind: Kind, body: bytes) -> Kind:
    """Return the kind by the root element: a feed may be configured as sitemap, or the reverse."""
    head = body[:3000]
    if kind is Kind.FEED and _SITEMAP_START.search(head):
        return Kind.SITEMAP
    if kind is Kind.SITEMAP and _FEED_START.search(head):
        return Kind.FEED
    return kind
