"""Reads the article of one page."""

import codecs
from datetime import datetime

from pipelines.model import Article, Outcome, Page


class NoArticleError(ValueError):
    """The page holds no article; ``outcome`` says why in one word, and ``reason`` in detail."""

    def __init__(self, outcome: Outcome, reason: str) -> None:
        super().__init__(outcome, reason)
        self.outcome = outcome
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.outcome}: {self.reason}"


NoArticleError.__module__ = "svodka"


def extract(
    html: str | bytes | Page,
    *,
    url: str | None = None,
    encoding: str | None = None,
    timezone: str | None = None,
    fetched_at: datetime | None = None,
    outlet: str | None = None,
    language: str | None = None,
) -> Article:
    """Return the article that a page holds.

    :param html: the page as text, or as bytes in any encoding. A :class:`Page` holds the values of
        all other arguments, so no other argument may be given with it.
    :param url: the page's address. Relative links are resolved against it, and its path is evidence
        of the kind of page.
    :param encoding: the encoding of bytes that HTTP declared; a byte order mark and valid UTF-8
        override it.
    :param timezone: an IANA name such as ``Europe/Moscow``, for times that name no zone; without
        it, only the day of such a time is used.
    :param fetched_at: the aware time of the download, to which «сегодня, 14:20» and
        «2 часа назад» refer.
    :param outlet: the outlet's name, which is cut from headlines and is not taken for an author.
    :param language: ISO 639 code, used if the page states none.

    The page is read in this process; an ordinary page takes about 50 ms of processor time.
    Time and memory are not limited, so a hostile page can take much of both. ``scrapy crawl`` reads
    each page in a process with limits.

    Raises :class:`NoArticleError` for a page without an article. An unknown time zone or a
    ``fetched_at`` without a zone raises ValueError, and another kind of input TypeError.
    """
    # These imports are not at the top because they take 0.5 s, and the command line imports this
    # package without calling this function.
    from pipelines.extraction.read_page import read_page
    from pipelines.parsing.zones import zone_named

    if isinstance(html, Page):
        others = (url, encoding, timezone, fetched_at, outlet, language)
        if any(other is not None for other in others):
            raise TypeError("a Page holds its address, zone and encoding; give no other argument")
        page = html
    else:
        if timezone is not None and zone_named(timezone) is None:
            raise ValueError(f"timezone: expected an IANA name, got {timezone!r}")
        if fetched_at is not None and fetched_at.tzinfo is None:
            raise ValueError("fetched_at: expected an aware time, got one without a zone")
        page = Page(
            url=url or "",
            body=_bytes(html),
            encoding=encoding,
            fetched_at=fetched_at,
            timezone=timezone,
            language=language,
            source_name=outlet,
        )
    reading = read_page(page)
    if reading.article is None:
        raise NoArticleError(reading.outcome, reading.reason or "no reason is known")
    return reading.article


def _bytes(html: object) -> bytes:
    """Return bytes that are decoded to the same text with any encoding that the page declares."""
    if isinstance(html, str):
        return codecs.BOM_UTF8 + html.encode("utf-8", "replace")
    if isinstance(html, bytes | bytearray | memoryview):
        return bytes(html)
    raise TypeError(f"expected a page as str, bytes or Page, got {type(html).__name__}")
