"""Runs the queries of pages. The module does not import Datasette, so that commands may use it."""

import sqlite3
import threading
from collections.abc import Callable, Hashable, Sequence
from typing import Any, TypeVar

T = TypeVar("T")

MAX_REMEMBERED = 100  # values of one connection; a hostile reader could request any number
_of_thread = threading.local()  # its attribute `remembered`: (connection, version, values)


def rows(
    conn: sqlite3.Connection, sql: str, params: Sequence[object] | dict[str, object] = ()
) -> list[sqlite3.Row]:
    """Return the rows of a query, whose values can be read by the names of the columns."""
    cursor = conn.cursor()
    cursor.row_factory = sqlite3.Row
    return list(cursor.execute(sql, params))


def row(
    conn: sqlite3.Connection, sql: str, params: Sequence[object] | dict[str, object] = ()
) -> sqlite3.Row | None:
    """Return the first row of a query, or None."""
    all_rows = rows(conn, sql, params)
    return all_rows[0] if all_rows else None


def placeholders(values: Sequence[object]) -> str:
    """Return the placeholders of an SQL ``IN`` list, such as ``?,?,?``."""
    return ",".join("?" * len(values))


def remembered(conn: sqlite3.Connection, key: Hashable, read: Callable[[], T]) -> T:
    """Return the value that ``read`` gave for the key before, or call ``read``.

    A value is remembered until something is written. ``PRAGMA data_version`` changes when another
    connection writes, and ``total_changes`` changes when this connection writes. Only the latest
    connection of each thread has remembered values, since Datasette has one connection for a
    thread.
    """
    (data_version,) = conn.execute("PRAGMA data_version").fetchone()
    version = (data_version, conn.total_changes)
    values: dict[Hashable, Any]
    conn_of_values, version_of_values, values = getattr(_of_thread, "remembered", (None, None, {}))
    is_valid = conn_of_values is conn and version_of_values == version
    if not is_valid or len(values) >= MAX_REMEMBERED:
        values = {}
        _of_thread.remembered = (conn, version, values)
    if key not in values:
        values[key] = read()
    value: T = values[key]
    return value
