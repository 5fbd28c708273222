"""Defines the interface through which storage functions use SQLite and PostgreSQL alike.

A function that works with both databases has one SQL text. SQLite accepts its notation, and
``storage.postgres.connection`` translates it for PostgreSQL:

- It uses the SQL that both accept, such as ``ON CONFLICT``, ``RETURNING`` and ``IS DISTINCT FROM``.
- A parameter is written ``?``, ``?1`` or ``:name``.
- A list is passed as one parameter in JSON. ``json_each(?) AS wanted`` reads a list of numbers,
  and ``AS wanted_texts`` a list of texts. ``AS wanted_rows`` reads a list of rows, whose columns
  are ``value->>0``, ``value->>1`` and so on.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Protocol

WRITER_LOCK = 0x5_0D_0CA  # the number of PostgreSQL's advisory lock of writers; it is arbitrary
SERVER_PREFIXES = ("postgresql://", "postgres://")  # beginnings of the URL of a PostgreSQL server


class Rows(Protocol):
    """The result of a statement: an iterator over its rows.

    ``rowcount`` is the number of rows that an INSERT, UPDATE or DELETE changed.
    """

    @property
    def rowcount(self) -> int: ...
    def fetchone(self) -> Any: ...
    def fetchall(self) -> list[Any]: ...
    def __iter__(self) -> Iterator[Any]: ...


class Connection(Protocol):
    """The methods of ``sqlite3.Connection`` that storage functions use.

    Without an explicit ``BEGIN``, each statement is committed by itself.
    """

    @property
    def in_transaction(self) -> bool: ...
    def execute(self, sql: str, parameters: Any = (), /) -> Rows: ...
    def executemany(self, sql: str, parameters: Iterable[Any], /) -> Rows: ...


class Store(Protocol):
    """The methods of ``sqlite_utils.Database`` that storage functions use.

    ``execute`` returns rows as tuples, and ``query`` returns them as dictionaries.
    """

    @property
    def conn(self) -> Connection: ...
    def execute(self, sql: str, parameters: Any = None) -> Rows: ...
    def query(self, sql: str, params: Any = None) -> Iterable[dict[str, Any]]: ...
    def close(self) -> None: ...
