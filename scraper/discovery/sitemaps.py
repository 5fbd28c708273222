"""Reads sitemaps (sitemaps.org, with Google's news and image extensions) as links with hints."""

import io
import re
import zlib
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time
from functools import lru_cache
from urllib.parse import urlsplit

from lxml import etree

from pipelines.model import Hints, Link
from pipelines.parsing.date_bounds import TimeOrDay
from pipelines.parsing.dates import read_date
from pipelines.parsing.urls import resolve
from pipelines.parsing.zones import zone_named
from scraper.discovery.documents import Child, Document, DocumentContext, UnreadableError
from scraper.discovery.leading_noise import without_leading_noise
from scraper.discovery.shapes import probable_articles

_MAX_BYTES = 52_428_800  # the limit of sitemaps.org for an unpacked sitemap
_MAX_LINKS = 50_000  # the limit of sitemaps.org for one sitemap
_GZIP_WBITS = 31  # tells zlib to expect a gzip header
_MAX_ROOT_BYTES = 5000  # at the start of a sitemap, where its root element stands
_MAX_CHECKED_LINES = 50  # of a text sitemap, which must be addresses
# «Sitemap: https://gazeta.example/sitemap.xml»
_ROBOTS_LINE = re.compile(r"^[ \t]*sitemap[ \t]*:[ \t]*(\S+)", re.IGNORECASE | re.MULTILINE)
# The start of a sitemap after leading noise: «<urlset», «<sm:urlset».
_ROOT = re.compile(rb"<(?:[\w-]{1,20}:)?(?:urlset|sitemapindex)\b", re.IGNORECASE)
# The facts that hints are made from, and the hints of a link that states none of them.
_FACTS_OF_HINTS = frozenset(
    ("news:publication_date", "news:keywords", "news:title", "lastmod", "image:loc")
)
_NO_HINTS = Hints()
# The address of a further sitemap, which some outlets name in a sitemap like an article.
_SITEMAP_FILE = re.compile(r"\.xml(?:\.gz)?(?:\?[^/]*)?$", re.IGNORECASE)
# File names of sitemaps that list no articles: «category-sitemap.xml», «post_tag-sitemap2.xml».
_CHILD_WITHOUT_ARTICLES = re.compile(
    r"(?:^|[^a-z])(?:pages?|categor(?:y|ies)|(?:post[_-]?)?tags?|post_format|authors?|users?"
    r"|taxonom(?:y|ies)|products?|static|menu|sections?|rubrics?)(?:[^a-z]|$)",
    re.IGNORECASE,
)


def read_sitemap(body: bytes, context: DocumentContext) -> Document:
    """Read a sitemap, a sitemap index or a text sitemap, which may be compressed with gzip.

    Raises UnreadableError if the body is of another kind or unpacks to more than the protocol
    allows.
    """
    body = _unpacked(body)
    if not body.strip():
        raise UnreadableError("an empty answer instead of a sitemap")
    body = without_leading_noise(body, _ROOT)
    if not body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return _read_text(body, context)
    links: list[Link] = []
    children: list[Child] = []
    for name, facts in _entries(body):
        url = resolve(context.url, facts.get("loc", ""))
        if url is None or len(links) + len(children) >= _MAX_LINKS:
            continue
        if name == "sitemap" or _SITEMAP_FILE.search(url):
            children.append(Child(url, _moment_of(facts.get("lastmod"), context)))
        else:
            links.append(Link(url, _hints(facts, context)))
    if not links and not children and not _is_sitemap(body):
        raise UnreadableError("not a sitemap: no <urlset> or <sitemapindex>")
    if not context.article_pattern:
        article_urls = set(probable_articles(link.url for link in links))
        links = [link for link in links if link.url in article_urls or link.hints.headline]
    return Document(links=tuple(links), children=_with_articles(children))


def _with_articles(children: list[Child]) -> tuple[Child, ...]:
    """Drop the sitemaps named after pages, categories, tags or authors, unless all are."""
    may_have_articles = [
        child for child in children if not _CHILD_WITHOUT_ARTICLES.search(_file_name(child.url))
    ]
    return tuple(may_have_articles or children)


def _file_name(url: str) -> str:
    """Return the file name and query of a sitemap.

    ``page=N`` is left out of the query, since it is no sign of a sitemap of pages.
    """
    parts = urlsplit(url)
    return parts.path.rpartition("/")[2] + re.sub(r"\bpage=\d+", "", parts.query)


def sitemaps_in_robots(text: str, url: str) -> tuple[str, ...]:
    """Return the addresses that the ``Sitemap:`` lines of the robots.txt at ``url`` name."""
    addresses = (resolve(url, match[1]) for match in _ROBOTS_LINE.finditer(text))
    return tuple(dict.fromkeys(address for address in addresses if address))


def _unpacked(body: bytes) -> bytes:
    """Return a body without its gzip compression, if it has one."""
    if not body.startswith(b"\x1f\x8b"):  # the first bytes of gzip
        return body
    decompressor = zlib.decompressobj(wbits=_GZIP_WBITS)
    try:
        unpacked = decompressor.decompress(body, _MAX_BYTES + 1)
    except zlib.error as error:
        raise UnreadableError(f"not a sitemap: broken gzip ({error})") from None
    if len(unpacked) > _MAX_BYTES:
        raise UnreadableError(f"a sitemap that unpacks to more than {_MAX_BYTES} bytes")
    return unpacked


def _is_sitemap(body: bytes) -> bool:
    return bool(re.search(rb"<(?:\w+:)?(?:urlset|sitemapindex)\b", body[:_MAX_ROOT_BYTES]))


def _entries(body: bytes) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield each element ``url`` or ``sitemap``: its name, and its facts by their names.

    Of several facts with one name, the first is taken.
    """
    events = etree.iterparse(
        io.BytesIO(body),
        events=("end",),
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    try:
        for _, element in events:
            name = _local_name(element.tag)
            if name in ("url", "sitemap"):
                yield name, dict(_facts(element))
                element.clear()  # frees the memory of the elements that were read
                while element.getprevious() is not None:
                    del element.getparent()[0]
    except etree.XMLSyntaxError as error:
        raise UnreadableError(f"not a sitemap: {error}") from None


def _facts(element: etree._Element) -> Iterator[tuple[str, str]]:
    """Yield the names and texts of the elements in an element, the last element first.

    So the first element of a name decides in a dict of these pairs. The name of an element of an
    extension has a prefix: ``news:title``.
    """
    for part in reversed(list(element.iter())):
        text = part.text and part.text.strip()
        if text and isinstance(part.tag, str):
            yield _fact_name(part.tag), text


@lru_cache(maxsize=200)  # more than all names of the protocol and its extensions
def _fact_name(tag: str) -> str:
    namespace = tag.rpartition("}")[0].removeprefix("{")
    is_extension = "news" in namespace or "image" in namespace or "video" in namespace
    # "news" of "http://www.google.com/schemas/sitemap-news/0.9"
    last_parts = namespace.rstrip("/").split("/")[-2:]
    prefix = last_parts[0].split("-")[-1] if is_extension else ""
    return f"{prefix}:{_local_name(tag)}" if prefix else _local_name(tag)


def _local_name(tag: object) -> str:
    """Return the name of an element without its namespace; "" for a comment."""
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def _hints(facts: dict[str, str], context: DocumentContext) -> Hints:
    if _FACTS_OF_HINTS.isdisjoint(facts):
        return _NO_HINTS
    raw_date = facts.get("news:publication_date")
    keywords = facts.get("news:keywords", "")
    return Hints(
        headline=facts.get("news:title"),
        date_published=_date_of(raw_date, context),
        date_published_raw=raw_date,
        date_modified=_moment_of(facts.get("lastmod"), context),
        keywords=tuple(word.strip() for word in keywords.split(",") if word.strip()),
        main_image=facts.get("image:loc"),
    )


def _date_of(text: str | None, context: DocumentContext) -> TimeOrDay | None:
    return read_date(text, zone_named(context.timezone), context.now)


def _moment_of(text: str | None, context: DocumentContext) -> datetime | None:
    """Return a time; of a day without a time its last second, so that no change is later."""
    time_or_day = _date_of(text, context)
    if isinstance(time_or_day, date) and not isinstance(time_or_day, datetime):
        zone = zone_named(context.timezone) or UTC
        return datetime.combine(time_or_day, time(23, 59, 59), tzinfo=zone).astimezone(UTC)
    return time_or_day


def _read_text(body: bytes, context: DocumentContext) -> Document:
    """Read a sitemap of one address per line; raises UnreadableError for other lines."""
    raw_lines: Iterable[str] = body.decode("utf-8-sig", "replace").splitlines()
    lines = [line.strip() for line in raw_lines if line.strip()]
    first_lines = lines[:_MAX_CHECKED_LINES]
    if not first_lines or not all(re.match(r"https?://\S+$", line) for line in first_lines):
        raise UnreadableError("not a sitemap: neither XML nor a list of addresses")
    urls = (resolve(context.url, line) for line in lines[:_MAX_LINKS])
    return Document(links=tuple(Link(url) for url in dict.fromkeys(urls) if url))
