"""Serves the tools over standard input and output, to a client that started this process."""

from pathlib import Path

import anyio
import anyio.to_thread
from datasette.utils import sqlite_timelimit

from storage.browse.database import TIME_LIMIT_MS
from storage.browse.tools.answers import Answer
from storage.browse.tools.server import Query, make_server
from storage.database.sqlite import open_readonly
from storage.search.ranking import register_functions


def serve(database: Path, *, allow_sql: bool) -> None:
    """Answer the requests of the client until the input ends."""

    async def ask(query: Query) -> Answer:
        return await anyio.to_thread.run_sync(answered, database, query)

    anyio.run(make_server(ask, allow_sql=allow_sql).run_stdio_async)


def answered(database: Path, query: Query) -> Answer:
    """Return the answer of a query, which has a connection of its own that only reads."""
    db = open_readonly(database, upgrade=False)
    try:
        register_functions(db.conn)
        with sqlite_timelimit(db.conn, TIME_LIMIT_MS):
            return query(db.conn)
    finally:
        db.close()
