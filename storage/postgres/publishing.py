"""Publishing PostgreSQL as one SQLite file, with search and alerts, for the pages and commands."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from sqlite_utils import Database

from storage.database.errors import DatabaseUnusableError, unusable
from storage.database.sqlite import open_database, transaction
from storage.postgres.connection import Postgres, connect, failures
from storage.postgres.schema import prepare, tables
from storage.search.indexing import words_indexed_once
from storage.search.outbox import write_messages

_FETCHED_ROWS = 2000  # rows
_KEPT = ("outbox", "alerts")  # what only the file has: which messages were sent
_OWN = ("outbox",)  # tables of the server that stay there, empty


def publish(
    url: str, target: Path, now: datetime, finish: Callable[[Database], None] = lambda _: None
) -> int:
    """Write one moment of the server's database to the file, and return how many articles it has.

    The file is replaced only when it is whole, so readers never see half of one, and a failure
    leaves the former. Alerts that the former file holds are asked about what is new since.
    ``finish`` gets the new file before its alerts are asked. Raises StorageError.
    """
    partial = target.with_name(f"{target.name}.partial")
    try:
        _remove(partial)
        with closing(open_database(partial)) as db:
            db.execute("PRAGMA synchronous = OFF").fetchall()
            known = _carry_over(db, target)
            with _one_moment(url) as server:
                _copy_all(server, db)
            finish(db)
            with transaction(db):
                _tell(db, known, now)
            (count,) = db.execute("SELECT count(*) FROM articles").fetchone()
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            db.execute("PRAGMA journal_mode = DELETE").fetchall()
        _settle(partial, target)
        return int(count)
    except sqlite3.Error as error:
        raise unusable(target, error) or DatabaseUnusableError(target, str(error)) from error
    except OSError as error:
        raise DatabaseUnusableError(target, f"cannot be written: {error.strerror}") from error
    finally:
        _remove(partial)


@contextmanager
def _one_moment(url: str) -> Iterator[Postgres]:
    """A connection that sees the database as it stands now, whatever workers write meanwhile."""
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


def _copy_all(server: Postgres, db: Database) -> None:
    """Copy every table; what refers to what is checked when all is there."""
    db.execute("PRAGMA foreign_keys = OFF").fetchall()
    with words_indexed_once(db):
        db.execute("DELETE FROM signature_state")
        for table, columns in tables().items():
            if table not in _OWN:
                _copy(server, db, table, columns)
        broken = db.execute("PRAGMA foreign_key_check").fetchone()
        if broken:
            raise DatabaseUnusableError(
                server.url.rpartition("@")[2], f"a row of {broken[0]} points to none of {broken[2]}"
            )
    db.execute("PRAGMA foreign_keys = ON").fetchall()


def _copy(server: Postgres, db: Database, table: str, columns: tuple[str, ...]) -> None:
    names, marks = ", ".join(columns), ", ".join("?" * len(columns))
    order = " ORDER BY rowid" if table in ("revisions", "evidence", "endpoints") else ""
    insert = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608
    with server.conn.raw.cursor(name=f"copy_{table}", binary=True) as cursor:
        cursor.itersize = _FETCHED_ROWS
        cursor.execute(f"SELECT {names} FROM {table}{order}")  # noqa: S608
        while rows := cursor.fetchmany(_FETCHED_ROWS):
            db.conn.executemany(insert, rows)


def _carry_over(db: Database, former: Path) -> set[int] | None:
    """Take over from the former file what only it holds; return the articles it had, if any."""
    if not former.exists():
        return None
    uri = f"{former.resolve().as_uri()}?mode=ro"
    with closing(sqlite3.connect(uri, uri=True)) as old, transaction(db):
        for table in _KEPT:
            rows: list[Any] = old.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608
            if rows:
                marks = ", ".join("?" * len(rows[0]))
                db.conn.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608
        return {number for (number,) in old.execute("SELECT id FROM articles")}


def _tell(db: Database, known: set[int] | None, now: datetime) -> None:
    """Write the messages about what is new; a first file tells nothing of the past."""
    if known is None:
        return
    found = {number for (number,) in db.execute("SELECT id FROM articles")}
    fresh = sorted(found - known)
    for start in range(0, len(fresh), 500):
        write_messages(db, fresh[start : start + 500], now)


def _settle(partial: Path, target: Path) -> None:
    """Put the file in place; a reader of the former one goes on reading that."""
    descriptor = os.open(partial, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    for end in ("-wal", "-shm"):  # of the former file: they must not be read with the new one
        with suppress(OSError):
            target.with_name(target.name + end).unlink(missing_ok=True)
    partial.replace(target)


def _remove(partial: Path) -> None:
    for end in ("", "-journal", "-wal", "-shm"):
        with suppress(OSError):
            partial.with_name(partial.name + end).unlink(missing_ok=True)
