"""Copies the database, also while a crawl writes to it."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

from storage.database.errors import DatabaseDamagedError, DatabaseUnusableError, unusable
from storage.database.sqlite import open_readonly


def back_up(
    database: Path, target: Path, finish: Callable[[sqlite3.Connection], None] | None = None
) -> int:
    """Write a consistent copy of the database to ``target``, and return its size in bytes.

    The copy is the state of the database at one moment, in one file; a crawl may write meanwhile.
    ``finish`` is called with the copy before it is checked. ``target`` is replaced only after the
    check, so that a failure leaves an earlier backup unchanged. Raises StorageError, also if the
    database is damaged.
    """
    partial = target.with_name(f"{target.name}.partial")
    try:
        with closing(open_readonly(database, upgrade=False)) as source:
            _copy(source.conn, partial, finish)
        _check(database, partial)
        partial.replace(target)
        return target.stat().st_size
    except sqlite3.Error as error:
        raise unusable(target, error) or DatabaseUnusableError(target, str(error)) from error
    except OSError as error:
        raise DatabaseUnusableError(target, f"cannot be written: {error.strerror}") from error
    finally:
        _remove(partial)


def _copy(
    source: sqlite3.Connection,
    partial: Path,
    finish: Callable[[sqlite3.Connection], None] | None,
) -> None:
    """Copy all pages in one step, since a reader never blocks the writer of a WAL database.

    In several steps, the copy would start again whenever the crawl commits.
    """
    _remove(partial)
    with closing(sqlite3.connect(partial, isolation_level=None)) as copy:
        source.backup(copy, pages=-1)
        copy.execute("PRAGMA journal_mode = DELETE")  # a single file, without -wal and -shm
        if finish is not None:
            finish(copy)
    descriptor = os.open(partial, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove(partial: Path) -> None:
    for end in ("", "-journal", "-wal", "-shm"):
        with suppress(OSError):
            partial.with_name(partial.name + end).unlink(missing_ok=True)


def _check(database: Path, copy: Path) -> None:
    with closing(sqlite3.connect(f"{copy.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        (finding,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if finding != "ok":
        raise DatabaseDamagedError(
            database, f"is damaged, so no backup was made ({finding}); `scrapy doctor` says more"
        )
