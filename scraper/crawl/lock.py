"""One run at a time per database: an advisory lock that dies with its process."""

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
    """Hold the lock of a file, or of a server's database, which several workers may share.

    Raises AlreadyRunningError and StorageError.
    """
    if isinstance(store, Path):
        with run_lock(store):
            yield
        return
    from storage.postgres.connection import run_turn  # the extra `cluster`

    with run_turn(store, shared=shared) as taken:
        if not taken:
            raise AlreadyRunningError(
                f"another run is using {server_name(store)}; this one leaves it alone, as workers"
                " that share a database need NEWS_FRONTIER"
            )
        yield


@contextmanager
def run_lock(database: Path) -> Iterator[None]:
    """Hold the lock beside the database for the block.

    The kernel frees it when the process ends, however it ends; the file is close-on-exec, so no
    worker keeps it. Raises AlreadyRunningError, or DatabaseUnusableError if the folder can't be
    written.
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
