"""What the storage functions need of a database: SQLite's own shape, which PostgreSQL is given too.

Their SQL is one text in the subset both understand: ``ON CONFLICT``, ``RETURNING``, ``IS DISTINCT
FROM``, ``VALUES`` with ``column1``; parameters are ``?``, ``?1`` or ``:name``; a list is JSON in
``json_each(?) AS wanted``. ``storage.postgres.connection`` translates the rest.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Protocol

SERVER_PREFIXES = ("postgresql://", "postgres://")


class Rows(Protocol):
    """The rows of a statement; ``rowcount`` is how many it changed, over all of its parameters."""

    @property
    def rowcount(self) -> int: ...
    def fetchone(self) -> Any: ...
    def fetchall(self) -> list[Any]: ...
    def __iter__(self) -> Iterator[Any]: ...


class Connection(Protocol):
    """A connection as ``sqlite3`` has it, in which no transaction is open until one is begun."""

    @property
    def in_transaction(self) -> bool: ...
    def execute(self, sql: str, parameters: Any = (), /) -> Rows: ...
    def executemany(self, sql: str, parameters: Iterable[Any], /) -> Rows: ...


class Store(Protocol):
    """A database as ``sqlite_utils.Database`` has it; ``query`` yields rows as dictionaries."""

    @property
    def conn(self) -> Connection: ...
    def execute(self, sql: str, parameters: Any = None) -> Rows: ...
    def query(self, sql: str, params: Any = None) -> Iterable[dict[str, Any]]: ...
    def close(self) -> None: ...
