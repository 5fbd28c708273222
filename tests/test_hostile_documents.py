"""Tests that hostile pages, feeds and sitemaps end with a named outcome within their limits."""

import asyncio
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from pipelines.extraction.read_page import read_page
from pipelines.model import Outcome, Page, Reading
from pipelines.workers.pool import Limits, PageStopped, WorkerPool
from scraper.discovery.documents import Document, DocumentContext, Kind, UnreadableError
from scraper.discovery.reading import read_document
from tests.hostile_documents import (
    FEEDS,
    HEADLINE,
    INTERNAL_URL,
    PAGES,
    ROBOTS,
    SENTENCE,
    SITEMAPS,
    TEXT,
    article,
)
from tests.hostile_servers import BEHAVIOURS
from tests.storable_texts import unstorable_texts

URL = "https://a.example/2024/05/01/most"
NOW = datetime(2024, 5, 2, tzinfo=UTC)
ZONE = "Europe/Moscow"
CONTEXT = DocumentContext(URL, timezone=ZONE, now=NOW)
Result = Reading | Document | PageStopped | UnreadableError
MAX_LINKS = 50_000  # of one document
EXPANDED_ENTITY = "ха" * 1000  # a small part of the text into which a billion laughs expand
# Pages without an article whose text could be read.
TEXTLESS = {
    "random_bytes", "not_text_at_all", "a_wrong_encoding_label", "empty", "white_space_only",
    "xml_with_entities", "unclosed_everything", "null_bytes_everywhere",
    "cut_in_the_middle_of_a_letter",
}  # fmt: skip


def readings() -> Iterator[tuple[str, Any, tuple[Any, ...]]]:
    """Yield name, function and arguments for each document and each way to read it."""
    for name, build in PAGES.items():
        page = Page(URL, build(), fetched_at=NOW, timezone=ZONE)
        yield f"page {name}", read_page, (page,)
        yield f"listing {name}", read_document, (Kind.LISTING, page.body, CONTEXT)
    for name, build in FEEDS.items():
        yield f"feed {name}", read_document, (Kind.FEED, build(), CONTEXT)
    for name, build in SITEMAPS.items():
        yield f"sitemap {name}", read_document, (Kind.SITEMAP, build(), CONTEXT)


def read_each(
    documents: Iterable[tuple[str, Any, tuple[Any, ...]]], limits: Limits
) -> dict[str, tuple[Result, float]]:
    """Read documents of ``readings`` with two workers; return result and seconds by name."""

    async def read(pool: WorkerPool, function: Any, arguments: tuple[Any, ...]) -> Result:
        try:
            return await pool.run(function, *arguments)
        except (PageStopped, UnreadableError) as end:
            return end

    async def main() -> dict[str, tuple[Result, float]]:
        ends = {}
        async with WorkerPool(2, limits) as pool:
            for name, function, arguments in documents:
                began = time.monotonic()
                end = await read(pool, function, arguments)
                ends[name] = end, time.monotonic() - began
        return ends

    return asyncio.run(main())


@pytest.fixture(scope="module")
def ends() -> dict[str, tuple[Result, float]]:
    return read_each(readings(), Limits(cpu_seconds=0.3, wall_seconds=30.0))


def test_there_are_over_150_hostile_cases() -> None:
    assert len(PAGES) + len(FEEDS) + len(SITEMAPS) + len(ROBOTS) + len(BEHAVIOURS) > 150


def test_each_document_ends_with_an_outcome(ends: dict[str, tuple[Result, float]]) -> None:
    for name, (end, _) in ends.items():
        if isinstance(end, PageStopped):
            assert end.outcome is Outcome.STOPPED_CPU, name
        elif isinstance(end, Reading):
            assert (end.outcome is Outcome.STORED) == (end.article is not None), name
            assert end.article or end.reason, name


def test_no_local_file_and_no_internal_address_is_read(
    ends: dict[str, tuple[Result, float]],
) -> None:
    for name, (end, _) in ends.items():
        if not isinstance(end, PageStopped | UnreadableError):
            assert "root:" not in repr(end), name
        if isinstance(end, Reading) and end.article:
            read = end.article
            for url in (read.url, read.canonical_url, read.main_image):
                assert url is None or url.startswith(("http://", "https://")), name


def test_what_is_read_of_any_document_can_be_stored(
    ends: dict[str, tuple[Result, float]],
) -> None:
    for end, _ in ends.values():
        if isinstance(end, Reading | Document):
            assert unstorable_texts(end) == []


def test_the_links_of_a_document_are_few_short_and_lead_to_the_web(
    ends: dict[str, tuple[Result, float]],
) -> None:
    for name, (end, _) in ends.items():
        if isinstance(end, Document):
            assert len(end.links) <= MAX_LINKS, name
            assert all(link.url.startswith(("http://", "https://")) for link in end.links), name
            assert all(EXPANDED_ENTITY not in repr(link) for link in end.links), name


@pytest.mark.slow
def test_the_text_of_an_article_is_read_amid_hostile_markup(
    ends: dict[str, tuple[Result, float]],
) -> None:
    """A document that was read within the narrow limits of ``ends`` has the same result there."""
    stopped = [reading for reading in readings() if isinstance(ends[reading[0]][0], PageStopped)]
    for name, (end, seconds) in (ends | read_each(stopped, Limits())).items():
        kind, _, case = name.partition(" ")
        if kind == "page" and case not in TEXTLESS and isinstance(end, Reading):
            assert end.article is not None, name
            assert SENTENCE.strip() in end.article.article_body, name
        assert seconds < 30, name  # 2 s of processor time, on a machine with other work


def test_the_ordinary_article_is_read_as_an_article() -> None:
    reading = read_page(Page(URL, article(), fetched_at=NOW, timezone=ZONE))
    assert reading.article is not None
    assert reading.article.article_body.count(SENTENCE.strip()) == TEXT.count(SENTENCE.strip())
    assert INTERNAL_URL not in repr(reading)


@pytest.mark.parametrize(
    "number",
    ["²", "٣", "9" * 5_000, "-1", "", " 20 "],
    ids=["superscript", "arabic", "5000 digits", "negative", "empty", "spaces"],
)
def test_a_feed_or_listing_with_unusual_digits_is_read(number: str) -> None:
    feed = (
        "<rss version='2.0' xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'><channel>"
        f"<title>Пенза</title><ttl>{number}</ttl><sy:updatePeriod>hourly</sy:updatePeriod>"
        f"<sy:updateFrequency>{number}</sy:updateFrequency>"
        f"<item><link>{URL}</link><title>Мост</title></item></channel></rss>"
    )
    assert len(read_document(Kind.FEED, feed.encode(), CONTEXT).links) == 1
    listing = f'<h2><a href="/news/?PAGEN_1={number}">Дальше</a></h2>'
    assert read_document(Kind.LISTING, listing.encode(), CONTEXT).links == ()


@pytest.mark.parametrize(
    "tags", ["div", "span", "b", "font", "blockquote", "ul li", "table tr td", "x-wrapper"]
)
@pytest.mark.parametrize("depth", [254, 1_000])
def test_a_text_is_found_at_the_bottom_of_deep_nesting(tags: str, depth: int) -> None:
    names = tags.split()
    opening = "".join(f"<{name}>" for name in names) * depth
    closing = "".join(f"</{name}>" for name in reversed(names)) * depth
    body = f"<h1>{HEADLINE}</h1>{opening}<div>{TEXT}</div>{closing}"
    html = f"<!doctype html><html lang=ru><head><title>{HEADLINE}</title></head><body>{body}</body>"
    reading = read_page(Page(URL, html.encode(), fetched_at=NOW, timezone=ZONE))
    assert reading.article is not None
    assert reading.article.article_body.count(SENTENCE.strip()) == TEXT.count(SENTENCE.strip())
