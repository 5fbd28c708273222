"""Tests that ``scrapy reextract`` and ``scrapy boilerplate`` change stored articles."""

import signal
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlite_utils import Database

from pipelines.extraction.lines.recurring_lines import MIN_STORIES
from pipelines.extraction.read_page import read_page
from pipelines.model import Address, Article, Hints, Page
from scraper.rereading.kept_pages import rules_digest
from scraper.sources.loading import load_sources
from scraper.stories.recurring_lines import NewText, learn_lines
from storage.articles.raw_pages import keep_raw_page
from storage.articles.rereadings import Scope, last_reread, save_reread
from storage.articles.rows import mark_gone
from storage.crawl.sources import save_sources
from storage.crawl.urls import FoundLink, add_pending
from storage.database.sqlite import open_database, open_readonly, transaction
from storage.search.indexing import index_pending
from storage.search.ranking import Scope as SearchScope
from storage.search.ranking import search
from tests.hostile_building import article as hostile_article
from tests.newsroom import Newsroom
from tests.saved_articles import save_article
from tests.vesti_pages import PLACES, PROMO, page_with_promo, vesti_entry

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
WITHOUT_INSETS = {"drop": [".inset"]}  # a rule that leaves out the insets of the pages
URL = "https://vesti.example/{}"


@pytest.fixture
def with_pages(newsroom: Newsroom) -> Newsroom:
    """Return a newsroom with ``MIN_STORIES`` articles of one outlet and their pages."""
    newsroom.sources.write_text(vesti_entry(), encoding="utf-8")
    db = open_database(newsroom.database)
    save_sources(db, load_sources(newsroom.sources))
    for number, place in enumerate(PLACES[:MIN_STORIES]):
        page = Page(
            URL.format(number), page_with_promo(place), fetched_at=NOW, timezone="Europe/Moscow"
        )
        with transaction(db):
            article_id, article = store_page(db, page)
            learn_lines(db, [NewText(article_id, "vesti", article.article_body, NOW)])
            index_pending(db)
    db.close()
    return newsroom


def store_page(db: Database, page: Page) -> tuple[int, Article]:
    """Store a page and the article that is read from it, and return the article and its id."""
    article = read_page(page).article
    assert article is not None
    saved = save_article(db, article, url=page.url, source_id="vesti", now=NOW)
    keep_raw_page(db, saved.article_id, url=page.url, fetched_at=NOW, encoding=None, body=page.body)
    return saved.article_id, article


def opened(newsroom: Newsroom) -> Database:
    """Return the database as it is now, for reading."""
    return open_readonly(newsroom.database)


def bodies(newsroom: Newsroom) -> list[str]:
    return [row["article_body"] for row in opened(newsroom)["articles"].rows]


def hits(newsroom: Newsroom, query: str) -> int:
    """Return how many articles a search finds."""
    return len(search(opened(newsroom).conn, query, SearchScope(), now="2099-01-01T00:00:00Z").hits)


def test_a_new_rule_changes_stored_articles_and_search_without_a_version(
    with_pages: Newsroom,
) -> None:
    assert all("варенья" in body for body in bodies(with_pages))
    assert hits(with_pages, "варенье") == MIN_STORIES
    db = open_database(with_pages.database)
    mark_gone(db, 1, datetime.now(UTC))
    versions = db["revisions"].count
    seen = [row["date_last_seen"] for row in db["articles"].rows]
    db.close()
    with_pages.sources.write_text(vesti_entry(**WITHOUT_INSETS), encoding="utf-8")

    done = with_pages.run("reextract", *with_pages.settings(), "--source", "vesti")

    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == f"{MIN_STORIES} changed"
    assert not any("варенья" in body or PROMO in body for body in bodies(with_pages))
    assert hits(with_pages, "варенье") == 0
    assert hits(with_pages, "церемония") == MIN_STORIES
    db = opened(with_pages)
    assert db["revisions"].count == versions
    assert not any("варенья" in row["article_body"] for row in db["revisions"].rows)
    assert [row["date_last_seen"] for row in db["articles"].rows] == seen, "nothing was fetched"
    assert db.table("articles").get(1)["status"] == "gone"
    assert db["search_pending"].count == 0

    again = with_pages.run("reextract", *with_pages.settings())
    assert again.stdout.strip() == f"{MIN_STORIES} unchanged"


def store_articles(newsroom: Newsroom, count: int) -> None:
    """Store articles of different texts, and their pages."""
    newsroom.sources.write_text(vesti_entry(), encoding="utf-8")
    db = open_database(newsroom.database)
    save_sources(db, load_sources(newsroom.sources))
    with transaction(db):
        for number in range(count):
            body = page_with_promo(f"городе № {number}")
            store_page(db, Page(URL.format(number), body, fetched_at=NOW))
    db.close()


PAGES = 96  # several batches; a run stores each batch at once


@pytest.mark.parametrize(
    "stop", [signal.SIGINT, pytest.param(signal.SIGKILL, marks=pytest.mark.slow)]
)
def test_the_next_run_continues_where_a_stopped_run_ended(
    newsroom: Newsroom, stop: signal.Signals
) -> None:
    store_articles(newsroom, PAGES)
    newsroom.sources.write_text(vesti_entry(**WITHOUT_INSETS), encoding="utf-8")
    running = newsroom.server.start("reextract", *newsroom.settings())
    while not opened(newsroom)["rereadings"].count:
        assert running.poll() is None
        time.sleep(0.005)
    running.send_signal(stop)
    _, errors = running.communicate()
    assert running.returncode not in (0, 1)
    expected = "" if stop is signal.SIGKILL else "stopped; the next `scrapy reextract` goes on here"
    assert errors.strip() == expected
    done = sum("варенья" not in body for body in bodies(newsroom))
    assert 0 < done < PAGES

    again = newsroom.run("reextract", *newsroom.settings())

    assert again.returncode == 0
    assert again.stderr.strip() == f"going on after {done} of {PAGES} pages"
    assert again.stdout.strip() == f"{PAGES - done} changed"
    assert not any("варенья" in body for body in bodies(newsroom))
    assert not opened(newsroom)["rereadings"].count
    assert newsroom.run("reextract", *newsroom.settings()).stdout.strip() == f"{PAGES} unchanged"


def test_the_next_run_starts_again_if_the_rules_have_changed(with_pages: Newsroom) -> None:
    db = open_database(with_pages.database)
    scope = Scope(None, rules_digest(load_sources(with_pages.sources)))
    save_reread(db, scope, 3)
    assert last_reread(db, scope) == 3
    db.close()
    with_pages.sources.write_text(vesti_entry(**WITHOUT_INSETS), encoding="utf-8")
    done = with_pages.run("reextract", *with_pages.settings())
    assert done.stdout.strip() == f"{MIN_STORIES} changed"


def test_a_page_that_takes_too_long_does_not_change_its_article(
    with_pages: Newsroom,
) -> None:
    db = open_database(with_pages.database)
    with transaction(db):
        keep_raw_page(
            db, 2, url=URL.format(1), fetched_at=NOW, encoding=None,
            body=hostile_article("<" * 1_900_000),
        )  # fmt: skip
    db.close()
    before = bodies(with_pages)
    done = with_pages.run("reextract", *with_pages.settings())
    # On a busy machine the limit of elapsed time ends the reading first.
    stopped, unchanged = done.stdout.strip().split(", ")
    assert stopped in {"1 stopped_cpu", "1 stopped_wall"}
    assert unchanged == f"{MIN_STORIES - 1} unchanged"
    assert bodies(with_pages) == before


def test_a_new_reading_knows_the_facts_of_the_feed_and_of_the_browser(newsroom: Newsroom) -> None:
    newsroom.sources.write_text(vesti_entry(), encoding="utf-8")
    hints = Hints(
        headline="Мост открыли", authors=("Анна Ким",), date_published_raw="2024-06-07T14:20+03:00",
        is_based_on="https://agency.example/1", description="Его строили два года.",
    )  # fmt: skip
    body = page_with_promo("Сурске").replace("<p>7 июня 2024, 14:20</p>".encode(), b"")
    page = Page(
        URL.format(0), body, fetched_at=NOW, hints=hints, half_drawn_reason="no time was left"
    )
    with closing(open_database(newsroom.database)) as db, transaction(db):
        save_sources(db, load_sources(newsroom.sources))
        article_id, article = store_page(db, page)
        link = FoundLink(Address(page.url, page.url), hints=hints)
        add_pending(db, [link], source_id="vesti", now=NOW)
        db.execute("UPDATE urls SET article_id = ?", [article_id])
        db.execute("UPDATE articles SET authors = '[]', description = NULL")
    stated = {
        (statement.fact, statement.value, statement.found_in) for statement in article.evidence
    }
    assert {place for _, _, place in stated} >= {"feed", "browser"}
    newsroom.sources.write_text(vesti_entry(**WITHOUT_INSETS), encoding="utf-8")

    done = newsroom.run("reextract", *newsroom.settings())

    assert done.stdout.strip() == "1 changed", done.stderr
    row = opened(newsroom).table("articles").get(1)
    assert row["date_published"] == "2024-06-07T11:20:00Z"
    assert (row["authors"], row["description"]) == ('["Анна Ким"]', "Его строили два года.")
    rows = opened(newsroom).execute("SELECT fact, value, found_in FROM evidence").fetchall()
    of_others = [statement for statement in rows if is_of_others(*statement)]
    assert set(of_others) == {statement for statement in stated if is_of_others(*statement)}
    assert len(of_others) == len(set(of_others)), "nothing is stated twice"


def is_of_others(fact: str, value: str, found_in: str) -> bool:
    """Return whether the feed or the browser states a fact, and not the page itself."""
    return found_in in ("feed", "browser")


def test_page_older_than_the_text_changes_nothing(with_pages: Newsroom) -> None:
    db = open_database(with_pages.database)
    db.table("revisions").insert(
        {"article_id": 1, "seen_at": "2026-05-05T00:00:00Z", "headline": "Новый заголовок",
         "article_body": "Новый текст."}
    )  # fmt: skip
    before = [*db["revisions"].rows]
    db.close()
    done = with_pages.run("reextract", *with_pages.settings())
    assert done.returncode == 0, done.stderr
    assert "1 older than the article's text" in done.stdout
    assert [*opened(with_pages)["revisions"].rows][-1] == before[-1]


def test_learnt_line_is_listed_explained_restored_and_cut_again(with_pages: Newsroom) -> None:
    assert not any(PROMO in body for body in bodies(with_pages))
    assert hits(with_pages, '"клубе читателей"') == 0

    listed = with_pages.run("boilerplate", *with_pages.settings(), "vesti").stdout
    (row,) = [text for text in listed.splitlines() if PROMO in text]
    block, *state = row.split()
    assert state[:3] == ["cut", str(MIN_STORIES), "stories"]

    explanation = with_pages.run(
        "boilerplate", *with_pages.settings(), "--explain", block, "vesti"
    ).stdout
    assert {URL.format(n) for n in range(MIN_STORIES)} <= set(explanation.split())

    undone = with_pages.run("boilerplate", *with_pages.settings(), "--keep", block, "vesti")
    assert undone.returncode == 0, undone.stderr
    assert all(body.endswith(PROMO) for body in bodies(with_pages))
    assert hits(with_pages, '"клубе читателей"') == MIN_STORIES
    assert opened(with_pages)["revisions"].count == MIN_STORIES

    with_pages.run("boilerplate", *with_pages.settings(), "--cut", block, "vesti")
    assert not any(PROMO in body for body in bodies(with_pages))
    assert opened(with_pages)["search_pending"].count == 0


def test_missing_database_is_not_created(newsroom: Newsroom) -> None:
    done = newsroom.run("reextract", *newsroom.settings())
    assert done.returncode == 4
    assert not Path(newsroom.database).exists()


def test_reextract_suggests_the_regions_of_articles_that_were_stored_without(
    with_pages: Newsroom,
) -> None:
    db = open_database(with_pages.database)
    stored = "SELECT value, found_in FROM evidence WHERE fact = 'content_location'"
    before = db.execute(stored).fetchall()
    with transaction(db):
        db.execute("DELETE FROM evidence WHERE fact = 'content_location'")
    db.close()
    assert any(value == "RU-PNZ" and "Кузнецке" in found_in for value, found_in in before)
    assert with_pages.run("reextract", *with_pages.settings()).returncode == 0
    assert open_readonly(with_pages.database).execute(stored).fetchall() == before
