"""Tests that the origins of stored stories are read from articles, sources and matches."""

from pathlib import Path

from pipelines.model import SourceKind
from pipelines.stories.origins import Origin
from storage.stories.story_origins import story_origins
from tests.sample_news import fill


def test_copies_have_the_origin_of_the_article_they_credit(tmp_path: Path) -> None:
    db = fill(tmp_path / "news.db")
    origins = story_origins(db.conn, ["bridge", "bread", "no such story"])
    (origin,) = origins["bridge"]
    assert (origin.name, origin.kind, len(origin.article_ids)) == ("Сура-пресс", "outlet", 3)
    assert [one.name for one in origins["bread"]] == ["Волга. Новости"]
    assert origins.keys() == {"bridge", "bread"}


def test_without_credits_the_stored_matches_decide(tmp_path: Path) -> None:
    db = fill(tmp_path / "news.db")
    db.execute("UPDATE articles SET credit_text = NULL, is_based_on = NULL")
    assert [len(origin.article_ids) for origin in story_origins(db.conn, ["bridge"])["bridge"]] == [
        3
    ]
    db.execute("UPDATE matches SET share = 0.3, other_share = 0.3")
    assert [len(origin.article_ids) for origin in story_origins(db.conn, ["bridge"])["bridge"]] == [
        1
    ] * 3


def test_a_single_article_has_the_origin_it_credits(tmp_path: Path) -> None:
    db = fill(tmp_path / "news.db")
    db.execute("UPDATE articles SET credit_text = 'ТАСС' WHERE story_id = 'bread'")
    (article_id,) = db.execute("SELECT id FROM articles WHERE story_id = 'bread'").fetchone()
    agency = Origin("ТАСС", SourceKind.AGENCY, None, (article_id,))
    assert story_origins(db.conn, ["bread"])["bread"] == (agency,)


def test_the_credit_of_a_picture_is_no_origin(tmp_path: Path) -> None:
    db = fill(tmp_path / "news.db")
    db.execute("UPDATE articles SET credit_text = 'Анна Ким' WHERE story_id = 'bread'")
    (article_id,) = db.execute("SELECT id FROM articles WHERE story_id = 'bread'").fetchone()
    evidence = [article_id, "credit_text", "Анна Ким", "picture-credit"]
    db.execute(
        "INSERT INTO evidence (article_id, fact, value, found_in) VALUES (?, ?, ?, ?)", evidence
    )
    assert [origin.name for origin in story_origins(db.conn, ["bread"])["bread"]] == [
        "Волга. Новости"
    ]
    evidence[3] = "credit-line"
    db.execute(
        "INSERT INTO evidence (article_id, fact, value, found_in) VALUES (?, ?, ?, ?)", evidence
    )
    assert [origin.name for origin in story_origins(db.conn, ["bread"])["bread"]] == ["Анна Ким"]
