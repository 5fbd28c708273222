"""Tests that an address typed as a query is recognised and finds its article."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlite_utils import Database

from pipelines.model import Article, Source
from storage.crawl.sources import save_sources
from storage.database.sqlite import open_database
from storage.search.pasted import article_of_address, host_of_address, is_address
from tests.saved_articles import save_article

URL = "https://penza.example/news/1"


def store_article(folder: Path, url: str) -> tuple[Database, int]:
    """Return a new database with an article at the address, and the article's id."""
    db = open_database(folder / "news.db")
    now = datetime(2026, 11, 20, 9, tzinfo=UTC)
    save_sources(db, [Source("penza", "Пенза", "https://penza.example/", "RU-PNZ", "UTC")])
    saved = save_article(db, Article(url, "Мост", "Открыт."), url=url, source_id="penza", now=now)
    return db, saved.article_id


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
        (f"<{URL}>", True),
        (f"«{URL}».", True),
        ("24.11/25.11", False),
        ("и/или", False),
    ],
)
def test_a_query_is_an_address_only_if_all_of_it_is(text: str, expected: bool) -> None:
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
    db, article_id = store_article(tmp_path, URL)
    assert article_of_address(db.conn, text) == (article_id if is_found else None)


@pytest.mark.parametrize(
    ("stored", "pasted"),
    [
        (URL, f"<{URL}>"),
        (URL, f"({URL})."),
        (URL, "https://penza.example:443//news/1?yclid=7#comments"),
        (URL, "m.penza.example/news/1"),
        ("https://пенза.рф/мост", "https://xn--80ajgxi.xn--p1ai/%D0%BC%D0%BE%D1%81%D1%82"),
        ("https://xn--80ajgxi.xn--p1ai/%D0%BC%D0%BE%D1%81%D1%82", "www.пенза.рф/мост/"),
        (
            "https://penza.example/%D0%BC%D0%BE%D1%81%D1%82",
            "penza.example/%d0%bc%d0%be%d1%81%d1%82",
        ),
    ],
)
def test_letters_and_ascii_are_spellings_of_one_address(
    tmp_path: Path, stored: str, pasted: str
) -> None:
    db, article_id = store_article(tmp_path, stored)
    assert is_address(pasted)
    assert article_of_address(db.conn, pasted) == article_id


def test_the_host_of_an_address_names_an_outlet() -> None:
    assert host_of_address("https://www.penza.example/") == "penza.example"
    assert host_of_address("мост/переправа") == ""
