"""Writes many rows; on a PostgreSQL server, a single statement writes all of them."""

from collections.abc import Iterable, Sequence
from typing import Any, Protocol, runtime_checkable

from storage.database.protocols import Connection


@runtime_checkable
class WritesRowSets(Protocol):
    """A connection for which one statement with many rows costs less than many statements."""

    def execute_rows(self, sql: str, rows: Sequence[Sequence[Any]], /) -> object: ...


def write_rows(conn: Connection, sql: str, rows: Iterable[Sequence[Any]]) -> None:
    """Run an INSERT, UPDATE or DELETE for each of the rows, which are its parameters.

    No two of the rows may name the same row of the table, since their order is not kept.
    """
    values = list(rows)
    if not values:
        return
    if isinstance(conn, WritesRowSets):
        conn.execute_rows(sql, values)
    else:
        conn.executemany(sql, values)
