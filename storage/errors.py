"""The exceptions of the storage package.

StorageError
├── DatabaseUnusableError    not SQLite, corrupt, read-only, full, no folder
└── DatabaseTooNewError      written by a newer version of Svodka
"""

from pathlib import Path


class StorageError(Exception):
    """Something is wrong with the database at ``path``; the message is one line for a person."""

    def __init__(self, path: str | Path, message: str) -> None:
        super().__init__(f"{path}: {message}")
        self.path = Path(path)


class DatabaseUnusableError(StorageError):
    """The file can't be read or written as a Svodka database."""


class DatabaseTooNewError(StorageError):
    """The file was written by a newer version, whose tables this one can't know."""
