"""Tests that an address typed as a query is recognised and finds its article."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipelines.model import Article, Source
from storage.articles.rows import save_article
from storage.crawl.sources import save_sources
from storage.database.sqlite import open_database
from storage.search.pasted import article_of_address, is_address

URL = "https://penza.example/news/1"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (URL, True),
        ("penza.example/news/1", True),
        ("https://penza.example", True),
        ("penza.example", False),
        ("мост через Суру", False),
        ("https://penza.example/news 1", False),
        ("https://[::1", False),
        ("", False),
    ],
)
def test_a_query_is_an_address_as_a_whole_or_not(text: str, expected: bool) -> None:
    assert is_address(text) is expected


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        (URL, True),
        ("http://www.penza.example/news/1/", True),
        ("penza.example/news/1?utm_source=x&from=main", True),
        ("https://penza.example/news/2", False),
    ],
)
def test_an_article_is_found_by_each_spelling_of_its_address(
    tmp_path: Path, text: str, is_found: bool
) -> None:
    db = open_database(tmp_path / "news.db")
    now = datetime(2026, 11, 20, 9, tzinfo=UTC)
    save_sources(db, [Source("penza", "Пенза", "https://penza.example/", "RU-PNZ", "UTC")])
    saved = save_article(db, Article(URL, "Мост", "Открыт."), url=URL, source_id="penza", now=now)
    assert article_of_address(db.conn, text) == (saved.article_id if is_found else None)
