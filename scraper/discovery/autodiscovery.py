"""Finds the feeds that a home page names, and lists the usual addresses of feeds and sitemaps."""

import re
from urllib.parse import urljoin

from lxml.html import HtmlElement

from pipelines.parsing.sites import is_same_site
from pipelines.parsing.urls import identity, resolve
from scraper.discovery.documents import Document, DocumentContext
from scraper.discovery.pages import anchors, base_of, menu_only, parse_page

# «application/rss+xml»
_FEED_TYPES = re.compile(r"application/(?:rss|atom|rdf|feed)\+(?:xml|json)|text/xml", re.IGNORECASE)
# Types of any XML or JSON; such a link leads to a feed if its address or title says so.
_GENERAL_TYPES = re.compile(r"(?:application|text)/(?:xml|json)", re.IGNORECASE)
_NO_FEED = re.compile(r"/wp-json/|oembed", re.IGNORECASE)
# Addresses of feeds: «/rss», «/news.xml», «/feed/?lang=ru», «?feed=rss», «/rss/section/sport».
_FEED_PATH = re.compile(
    r"/(?:rss|feed|atom|yandex|news)(?:/|\.xml|\.rss|\.php|\.json)?(?:\?[^/]*)?$|\.rss$|[?&]feed=rss"
    r"|/(?:rss|feeds?|atom)\d?(?:/[\w.-]{1,60}){1,2}/?$",
    re.IGNORECASE,
)
_MAX_MENU_WORDS = 5  # of the name of a standing page; headlines in menus are longer
# The beginning of a feed, after an XML declaration and comments: «<rss», «<feed», «<rdf:RDF».
_FEED_START = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:rss|feed|rdf:RDF)\b", re.DOTALL | re.IGNORECASE
)
_USUAL_SITEMAPS = (
    "/sitemap.xml", "/sitemap_index.xml", "/news-sitemap.xml", "/sitemap-news.xml",
    "/post-sitemap.xml", "/sitemap.xml.gz",
)  # fmt: skip
_USUAL_FEEDS = ("/rss", "/rss.xml", "/feed/", "/rss/all.xml", "/yandex.xml")
# The content of a redirecting meta tag, seconds and address: «0; url=/news/».
_REFRESH = re.compile(
    r"""\s*(\d{0,3})[\d.]{0,5}\s*[;,]\s*(?:url\s*=\s*)?['"]?([^'"\s>]{1,500})""", re.IGNORECASE
)
_MAX_REFRESH_SECONDS = 10  # of a redirect by meta tag; a later refresh only reloads the page
# A redirect in a script: «location.href = "/news/"», «location.replace("/news/")».
_SCRIPT_LOCATION = re.compile(
    r"""location(?:\.href)?\s*(?:=|\.replace\(|\.assign\()\s*['"]([^'"\s]{1,500})['"]"""
)
_MAX_EMPTY_PAGE_CHARS = 600  # with its scripts, of a page that only redirects
_COMMENTS = re.compile(r"comment|kommentar|коммент", re.IGNORECASE)
_MAX_FEEDS = 20  # that are polled; outlets declare one for each section


def read_home(body: bytes, context: DocumentContext) -> Document:
    """Return the feeds that a home page declares; if none, those of the site that it links.

    Feeds on the outlet's own site come first. A body that is itself a feed is returned as the only
    feed. ``leads_to`` is set if the page has no content and redirects by a meta tag or a script.
    """
    if _FEED_START.match(body):
        return Document(feeds=(context.url,))
    tree = parse_page(body, context)
    base = base_of(tree, context)
    declared = _declared_feeds(tree, base)
    links = list(anchors(tree, base))
    linked = [
        link.url
        for link in links
        if _FEED_PATH.search(link.url) and _names_feed(link.url, link.text)
    ]
    linked_on_own_site = [url for url in linked if is_same_site(url, context.url)]
    distinct = list(dict.fromkeys(declared or linked_on_own_site))
    # A declared feed may lie on the host of a feed service; such feeds come last.
    own_feeds = [url for url in distinct if is_same_site(url, context.url)]
    feeds = [*own_feeds, *(url for url in distinct if not is_same_site(url, context.url))]
    title = tree.findtext(".//title")
    language = tree.get("lang") or None
    return Document(
        feeds=tuple(feeds[:_MAX_FEEDS]),
        title=" ".join(title.split()) if title else None,
        language=language.partition("-")[0].lower() if language else None,
        leads_to=None if feeds else _leads_to(tree, base),
        menu=menu_only(link for link in links if len(link.text.split()) <= _MAX_MENU_WORDS),
    )


def _declared_feeds(tree: HtmlElement, base: str) -> list[str]:
    """Return the addresses of the feeds in the head of a page, without feeds of comments."""
    declared = []
    for element in tree.iter("link"):
        if "alternate" in element.get("rel", "").lower().split() and _declares_feed(element):
            href = element.get("href", "").strip()
            url = resolve(base, href) if href and not href.startswith("#") else None
            if url and not _COMMENTS.search(url + element.get("title", "")):
                declared.append(url)
    return declared


def _declares_feed(element: HtmlElement) -> bool:
    """Return whether a ``<link>`` has the type of a feed, or of other XML and a word for a feed."""
    kind, href = element.get("type", ""), element.get("href", "")
    if _FEED_TYPES.search(kind):
        return True
    is_general = _GENERAL_TYPES.fullmatch(kind.strip()) and not _NO_FEED.search(href)
    return bool(is_general) and _names_feed(href, element.get("title", ""))


def _leads_to(tree: HtmlElement, base: str) -> str | None:
    """Return the address on the same site that a page without content redirects to, or None."""
    for element in tree.iter("meta"):
        if element.get("http-equiv", "").lower() == "refresh":
            match = _REFRESH.match(element.get("content", ""))
            if match and int(match[1] or 0) <= _MAX_REFRESH_SECONDS:
                return _other_address(base, match[2])
    if len(tree.text_content()) > _MAX_EMPTY_PAGE_CHARS or tree.find(".//a") is not None:
        return None
    for script in tree.iter("script"):
        if match := _SCRIPT_LOCATION.search(script.text or ""):
            return _other_address(base, match[1])
    return None


def _other_address(base: str, reference: str) -> str | None:
    """Return the address of a reference if it is another one on the same site, else None."""
    url = resolve(base, reference)
    if url is None or identity(url) == identity(base) or not is_same_site(url, base):
        return None
    return url


def _names_feed(url: str, text: str) -> bool:
    """Return whether an address or the text of its link has a word for a feed, such as «rss»."""
    return bool(re.search(r"rss|feed|atom|rdf|лента", f"{url} {text}", re.IGNORECASE))


def usual_sitemaps(home: str) -> tuple[str, ...]:
    """Return the usual addresses of sitemaps, which are tried if robots.txt names none."""
    return tuple(urljoin(home, path) for path in _USUAL_SITEMAPS)


def usual_feeds(home: str) -> tuple[str, ...]:
    """Return the addresses of feeds on the content management systems of regional outlets."""
    return tuple(urljoin(home, path) for path in _USUAL_FEEDS)
