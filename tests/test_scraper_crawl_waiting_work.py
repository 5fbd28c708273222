"""Tests the work at the end of a run of which an error must not end the run."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlite_utils import Database

from scraper.crawl.waiting_work import compute_waiting
from storage.database.errors import DatabaseUnusableError
from storage.database.sqlite import open_database, transaction
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
    assert compute_waiting(db) == []
    assert stored_events(db) == {"bridge": "bridge"}


def test_an_unexpected_error_is_one_line_and_its_work_waits(db: Database) -> None:
    db.execute("DROP TABLE event_features")
    (problem,) = compute_waiting(db)
    assert problem.startswith("events were not computed: OperationalError: no such table")
    assert "\n" not in problem
    assert stored_events(db) == {}
    assert db.execute("SELECT story_id FROM events_to_place").fetchall() == [("bridge",)]


def test_a_database_that_cannot_be_used_ends_the_work(db: Database) -> None:
    db.conn.execute("PRAGMA busy_timeout = 0")
    (path,) = [row[2] for row in db.execute("PRAGMA database_list") if row[1] == "main"]
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseUnusableError):
        compute_waiting(db)
    other.close()
