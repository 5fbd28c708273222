"""PostgreSQL gives the stories that SQLite gives, with one worker and with several at once."""

import threading
from collections.abc import Iterator

import pytest

from storage.database import open_database
from storage.signatures import SqliteStoryIndex
from tests import servers, story_cases

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(servers.missing()), reason=str(servers.missing())),
    pytest.mark.xdist_group("cluster"),
]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    started, url = servers.start_postgres()
    yield url
    started.close()


@pytest.fixture
def url(server: str) -> str:
    """An empty database."""
    import psycopg

    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
    return server


@pytest.fixture(scope="module")
def on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> object:
    db = open_database(tmp_path_factory.mktemp("sqlite") / "news.db")
    story_cases.register(db)
    story_cases.tell(db, SqliteStoryIndex(db), story_cases.told())
    found = story_cases.outcome(db)
    db.close()
    return found


def test_one_worker_on_postgresql_finds_the_stories_of_sqlite(url: str, on_sqlite: object) -> None:
    from storage.cluster_index import ClusterStoryIndex
    from storage.postgres_schema import open_postgres

    db = open_postgres(url)
    story_cases.register(db)
    story_cases.tell(db, ClusterStoryIndex(db), story_cases.told())
    assert story_cases.outcome(db) == on_sqlite
    db.close()


def test_four_workers_at_once_find_the_stories_of_one(url: str, on_sqlite: object) -> None:
    from storage.cluster_index import ClusterStoryIndex
    from storage.postgres_schema import open_postgres

    db = open_postgres(url)
    story_cases.register(db)
    workers = [open_postgres(url) for _ in range(4)]
    indexes = [ClusterStoryIndex(worker) for worker in workers]
    for batches in story_cases.by_turns(story_cases.told(), 4):
        threads = [
            threading.Thread(target=story_cases.tell, args=(worker, index, batch))
            for worker, index, batch in zip(workers, indexes, batches, strict=True)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert story_cases.outcome(db) == on_sqlite
    for worker in [db, *workers]:
        worker.close()
