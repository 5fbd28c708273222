"""Tests that the values of any feed, page or HTTP header can be stored."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extraction.read_page import read_page
from pipelines.model import Hints, Page
from pipelines.parsing.storable import http_date, storable
from pipelines.parsing.urls import address
from scraper.crawl.fetching import read_retry_after
from scraper.discovery.documents import DocumentContext, Kind
from scraper.discovery.reading import read_document
from scraper.network.errors import failed_outcome
from tests.storable_texts import unstorable_texts

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
UNSTORABLE = ['"\\ud800"', '"a\\u0000b"', "1e999", "9" * 400, "NaN", '{"a": 1}', "true",
              '"9999-12-31T23:59:59-10:00"', '"99999999999999999999-01-01"']  # fmt: skip
TEXT = "Городской совет Вольска утвердил проект новой набережной, сообщили в мэрии города. " * 3


@pytest.mark.parametrize("stated", UNSTORABLE, ids=lambda text: text[:30])
@pytest.mark.parametrize(
    "name", ["title", "summary", "date_published", "content_html", "url", "image", "external_url"]
)
def test_any_field_of_a_json_feed_can_be_stored(name: str, stated: str) -> None:
    item = {"url": '"https://a.example/1"', "title": '"Мост"'} | {name: stated}
    pairs = ", ".join(f'"{key}": {value}' for key, value in item.items())
    feed = f'{{"title": {stated}, "next_url": {stated}, "items": [{{{pairs}}}]}}'
    context = DocumentContext("https://a.example/feed", timezone="Europe/Moscow", now=NOW)
    assert unstorable_texts(read_document(Kind.FEED, feed.encode(), context)) == []


@pytest.mark.parametrize("stated", UNSTORABLE, ids=lambda text: text[:30])
@pytest.mark.parametrize(
    "name", ["headline", "author", "keywords", "datePublished", "image", "url"]
)
def test_any_fact_in_the_data_of_a_page_can_be_stored(name: str, stated: str) -> None:
    facts = f'{{"@type": "NewsArticle", "articleBody": {json.dumps(TEXT)}, "{name}": {stated}}}'
    markup = (
        f'<html><head><title>Мост</title><script type="application/ld+json">{facts}</script></head>'
        f"<body><article><h1>Мост</h1><p>{TEXT}</p></article></body></html>"
    )
    reading = read_page(Page("https://a.example/1", markup.encode(), timezone="Europe/Moscow"))
    assert reading.article is not None
    assert unstorable_texts(reading) == []


@pytest.mark.parametrize(
    "text",
    [
        "Fri, 31 Dec 9999 23:59:59 -0100",
        "Fri, 31 Dec 99999999999999999999 23:59:59 GMT",
        "Fri, 31 Dec 2026 23:59:59 +99999999999999",
        "Thu, 99999999999 Dec 2026 1:1:1 GMT",
        "Fri, 31 Dec 2026 23:59:59 GMT" + " " * 10_000,
        "1e400", "nan", "-1", "\0", "²",
    ],
)  # fmt: skip
def test_an_impossible_retry_after_is_ignored(text: str) -> None:
    assert read_retry_after(text, NOW) is None
    assert http_date(text) is None


@pytest.mark.parametrize("text", ["9" * 400, "Fri, 31 Dec 9999 23:59:59 GMT"])
def test_an_endless_retry_after_is_a_week(text: str) -> None:
    moment = read_retry_after(text, NOW)
    assert moment is not None
    assert (moment - NOW).days == 7


@pytest.mark.parametrize("url", ["https://a.example/\ud800", "https://a.example/?\udfff=1"])
def test_an_address_with_a_lone_surrogate_is_none(url: str) -> None:
    assert address(url) is None


def test_the_reason_of_a_failed_download_can_be_stored() -> None:
    _, reason = failed_outcome(RuntimeError("bad \ud800 header \0"))
    assert reason == "bad \ufffd header \ufffd"


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
        lambda inner: st.lists(inner) | st.tuples(inner) | st.builds(Hints, headline=inner),
    )
)
def test_any_value_becomes_storable_and_a_storable_one_stays_as_it_is(value: object) -> None:
    result = storable(value)
    assert storable(result) is result
    assert unstorable_texts(result) == []
