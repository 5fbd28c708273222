"""Finding an outlet's feeds from its home page, and where feeds and sitemaps usually lie."""

import re
from urllib.parse import urljoin

from pipelines.parsing.urls import resolve, same_site
from scraper.discovery.documents import Document, Origin
from scraper.discovery.pages import anchors, base_of, parse_page

_FEED_TYPES = re.compile(r"application/(?:rss|atom|rdf|feed)\+(?:xml|json)|text/xml", re.IGNORECASE)
_FEED_PATH = re.compile(
    r"/(?:rss|feed|atom|yandex|news)(?:/|\.xml|\.rss|\.php|\.json)?(?:\?[^/]*)?$|\.rss$|[?&]feed=rss",
    re.IGNORECASE,
)
_FEED_START = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:rss|feed|rdf:RDF)\b", re.DOTALL | re.IGNORECASE
)
_COMMENTS = re.compile(r"comment|kommentar|коммент", re.IGNORECASE)
_MAX_FEEDS = 5


def read_home(body: bytes, origin: Origin) -> Document:
    """Return the feeds a home page declares or, failing that, links to; the main one first."""
    if _FEED_START.match(body):
        return Document(feeds=(origin.url,))
    tree = parse_page(body, origin)
    base = base_of(tree, origin)
    declared = []
    for element in tree.iter("link"):
        rel = element.get("rel", "").lower().split()
        if "alternate" in rel and _FEED_TYPES.search(element.get("type", "")):
            url = resolve(base, element.get("href", ""))
            if url and not _COMMENTS.search(url + element.get("title", "")):
                declared.append(url)
    linked = [
        a.url for a in anchors(tree, base) if _FEED_PATH.search(a.url) and _says_feed(a.url, a.text)
    ]
    found = dict.fromkeys(url for url in declared or linked if same_site(url, origin.url))
    title = tree.findtext(".//title")
    language = tree.get("lang") or None
    return Document(
        feeds=tuple(found)[:_MAX_FEEDS],
        title=" ".join(title.split()) if title else None,
        language=language.partition("-")[0].lower() if language else None,
    )


def _says_feed(url: str, text: str) -> bool:
    return bool(re.search(r"rss|feed|atom", f"{url} {text}", re.IGNORECASE))


def usual_sitemaps(home: str) -> tuple[str, ...]:
    """Where a sitemap lies when robots.txt names none."""
    return (urljoin(home, "/sitemap.xml"),)


def usual_feeds(home: str) -> tuple[str, ...]:
    """Where feeds lie on the systems regional outlets run on."""
    return tuple(urljoin(home, path) for path in ("/rss", "/rss.xml", "/feed/"))
