"""Reads the database for pages, within a time limit."""

import sqlite3
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from datasette.app import Datasette
from datasette.database import Database
from datasette.utils import sqlite_timelimit
from datasette.utils.asgi import NotFound

T = TypeVar("T")

TIME_LIMIT_MS = 2_000  # the queries of a page usually take less than 100 ms


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


def news_database(datasette: Datasette) -> Database:
    """Return the first database that is not internal to Datasette; raises NotFound if none is."""
    for name, database in datasette.databases.items():
        if not name.startswith("_"):
            return database
    raise NotFound("no database is served")


async def read(datasette: Datasette, function: Callable[[sqlite3.Connection], T]) -> T:
    """Run a function on a read-only connection; it is interrupted after TIME_LIMIT_MS."""

    def limited(conn: sqlite3.Connection) -> T:
        with sqlite_timelimit(conn, TIME_LIMIT_MS):
            return function(conn)

    result: Any = await news_database(datasette).execute_fn(limited)
    return result  # type: ignore[no-any-return]
