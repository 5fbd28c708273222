"""One entry for the worker processes: the bytes of an endpoint to what they say."""

from collections.abc import Callable

from scraper.discovery.autodiscovery import read_home
from scraper.discovery.documents import Document, Kind, Origin
from scraper.discovery.feeds import read_feed
from scraper.discovery.listings import read_listing
from scraper.discovery.sitemaps import read_sitemap

_READERS: dict[Kind, Callable[[bytes, Origin], Document]] = {
    Kind.FEED: read_feed,
    Kind.SITEMAP: read_sitemap,
    Kind.LISTING: read_listing,
    Kind.HOME: read_home,
}


def read_document(kind: Kind, body: bytes, origin: Origin) -> Document:
    """Read an endpoint's bytes as what it is taken for; raises UnreadableError if it is not."""
    return _READERS[kind](body, origin)
