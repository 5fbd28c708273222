"""Tests that the table ``copies`` always equals a join of all articles."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from pipelines.model import Relation, Story
from storage.articles.forgetting import delete_articles
from storage.database.sqlite import transaction
from storage.schema.copies import COPIES as COPIES_WITH_ADVERTISING
from storage.schema.copies_without_advertising import COPIES
from storage.stories.rows import leave_stories, write_stories
from tests.sample_news import fill

ARTICLES = range(1, 8)
DATES = (None, "2026-11-20", "2026-11-20T10:00:00Z")


def table_rows(db: Database) -> list[tuple[object, ...]]:
    """Return the rows: article id, copier, origin, day and the lag in seconds."""
    return db.execute("SELECT * FROM copies ORDER BY 1").fetchall()


def joined_rows(db: Database) -> list[tuple[object, ...]]:
    return sorted(db.execute(COPIES).fetchall())


def test_the_sample_has_copies(tmp_path: Path) -> None:
    db = fill(tmp_path / "news.db")
    rows = [(article, copier, origin, lag) for article, copier, origin, _, lag in table_rows(db)]
    assert rows == [
        (2, "penza-den", "sura-press", 15 * 60), (3, "volga-novosti", "sura-press", 75 * 60),
    ]  # fmt: skip
    assert table_rows(db) == joined_rows(db)


def test_advertising_is_first_nowhere_and_copies_nobody(tmp_path: Path) -> None:
    db = fill(tmp_path / "news.db")
    all_copies = table_rows(db)
    db.execute("UPDATE articles SET is_advertising = 1 WHERE id = 2")
    assert [article for article, *_ in table_rows(db)] == [3]
    assert sorted(db.execute(COPIES_WITH_ADVERTISING).fetchall()) == all_copies
    db.execute("UPDATE articles SET is_advertising = 0 WHERE id = 2")
    db.execute("UPDATE articles SET is_advertising = 1 WHERE id = 1")
    assert table_rows(db) == []
    db.execute("UPDATE articles SET is_advertising = 0 WHERE id = 1")
    assert table_rows(db) == all_copies


# The story of each article that is in one.
PLACED = st.dictionaries(st.sampled_from(ARTICLES), st.sampled_from(["one", "two", "three"]))


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(PLACED, max_size=4), st.sets(st.sampled_from(ARTICLES), max_size=2))
def test_the_table_equals_the_join_after_any_changes(
    tmp_path_factory: pytest.TempPathFactory, rounds: list[dict[int, str]], forgotten: set[int]
) -> None:
    db = fill(tmp_path_factory.mktemp("changes") / "news.db")
    for number, placed in enumerate(rounds):
        first, last = ARTICLES[number], ARTICLES[-1 - number]  # other articles in each round
        with transaction(db):
            place(db, placed)
            db.execute(
                "UPDATE articles SET date_published = ? WHERE id = ?",
                [DATES[number % len(DATES)], first],
            )
            db.execute(
                "UPDATE articles SET is_advertising = 1 - is_advertising WHERE id IN (?, ?)",
                [first, last],
            )
        assert table_rows(db) == joined_rows(db)
    with transaction(db):
        place(db, dict.fromkeys(set(ARTICLES) - forgotten, "last"))
        leave_stories(db, forgotten)
        write_stories(db, [], {"one", "two", "three", "bridge", "bread", "jam", "bank", "tiger"})
        delete_articles(db, forgotten)
    assert table_rows(db) == joined_rows(db)
    db.close()


def place(db: Database, placed: dict[int, str]) -> None:
    """Put each article into the story given for it; the other articles are in no story."""
    before = {story for (story,) in db.execute("SELECT id FROM stories")}
    stories = []
    for name in sorted(set(placed.values())):
        members = sorted(number for number, story in placed.items() if story == name)
        relations = dict.fromkeys(members, Relation.REPRINT) | {members[0]: Relation.ORIGINAL}
        stories.append(Story(name, members[0], relations))
    leave_stories(db, set(ARTICLES) - set(placed))
    write_stories(db, stories, before | set(placed.values()))
