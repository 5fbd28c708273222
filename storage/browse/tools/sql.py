"""Runs a SELECT for a tool, with limits on rows and lengths."""

import sqlite3
from typing import Any

from datasette.utils import InvalidSql, validate_sql_select
from datasette.utils.asgi import BadRequest

from storage.browse.tools.answers import MAX_RESULTS, Answer, answer, shortened

_MAX_VALUE_BYTES = 1_000_000  # of a value that SQL makes, such as by zeroblob(1000000000)


def run_sql(conn: sqlite3.Connection, sql: str) -> Answer:
    """Return the first rows of a SELECT; all values are untrusted, since articles fill them.

    Raises BadRequest for a statement that is no SELECT, and for an error of SQL.
    """
    former_limit = conn.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _MAX_VALUE_BYTES)
    try:
        validate_sql_select(sql)
        cursor = conn.execute(sql)
        first_rows = cursor.fetchmany(MAX_RESULTS + 1)
    except InvalidSql as error:
        raise BadRequest(str(error)) from None
    except sqlite3.Error as error:
        if "interrupted" in str(error):
            raise
        raise BadRequest(f"SQL: {error}") from None
    finally:
        conn.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, former_limit)
    columns = [name for name, *_ in cursor.description or ()]
    return answer(
        columns=columns,
        untrusted={"rows": [[_shown(value) for value in row] for row in first_rows[:MAX_RESULTS]]},
        has_more_rows=len(first_rows) > MAX_RESULTS,
    )


def _shown(value: object) -> Any:
    if isinstance(value, bytes):
        return f"{len(value)} bytes"
    return shortened(value) if isinstance(value, str) else value
