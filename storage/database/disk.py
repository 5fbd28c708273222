"""Measures the space of the database on the disk, and frees the space of deleted rows."""

import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from sqlite_utils import Database

from storage.database.errors import DatabaseUnusableError
from storage.database.protocols import Store
from storage.database.sqlite import INCREMENTAL, explained, file_of

_MAX_STEP_PAGES = 2000  # of 4 kB, given back in one transaction, so that a crawl waits under 1 s
_MIN_FREE_SHARE = 0.1  # of a file's pages; for a smaller share the file is not copied
# The name of each table, and the bytes of its pages and of its indexes.
_OF_TABLES = """
    SELECT coalesce(m.tbl_name, s.name), sum(s.pgsize)
    FROM dbstat AS s LEFT JOIN sqlite_master AS m ON m.name = s.name
    WHERE s.aggregate = 1 GROUP BY 1 ORDER BY 2 DESC, 1
"""
_SEARCH = "article_search"  # the tables of the search index begin with this name


def used_bytes(db: Database) -> int:
    """Return the size of the database without its free pages, in bytes."""
    used_pages = _pragma(db, "page_count") - _pragma(db, "freelist_count")
    return used_pages * _pragma(db, "page_size")


def free_bytes(db: Database) -> int:
    """Return the size of the free pages of the file, in bytes; later rows will use them."""
    return _pragma(db, "freelist_count") * _pragma(db, "page_size")


def bytes_by_table(db: Database) -> dict[str, int]:
    """Return the bytes of each table with its indexes, the largest first.

    The tables of the search index count as one. The result is empty if SQLite was compiled without
    ``dbstat``.
    """
    try:
        rows = db.execute(_OF_TABLES).fetchall()
    except sqlite3.OperationalError:
        return {}
    sizes: Counter[str] = Counter()
    for name, size in rows:
        counted_as = _SEARCH if name.startswith(_SEARCH) else name
        sizes[counted_as] += size
    return dict(sizes.most_common())


def give_back_space(db: Database) -> Iterator[int]:
    """Shorten the file by its free pages, in small steps; yield the bytes given back by each.

    For a file of an earlier version nothing is yielded, since it can only be copied as a whole
    (``compact``). Raises DatabaseUnusableError, for instance if the database is locked.
    """
    if _pragma(db, "auto_vacuum") != INCREMENTAL:
        return
    while pages_before := _pragma(db, "freelist_count"):
        # `execute` would give back a single page: each page is one step of the statement, and
        # Python's `execute` runs the first step only.
        with explained(db):
            db.conn.executescript(f"PRAGMA incremental_vacuum({_MAX_STEP_PAGES})")
        freed_pages = pages_before - _pragma(db, "freelist_count")
        if freed_pages <= 0:
            break
        yield freed_pages * _pragma(db, "page_size")
    with explained(db):
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def needs_compacting(db: Database) -> bool:
    """Return whether so much of a file of an earlier version is free that ``compact`` pays."""
    if _pragma(db, "auto_vacuum") == INCREMENTAL:
        return False
    return _pragma(db, "freelist_count") > _MIN_FREE_SHARE * _pragma(db, "page_count")


def compact(db: Database) -> int:
    """Write the file again without free pages, and return the bytes given back.

    From then on, ``give_back_space`` can work in small steps. No other program may write meanwhile.
    Raises DatabaseUnusableError if the disk has no room for the copy, or if the database is locked.
    """
    path = file_of(db)
    bytes_before = _pragma(db, "page_count") * _pragma(db, "page_size")
    needed_bytes = 2 * used_bytes(db)
    if shutil.disk_usage(path.parent).free < needed_bytes:
        raise DatabaseUnusableError(
            path,
            f"has {free_bytes(db) / 1e6:.0f} MB of free pages, which later articles will use;"
            f" to give them back, {needed_bytes / 1e6:.0f} MB of the disk must be free for a while",
        )
    with explained(db):
        db.execute(f"PRAGMA auto_vacuum = {INCREMENTAL}").fetchall()
        vacuum(db.conn)
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    return bytes_before - _pragma(db, "page_count") * _pragma(db, "page_size")


def vacuum(connection: sqlite3.Connection) -> None:
    """Write a file again without free pages; raises sqlite3.Error.

    The temporary copy is written beside the file. By default, SQLite writes it to /tmp, which is
    often a small disk, or memory.
    """
    (_, _, path) = connection.execute("PRAGMA database_list").fetchone()
    folder = str(Path(path).parent).replace("'", "''")
    connection.execute(f"PRAGMA temp_store_directory = '{folder}'").fetchall()
    try:
        connection.execute("VACUUM")
    finally:
        connection.execute("PRAGMA temp_store_directory = ''").fetchall()


def clean_server(db: Store, tables: tuple[str, ...]) -> None:
    """Let PostgreSQL use the space of deleted rows again. Call it outside transactions."""
    for table in tables:
        db.execute(f"VACUUM {table}")


def _pragma(db: Database, name: str) -> int:
    """Return the value of a pragma."""
    (value,) = db.execute(f"PRAGMA {name}").fetchone()
    return int(value)
