"""Tests that what depends on deleted articles and sources is deleted without foreign keys."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime

import pytest

from pipelines.model import Article, Evidence, Source
from storage.articles.recurring_lines import ArticleLines, save_lines
from storage.crawl.sources import save_sources
from storage.database.protocols import Store
from storage.database.sqlite import transaction
from storage.postgres.cascades import TABLES_WITHOUT_FOREIGN_KEYS
from storage.stores import open_store
from tests import servers
from tests.saved_articles import save_article

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(servers.missing()), reason=str(servers.missing())),
]

NOW = datetime(2026, 6, 1, tzinfo=UTC)
# What earlier versions had instead of the triggers: foreign keys, first of all tables.
KEY_OF_EVIDENCE = """
CREATE OR REPLACE FUNCTION delete_lines_of_articles() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    DELETE FROM boilerplate_sightings WHERE article_id IN (SELECT id FROM gone);
    RETURN NULL; END $$;
ALTER TABLE evidence ADD FOREIGN KEY (article_id) REFERENCES articles(id) ON DELETE CASCADE;
"""
FORMER_KEYS = """
DROP TRIGGER delete_lines ON articles;
DROP TRIGGER delete_lines ON sources;
ALTER TABLE boilerplate ADD FOREIGN KEY (source_id) REFERENCES sources(id) ON DELETE CASCADE;
ALTER TABLE boilerplate_sightings
    ADD FOREIGN KEY (article_id) REFERENCES articles(id) ON DELETE CASCADE;
"""
FOREIGN_KEYS = """
    SELECT conrelid::regclass::text FROM pg_constraint
    WHERE contype = 'f' AND connamespace = current_schema()::regnamespace
"""


@pytest.fixture(params=["", FORMER_KEYS, KEY_OF_EVIDENCE], ids=["new", "former", "later"])
def db(request: pytest.FixtureRequest, empty_postgres: str) -> Iterator[Store]:
    """Yield a server's database: a new one, or one that an earlier version created."""
    if request.param:
        with closing(open_store(empty_postgres)) as former:
            former.execute(request.param)
    with closing(open_store(empty_postgres)) as db:
        yield db


def save(db: Store, source_id: str, number: int) -> int:
    """Save an article with one line and one piece of evidence, and return its id."""
    url = f"https://{source_id}.example/{number}"
    evidence = (Evidence("headline", "Мост", "h1"),)
    article = Article(url, "Мост", "Мост открыли.", evidence=evidence)
    saved = save_article(db, article, url=url, source_id=source_id, now=NOW)
    save_lines(db, [ArticleLines(saved.article_id, source_id, {number: "Реклама"}, NOW)])
    return saved.article_id


def stored_lines(db: Store, table: str) -> list[tuple[str, int]]:
    query = f"SELECT source_id, block_hash FROM {table} ORDER BY 1, 2"
    rows: list[tuple[str, int]] = db.execute(query).fetchall()
    return rows


def articles_with_evidence(db: Store) -> list[int]:
    rows = db.execute("SELECT article_id FROM evidence ORDER BY 1").fetchall()
    return [article_id for (article_id,) in rows]


def test_what_depends_on_deleted_articles_and_sources_is_deleted(db: Store) -> None:
    save_sources(
        db,
        [Source(name, name, f"https://{name}.example/", "RU-PNZ", "UTC") for name in ("a", "b")],
    )
    with transaction(db):
        first, second, of_other = save(db, "a", 1), save(db, "a", 2), save(db, "b", 3)
    db.execute("DELETE FROM articles WHERE id = ?", [first])
    assert stored_lines(db, "boilerplate_sightings") == [("a", 2), ("b", 3)]
    assert articles_with_evidence(db) == [second, of_other]
    db.execute("DELETE FROM articles WHERE id IN (?, ?)", [second, of_other])
    assert stored_lines(db, "boilerplate_sightings") == []
    db.execute("DELETE FROM sources WHERE id = ?", ["a"])
    assert stored_lines(db, "boilerplate") == [("b", 3)]


def test_other_tables_keep_their_foreign_keys(db: Store) -> None:
    with_keys = {table for (table,) in db.execute(FOREIGN_KEYS).fetchall()}
    assert with_keys >= {"articles", "revisions", "signatures", "urls"}
    assert with_keys.isdisjoint(TABLES_WITHOUT_FOREIGN_KEYS)
