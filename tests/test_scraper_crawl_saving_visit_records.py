"""Tests what a stored page leaves in the database beside its article."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from pipelines.model import Article, Outcome, Page, PageRead, Reading, Source, iso_text
from pipelines.stories.keeper import StoryKeeper
from scraper.crawl.derived_data import DerivedData
from scraper.crawl.saving.visit_records import Ending, VisitRecords, addresses_of
from storage.crawl.sources import save_sources
from storage.database.sqlite import open_database, transaction
from storage.stores import story_index
from tests.saved_articles import save_article

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
URL = "https://penza.example/news/1"
TEXT = "Городской совет Пензы утвердил проект новой набережной, сообщили в мэрии."


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    with closing(open_database(tmp_path / "news.db")) as db:
        save_sources(db, [Source("penza", "Пенза", URL, "RU-PNZ", "Europe/Moscow")])
        yield db


@pytest.mark.parametrize(
    ("requested", "canonical", "urls"),
    [
        (None, None, [URL]),
        (URL, f"{URL}#top", [URL]),
        ("https://penza.example/?p=1", None, [URL, "https://penza.example/?p=1"]),
        ("https://penza.example/?p=1", URL, [URL, "https://penza.example/?p=1"]),
        (None, "https://other.example/news/1", [URL]),
    ],
)
def test_the_addresses_of_a_page_begin_with_the_one_that_was_fetched(
    requested: str | None, canonical: str | None, urls: list[str]
) -> None:
    page = Page(URL, b"", requested_url=requested)
    article = Article(URL, "Набережная", TEXT, canonical_url=canonical)
    assert [fetched.url for fetched in addresses_of(page, article)] == urls


@pytest.mark.parametrize(
    ("outcome", "hours"),
    [
        (Outcome.STORED, 24),  # the page's own `next_check_at`
        (Outcome.CHALLENGE, 6),
        (Outcome.NOT_ARTICLE, 1),
        (Outcome.ALIAS, None),
    ],
)
def test_the_outcome_decides_when_an_address_is_visited_again(
    outcome: Outcome, hours: int | None, db: Database
) -> None:
    page = Page(URL, b"", source_id="penza", next_check_at=NOW + timedelta(hours=24))
    with transaction(db):
        own_addresses = addresses_of(page, None)
        VisitRecords(db, lambda: NOW).record(page, own_addresses, Ending(outcome))
    ((due,),) = db.execute("SELECT next_check_at FROM urls").fetchall()
    assert due == (None if hours is None else iso_text(NOW + timedelta(hours=hours)))


def test_a_new_text_gets_a_story_and_its_page_is_kept(db: Database) -> None:
    page = Page(URL, b"<p>", source_id="penza")
    article = Article(URL, "Набережная", TEXT)
    with transaction(db):
        saved = save_article(db, article, url=URL, source_id="penza", now=NOW)
        visits = VisitRecords(db, lambda: NOW)
        derived = DerivedData(db, StoryKeeper(story_index(db)), visits, keeps_raw_pages=True)
        read = PageRead(page, Reading(Outcome.STORED, article))
        refused = derived.derive({saved.article_id: read})
    assert refused == set(), "no text turned out to be one that many pages share"
    assert db.execute("SELECT count(*) FROM raw_pages").fetchone() == (1,)
    assert db.execute("SELECT story_id IS NOT NULL FROM articles").fetchone() == (1,)
