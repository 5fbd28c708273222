"""Finds the database that Datasette serves, and reads it within a time limit."""

import sqlite3
from collections.abc import Callable, Collection
from typing import TypeVar, cast

from datasette.app import Datasette
from datasette.database import Database
from datasette.utils import sqlite_timelimit
from datasette.utils.asgi import NotFound

T = TypeVar("T")

TIME_LIMIT_MS = 2_000  # the queries of a page usually take less than 100 ms


def free_route(name: str, taken: Collection[str]) -> str:
    """Return the path of a database: its name, or ``NAME-db`` if the name is in ``taken``.

    ``taken`` are the paths of pages: the database ``ru.db`` must not hide the Russian pages.
    """
    return f"{name}-db" if name in taken else name


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

    return cast("T", await news_database(datasette).execute_fn(limited))
