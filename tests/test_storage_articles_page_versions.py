"""Tests how the version of an article's page is stored."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlite_utils import Database

from pipelines.model import Article, PageVersion, Source, Validators
from storage.articles.page_versions import (
    SentVersion,
    StoredVersion,
    count_not_modified,
    forget_versions,
    keep_versions,
    version_of,
)
from storage.crawl.sources import save_sources
from storage.database.sqlite import open_database
from tests.saved_articles import save_article

NOW = datetime(2026, 11, 30, 8, tzinfo=UTC)
LATER = datetime(2026, 11, 30, 9, tzinfo=UTC)
FIRST = PageVersion(b"page", b"article")
SENT = Validators('"1"', "Mon, 30 Nov 2026 08:00:00 GMT")


@pytest.fixture
def db(tmp_path: Path) -> Database:
    db = open_database(tmp_path / "news.db")
    source = Source("sura", "Сура", "https://sura.example/", "RU-PNZ", "Europe/Moscow")
    save_sources(db, [source])
    article = Article("https://sura.example/1", "Мост", "Мост открыли.")
    save_article(db, article, url=article.url, source_id="sura", now=NOW)
    return db


def test_the_last_version_replaces_the_earlier_one(db: Database) -> None:
    keep_versions(db, [SentVersion(1, FIRST, SENT, NOW)])
    count_not_modified(db, [1])
    count_not_modified(db, [1])
    assert version_of(db, 1) == StoredVersion(FIRST, SENT, NOW, not_modified=2)
    second = PageVersion(b"other page", None)
    keep_versions(db, [SentVersion(1, second, Validators(), LATER)])
    assert version_of(db, 1) == StoredVersion(second, Validators(), LATER, not_modified=0)


def test_a_version_is_deleted_when_it_is_forgotten_and_with_its_article(db: Database) -> None:
    keep_versions(db, [SentVersion(1, FIRST, Validators(), NOW)])
    forget_versions(db, [1])
    assert version_of(db, 1) is None
    keep_versions(db, [SentVersion(1, FIRST, Validators(), NOW)])
    db.table("articles").delete(1)
    assert version_of(db, 1) is None
