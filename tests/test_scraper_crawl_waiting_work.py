"""Tests the work at the end of a run, in which an error must not end the run."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlite_utils import Database

from pipelines.stories.keeper import StoryKeeper
from scraper.crawl.waiting_work import compute_waiting
from storage.database.errors import DatabaseUnusableError
from storage.database.sqlite import open_database, transaction
from storage.schema.migrations.m0038_paired_earlier import migrate
from storage.stories.index import SqliteStoryIndex
from tests.event_cases import START, add_source, store, stored_events, story


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    db = open_database(tmp_path / "news.db")
    add_source(db)
    text = "Мост через реку отремонтирует подрядчик, самосвалы везут сваи к набережной."
    with transaction(db):
        store(db, story("bridge", "Ремонт моста", text, f"{START:%Y-%m-%dT%H:%M:%SZ}"))
    yield db
    db.close()


def test_waiting_stories_get_their_events(db: Database) -> None:
    assert compute_waiting(db, START) == []
    assert stored_events(db) == {"bridge": "bridge"}


def test_an_unexpected_error_is_one_line_and_its_work_waits(db: Database) -> None:
    db.execute("DROP TABLE event_features")
    (problem,) = compute_waiting(db, START)
    assert problem.startswith("events were not computed: OperationalError: no such table")
    assert "\n" not in problem
    assert stored_events(db) == {}
    assert db.execute("SELECT story_id FROM events_to_place").fetchall() == [("bridge",)]


def add_article(db: Database, published: str) -> int:
    (source_id,) = db.execute("SELECT id FROM sources").fetchone()
    row = {
        "source_id": source_id,
        "url": f"https://penza.example/{published}",
        "headline": "Ремонт моста",
        "article_body": "Мост через реку отремонтирует подрядчик из Саратова. Самосвалы везут сваи"
        " к набережной, движение закроют на всё лето, а автобусы пустят в объезд через посёлок.",
        "date_published": published,
        "date_published_precision": "minute",
        "date_first_seen": published,
        "date_last_seen": published,
        "word_count": 24,
    }
    return int(db.table("articles").insert(row).last_pk or 0)


def test_articles_compared_by_an_earlier_version_are_compared_again(tmp_path: Path) -> None:
    db = open_database(tmp_path / "copies.db")
    add_source(db)
    keeper = StoryKeeper(SqliteStoryIndex(db))
    with transaction(db):
        ids = [add_article(db, f"2026-{day}T09:00:00Z") for day in ("01-02", "03-01", "03-02")]
        keeper.place(ids)
    matches = db.execute("SELECT * FROM matches").fetchall()
    assert len(matches) == 1
    db.execute("UPDATE signatures SET word_count = 0, filled = NULL")
    db.execute("DELETE FROM matches")
    (line,) = compute_waiting(db, START)
    assert line.startswith("2 articles of the last days were compared again")
    assert db.execute("SELECT * FROM matches").fetchall() == matches
    assert compute_waiting(db, START) == []
    db.close()


def test_an_upgrade_that_pairs_other_articles_compares_the_last_two_weeks_again(
    tmp_path: Path,
) -> None:
    db = open_database(tmp_path / "copies.db")
    add_source(db)
    keeper = StoryKeeper(SqliteStoryIndex(db))
    with transaction(db):
        keeper.place([add_article(db, f"2026-{day}T09:00:00Z") for day in ("01-02", "03-01")])
    migrate(db)
    marked = db.execute("SELECT word_count = 0, filled IS NULL FROM signatures ORDER BY day")
    assert marked.fetchall() == [(0, 0), (1, 1)]
    (line,) = compute_waiting(db, START)
    assert line.startswith("1 articles of the last days were compared again")
    db.close()


def test_a_database_that_cannot_be_used_ends_the_work(db: Database, tmp_path: Path) -> None:
    db.conn.execute("PRAGMA busy_timeout = 0")
    other = sqlite3.connect(tmp_path / "news.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseUnusableError):
        compute_waiting(db, START)
    other.close()
