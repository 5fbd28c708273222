"""Creates databases quickly: after the first one, each is a copy, since the tests create hundreds.

The commands that the tests run create their databases by the migrations.
"""

import sqlite3
from functools import cache

from sqlite_utils import Database

from storage.database import sqlite
from storage.schema.migrations import bring_up_to_date


@cache
def _first() -> sqlite3.Connection:
    """Return a database in memory that has all migrations and no rows."""
    db = Database(sqlite3.connect(":memory:", check_same_thread=False))
    db.execute(f"PRAGMA auto_vacuum = {sqlite.INCREMENTAL}").fetchall()
    bring_up_to_date(db)
    assert isinstance(db.conn, sqlite3.Connection)
    return db.conn


def copy_or_bring_up_to_date(db: Database) -> None:
    """Make an empty database a copy of the first one; apply migrations to any other."""
    if db.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,):
        _first().backup(db.conn)
    else:
        bring_up_to_date(db)


def install() -> None:
    """Make ``open_database`` copy the first database in this process."""
    vars(sqlite)["bring_up_to_date"] = copy_or_bring_up_to_date
