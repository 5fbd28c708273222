"""One entry for the worker processes: the bytes of an endpoint to what they say."""

import re

from scraper.discovery.documents import Document, Kind, Origin

_SITEMAP_START = re.compile(rb"<(?:[\w-]{1,20}:)?(?:urlset|sitemapindex)[\s>]", re.IGNORECASE)
_FEED_START = re.compile(rb"<(?:rss|feed|rdf:RDF)[\s>]", re.IGNORECASE)


def read_document(kind: Kind, body: bytes, origin: Origin) -> Document:
    """Read an endpoint's bytes as what it is taken for; raises UnreadableError if it is not."""
    # imported here, since the crawl itself never calls this and starts sooner without the readers
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
    """The kind of a feed or sitemap by its root element, as each is named in place of the other."""
    head = body[:3000]
    if kind is Kind.FEED and _SITEMAP_START.search(head):
        return Kind.SITEMAP
    if kind is Kind.SITEMAP and _FEED_START.search(head):
        return Kind.FEED
    return kind
