"""Tests that stories in SQLite equal those in memory, and are never half-written."""

from collections.abc import Iterator
from operator import attrgetter
from pathlib import Path

import numpy as np
import pytest
from sqlite_utils import Database

from pipelines.copies.compared_text import text_features
from pipelines.model import MINHASH, Edge, Features, Relation
from pipelines.stories.keeper import StoryKeeper
from storage.database.errors import StorageError
from storage.database.sqlite import open_database, transaction
from storage.stories.band_index import Period
from storage.stories.index import _BANDS, _MEMBERS, _RECURRING, SqliteStoryIndex
from storage.stories.index_rows import (
    FEATURE_COLUMNS,
    PUT_EDGE,
    PUT_SIGNATURE,
    edge_of,
    edge_rows,
    features_of,
    signature_rows,
)
from storage.stories.rows import find_story

LEAD = (
    "Мост через реку Суру в Пензе закроют на ремонт с понедельника, сообщили в мэрии города. "
    "Движение транспорта перенаправят по улице Окружной, а пешеходы смогут пользоваться временным "
    "переходом у набережной. Подрядчик обещает уложиться в отведённый контрактом срок. "
    "Стоимость работ составляет сорок миллионов рублей из регионального дорожного фонда."
)
OTHER = (
    "Школьники из посёлка Мокшан победили на всероссийской олимпиаде по астрономии. "
    "Команда готовилась к состязанию два года под руководством учителя физики Ольги Лариной. "
    "Победители поедут на международные соревнования, которые пройдут летом в Казани."
)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    database = open_database(tmp_path / "news.db")
    database.table("sources").insert_all(
        {
            "id": name,
            "name": name.title(),
            "home": f"https://{name}.example/",
            "region": region,
            "timezone": "Europe/Moscow",
            "owner": owner,
        }
        for name, region, owner in (
            ("alpha", "RU-PNZ", None),
            ("beta", "RU-SAR", "holding"),
            ("gamma", "RU-PNZ", "holding"),
        )
    )
    yield database
    database.close()


@pytest.fixture
def keeper(db: Database) -> StoryKeeper:
    return StoryKeeper(SqliteStoryIndex(db))


def add(db: Database, source: str, hour: int, text: str) -> int:
    """Store an article that an outlet published at that hour, and return its id."""
    time = f"2026-03-02T{hour:02}:00:00Z"
    row = {
        "source_id": source,
        "url": f"https://{source}.example/{hour}",
        "headline": text[:40],
        "article_body": text,
        "date_published": time,
        "date_published_precision": "minute",
        "date_first_seen": time,
        "date_last_seen": time,
        "word_count": len(text.split()),
    }
    return int(db.table("articles").insert(row).last_pk or 0)


def contents(db: Database) -> list[str]:
    """Return the content of the database without the count of changes."""
    return [line for line in db.conn.iterdump() if '"signature_state"' not in line]


def test_a_copy_joins_the_story_of_the_first_publisher(db: Database, keeper: StoryKeeper) -> None:
    with transaction(db):
        keeper.place([add(db, "beta", 12, LEAD + " Подписывайтесь на наш канал.")])
        keeper.place([add(db, "alpha", 9, LEAD), add(db, "gamma", 10, OTHER)])
        keeper.place([add(db, "gamma", 14, LEAD)])
    stories = list(db.query("SELECT * FROM stories ORDER BY article_count"))
    assert [story["article_count"] for story in stories] == [1, 3]
    assert stories[1]["canonical_article_id"] == 2
    assert stories[1]["source_count"] == 2  # two outlets of one owner
    assert stories[1]["regions"] == '["RU-PNZ","RU-SAR"]'
    relations = dict(db.execute("SELECT id, relation FROM articles").fetchall())
    assert relations == {1: "reprint", 2: "original", 3: "original", 4: "reprint"}


def test_features_computed_elsewhere_give_the_same_rows(db: Database, keeper: StoryKeeper) -> None:
    with transaction(db):
        ids = [add(db, "alpha", 9, LEAD), add(db, "beta", 12, LEAD), add(db, "gamma", 14, OTHER)]
        keeper.place(ids)
    before = contents(db)
    with transaction(db):
        keeper.place(ids, {1: text_features(LEAD), 3: text_features(OTHER)})
    assert contents(db) == before


def test_features_and_edges_are_read_as_they_were_written(db: Database) -> None:
    filled = np.array([5, -(1 << 40)], np.int64)
    features = Features(
        signature=np.arange(128, dtype=np.uint32),
        templates=(-7, 3),
        shingle_count=60,
        day=20514,
        rank="2026-03-02",
        word_count=80,
        filled=filled,
    )
    article_id, other_id = add(db, "alpha", 9, LEAD), add(db, "beta", 10, OTHER)
    edge = Edge(
        article_id,
        other_id,
        jaccard=0.5,
        containment=0.75,
        relation=Relation.REPRINT,
        share=0.6,
        other_share=0.9,
    )
    db.conn.executemany(
        PUT_SIGNATURE.format(prefix=""), signature_rows({article_id: features}, MINHASH)
    )
    db.conn.executemany(PUT_EDGE.format(prefix=""), edge_rows([edge]))
    (row,) = db.execute(f"SELECT article_id, {FEATURE_COLUMNS} FROM signatures").fetchall()
    _, read = features_of(row)
    assert np.array_equal(read.signature, features.signature)
    assert read.filled is not None
    assert np.array_equal(read.filled, filled)
    without_arrays = attrgetter("templates", "shingle_count", "day", "rank", "word_count")
    assert without_arrays(read) == without_arrays(features)
    assert edge_of(db.execute("SELECT * FROM matches").fetchone()) == edge


def test_the_id_of_a_merged_story_still_finds_its_story(db: Database, keeper: StoryKeeper) -> None:
    with transaction(db):
        keeper.place([add(db, "beta", 12, LEAD)])
    old_id = db.table("articles").get(1)["story_id"]
    with transaction(db):
        keeper.place([add(db, "alpha", 9, LEAD)])
    new_id = db.table("articles").get(1)["story_id"]
    assert old_id != new_id
    assert find_story(db, old_id) == find_story(db, new_id) == new_id
    assert db.execute("PRAGMA foreign_key_check").fetchall() == []


def test_a_removed_article_leaves_no_trace_in_the_index(db: Database, keeper: StoryKeeper) -> None:
    with transaction(db):
        keeper.place([add(db, "alpha", 9, LEAD), add(db, "beta", 12, LEAD)])
    with transaction(db):
        keeper.remove([1])
        db.execute("DELETE FROM articles WHERE id = 1")
    assert db.execute("SELECT count(*) FROM sentences WHERE article_id = 1").fetchone() == (0,)
    assert db.execute("SELECT count(*) FROM matches").fetchone() == (0,)
    (story,) = db["stories"].rows
    assert story["canonical_article_id"] == 2
    assert story["id"] == db.table("articles").get(2)["story_id"]
    assert db.execute("PRAGMA foreign_key_check").fetchall() == []


def test_a_rolled_back_article_leaves_no_trace(db: Database, keeper: StoryKeeper) -> None:
    with transaction(db):
        keeper.place([add(db, "alpha", 9, LEAD)])
    before = "\n".join(db.conn.iterdump())
    with pytest.raises(ZeroDivisionError), transaction(db):
        keeper.place([add(db, "beta", 12, LEAD)])
        raise ZeroDivisionError
    assert "\n".join(db.conn.iterdump()) == before


@pytest.mark.parametrize(
    ("query", "parameters"),
    [(_MEMBERS, ("[1]", 0, 9)), (_RECURRING, ("[1]", 16))],
    ids=["members", "recurring"],
)
def test_sentences_are_found_by_the_key_of_their_table(
    db: Database, query: str, parameters: tuple[object, ...]
) -> None:
    plan = db.execute("EXPLAIN QUERY PLAN " + query.format(prefix=""), parameters).fetchall()
    steps = [step for *_, step in plan]
    assert any("USING PRIMARY KEY (template=?" in step for step in steps)
    assert not any(step.startswith("SCAN s") for step in steps)


def test_the_days_around_an_article_are_read_by_their_index(db: Database) -> None:
    plan = db.execute("EXPLAIN QUERY PLAN " + _BANDS.format(prefix=""), (1, -1, 16, 9))
    assert [step for *_, step in plan.fetchall()] == [
        "SEARCH b USING PRIMARY KEY ((day,article_id)>(?,?) AND day<?)",
        "CORRELATED SCALAR SUBQUERY 1",  # for rows without an order only
        "SEARCH g USING INTEGER PRIMARY KEY (rowid=?)",
    ]


def test_a_full_index_refuses_further_articles() -> None:
    rows = [(article_id, 1, 0, bytes(256)) for article_id in range(4)]  # day 1, order 0
    period = Period(0, [rows[:3]], max_articles=3)
    with pytest.raises(StorageError, match="no more than 3 fit in one period"):
        period.add(rows[3:])
    position = np.array([[0, 0, 1, 0]])  # band 0, value 0, day 1, order 0
    members, counts = period.members_near(
        np.zeros(1, np.uint64), position, max_members=3, after=True
    )
    ids = {article_id for *_, article_id in members.tolist()}
    assert (ids, counts.tolist()) == ({0, 1, 2}, [3])


def test_another_connection_sees_articles_placed_and_rolled_back_by_the_first(
    db: Database, keeper: StoryKeeper
) -> None:
    _, _, path = db.execute("PRAGMA database_list").fetchone()
    other = open_database(path)
    other_keeper = StoryKeeper(SqliteStoryIndex(other))
    with transaction(db):
        keeper.place([add(db, "alpha", 9, LEAD)])
    with transaction(other):
        other_keeper.place([add(other, "beta", 10, LEAD)])
    with pytest.raises(ZeroDivisionError), transaction(db):
        keeper.place([add(db, "gamma", 11, LEAD)])
        raise ZeroDivisionError
    with transaction(other):
        other_keeper.place([add(other, "alpha", 12, OTHER)])
    with transaction(db):
        keeper.place([add(db, "beta", 13, LEAD)])
    stories = db.execute("SELECT story_id, count(*) FROM articles GROUP BY story_id ORDER BY 2")
    assert [count for _, count in stories] == [1, 3]
    assert db.execute("SELECT count(*) FROM matches").fetchone() == (3,)
    other.close()
