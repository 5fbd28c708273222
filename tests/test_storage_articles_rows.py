"""Tests that an article has one row, and that its versions and known facts are kept."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from pipelines.model import Article, Evidence, Source, iso_text
from storage.articles.export import export_rows
from storage.articles.rows import Change, mark_gone
from storage.crawl.sources import save_sources
from storage.database.sqlite import open_database
from tests.saved_articles import save_article

URL = "https://penza.example/news/1"
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
LATER = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
ARTICLE = Article(
    url=URL,
    headline="Мост через Суру откроют в декабре",
    article_body="Мост откроют в декабре.\nДвижение запустят по двум полосам.",
    canonical_url=URL,
    authors=("Анна Белова",),
    date_published=datetime(2026, 11, 20, 8, 30, tzinfo=UTC),
    date_published_raw="20.11.2026 11:30",
    evidence=(Evidence("date_published", "20.11.2026 11:30", "visible-text"),),
)


@pytest.fixture
def db(tmp_path: Path) -> Database:
    db = open_database(tmp_path / "news.db")
    save_sources(
        db, [Source("penza", "Пенза", "https://penza.example/", "RU-PNZ", "Europe/Moscow")]
    )
    return db


def save(db: Database, article: Article, now: datetime = NOW) -> Change:
    """Store an article at its own address, and return what changed."""
    return save_article(db, article, url=article.url, source_id="penza", now=now).change


def stored(db: Database) -> dict[str, object]:
    """Return the row of the only article."""
    (row,) = db["articles"].rows
    return row


def test_a_new_article_is_stored_with_its_first_version_and_evidence(db: Database) -> None:
    assert save(db, ARTICLE) is Change.STORED
    row = stored(db)
    assert row["date_published"] == "2026-11-20T08:30:00Z"
    assert row["date_published_precision"] == "minute"
    assert row["authors"] == '["Анна Белова"]'
    assert row["word_count"] == 9
    assert (row["is_advertising"], row["dateline"]) == (0, None)
    assert db["revisions"].count == db["evidence"].count == 1


def test_the_text_with_its_structure_is_stored_and_exported(db: Database) -> None:
    save(db, replace(ARTICLE, article_markdown="## Сроки\n\n- осень"))
    assert stored(db)["article_markdown"] == "## Сроки\n\n- осень"
    names, rows = export_rows(db, "articles")
    (row,) = rows
    assert dict(zip(names, row, strict=True))["article_markdown"] == "## Сроки\n\n- осень"


def test_advertising_and_the_place_of_the_dateline_are_stored(db: Database) -> None:
    save(db, replace(ARTICLE, is_advertising=True, dateline="Пенза"))
    row = stored(db)
    assert (row["is_advertising"], row["dateline"]) == (1, "Пенза")


def test_the_text_quality_is_that_of_the_last_reading(db: Database) -> None:
    save(db, replace(ARTICLE, text_quality=0.91))
    assert stored(db)["text_quality"] == 0.91
    save(db, replace(ARTICLE, text_quality=0.62), LATER)
    assert stored(db)["text_quality"] == 0.62
    save(db, replace(ARTICLE, text_quality=None), LATER)
    assert stored(db)["text_quality"] is None


def test_saving_an_equal_article_changes_only_the_time_of_the_last_look(db: Database) -> None:
    save(db, ARTICLE)
    before = stored(db)
    assert save(db, ARTICLE, LATER) is Change.UNCHANGED
    assert stored(db) == before | {"date_last_seen": "2026-11-20T10:00:00Z"}
    assert db["revisions"].count == 1


def test_an_edit_adds_a_version_and_keeps_the_old_one(db: Database) -> None:
    save(db, ARTICLE)
    assert save(db, replace(ARTICLE, headline="Мост откроют раньше"), LATER) is Change.CHANGED
    assert [row["headline"] for row in db["revisions"].rows] == [
        ARTICLE.headline,
        "Мост откроют раньше",
    ]
    assert stored(db)["date_first_seen"] == "2026-11-20T09:00:00Z"


@pytest.mark.parametrize(
    ("fact", "value", "may_move"),
    [
        ("date_published", datetime(2026, 11, 20, 6, 0, tzinfo=UTC), True),
        ("credit_text", "Источник: Пенза-Пресс", True),
        ("is_based_on", "https://press.example/1", True),
        ("date_published", None, False),  # no longer stated, but known
        ("main_image", "https://penza.example/1.jpg", False),
    ],
)
def test_another_date_or_credit_is_no_edit_but_may_change_the_story(
    db: Database, fact: str, value: Any, may_move: bool
) -> None:
    save(db, ARTICLE)
    changed = replace(ARTICLE, **{fact: value})
    saved = save_article(db, changed, url=URL, source_id="penza", now=LATER)
    assert (saved.change, saved.may_move) == (Change.UNCHANGED, may_move)


def test_white_space_is_no_edit(db: Database) -> None:
    save(db, ARTICLE)
    spaced = ARTICLE.article_body.replace(" ", "\N{NO-BREAK SPACE} ").replace("\n", "\n\n")
    assert save(db, replace(ARTICLE, article_body=spaced), LATER) is Change.UNCHANGED


def test_a_recurring_line_that_was_cut_from_the_stored_text_is_no_edit(db: Database) -> None:
    save(db, ARTICLE)
    db.table("articles").update(1, {"article_body": "Мост откроют в декабре."})
    assert save(db, ARTICLE, LATER) is Change.UNCHANGED
    assert stored(db)["article_body"] == "Мост откроют в декабре."


def test_a_minute_is_not_replaced_by_a_day(db: Database) -> None:
    save(db, ARTICLE)
    save(db, replace(ARTICLE, date_published=date(2026, 11, 20), date_published_raw="20.11.2026"))
    row = stored(db)
    assert row["date_published"] == "2026-11-20T08:30:00Z"
    assert row["date_published_raw"] == "20.11.2026 11:30"


def test_a_fact_the_page_no_longer_states_is_kept(db: Database) -> None:
    save(db, ARTICLE)
    save(db, replace(ARTICLE, authors=(), description=None))
    assert stored(db)["authors"] == '["Анна Белова"]'


def test_an_article_known_by_another_address_keeps_its_row(db: Database) -> None:
    save(db, ARTICLE)
    alias = "https://penza.example/amp/news/1"
    saved = save_article(db, ARTICLE, url=alias, source_id="penza", now=LATER, article_id=1)
    assert (saved.article_id, saved.change) == (1, Change.UNCHANGED)
    assert stored(db)["url"] == URL


def test_a_removed_article_keeps_its_text_and_is_live_again_once_seen(db: Database) -> None:
    save(db, ARTICLE)
    mark_gone(db, 1, LATER)
    assert stored(db)["status"] == "gone"
    assert stored(db)["date_gone"] == iso_text(LATER)
    mark_gone(db, 1, LATER + timedelta(days=1))
    assert stored(db)["date_gone"] == iso_text(LATER), "it was found before"
    assert stored(db)["article_body"] == ARTICLE.article_body
    save(db, ARTICLE, LATER)
    assert stored(db)["status"] == "live"
    assert stored(db)["date_gone"] is None
