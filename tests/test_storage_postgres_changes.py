"""Tests that a sync that copies changed rows only gives the same file as one that copies all."""

import os
import random
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from pipelines.model import Article
from pipelines.stories.keeper import StoryKeeper
from storage.articles.forgetting import delete_articles
from storage.articles.pruning import old_articles, prune_texts
from storage.articles.rows import mark_gone
from storage.database.checks import check
from storage.database.protocols import Store
from storage.database.sqlite import open_database, transaction
from storage.stores import open_store, prepare_for_crawl
from tests import servers, story_cases
from tests.fork_server import ForkServer
from tests.saved_articles import save_article

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(300),
    pytest.mark.skipif(bool(servers.missing()), reason=str(servers.missing())),
]
if not servers.missing():
    from storage.postgres.applying import stored_state
    from storage.postgres.changes import KEPT_DAYS, trim_log
    from storage.postgres.connection import connect
    from storage.postgres.index import ClusterStoryIndex
    from storage.postgres.publishing import Published, publish
    from storage.postgres.schema import tables

# A sixth of the kills in test_kill_moments.py, which reads the same variable.
KILLS = int(os.environ.get("KILLS", "24")) // 6
NOW = datetime(2026, 6, 1, tzinfo=UTC)
# Triggers of the SQLite file fill these tables. `copy_pairs` may differ, since it keeps pairs that
# no longer exist. What `copies` holds is compared separately.
_COMPUTED = ("copies", "copy_pairs", "outbox")


class Server:
    """A server with the articles of the story cases, and the files that are published from it."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url = url
        self.file = folder / "news.db"
        self.whole = folder / "whole.db"
        self.db = open_store(url)
        self.looks = story_cases.all_looks()
        story_cases.register(self.db)
        self.store(len(self.looks) // 2)

    def store(self, count: int) -> None:
        """Store that many more articles."""
        looks, self.looks = self.looks[:count], self.looks[count:]
        story_cases.store_looks(self.db, ClusterStoryIndex(self.db), looks)

    def sync(self, *, whole: bool = False) -> "Published":
        return publish(self.url, self.file, NOW, whole=whole)

    def ids(self) -> list[int]:
        rows = self.db.execute("SELECT id FROM articles ORDER BY id").fetchall()
        return [article_id for (article_id,) in rows]

    def word_counts(self) -> list[tuple[int, int]]:
        """Return each number of words in the file, and how many articles have it."""
        with closing(sqlite3.connect(self.file)) as file:
            query = "SELECT word_count, count(*) FROM articles GROUP BY 1"
            rows: list[tuple[int, int]] = file.execute(query).fetchall()
        return rows

    def integrity(self) -> str:
        """Return what SQLite says of the file; "ok" is a sound one."""
        with closing(sqlite3.connect(self.file)) as file:
            return str(file.execute("PRAGMA integrity_check").fetchone()[0])

    def differences_from_a_whole_copy(self) -> list[str]:
        """Return the tables, words and findings that the file has not like a new whole copy."""
        publish(self.url, self.whole, NOW, whole=True)
        compared = [*(table for table in tables() if table not in _COMPUTED), "copies"]
        words = ("мост", "школа", "исправлено")
        with closing(open_database(self.file)) as file, closing(open_database(self.whole)) as whole:
            different = [name for name in compared if rows_of(file, name) != rows_of(whole, name)]
            different += [
                word for word in words if articles_with(file, word) != articles_with(whole, word)
            ]
            if findings_of(file) != findings_of(whole):
                different.append("findings of the doctor")
        return different


def rows_of(db: Any, table: str) -> list[tuple[object, ...]]:
    columns = ", ".join(tables()[table])
    rows = db.execute(f"SELECT {columns} FROM {table}").fetchall()
    return sorted(rows, key=repr)


def findings_of(db: Any) -> list[str]:
    return [finding.text for finding in check(db)]


def articles_with(db: Any, word: str) -> list[tuple[int]]:
    """Return the articles in whose words or stems the word stands."""
    query = "SELECT rowid FROM article_search WHERE article_search MATCH ? ORDER BY rowid"
    rows: list[tuple[int]] = db.execute(query, [f"{word}*"]).fetchall()
    return rows


@pytest.fixture
def server(empty_postgres: str, tmp_path: Path) -> Iterator[Server]:
    server = Server(empty_postgres, tmp_path)
    yield server
    server.db.close()


def change_everything(db: Store) -> None:
    """Edit, remove, delete and prune articles, and correct a source, as commands and crawls do."""
    rows = db.execute("SELECT id FROM articles ORDER BY id").fetchall()
    first, second, third, *_ = (article_id for (article_id,) in rows)
    url, source = db.execute("SELECT url, source_id FROM articles WHERE id = ?", [first]).fetchone()
    with transaction(db):
        edited = Article(url, "Исправлено", "Исправлено: мост откроют позже, чем обещали.")
        save_article(db, edited, url=url, source_id=source, now=NOW)
        keeper = StoryKeeper(ClusterStoryIndex(db))
        keeper.revise([first])
        mark_gone(db, second, NOW)
        keeper.remove([third])
        delete_articles(db, [third])
        db.execute("UPDATE sources SET name = ? WHERE id = ?", ["Другое имя", source])
    oldest = next(old_articles(db, story_cases.START + timedelta(days=1)))
    prune_texts(db, oldest[:2], NOW)


def test_a_file_with_the_changed_rows_is_like_a_whole_copy(server: Server) -> None:
    first = server.sync()
    assert first.articles == len(server.ids())
    assert first.changed is None, "the first file is a whole copy"
    assert server.sync().changed == 0
    server.store(len(server.looks) // 2)
    change_everything(server.db)
    second = server.sync()
    assert second.articles == len(server.ids())
    assert second.changed, "rows were copied, and not all"
    assert server.differences_from_a_whole_copy() == []
    server.store(len(server.looks))
    assert server.sync().changed
    assert server.differences_from_a_whole_copy() == []
    assert server.sync(whole=True).changed is None


def test_a_transaction_that_ends_after_a_later_one_is_not_missed(server: Server) -> None:
    with closing(connect(server.url)) as early, closing(connect(server.url)) as late:
        early.conn.raw.execute("BEGIN")
        early.conn.raw.execute("INSERT INTO hosts (host) VALUES ('early.example')")
        late.conn.raw.execute("INSERT INTO hosts (host) VALUES ('late.example')")
        server.sync()
        early.conn.raw.execute("COMMIT")
    assert server.sync().changed == 1
    with closing(open_database(server.file)) as file:
        hosts = sorted(host for (host,) in file.execute("SELECT host FROM hosts").fetchall())
    assert hosts == ["early.example", "late.example"]


def test_a_file_has_no_transaction_that_a_killed_server_loses(
    server: Server, running_postgres: tuple[servers.Server, str]
) -> None:
    """The server would give the number of a lost transaction to another one."""
    server.sync()
    with closing(connect(server.url)) as other:  # by itself, the server writes to the disk later
        other.execute("ALTER SYSTEM SET wal_writer_delay = '10s'")
        other.execute("SELECT pg_reload_conf()")
    prepare_for_crawl(server.db)
    server.db.execute("INSERT INTO hosts (host) VALUES (?)", ["a.example"])
    assert server.sync().changed == 1
    server.db.close()
    process, _ = running_postgres
    process.kill()
    process.start()
    server.db = open_store(server.url)
    server.db.execute("ALTER SYSTEM RESET wal_writer_delay")
    server.db.execute("SELECT pg_reload_conf()")
    server.db.execute("INSERT INTO hosts (host) VALUES (?)", ["b.example"])
    assert server.sync().changed == 1
    assert server.differences_from_a_whole_copy() == []


def test_a_row_that_is_rolled_back_is_not_published(server: Server) -> None:
    server.sync()
    server.db.execute("BEGIN IMMEDIATE")
    server.db.execute("INSERT INTO hosts (host) VALUES (?)", ["a.example"])
    server.db.execute("ROLLBACK")
    assert server.sync().changed == 0


def test_a_file_is_written_whole_if_the_log_does_not_reach_back_to_it(server: Server) -> None:
    server.sync()
    server.db.execute("INSERT INTO hosts (host) VALUES (?)", ["a.example"])
    age = f"{KEPT_DAYS + 1} days"
    server.db.execute(f"UPDATE changed_keys SET changed_at = now() - interval '{age}'")
    with closing(connect(server.url)) as other:
        trim_log(other)
    assert server.sync().changed is None
    assert server.sync().changed == 0
    assert server.differences_from_a_whole_copy() == []


def test_a_file_of_another_server_or_version_is_written_whole(server: Server) -> None:
    server.sync()
    with closing(sqlite3.connect(server.file)) as file:
        file.execute("UPDATE published_state SET server = 'another'")
        file.commit()
    assert server.sync().changed is None
    with closing(sqlite3.connect(server.file)) as file:
        state = stored_state(file)
        assert state is not None
        assert state.server != "another"
        file.execute("PRAGMA user_version = 1")
    assert server.sync().changed is None
    assert server.differences_from_a_whole_copy() == []


# The log of an earlier version, which held one key in a row.
FORMER_LOG = """
DROP TABLE changed_keys;
CREATE TABLE changed_rows (
    relation TEXT NOT NULL, key TEXT NOT NULL, xid XID8 NOT NULL DEFAULT pg_current_xact_id(),
    changed_at TIMESTAMPTZ NOT NULL DEFAULT now());
CREATE OR REPLACE FUNCTION log_rows_of_hosts() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO changed_rows (relation, key)
        SELECT DISTINCT 'hosts', json_build_array(host)::text FROM rows_now;
    RETURN NULL; END $$;
"""


def test_a_server_with_the_log_of_an_earlier_version_is_published_on(server: Server) -> None:
    server.sync()
    with closing(connect(server.url)) as db:
        db.conn.raw.execute(FORMER_LOG)
    server.db.execute("INSERT INTO hosts (host) VALUES (?)", ["a.example"])
    server.db.close()
    server.db = open_store(server.url)
    server.db.execute("INSERT INTO hosts (host) VALUES (?)", ["b.example"])
    assert server.sync().changed is None, "the former log is gone, so all rows are copied"
    assert server.sync().changed == 0
    server.store(len(server.looks) // 2)
    assert server.sync().changed
    assert server.differences_from_a_whole_copy() == []


def test_rows_that_exchanged_a_unique_value_are_published_by_a_whole_copy(server: Server) -> None:
    server.sync()
    first, second, *_ = server.ids()

    def set_addresses(of_first: str, of_second: str) -> None:
        # "-" makes the former address of the first article free.
        for article_id, url in ((first, "-"), (second, of_second), (first, of_first)):
            server.db.execute("UPDATE articles SET url = ? WHERE id = ?", [url, article_id])

    set_addresses("https://two.example/", "https://one.example/")
    server.sync()
    set_addresses("https://one.example/", "https://two.example/")
    assert server.sync().changed is None
    assert server.differences_from_a_whole_copy() == []


def test_a_killed_sync_of_changes_loses_and_doubles_nothing(
    server: Server, scrapy_server: ForkServer, tmp_path: Path
) -> None:
    (tmp_path / "sources.toml").write_text("")
    settings = [f"NEWS_DATABASE={server.url}", f"NEWS_SOURCES={tmp_path / 'sources.toml'}"]
    command = ["sync", server.file, *(part for setting in settings for part in ("-s", setting))]
    server.db.execute("UPDATE articles SET word_count = ?", [999])
    server.sync()
    stored = len(server.ids())
    rng = random.Random(7)
    started = time.monotonic()
    assert scrapy_server.run(*command).returncode == 0
    seconds = time.monotonic() - started
    for number in range(KILLS):
        server.db.execute("UPDATE articles SET word_count = ?", [1000 + number])
        run = scrapy_server.start(*command)
        time.sleep(rng.random() * seconds)
        run.kill()
        run.communicate()
        assert server.integrity() == "ok"
        counts = server.word_counts()
        assert [count for _, count in counts] == [stored], "no file shows rows of two moments"
    assert scrapy_server.run(*command).returncode == 0
    assert server.integrity() == "ok"
    assert server.word_counts() == [(1000 + KILLS - 1, stored)], "no change is lost by the kills"
    assert server.differences_from_a_whole_copy() == []
