"""Tests the list of articles that an upgrade left to be placed in stories."""

from datetime import UTC, datetime
from pathlib import Path

from pipelines.model import Article, Source
from storage.crawl.sources import save_sources
from storage.database.sqlite import open_database
from storage.stories.unplaced import articles_to_place, remove_placed
from tests.saved_articles import save_article


def test_listed_articles_are_returned_until_they_are_removed(tmp_path: Path) -> None:
    db = open_database(tmp_path / "news.db")
    now = datetime(2026, 11, 20, 9, tzinfo=UTC)
    save_sources(db, [Source("penza", "Пенза", "https://penza.example/", "RU-PNZ", "UTC")])
    ids = [
        save_article(
            db, Article(url, "Мост", "Открыт."), url=url, source_id="penza", now=now
        ).article_id
        for url in ("https://penza.example/1", "https://penza.example/2", "https://penza.example/3")
    ]
    db.conn.executemany("INSERT INTO articles_to_place VALUES (?)", [(i,) for i in reversed(ids)])
    assert articles_to_place(db, limit=2) == ids[:2]
    remove_placed(db, ids[:2])
    assert articles_to_place(db, limit=2) == ids[2:]
