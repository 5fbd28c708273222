"""Runs the queries of pages. The module does not import Datasette, so that commands may use it."""

import sqlite3
import threading
from collections.abc import Callable, Hashable, Sequence
from typing import Any, TypeVar

T = TypeVar("T")

MAX_REMEMBERED = 100  # values of one connection, as a hostile reader could request any number
_of_thread = threading.local()


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
    found = rows(conn, sql, params)
    return found[0] if found else None


def marks(values: Sequence[object]) -> str:
    """Return the placeholders of an SQL ``IN`` list, such as ``?,?,?``."""
    return ",".join("?" * len(values))


def remembered(conn: sqlite3.Connection, key: Hashable, read: Callable[[], T]) -> T:
    """Return the value that ``read`` gave for the key before, or call ``read``.

    A value is remembered until something is written. ``PRAGMA data_version`` changes when another
    connection writes, and ``total_changes`` when this one does. Only the latest connection of each
    thread has remembered values, since Datasette has one connection for a thread.
    """
    version = (conn.execute("PRAGMA data_version").fetchone()[0], conn.total_changes)
    known_conn, known_version, known_values = getattr(_of_thread, "known", (None, None, {}))
    values: dict[Hashable, Any] = known_values
    is_valid = known_conn is conn and known_version == version
    if not is_valid or len(values) >= MAX_REMEMBERED:
        values = {}
        _of_thread.known = (conn, version, values)
    if key not in values:
        values[key] = read()
    found: T = values[key]
    return found
