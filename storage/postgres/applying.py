"""Brings a published file up to date: only the rows that changed on the server are copied."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from sqlite_utils import Database

from storage.postgres.changes import (
    Key,
    ServerState,
    changed_tables,
    is_group,
    key_of,
    select_changed,
    select_deleted,
    server_state,
)
from storage.postgres.connection import Postgres
from storage.postgres.schema import keys, tables
from storage.search.indexing import words_indexed_once

FETCHED_ROWS = 2000  # rows from the server that are in memory together


def apply_changes(server: Postgres, db: Database, former: ServerState) -> int:
    """Copy the rows that changed since the former state; return how many rows or groups changed.

    The server's connection must be in a transaction. Afterwards the file shows the state that this
    transaction sees. Raises sqlite3.IntegrityError if two rows have exchanged a unique value.
    """
    changed = changed_tables(server, former)
    db.execute("PRAGMA foreign_keys = OFF").fetchall()
    with words_indexed_once(db):
        columns_by_table = {
            table: columns for table, columns in tables().items() if table in changed
        }
        for table in columns_by_table:
            _delete_logged(server, db, table, former)
        for table, columns in columns_by_table.items():
            _put_changed(server, db, table, columns, former)
        save_state(db, server_state(server))
    db.execute("PRAGMA foreign_keys = ON").fetchall()
    return sum(changed.values())


def save_state(db: Database, state: ServerState) -> None:
    """Store which state of the server the file shows."""
    db.execute("DELETE FROM published_state")
    db.execute("INSERT INTO published_state VALUES (?, ?)", [state.server, state.snapshot])


def stored_state(db: Any) -> ServerState | None:
    """Return the state of the server that a file shows; None if the file was never published.

    The file must have the present schema.
    """
    row = db.execute("SELECT server, snapshot FROM published_state").fetchone()
    return ServerState(*row) if row else None


def rows_in_batches(server: Postgres, query: str, name: str) -> Iterator[list[tuple[Any, ...]]]:
    """Yield the rows of a query in batches; ``name`` is that of a cursor on the server."""
    with server.conn.raw.cursor(name=name, binary=True) as cursor:
        cursor.itersize = FETCHED_ROWS
        cursor.execute(query)
        while rows := cursor.fetchmany(FETCHED_ROWS):
            yield rows


def _delete_logged(server: Postgres, db: Database, table: str, former: ServerState) -> None:
    """Delete the rows that the server has deleted, and all rows of a changed group."""
    key = key_of(table, keys())
    condition = " AND ".join(f"{name} = ?" for name in key) or "TRUE"
    statement = f"DELETE FROM {table} WHERE {condition}"  # noqa: S608
    for rows in rows_in_batches(server, select_deleted(table, key, former), f"deleted_{table}"):
        db.conn.executemany(statement, [json.loads(logged) for (logged,) in rows])


def _put_changed(
    server: Postgres, db: Database, table: str, columns: tuple[str, ...], former: ServerState
) -> None:
    """Write the rows that the server has added or changed."""
    key = key_of(table, keys())
    statement = _upsert(table, columns, key)
    query = select_changed(table, ", ".join(f"t.{name}" for name in columns), key, former)
    for rows in rows_in_batches(server, query, f"changed_{table}"):
        db.conn.executemany(statement, rows)


def _upsert(table: str, columns: tuple[str, ...], key: Key) -> str:
    """Return the SQL that inserts a row, in the place of the row of the same key if there is one.

    A group has no rows any more when its rows are inserted.
    """
    insert = insert_into(table, columns)
    if is_group(table):
        return insert
    changes = ", ".join(f"{name} = excluded.{name}" for name in columns if name not in key)
    action = f"UPDATE SET {changes}" if changes else "NOTHING"
    return f"{insert} ON CONFLICT ({', '.join(key)}) DO {action}"


def insert_into(table: str, columns: Sequence[str]) -> str:
    """Return the SQL that inserts a row with these columns."""
    placeholders = ", ".join("?" * len(columns))
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({placeholders})"  # noqa: S608
