"""Tests that a database is created, upgraded, or refused in one line."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from storage.database import sqlite
from storage.database.errors import DatabaseTooNewError, DatabaseUnusableError
from storage.database.sqlite import (
    open_database,
    open_readonly,
    require_database,
    transaction,
)

SOURCE = {
    "id": "penza",
    "name": "Пенза",
    "home": "https://penza.example/",
    "region": "RU-PNZ",
    "timezone": "Europe/Moscow",
}


def test_a_new_database_has_every_table_of_the_contract(tmp_path: Path) -> None:
    db = open_database(tmp_path / "news.db")
    contract = {
        "sources", "articles", "stories", "matches", "revisions", "crawls", "urls", "endpoints",
        "evidence", "boilerplate", "raw_pages", "story_redirects", "outbox", "signatures", "bands",
    }  # fmt: skip
    assert contract <= set(db.table_names())


def test_opening_twice_changes_nothing(tmp_path: Path) -> None:
    before = open_database(tmp_path / "news.db").schema
    assert open_database(tmp_path / "news.db").schema == before


def test_a_database_from_a_newer_version_is_refused(tmp_path: Path) -> None:
    db = open_database(tmp_path / "news.db")
    db.table("_sqlite_migrations").insert(
        {"migration_set": "svodka", "name": "m9999_teleport", "applied_at": "2099-01-01"}
    )
    with pytest.raises(DatabaseTooNewError, match=r"newer version of Svodka.*m9999_teleport"):
        open_database(tmp_path / "news.db")


def test_the_database_of_another_program_is_refused_and_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "photos.db"
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE photos (id)")
    before = path.read_bytes()
    with pytest.raises(DatabaseUnusableError, match="tables of another program"):
        open_database(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("name", ["missing-folder/news.db", "text.db"])
def test_an_unusable_path_is_named_in_one_line(tmp_path: Path, name: str) -> None:
    (tmp_path / "text.db").write_text("this is not a database, only a line of text\n" * 50)
    with pytest.raises(DatabaseUnusableError) as caught:
        open_database(tmp_path / name)
    assert name in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_error_of_a_missing_database_names_the_command_that_creates_it(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnusableError, match="scrapy crawl news"):
        open_readonly(tmp_path / "news.db")
    assert not (tmp_path / "news.db").exists()


def test_a_failed_transaction_leaves_nothing_behind(tmp_path: Path) -> None:
    db = open_database(tmp_path / "news.db")
    with pytest.raises(ZeroDivisionError), transaction(db):
        db.table("sources").insert(SOURCE)
        raise ZeroDivisionError
    assert db["sources"].count == 0


def test_a_nested_transaction_joins_the_outer_one(tmp_path: Path) -> None:
    db = open_database(tmp_path / "news.db")
    with pytest.raises(ZeroDivisionError), transaction(db):
        with transaction(db):
            db.table("sources").insert(SOURCE)
        raise ZeroDivisionError
    assert db["sources"].count == 0


def test_foreign_keys_are_enforced(tmp_path: Path) -> None:
    db = open_database(tmp_path / "news.db")
    with pytest.raises(sqlite3.IntegrityError):
        db.table("endpoints").insert(
            {"url": "https://a.example/rss", "source_id": "nobody", "kind": "feed", "configured": 1}
        )


def test_a_database_that_stays_locked_is_reported_after_the_timeout(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "BUSY_TIMEOUT_MS", 50)
    path = tmp_path / "news.db"
    db = open_database(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with (
            pytest.raises(DatabaseUnusableError, match="kept locked by another program"),
            transaction(db),
        ):
            pass
    with transaction(db):
        pass
    db.close()


@pytest.mark.parametrize(
    "script",
    [
        "CREATE TABLE articles (id INTEGER PRIMARY KEY, title TEXT)",
        "CREATE TABLE articles (id); CREATE TABLE stories (id); CREATE TABLE revisions (id)",
        "CREATE VIEW latest AS SELECT 1 AS id",
        "CREATE VIRTUAL TABLE docs USING fts5(text)",
        "PRAGMA application_id = 1196444487",
        "PRAGMA user_version = 7",
        "CREATE TABLE _sqlite_migrations (id INTEGER PRIMARY KEY, migration_set TEXT, name TEXT,"
        " applied_at TEXT); INSERT INTO _sqlite_migrations VALUES (1, 'other', 'm1', '2026')",
    ],
)
def test_no_command_reads_or_writes_the_file_of_another_program(
    script: str, tmp_path: Path
) -> None:
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as db:
        db.executescript(script)
    before = path.read_bytes()
    for use in (open_database, open_readonly, require_database):
        with pytest.raises(DatabaseUnusableError):
            use(path)
    assert path.read_bytes() == before
