"""Allows one run at a time for each database, by a lock that ends with its process."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storage.database.errors import DatabaseUnusableError, server_name


class AlreadyRunningError(Exception):
    """Another run holds the lock of this database."""


@contextmanager
def store_lock(store: Path | str, *, shared: bool) -> Iterator[None]:
    """Hold the lock of a database file, or of a database of a PostgreSQL server, for the block.

    With ``shared`` several workers may hold the lock of a server's database. Raises
    AlreadyRunningError if another run holds the lock, and StorageError if the store can't be used.
    """
    if isinstance(store, Path):
        with run_lock(store):
            yield
        return
    from storage.postgres.connection import server_lock  # needs the extra `cluster`

    with server_lock(store, shared=shared) as taken:
        if not taken:
            raise AlreadyRunningError(
                f"another run is using {server_name(store)}; this one leaves it alone, as workers"
                " that share a database need NEWS_FRONTIER"
            )
        yield


@contextmanager
def run_lock(database: Path) -> Iterator[None]:
    """Hold the lock of a database file for the block; the lock is a file beside the database.

    The kernel releases the lock when the process ends for any reason. The file is close-on-exec,
    so no worker process keeps it open. Raises AlreadyRunningError, or DatabaseUnusableError if the
    folder can't be written.
    """
    path = database.with_name(database.name + ".lock")
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise DatabaseUnusableError(path, f"cannot be written: {error.strerror}") from error
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunningError(
                f"another run is using {database}; this one leaves it alone"
            ) from None
        os.truncate(handle, 0)
        os.write(handle, f"{os.getpid()}\n".encode())
        yield
    finally:
        os.close(handle)
