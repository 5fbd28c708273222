"""Publishes the PostgreSQL database as one SQLite file, which the pages and commands read.

The first file is a copy of all rows; a later one is a copy of the file with the changed rows.
"""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from sqlite_utils import Database

from storage.database.errors import DatabaseUnusableError, unusable
from storage.database.sqlite import open_database, transaction
from storage.postgres.applying import (
    apply_changes,
    insert_into,
    rows_in_batches,
    save_state,
    stored_state,
)
from storage.postgres.changes import ServerState, log_reaches_back, server_state, trim_log
from storage.postgres.connection import Postgres, connect, failures
from storage.postgres.schema import prepare, tables
from storage.schema.migrations import VERSION
from storage.search.indexing import words_indexed_once
from storage.search.outbox import write_finds, write_removal

# Tables that say which messages were sent; only the published file has their rows.
_TABLES_OF_FILE_ONLY = ("outbox", "alerts", "receivers")
_TABLES_NOT_COPIED = ("outbox",)  # the server has this table, but it is always empty there
_MAX_MATCHED_TOGETHER = 500  # articles that are matched with the alerts at once


@dataclass(frozen=True, slots=True)
class Published:
    """The number of articles in a published file, and of the rows that were copied."""

    articles: int
    changed: int | None  # rows copied into the former file; None if all rows were copied


def publish(
    url: str,
    target: Path,
    now: datetime,
    finish: Callable[[Database], None] = lambda _: None,
    *,
    whole: bool = False,
) -> Published:
    """Write a consistent snapshot of the server's database to ``target``.

    If the file shows an earlier state of this server, only the rows that changed since are copied,
    unless ``whole`` is true. The file is replaced when the new one is complete. So readers never
    see an incomplete file, and a failure leaves the former file. ``finish`` is called with the new
    file. Then the articles that are new since the former file are matched with its alerts. Raises
    StorageError.
    """
    partial = target.with_name(f"{target.name}.partial")
    try:
        state = None if whole else _former_state(target)
        with _snapshot(url) as server:
            changed = None
            if state is not None and log_reaches_back(server, state):
                changed = _write_changes(server, target, partial, state)
            if changed is None:
                _write_whole(server, partial)
            count = _finish(partial, target, now, finish, is_copy=changed is not None)
        _wait_for_disk(url)
        _replace_file(partial, target)
        with closing(connect(url)) as server, failures(url):
            trim_log(server)
        return Published(count, changed)
    except sqlite3.Error as error:
        raise unusable(target, error) or DatabaseUnusableError(target, str(error)) from error
    except OSError as error:
        raise DatabaseUnusableError(target, f"cannot be written: {error.strerror}") from error
    finally:
        _remove_partial_file(partial)


def _former_state(target: Path) -> ServerState | None:
    """Return the state of a server that the file shows; None if the file is of another version."""
    if not target.exists():
        return None
    with closing(_open_former(target)) as file:
        if file.execute("PRAGMA user_version").fetchone() != (VERSION,):
            return None
        return stored_state(file)


def _write_changes(
    server: Postgres, target: Path, partial: Path, former: ServerState
) -> int | None:
    """Write a copy of the file with the changed rows; return None if they do not fit into it."""
    _remove_partial_file(partial)
    with closing(_open_former(target)) as file, closing(sqlite3.connect(partial)) as copy:
        file.backup(copy)
    with closing(open_database(partial)) as db:
        db.execute("PRAGMA synchronous = OFF").fetchall()
        try:
            return apply_changes(server, db, former)
        except sqlite3.IntegrityError:
            return None


def _write_whole(server: Postgres, partial: Path) -> None:
    _remove_partial_file(partial)
    with closing(open_database(partial)) as db:
        db.execute("PRAGMA synchronous = OFF").fetchall()
        _copy_tables(server, db)
        save_state(db, server_state(server))


def _finish(
    partial: Path, target: Path, now: datetime, finish: Callable[[Database], None], *, is_copy: bool
) -> int:
    """Complete the new file, and return the number of its articles.

    The rows that only files have are added, ``finish`` is called, and the finds of alerts are
    written. ``is_copy`` says that the new file began as a copy of the former one, so it has the
    rows of files already.
    """
    with closing(open_database(partial)) as db:
        db.execute("PRAGMA synchronous = OFF").fetchall()
        former = _copy_former_rows(db, target, state_only=is_copy)
        finish(db)
        with transaction(db):
            _write_finds_of_new(db, former, now)
        (count,) = db.execute("SELECT count(*) FROM articles").fetchone()
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        db.execute("PRAGMA journal_mode = DELETE").fetchall()
    return int(count)


@contextmanager
def _snapshot(url: str) -> Iterator[Postgres]:
    """Yield a read-only connection that does not see later changes of workers."""
    server = connect(url)
    try:
        with failures(url):
            prepare(server)
            server.conn.raw.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            server.conn.raw.read_only = True
            with server.conn.raw.transaction():
                yield server
    finally:
        server.close()


def _wait_for_disk(url: str) -> None:
    """Wait until all transactions that were committed before are on the disk of the server.

    Workers do not wait for the disk. If a killed server lost a transaction, it would give its
    number to another one, whose rows would then be taken for published. The commit of a transaction
    that writes to the log of the server waits for all earlier ones.
    """
    with closing(connect(url)) as server, failures(url), server.conn.raw.transaction():
        server.conn.raw.execute("SET LOCAL synchronous_commit = on")
        server.conn.raw.execute("SELECT pg_logical_emit_message(true, 'svodka', '')")


def _copy_tables(server: Postgres, db: Database) -> None:
    """Copy every table, and check the foreign keys when all tables are copied."""
    db.execute("PRAGMA foreign_keys = OFF").fetchall()
    with words_indexed_once(db):
        db.execute("DELETE FROM signature_state")
        for table, columns in tables().items():
            if table not in _TABLES_NOT_COPIED:
                _copy_table(server, db, table, columns)
        violation = db.execute("PRAGMA foreign_key_check").fetchone()
        if violation:
            table, _, missing_in, _ = violation
            raise DatabaseUnusableError(
                server.url.rpartition("@")[2],
                f"a row of {table} refers to a missing row of {missing_in}",
            )
    db.execute("PRAGMA foreign_keys = ON").fetchall()


def _copy_table(server: Postgres, db: Database, table: str, columns: tuple[str, ...]) -> None:
    # Queries sort the rows of these tables by rowid.
    order = " ORDER BY rowid" if table in ("revisions", "evidence", "endpoints") else ""
    select = f"SELECT {', '.join(columns)} FROM {table}{order}"  # noqa: S608
    insert = insert_into(table, columns)
    for rows in rows_in_batches(server, select, f"copy_{table}"):
        db.conn.executemany(insert, rows)


@dataclass(frozen=True, slots=True)
class _FileState:
    """The articles and outlets of one file; comparing two tells what is new, changed or gone."""

    ids: frozenset[int]
    versions: dict[int, str]  # article id → when its last version was seen
    gone: frozenset[int]  # ids of the articles that their outlets removed
    polled: frozenset[str]  # outlets that had been polled


def _copy_former_rows(db: Database, former: Path, *, state_only: bool) -> _FileState | None:
    """Copy the tables that only published files have from the former file into the new one.

    Return the state of the former file's articles, or None if there is no such file. With
    ``state_only`` no rows are copied.
    """
    if not former.exists():
        return None
    copied_tables = () if state_only else _TABLES_OF_FILE_ONLY
    with closing(_open_former(former)) as old, transaction(db):
        for table in copied_tables:
            table_info = old.execute(f"PRAGMA table_info({table})")
            columns = [str(column) for _, column, *_ in table_info]
            if not columns:  # the former file is of an earlier version
                continue
            rows: list[Any] = old.execute(
                f"SELECT {', '.join(columns)} FROM {table}"  # noqa: S608
            ).fetchall()
            db.conn.executemany(insert_into(table, columns), rows)
        return _read_state(old)


def _open_former(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)


def _read_state(conn: sqlite3.Connection) -> _FileState:
    articles = conn.execute("SELECT id, status FROM articles").fetchall()
    versions = conn.execute("SELECT article_id, max(seen_at) FROM revisions GROUP BY article_id")
    polled = conn.execute("SELECT id FROM sources WHERE last_polled_at IS NOT NULL")
    return _FileState(
        ids=frozenset(article_id for article_id, _ in articles),
        versions=dict(versions.fetchall()),
        gone=frozenset(article_id for article_id, status in articles if status == "gone"),
        polled=frozenset(source_id for (source_id,) in polled),
    )


def _write_finds_of_new(db: Database, former: _FileState | None, now: datetime) -> None:
    """Write the finds of alerts in articles that are new, changed or gone since the former file.

    If there was no former file, all articles are taken for old, and nothing is written. The same
    holds for an outlet whose first poll came after the former file.
    """
    if former is None:
        return
    present = _read_state(db.conn)
    changed = {
        article_id
        for article_id, seen_at in present.versions.items()
        if former.versions.get(article_id) != seen_at
    }
    sources = dict(db.execute("SELECT id, source_id FROM articles").fetchall())
    new_ids = sorted(
        article_id
        for article_id in (present.ids - former.ids) | changed
        if sources[article_id] in former.polled
    )
    for start in range(0, len(new_ids), _MAX_MATCHED_TOGETHER):
        write_finds(db, new_ids[start : start + _MAX_MATCHED_TOGETHER], now)
    for article_id in sorted((present.gone - former.gone) & former.ids):
        write_removal(db, article_id, now)


def _replace_file(partial: Path, target: Path) -> None:
    """Rename the finished file to its target; open connections still read the former file."""
    descriptor = os.open(partial, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    for suffix in ("-wal", "-shm"):  # these belong to the former file and would damage the new one
        with suppress(OSError):
            target.with_name(target.name + suffix).unlink(missing_ok=True)
    partial.replace(target)


def _remove_partial_file(partial: Path) -> None:
    for suffix in ("", "-journal", "-wal", "-shm"):
        with suppress(OSError):
            partial.with_name(partial.name + suffix).unlink(missing_ok=True)
