"""Tests which member of its story shares the most text with an article."""

from pathlib import Path

from sqlite_utils import Database

from storage.stories.nearest import Nearest, nearest_members
from tests.sample_news import SAMPLE, fill


def match(db: Database, one: int, other: int, *, share: float, other_share: float) -> None:
    """Store a match of two articles, with the share of the text of each that the other has."""
    db.table("matches").insert(
        {
            "article_id": one, "other_id": other, "relation": "excerpt",
            "jaccard": 0.7, "containment": 1, "share": share, "other_share": other_share,
        }
    )  # fmt: skip


def test_a_copy_of_a_copy_is_nearest_to_that_copy(tmp_path: Path) -> None:
    db = fill(tmp_path / "news.db")
    db.execute("UPDATE articles SET date_published = '2026-03-01T09:0' || id || ':00Z'")
    match(db, 2, 3, share=0.7, other_share=0.98)
    url, name = db.execute(
        "SELECT a.url, s.name FROM articles a JOIN sources s ON s.id = a.source_id WHERE a.id = 2"
    ).fetchone()
    nearest = nearest_members(db.conn, [1, 2, 3])
    assert nearest[3] == Nearest(2, url, name, share=0.98, other_share=0.7)
    assert nearest[2].article_id == 1


def test_the_first_publisher_and_a_lone_article_have_no_nearest_member(tmp_path: Path) -> None:
    db = fill(tmp_path / "news.db")
    every_id = range(1, len(SAMPLE) + 1)
    assert set(nearest_members(db.conn, every_id)) == {2, 3}


def test_an_article_of_another_story_is_not_nearest(tmp_path: Path) -> None:
    db = fill(tmp_path / "news.db")
    match(db, 1, 4, share=1, other_share=1)
    assert 4 not in nearest_members(db.conn, [4])
