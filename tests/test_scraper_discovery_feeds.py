"""Tests the fields of feed items: texts, entities, time to live, authors."""

import pytest

from scraper.discovery.documents import DocumentContext, UnreadableError
from scraper.discovery.feeds import plain_text, read_feed

CONTEXT = DocumentContext("https://penza.example/rss", timezone="Europe/Moscow")


def rss(item: str, channel: str = "") -> bytes:
    return f"<rss version='2.0'><channel>{channel}<item>{item}</item></channel></rss>".encode()


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>Мост <b>открыт</b></p>", "Мост открыт"),
        ("  Мост\n открыт ", "Мост открыт"),
        ("&laquo;Сура&raquo;", "«Сура»"),
        ("<p> </p>", None),
        ("", None),
        (None, None),
    ],
)
def test_a_text_is_one_line_without_markup(markup: str | None, text: str | None) -> None:
    assert plain_text(markup) == text


@pytest.mark.parametrize(
    ("item", "field", "value"),
    [
        ("<title>&amp;quot;Сура&amp;quot;</title>", "headline", '"Сура"'),
        ("<author>x@example.com (Анна Ким)</author>", "authors", ("Анна Ким",)),
        ("<category>Спорт</category><category>хоккей</category>", "article_section", "Спорт"),
        ("<category>Спорт</category><category>хоккей</category>", "keywords", ("хоккей",)),
        ("<source url='https://a.example/'>Агентство</source>", "credit_text", "Агентство"),
    ],
)
def test_an_item_gives_its_hints(item: str, field: str, value: object) -> None:
    (link,) = read_feed(rss(f"<link>/news/1</link>{item}"), CONTEXT).links
    assert link.url == "https://penza.example/news/1"
    assert getattr(link.hints, field) == value


@pytest.mark.parametrize(
    ("ttl", "minutes"), [("30", 30), ("0", None), ("²", None), ("9" * 5_000, None)]
)
def test_a_time_to_live_is_a_number_of_minutes(ttl: str, minutes: int | None) -> None:
    body = rss("<link>/news/1</link>", f"<ttl>{ttl}</ttl>")
    assert read_feed(body, CONTEXT).minutes_to_live == minutes


def test_at_most_5000_entries_of_a_feed_are_read() -> None:
    items = ",".join(f'{{"url": "https://penza.example/{n}"}}' for n in range(5_100))
    assert len(read_feed(f'{{"items": [{items}]}}'.encode(), CONTEXT).links) == 5_000


@pytest.mark.parametrize(
    ("body", "message"),
    [(b" ", "empty"), (b"<html><p>x</p></html>", "an HTML page"), (b"{}", "no list of items")],
)
def test_a_document_that_is_no_feed_is_named(body: bytes, message: str) -> None:
    with pytest.raises(UnreadableError, match=message):
        read_feed(body, CONTEXT)
