"""Tests that pages are compared with stored articles before the transaction that stores them."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlite_utils import Database

from pipelines.copies.compared_text import text_features
from pipelines.model import Article, Outcome, Page, PageRead, Reading
from scraper.crawl.filing import PageFiler
from scraper.crawl.run_state import RunState
from storage.crawl.sources import save_sources
from storage.database.protocols import Store
from storage.database.sqlite import open_database, snapshot, transaction
from storage.stores import open_store
from tests import servers
from tests.story_cases import SOURCES, all_looks, stored_stories

NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    with closing(open_database(tmp_path / "news.db")) as db:
        save_sources(db, SOURCES)
        yield db


def pages(count: int) -> list[PageRead]:
    """Return pages of different articles, many of which are copies."""
    read_pages = []
    for look in all_looks()[:count]:
        article = Article(look.url, look.text.split(".")[0], look.text, date_published=look.at)
        page = Page(look.url, b"", source_id=look.source, fetched_at=NOW)
        reading = Reading(Outcome.STORED, article)
        read_pages.append(PageRead(page, reading, text_features(look.text)))
    return read_pages


def file_articles(path: Path, *, is_prepared: bool) -> tuple[int, object]:
    """Store pages in two batches; return the searches for the second one, and all stories."""
    with closing(open_database(path)) as db:
        save_sources(db, SOURCES)
        filer = PageFiler(RunState(db, lambda: NOW))
        filer.file(pages(10))
        if is_prepared:
            filer._derived.prepare(pages(26)[10:])
        statements: list[str] = []
        db.conn.set_trace_callback(statements.append)
        filer.file(pages(26)[10:])
        db.conn.set_trace_callback(None)
        return sum("CROSS JOIN sentences" in sql for sql in statements), stored_stories(db)


def test_prepared_articles_are_searched_less_and_get_the_same_stories(tmp_path: Path) -> None:
    searches, stories = file_articles(tmp_path / "prepared.db", is_prepared=True)
    usual_searches, usual_stories = file_articles(tmp_path / "usual.db", is_prepared=False)
    assert stories == usual_stories
    assert searches < usual_searches


def test_an_error_while_comparing_is_left_to_the_transaction(db: Database) -> None:
    filer = PageFiler(RunState(db, lambda: NOW))
    db.execute("ALTER TABLE sentences RENAME TO gone")
    filer._derived.prepare(pages(3))
    assert not db.conn.in_transaction
    results = filer.file(pages(3))
    assert [type(result).__name__ for result in results] == ["OperationalError"] * 3


def test_a_snapshot_does_not_see_what_is_written_meanwhile(db: Database, tmp_path: Path) -> None:
    with closing(open_database(tmp_path / "news.db")) as other:
        assert counts_of_sources(db, other) == EXPECTED_COUNTS


@pytest.mark.slow
@pytest.mark.skipif(bool(servers.missing()), reason=str(servers.missing()))
def test_a_snapshot_of_a_server_does_not_see_what_is_written_meanwhile(empty_postgres: str) -> None:
    with closing(open_store(empty_postgres)) as db, closing(open_store(empty_postgres)) as other:
        save_sources(db, SOURCES)
        assert counts_of_sources(db, other) == EXPECTED_COUNTS


# The first two looks see the state of the beginning of the snapshot.
EXPECTED_COUNTS = [len(SOURCES), len(SOURCES), len(SOURCES) - 1]


def counts_of_sources(db: Store, other: Store) -> list[int]:
    """Return how many sources are seen before and after another connection deletes one.

    The first two looks are in a snapshot, and the last one is after it.
    """
    with snapshot(db):
        counts = [counted_sources(db)]
        with transaction(other):
            other.execute("DELETE FROM sources WHERE id = 'alpha'")
        counts.append(counted_sources(db))
    return [*counts, counted_sources(db)]


def counted_sources(db: Store) -> int:
    (count,) = db.execute("SELECT count(*) FROM sources").fetchone()
    return int(count)
