"""Tests that a rebuild gives the stories of the crawl, and includes articles stored meanwhile."""

from pathlib import Path

import pytest
from sqlite_utils import Database

from pipelines.stories.keeper import StoryKeeper
from scraper.stories.rebuild import rebuild_stories
from storage.database.sqlite import open_database, transaction
from storage.stories.index import SqliteStoryIndex

TEXTS = (
    "В парке Ульяновский высадили двести лип, работы заняли неделю и обошлись без подрядчиков. "
    "Саженцы вырастили в питомнике при лесном техникуме, за ними будут ухаживать студенты.",
    "Паром через залив не ходит из-за шторма, на берегу ждут переправы тридцать грузовиков. "
    "Спасатели развернули пункт обогрева и привезли водителям горячую еду и тёплые одеяла.",
)
TABLES = (
    "signatures", "bands", "sentences", "common_sentences", "matches", "stories", "articles",
    "copies",
)  # fmt: skip


@pytest.fixture
def db(tmp_path: Path) -> Database:
    db = open_database(tmp_path / "news.db")
    source = {"name": "A", "home": "h", "region": "RU-ULY", "timezone": "UTC"}
    db.table("sources").insert_all(source | {"id": name} for name in "ab")
    keeper = StoryKeeper(SqliteStoryIndex(db))
    for hour in range(8):
        store(db, keeper, hour)
    return db


def store(db: Database, keeper: StoryKeeper, hour: int) -> int:
    """Store an article of that hour and its story; every third article has the second text."""
    seen = f"2026-03-02T{hour:02}:00:00Z"
    row = {
        "source_id": "ab"[hour % 2],
        "url": f"https://a.example/{hour}",
        "headline": "h",
        "article_body": TEXTS[1] if hour % 3 == 1 else TEXTS[0],
        "date_first_seen": seen,
        "date_last_seen": seen,
        "word_count": 1,
    }
    with transaction(db):
        article_id = int(db.table("articles").insert(row).last_pk or 0)
        keeper.place([article_id])
    return article_id


def content(db: Database) -> dict[str, list[tuple[object, ...]]]:
    return {
        table: sorted(db.execute(f"SELECT * FROM {table}").fetchall(), key=repr) for table in TABLES
    }


def test_a_rebuild_gives_the_stories_of_the_crawl(db: Database) -> None:
    before = content(db)
    names = sorted(db.table_names())
    assert rebuild_stories(db, lambda done, total: None) == 0
    assert content(db) == before
    assert sorted(db.table_names()) == names
    assert {index.name for index in db.table("matches").indexes} >= {"matches_other"}


def test_a_rebuild_repairs_missing_and_wrong_rows(db: Database) -> None:
    before = content(db)
    db.execute("DELETE FROM matches")
    db.execute("DELETE FROM sentences WHERE article_id < 4")
    db.execute("DELETE FROM bands WHERE article_id < 4")
    db.execute("UPDATE articles SET relation = 'update' WHERE id = 3")
    assert rebuild_stories(db, lambda done, total: None) == 1
    assert content(db) == before


def test_changes_of_a_crawl_during_a_rebuild_are_included(db: Database, tmp_path: Path) -> None:
    live = open_database(tmp_path / "news.db")
    keeper = StoryKeeper(SqliteStoryIndex(live))

    def meanwhile(done: int, total: int) -> None:
        if live.execute("SELECT 1 FROM articles WHERE id = 1").fetchone() is None:
            return
        store(live, keeper, 9)
        with transaction(live):
            keeper.remove([1])
            live.execute("DELETE FROM articles WHERE id = 1")
            live.execute("UPDATE articles SET article_body = ? WHERE id = 2", (TEXTS[0],))
            keeper.revise([2])

    rebuild_stories(db, meanwhile)
    after = content(db)
    rebuild_stories(db, lambda done, total: None)
    assert content(db) == after
    assert db.execute("SELECT story_id FROM articles WHERE story_id IS NULL").fetchall() == []
    assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    live.close()


def test_an_interrupted_rebuild_can_be_repeated(db: Database) -> None:
    before = content(db)

    def interrupt(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuild_stories(db, interrupt)
    assert content(db) == before
    rebuild_stories(db, lambda done, total: None)
    assert content(db) == before
