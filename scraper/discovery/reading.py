"""One entry for the worker processes: the bytes of an endpoint to what they say."""

from scraper.discovery.documents import Document, Kind, Origin


def read_document(kind: Kind, body: bytes, origin: Origin) -> Document:
    """Read an endpoint's bytes as what it is taken for; raises UnreadableError if it is not."""
    # the crawl names this function and never calls it: it starts sooner without the readers
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
