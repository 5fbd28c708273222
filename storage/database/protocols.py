"""The interface of a database for all storage functions; SQLite and PostgreSQL have it.

The SQL of these functions is written once, in a subset that both understand: ``ON CONFLICT``,
``RETURNING``, ``IS DISTINCT FROM``, ``VALUES`` with ``column1``. Parameters are ``?``, ``?1`` or
``:name``, and a list is JSON in ``json_each(?) AS wanted``. ``storage.postgres.connection``
translates the parameters and lists.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Protocol

SERVER_PREFIXES = ("postgresql://", "postgres://")


class Rows(Protocol):
    """The rows of a statement; ``rowcount`` is the number of rows that it changed."""

    @property
    def rowcount(self) -> int: ...
    def fetchone(self) -> Any: ...
    def fetchall(self) -> list[Any]: ...
    def __iter__(self) -> Iterator[Any]: ...


class Connection(Protocol):
    """A connection like that of ``sqlite3``; a transaction begins only with ``BEGIN``."""

    @property
    def in_transaction(self) -> bool: ...
    def execute(self, sql: str, parameters: Any = (), /) -> Rows: ...
    def executemany(self, sql: str, parameters: Iterable[Any], /) -> Rows: ...


class Store(Protocol):
    """A database like ``sqlite_utils.Database``; ``query`` returns rows as dictionaries."""

    @property
    def conn(self) -> Connection: ...
    def execute(self, sql: str, parameters: Any = None) -> Rows: ...
    def query(self, sql: str, params: Any = None) -> Iterable[dict[str, Any]]: ...
    def close(self) -> None: ...
