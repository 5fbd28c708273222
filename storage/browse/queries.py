"""Runs the queries of pages. The module does not import Datasette, so that commands may use it."""

import sqlite3
from collections.abc import Sequence


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
