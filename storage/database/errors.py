"""The exceptions of the storage package.

StorageError
├── DatabaseUnusableError    read-only, full, locked, no folder
│   └── DatabaseDamagedError not SQLite, corrupt
└── DatabaseTooNewError      written by a newer version of Svodka
"""

import sqlite3
from pathlib import Path
from urllib.parse import urlsplit


class StorageError(Exception):
    """The database at ``path`` can't be used; the message is one line."""

    def __init__(self, path: str | Path, message: str) -> None:
        super().__init__(f"{path}: {message}")
        self.path = path


class DatabaseUnusableError(StorageError):
    """The file can't be read or written as a Svodka database."""


class DatabaseDamagedError(DatabaseUnusableError):
    """The content of the file is damaged; a backup can be restored."""


class DatabaseTooNewError(StorageError):
    """The file was written by a newer version, whose tables this version does not know."""


_BUSY = "was kept locked by another program for too long; close that program and run again"
_FORBIDDEN = "may not be used; check who owns the file and its folder, and their permissions"
_REMEDIES = {
    sqlite3.SQLITE_FULL: "the disk is full; free some space and run again, nothing is half-written",
    sqlite3.SQLITE_READONLY: "may not be written; check who owns the file and its folder",
    sqlite3.SQLITE_CANTOPEN: _FORBIDDEN,
    sqlite3.SQLITE_PERM: _FORBIDDEN,
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
    sqlite3.SQLITE_IOERR: "cannot be read or written: the disk reports an error",
}
_DAMAGES = {
    sqlite3.SQLITE_CORRUPT: "is damaged",
    sqlite3.SQLITE_NOTADB: "is not an SQLite database, or its beginning is destroyed",
}


def server_name(url: str) -> str:
    """Return the address of a database server without user and password, for messages."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def unusable(path: str | Path, error: sqlite3.Error) -> DatabaseUnusableError | None:
    """Return an error that says what to do, or None if the cause is a mistake in the SQL."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # without the extended code
    if code in _DAMAGES:
        remedy = f"{_DAMAGES[code]}; `scrapy doctor` says how to restore it"
        return DatabaseDamagedError(path, remedy)
    if code in _REMEDIES:
        return DatabaseUnusableError(path, _REMEDIES[code])
    return None


def storage_failure(path: str | Path, error: BaseException) -> StorageError | None:
    """Return the StorageError for an error, or for the first in a group that has one; else None."""
    if isinstance(error, BaseExceptionGroup):
        failures = (storage_failure(path, member) for member in error.exceptions)
        return next((failure for failure in failures if failure), None)
    if isinstance(error, sqlite3.Error):
        return unusable(path, error)
    return error if isinstance(error, StorageError) else None
