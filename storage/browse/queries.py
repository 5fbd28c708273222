"""Runs the queries of pages. The module does not import Datasette, so that commands may use it."""

import sqlite3
import threading
from collections.abc import Callable, Hashable, Sequence
from typing import Any, TypeVar

T = TypeVar("T")

MAX_REMEMBERED = 100  # values of one connection; a site asks for few, a hostile reader for all
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
    """Return what ``read`` returned for the key on this connection, if nothing was written since.

    ``PRAGMA data_version`` changes when another connection writes, ``total_changes`` when this one
    does. Only the latest connection of each thread is remembered: Datasette has one for a thread.
    """
    version = (conn.execute("PRAGMA data_version").fetchone()[0], conn.total_changes)
    known: tuple[object, object, dict[Hashable, Any]] = getattr(_of_thread, "known", (None, 0, {}))
    if known[0] is not conn or known[1] != version or len(known[2]) >= MAX_REMEMBERED:
        known = _of_thread.known = (conn, version, {})
    values = known[2]
    if key not in values:
        values[key] = read()
    found: T = values[key]
    return found
