"""Opens the store that a setting names: an SQLite file, or a PostgreSQL server."""

from pathlib import Path
from typing import TYPE_CHECKING, cast

from sqlite_utils import Database

from storage.database.protocols import SERVER_PREFIXES, WRITER_LOCK, Store
from storage.database.sqlite import is_file_lock_free, open_database
from storage.postgres.index import ClusterStoryIndex
from storage.stories.index import SqliteStoryIndex

if TYPE_CHECKING:  # needs the extra `cluster`
    from storage.postgres.connection import Postgres


def open_store(place: str | Path) -> Store:
    """Open the file or connect to the server for writing; raises StorageError."""
    if not str(place).startswith(SERVER_PREFIXES):
        return open_database(place)
    from storage.postgres.schema import open_postgres  # needs the extra `cluster`

    return open_postgres(str(place))


def is_lock_free(db: Store) -> bool:
    """Return whether a transaction could begin now, without waiting for another process.

    Raises DatabaseUnusableError if a server can't be reached.
    """
    if isinstance(db, Database):
        return is_file_lock_free(db)
    query = "SELECT pg_try_advisory_xact_lock(?)"
    (is_free,) = db.execute(query, [WRITER_LOCK]).fetchone()
    return bool(is_free)


def prepare_for_crawl(db: Store) -> None:
    """Prepare a connection for transactions that each read and write the rows of a few articles."""
    if not isinstance(db, Database):
        server = cast("Postgres", db)
        server.read_by_indexes()
        server.commit_without_waiting()


def story_index(db: Store) -> SqliteStoryIndex:
    """Return the index of copies of a store: a file, or a server that several workers share."""
    return SqliteStoryIndex(db) if isinstance(db, Database) else ClusterStoryIndex(db)
