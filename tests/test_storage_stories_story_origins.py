"""Tests that the origins of stored stories are read from articles, sources and matches."""

from collections.abc import Iterable
from pathlib import Path

from pipelines.model import SourceKind
from pipelines.stories.origins import Origin
from storage.stories.story_origins import story_origins
from tests.sample_news import fill


def names_of(origins: Iterable[Origin]) -> list[str]:
    return [origin.name for origin in origins]


def test_copies_have_the_origin_of_the_article_they_credit(tmp_path: Path) -> None:
    db = fill(tmp_path / "news.db")
    origins = story_origins(db.conn, ["bridge", "bread", "no such story"])
    (origin,) = origins["bridge"]
    assert (origin.name, origin.kind, len(origin.article_ids)) == ("Сура-пресс", "outlet", 3)
    assert names_of(origins["bread"]) == ["Волга. Новости"]
    assert origins.keys() == {"bridge", "bread"}


def test_without_credits_the_stored_matches_decide(tmp_path: Path) -> None:
    db = fill(tmp_path / "news.db")
    db.execute("UPDATE articles SET credit_text = NULL, is_based_on = NULL")
    (origin,) = story_origins(db.conn, ["bridge"])["bridge"]
    assert len(origin.article_ids) == 3
    db.execute("UPDATE matches SET share = 0.3, other_share = 0.3")
    origins = story_origins(db.conn, ["bridge"])["bridge"]
    assert [len(origin.article_ids) for origin in origins] == [1, 1, 1]


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
    evidence = {"article_id": article_id, "fact": "credit_text", "value": "Анна Ким"}
    db.table("evidence").insert(evidence | {"found_in": "picture-credit"})
    assert names_of(story_origins(db.conn, ["bread"])["bread"]) == ["Волга. Новости"]
    db.table("evidence").insert(evidence | {"found_in": "credit-line"})
    assert names_of(story_origins(db.conn, ["bread"])["bread"]) == ["Анна Ким"]
