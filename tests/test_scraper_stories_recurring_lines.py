"""Tests that recurring lines are learnt by story, cut, and can be restored."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlite_utils import Database

from pipelines.extraction.lines.recurring_lines import MIN_STORIES
from pipelines.model import Article
from scraper.stories.recurring_lines import (
    NewText,
    cut_known_lines,
    cut_or_keep_line,
    learn_lines,
)
from storage.articles.recurring_lines import KEPT, learnt_lines, urls_with_line
from storage.articles.rows import Change
from storage.database.sqlite import open_database, transaction
from tests.saved_articles import save_article

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
PROMO = "Ваша надёжная лента новостей — «Вести» в мессенджере."


@pytest.fixture
def db(tmp_path: Path) -> Database:
    db = open_database(tmp_path / "news.db")
    db.table("sources").insert(
        {"id": "vesti", "name": "Вести", "home": "https://vesti.example/", "region": "RU-PNZ",
         "timezone": "Europe/Moscow"}
    )  # fmt: skip
    return db


def publish(db: Database, number: int, story: str | None = None, text: str | None = None) -> int:
    """Store an article with the promotion at its end, in a story of its own or ``story``."""
    news = text or f"Событие номер {number} произошло в городе Н."
    body = f"{news}\n{PROMO}"
    markdown = body.replace("\n", "\n\n**").replace("«Вести»", "[«Вести»](https://a.b/)") + "**"
    article = Article(
        url=f"https://vesti.example/{number}",
        headline=f"О {number}",
        article_body=body,
        article_markdown=markdown,
    )
    with transaction(db):
        saved = save_article(db, article, url=article.url, source_id="vesti", now=NOW)
        name = story or f"s{number}"
        db.table("stories").insert(
            {"id": name, "headline": "О", "canonical_article_id": saved.article_id,
             "date_first_published": "2026-05-04", "article_count": 1, "source_count": 1,
             "regions": json.dumps([])}, ignore=True,
        )  # fmt: skip
        db.execute("UPDATE articles SET story_id = ? WHERE id = ?", [name, saved.article_id])
        learn_lines(db, [NewText(saved.article_id, "vesti", body, NOW)])
    return saved.article_id


def markdown_of(db: Database, article_id: int) -> str:
    return str(db.table("articles").get(article_id)["article_markdown"])


def body_of(db: Database, article_id: int) -> str:
    return str(db.table("articles").get(article_id)["article_body"])


LETTERS = "абвгдежзиклм"  # digits would not make the lines differ: in short lines they are equal


def publish_many(db: Database, count: int) -> list[int]:
    """Store articles of different texts with the promotion, and return their ids."""
    texts = [f"Событие {LETTERS[number] * 5} произошло в городе." for number in range(count)]
    return [publish(db, number, text=text) for number, text in enumerate(texts)]


def test_line_is_cut_from_all_articles_once_enough_stories_have_it(db: Database) -> None:
    articles = publish_many(db, MIN_STORIES + 1)
    assert all(PROMO not in body_of(db, article) for article in articles)
    assert all("произошло" in body_of(db, article) for article in articles)
    for article in articles:
        assert markdown_of(db, article) == body_of(db, article), "the Markdown has the same lines"


def test_nothing_is_cut_below_the_threshold(db: Database) -> None:
    articles = publish_many(db, MIN_STORIES - 1)
    assert all(PROMO in body_of(db, article) for article in articles)


def test_no_line_is_learnt_from_reprints_of_one_story(db: Database) -> None:
    articles = [
        publish(db, number, story="same", text="Мост через реку открыли утром.")
        for number in range(MIN_STORIES + 2)
    ]
    assert all(PROMO in body_of(db, article) for article in articles)


def test_no_line_is_learnt_from_versions_of_one_article(db: Database) -> None:
    for version in range(MIN_STORIES + 2):
        article = publish(db, 1, text=f"Версия {LETTERS[version] * 4} вышла.")
    assert PROMO in body_of(db, article)


def test_cutting_adds_no_revision(db: Database) -> None:
    articles = publish_many(db, MIN_STORIES + 1)
    assert db["revisions"].count == len(articles)


def test_a_line_that_a_person_keeps_is_restored_and_not_cut_again(db: Database) -> None:
    articles = publish_many(db, MIN_STORIES)
    promo = next(line.line_hash for line in learnt_lines(db, "vesti") if line.sample == PROMO)
    with transaction(db):
        assert cut_or_keep_line(db, "vesti", promo, KEPT)
    articles.append(publish(db, 11, text="Ещё одно событие произошло."))
    assert all(PROMO in body_of(db, article) for article in articles)
    assert all("**Ваша надёжная лента" in markdown_of(db, article) for article in articles)
    assert not db["uncut_markdown"].count
    assert len(urls_with_line(db, "vesti", promo)) == MIN_STORIES + 1


def test_a_visit_without_a_change_keeps_the_lines_cut(db: Database) -> None:
    articles = publish_many(db, MIN_STORIES)
    body = f"Событие {LETTERS[0] * 5} произошло в городе.\n{PROMO}"
    markdown = body.replace("\n", "\n\n")
    again = Article("https://vesti.example/0", "О 0", body, article_markdown=markdown)
    with transaction(db):
        saved = save_article(db, again, url=again.url, source_id="vesti", now=NOW)
        cut_known_lines(db, {saved.article_id: "vesti"})
    assert (saved.article_id, saved.change) == (articles[0], Change.UNCHANGED)
    assert markdown_of(db, articles[0]) == body_of(db, articles[0])


def test_a_line_is_found_without_reading_all_lines_of_its_source(db: Database) -> None:
    def steps_of_learning(number: int) -> int:
        """Return the hundreds of steps that SQLite takes to learn the lines of an article."""
        steps = []
        db.conn.set_progress_handler(lambda: steps.append(1), 100)
        publish(db, number)
        db.conn.set_progress_handler(None, 0)
        return len(steps)

    publish(db, 1)
    few = steps_of_learning(2)
    rows = [("vesti", number, "", 1, NOW.isoformat(), NOW.isoformat()) for number in range(5000)]
    db.conn.executemany(
        "INSERT INTO boilerplate (source_id, block_hash, sample, article_count, first_seen_at,"
        " last_seen_at) VALUES (?, ?, ?, ?, ?, ?)",
        rows,
    )
    max_more = 50  # steps; a scan of the 5,000 lines would take many more
    assert steps_of_learning(3) < few + max_more
