"""Tests that PostgreSQL gives the stories of SQLite, with one worker and several."""

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipelines.events.keeper import events_of
from pipelines.model import Relation
from pipelines.stories.keeper import StoryKeeper
from scraper.stories.events import place_events
from storage.articles.pruned import count_pruned
from storage.articles.pruning import PRUNED_TABLES, old_articles, prune_texts
from storage.articles.recurring_lines import _STORED_KEYS
from storage.database.checks import check
from storage.database.disk import clean_server
from storage.database.errors import DatabaseUnusableError
from storage.database.sqlite import open_database, transaction
from storage.postgres.index import ClusterStoryIndex
from storage.stores import open_store, prepare_for_crawl
from storage.stories.index import _EDGES, _MEMBERS, SqliteStoryIndex
from storage.stories.kept import keep_story, kept_stories
from tests import event_cases, servers, story_cases
from tests.archive_news import archive

pytest.importorskip("psycopg", reason="the extra cluster is not installed")
from storage.postgres.publishing import publish

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(servers.missing()), reason=str(servers.missing())),
]

NOW = datetime(2026, 6, 1, tzinfo=UTC)
# The story and relation of each article by its address, and the row of each story by its id.
Outcome = tuple[dict[str, tuple[str, str]], dict[str, tuple[object, ...]]]


@pytest.fixture(scope="module")
def sqlite_stories(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    db = open_database(tmp_path_factory.mktemp("sqlite") / "news.db")
    story_cases.register(db)
    story_cases.store_looks(db, SqliteStoryIndex(db), story_cases.all_looks())
    outcome = story_cases.stored_stories(db)
    db.close()
    return outcome


def test_the_cases_have_each_relation(sqlite_stories: Outcome) -> None:
    stories, _ = sqlite_stories
    assert {relation for _, relation in stories.values()} == set(Relation)


def test_one_worker_on_postgresql_finds_the_stories_of_sqlite(
    empty_postgres: str, sqlite_stories: Outcome
) -> None:
    db = open_store(empty_postgres)
    story_cases.register(db)
    story_cases.store_looks(db, ClusterStoryIndex(db), story_cases.all_looks())
    assert story_cases.stored_stories(db) == sqlite_stories
    db.close()


def test_four_workers_at_once_find_the_stories_of_one(
    empty_postgres: str, sqlite_stories: Outcome
) -> None:
    db = open_store(empty_postgres)
    story_cases.register(db)
    workers = [open_store(empty_postgres) for _ in range(4)]
    indexes = [ClusterStoryIndex(worker) for worker in workers]
    for batches in story_cases.rounds_of_workers(story_cases.all_looks(), 4):
        _run_together([
            (story_cases.store_looks, (worker, index, batch))
            for worker, index, batch in zip(workers, indexes, batches, strict=True)
        ])  # fmt: skip
    assert story_cases.stored_stories(db) == sqlite_stories
    for worker in [db, *workers]:
        worker.close()


def test_an_archive_has_the_same_stories_from_every_number_of_workers(
    empty_postgres: str, tmp_path: Path
) -> None:
    documents = archive(250)
    file = open_database(tmp_path / "news.db")
    story_cases.place(
        file, SqliteStoryIndex(file), list(story_cases.fill(file, documents).values())
    )
    sqlite_stories = story_cases.stored_stories(file)
    file.close()
    workers = [open_store(empty_postgres) for _ in range(4)]
    ids = story_cases.fill(workers[0], documents)
    rng = random.Random(3)
    for count in (1, 4):
        shuffled = rng.sample(list(ids.values()), len(ids))
        shares = [shuffled[number::count] for number in range(count)]
        _run_together([
            (story_cases.place, (worker, ClusterStoryIndex(worker), share))
            for worker, share in zip(workers, shares, strict=False)
        ])  # fmt: skip
        assert story_cases.stored_stories(workers[0]) == sqlite_stories
        with transaction(workers[0]):
            StoryKeeper(ClusterStoryIndex(workers[0])).remove(list(ids.values()))
    for worker in workers:
        worker.close()


def test_pruned_texts_keep_their_stories_and_are_published_without_text(
    empty_postgres: str, sqlite_stories: Outcome, tmp_path: Path
) -> None:
    db = open_store(empty_postgres)
    story_cases.register(db)
    story_cases.store_looks(db, ClusterStoryIndex(db), story_cases.all_looks())
    (first_story,) = db.execute("SELECT id FROM stories ORDER BY id LIMIT 1").fetchone()
    assert keep_story(db, first_story, NOW)
    assert [story_id for story_id, _ in kept_stories(db)] == [first_story]
    pruned = [
        article_id
        for batch in old_articles(db, datetime(2100, 1, 1, tzinfo=UTC))
        for article_id in batch
        if prune_texts(db, [article_id], NOW).articles
    ]
    clean_server(db, PRUNED_TABLES)
    with transaction(db):
        StoryKeeper(ClusterStoryIndex(db)).revise(pruned)
    assert story_cases.stored_stories(db) == sqlite_stories
    db.close()
    publish(empty_postgres, tmp_path / "news.db", NOW)
    with closing(open_database(tmp_path / "news.db")) as file:
        assert story_cases.stored_stories(file) == sqlite_stories
        assert count_pruned(file) == len(pruned)
        assert [finding.text for finding in check(file) if "URL" not in finding.text] == []


def test_an_index_that_a_later_version_adds_is_created(empty_postgres: str) -> None:
    query = "SELECT indexname FROM pg_indexes WHERE schemaname = current_schema()"
    with closing(open_store(empty_postgres)) as db:
        first = set(db.execute(query).fetchall())
        for name in ("stories_of_several", "evidence_region", "copies_pair"):
            assert (name,) in first
            db.execute(f"DROP INDEX {name}")
    with closing(open_store(empty_postgres)) as db:
        assert set(db.execute(query).fetchall()) == first


def test_a_database_in_another_encoding_is_refused_before_anything_is_written(
    empty_postgres: str,
) -> None:
    import psycopg

    with psycopg.connect(empty_postgres, autocommit=True) as connection:
        connection.execute("CREATE DATABASE ascii TEMPLATE template0 ENCODING SQL_ASCII LOCALE 'C'")
        with pytest.raises(DatabaseUnusableError, match=r"in SQL_ASCII.*createdb --encoding UTF8"):
            open_store(empty_postgres.replace("/postgres", "/ascii"))
        connection.execute("DROP DATABASE ascii")


def _run_together(calls: list[tuple[Callable[..., None], tuple[object, ...]]]) -> None:
    with ThreadPoolExecutor(len(calls)) as pool:
        for done in [pool.submit(call, *arguments) for call, arguments in calls]:
            done.result()


def test_events_stored_in_parts_on_postgresql_equal_those_of_all_stories(
    empty_postgres: str,
) -> None:
    rng = random.Random(4)
    cases = [event_cases.random_story(n, n % 3, 9 * n, rng) for n in range(24)]
    db = open_store(empty_postgres)
    event_cases.add_source(db)
    for batch in (cases[12:], cases[:12]):
        with transaction(db):
            for story in batch:
                event_cases.store(db, story)
        place_events(db)
    with transaction(db):
        event_cases.remove(db, [cases[0].id, cases[7].id])
        event_cases.store(db, replace(cases[3], headline=cases[4].headline, text=cases[4].text))
    place_events(db)
    stored = {case.id: case for case in cases}
    stored[cases[3].id] = replace(cases[3], headline=cases[4].headline, text=cases[4].text)
    del stored[cases[0].id], stored[cases[7].id]
    assert event_cases.stored_events(db) == events_of(stored.values())
    assert len(set(event_cases.stored_events(db).values())) < len(stored)
    db.close()


def test_postgresql_places_all_stories_again_after_a_change_of_the_rules(
    empty_postgres: str,
) -> None:
    db = open_store(empty_postgres)
    db.execute("DROP TABLE rule_versions")  # as a server lacks it before the upgrade
    db.close()
    db = open_store(empty_postgres)
    placements = event_cases.placements_around_a_change_of_the_rules(db)
    db.close()
    assert placements == event_cases.PLACED_AGAIN_ONCE


@pytest.mark.parametrize(
    ("query", "parameters"),
    [(_MEMBERS, ("[1]", 0, 9)), (_EDGES, ("[1]",)), (_STORED_KEYS, ('[["alpha", 2]]',))],
    ids=["members", "edges", "lines"],
)
def test_a_crawl_finds_rows_by_indexes_in_small_tables_too(
    empty_postgres: str, query: str, parameters: tuple[object, ...]
) -> None:
    """The server would keep a plan for a small table, which reads the whole table."""
    db = open_store(empty_postgres)
    story_cases.register(db)
    story_cases.store_looks(db, ClusterStoryIndex(db), story_cases.all_looks()[:4])
    db.execute("ANALYZE")
    prepare_for_crawl(db)
    plan = [step for (step,) in db.execute("EXPLAIN " + query.format(prefix=""), parameters)]
    assert any("Index" in step for step in plan)
    assert not any("Seq Scan" in step or "Hash Join" in step for step in plan)
    db.close()
