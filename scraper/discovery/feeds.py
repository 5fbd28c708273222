"""Reads RSS 2.0 and 1.0, Atom and JSON Feed as links, also from broken XML.

Each link has hints: the facts that the feed states of the article.
"""

import io
import json
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import feedparser
from bs4 import BeautifulSoup

from pipelines.model import Hints, Link
from pipelines.parsing.encoding import decode
from pipelines.parsing.text import unescaped
from pipelines.parsing.urls import resolve
from scraper.discovery.documents import Document, DocumentContext, UnreadableError
from scraper.discovery.feed_dates import FeedClock, feed_clock
from scraper.discovery.leading_noise import without_leading_noise

_MAX_ENTRIES = 5_000  # of one feed; real feeds have at most some hundreds
# Minutes in each period of RSS 1.0 (``sy:updatePeriod``).
_PERIODS = {"hourly": 60, "daily": 1440, "weekly": 10080, "monthly": 43200, "yearly": 525600}
# Elements that hold an article's whole text, in feeds for aggregators.
_FULL_TEXT = ("yandex_full-text", "yandex_full_text", "turbo_content")
_UTF8 = "application/xml; charset=utf-8"
# The address of an item that states none. `resolve` returns None for it; for "" it would return
# the address of the feed itself.
_NO_ADDRESS = "javascript:"
_MAX_DECLARATION_BYTES = 200  # at the start of a feed, where its encoding is declared
_MAX_TTL_MINUTES = 1_000_000  # about two years; a larger `ttl` is a mistake
# «<?xml version="1.0" encoding="windows-1251"?>»
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>", re.IGNORECASE)
# The start of a feed: «<rss», «<feed».
_ROOT = re.compile(rb"<(?:rss|feed|rdf:RDF)\b", re.IGNORECASE)


def read_feed(body: bytes, context: DocumentContext) -> Document:
    """Return the links of a feed; raises UnreadableError if the body is no feed.

    Times without a zone are read in the outlet's zone. If a time can't be read, only its text is
    kept.
    """
    if not body.strip():
        raise UnreadableError("an empty answer instead of a feed")
    if body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return _read_json(body, context)
    cleaned = without_leading_noise(body, _ROOT).lstrip()
    has_noise = len(cleaned) < len(body.lstrip())
    headers = {"content-type": context.content_type, "content-location": context.url}
    if not _can_be_left_to_feedparser(cleaned, context):
        cleaned = _as_utf8(cleaned, context)
        headers["content-type"] = _UTF8
    parsed = feedparser.parse(io.BytesIO(cleaned), response_headers=headers)
    if not parsed.version and not parsed.entries:
        raise UnreadableError(f"not a feed: {_looks_like(cleaned)}")
    entries = parsed.entries[:_MAX_ENTRIES]
    clock = feed_clock((_raw_date(entry) for entry in entries), context)
    links = [_link(entry, context, clock) for entry in entries]
    return Document(
        links=tuple(link for link in links if link),
        next_pages=tuple(_next_pages(parsed.feed, context)),
        minutes_to_live=_minutes_to_live(parsed.feed),
        title=_line(parsed.feed.get("title")),
        language=parsed.feed.get("language") or None,
        damage=_damage(parsed, has_noise=has_noise),
    )


def _can_be_left_to_feedparser(body: bytes, context: DocumentContext) -> bool:
    """Return whether feedparser decodes the feed rightly.

    The bytes must be UTF-8, or the feed must declare an encoding other than UTF-8.
    """
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        start = body[:_MAX_DECLARATION_BYTES].decode("latin-1")
        declared = f"{context.content_type} {start}".lower()
        return "utf-8" not in declared and ("charset=" in declared or "encoding=" in declared)
    return True


def _as_utf8(body: bytes, context: DocumentContext) -> bytes:
    """Return a feed in UTF-8, after decoding it as pages are decoded.

    The declared charset is one hint of the encoding. The XML declaration is removed, since it may
    name another encoding than UTF-8.
    """
    charset = re.search(r"charset=([\w-]+)", context.content_type)
    text = _DECLARATION.sub("", decode(body, charset[1] if charset else None), count=1)
    return text.encode("utf-8", "replace")


def _damage(parsed: Mapping[str, Any], *, has_noise: bool) -> str | None:
    """Return why the feed was hard to read, or None; feedparser calls such a feed ``bozo``."""
    error = parsed.get("bozo_exception")
    # A wrong media type or a wrongly declared encoding leaves the feed readable.
    is_harmless = isinstance(
        error, feedparser.NonXMLContentType | feedparser.CharacterEncodingOverride
    )
    if parsed.get("bozo") and not is_harmless:
        return " ".join(f"invalid XML: {error}".split())
    return "text before the XML" if has_noise else None


def _looks_like(body: bytes) -> str:
    head = body[:1000].lower()
    return "an HTML page" if b"<html" in head or b"<!doctype html" in head else "no known format"


def _link(entry: Mapping[str, Any], context: DocumentContext, clock: FeedClock) -> Link | None:
    url = resolve(context.url, _address(entry))
    return Link(url, _hints(entry, context, clock)) if url else None


def _address(entry: Mapping[str, Any]) -> str:
    """Return the address that an item states, which may be relative; else ``_NO_ADDRESS``."""
    if entry.get("link"):
        return str(entry["link"])
    identifier = str(entry.get("id", ""))
    return identifier if re.match(r"https?://", identifier) else _NO_ADDRESS


def _raw_date(entry: Mapping[str, Any]) -> str | None:
    raw = entry.get("published") or _updated(entry) or entry.get("created")
    return str(raw) if raw else None


def _updated(entry: Mapping[str, Any]) -> str | None:
    # The key is tested first, since feedparser warns if a missing one is read.
    return entry.get("updated") if "updated" in entry else None


def _hints(entry: Mapping[str, Any], context: DocumentContext, clock: FeedClock) -> Hints:
    """Return what an item of RSS or Atom states about its article."""
    raw_date = _raw_date(entry)
    modified = clock.read(_updated(entry))
    tags = [tag.get("term") for tag in entry.get("tags", ()) if tag.get("term")]
    origin = entry.get("source", {})
    return Hints(
        headline=_title(entry.get("title")),
        description=plain_text(entry.get("summary")),
        date_published=clock.read(raw_date),
        date_published_raw=raw_date,
        date_modified=modified if isinstance(modified, datetime) else None,
        authors=tuple(_author_names(entry)),
        article_section=tags[0] if tags else None,
        keywords=tuple(tags[1:]),
        main_image=_image(entry, context),
        article_body=_full_text(entry),
        credit_text=_line(origin.get("title") or origin.get("value")),
        is_based_on=origin.get("href") or None,
    )


def _author_names(entry: Mapping[str, Any]) -> Iterable[str]:
    """Yield the names of the authors; of «ivanov@gazeta.example (Иван Иванов)» the name alone."""
    for author in entry.get("authors", ()):
        name = _line(author.get("name")) or ""
        after_mail = re.fullmatch(r"\S+@\S+\s*\((.+)\)", name)
        name = after_mail[1] if after_mail else name
        if name and "@" not in name:
            yield name


def _image(entry: Mapping[str, Any], context: DocumentContext) -> str | None:
    """Return the address of the first image among enclosures, media elements and thumbnails."""
    images = [
        enclosure
        for enclosure in entry.get("enclosures", ())
        if str(enclosure.get("type", "")).startswith("image/")
    ]
    images += [
        element
        for element in entry.get("media_content", ())
        if "image" in (element.get("medium") or element.get("type") or "")
    ]
    images += entry.get("media_thumbnail", ())
    urls = (image.get("href") or image.get("url") for image in images)
    return next((resolve(context.url, url) for url in urls if url), None)


def _full_text(entry: Mapping[str, Any]) -> str | None:
    """Return the markup of the whole article, if the item has it beside its description."""
    for content in entry.get("content", ()):
        if content.get("value", "").strip() and content["value"] != entry.get("summary"):
            return str(content["value"])
    return next((str(entry[key]) for key in _FULL_TEXT if entry.get(key)), None)


def _next_pages(feed: Mapping[str, Any], context: DocumentContext) -> Iterable[str]:
    for link in feed.get("links", ()):
        if link.get("rel") == "next" and (url := resolve(context.url, link.get("href", ""))):
            yield url


def _minutes_to_live(feed: Mapping[str, Any]) -> int | None:
    """Return ``ttl`` of RSS 2.0, else the period of RSS 1.0 between two updates, in minutes."""
    ttl = _number(feed.get("ttl"))
    if ttl and ttl < _MAX_TTL_MINUTES:
        return ttl
    period = _PERIODS.get(str(feed.get("sy_updateperiod", "")).strip().lower())
    frequency = _number(feed.get("sy_updatefrequency", "1"))
    return max(1, period // frequency) if period and frequency else None  # 30 for twice «hourly»


def _number(value: object) -> int | None:
    """Return a whole number of at most nine digits, or None."""
    text = str(value).strip()
    return int(text) if text.isdecimal() and len(text) < 10 else None


def plain_text(markup: object) -> str | None:
    """Return the text of an HTML fragment on one line; None if it is empty or no text."""
    if not isinstance(markup, str):
        return None
    if "<" not in markup and "&" not in markup:
        return _line(markup)
    return _line(BeautifulSoup(markup, "lxml").get_text(" "))


def _title(text: object) -> str | None:
    """Return a title without markup; entities are decoded twice, as some systems escape twice."""
    if not isinstance(text, str):
        return None
    return plain_text(unescaped(text) or "")


def _line(text: object) -> str | None:
    """Return a text on one line; None if the value is empty or no text."""
    if not isinstance(text, str):
        return None
    return " ".join(text.split()) or None


def _read_json(body: bytes, context: DocumentContext) -> Document:
    """Read a JSON feed; raises UnreadableError if the bytes are none."""
    try:
        feed = json.loads(body.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError) as error:
        raise UnreadableError(f"not a JSON feed: {error}") from None
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        raise UnreadableError("not a JSON feed: it has no list of items")
    items = [item for item in feed["items"][:_MAX_ENTRIES] if isinstance(item, dict)]
    clock = feed_clock((_line(item.get("date_published")) for item in items), context)
    links = [_json_link(item, context, clock) for item in items]
    next_url = resolve(context.url, feed["next_url"]) if _line(feed.get("next_url")) else None
    return Document(
        links=tuple(link for link in links if link),
        next_pages=(next_url,) if next_url else (),
        title=_line(feed.get("title")),
        language=_line(feed.get("language")),
    )


def _json_link(item: Mapping[str, Any], context: DocumentContext, clock: FeedClock) -> Link | None:
    """Return the link of one item of JSON Feed 1.1; None without an address."""
    identifier = item.get("id")
    address = item.get("url") or (identifier if str(identifier).startswith("http") else None)
    url = resolve(context.url, address) if isinstance(address, str) else None
    if url is None:
        return None
    raw_date = _line(item.get("date_published"))
    modified = clock.read(_line(item.get("date_modified")))
    authors = _list(item.get("authors") or [item.get("author")])  # version 1.0 has one author
    names = [_line(author.get("name")) for author in authors if isinstance(author, dict)]
    tags = [tag for tag in _list(item.get("tags")) if isinstance(tag, str)]
    body = item.get("content_html") or item.get("content_text")
    hints = Hints(
        headline=_title(item.get("title")),
        description=plain_text(item.get("summary")),
        date_published=clock.read(raw_date),
        date_published_raw=raw_date,
        date_modified=modified if isinstance(modified, datetime) else None,
        authors=tuple(name for name in names if name),
        article_section=tags[0] if tags else None,
        keywords=tuple(tags[1:]),
        main_image=_line(item.get("image") or item.get("banner_image")),
        article_body=body if isinstance(body, str) and body.strip() else None,
        is_based_on=_line(item.get("external_url")),
    )
    return Link(url, hints)


def _list(value: object) -> list[Any]:
    """Return the value if it is a list, else an empty list."""
    return value if isinstance(value, list) else []
