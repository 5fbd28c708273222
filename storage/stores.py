"""Opens the store that a setting names: an SQLite file, or a PostgreSQL server."""

from pathlib import Path

from sqlite_utils import Database

from storage.database.protocols import SERVER_PREFIXES, Store
from storage.database.sqlite import open_database
from storage.postgres.index import ClusterStoryIndex
from storage.stories.index import SqliteStoryIndex


def open_store(place: str | Path) -> Store:
    """Open the file or connect to the server for writing; raises StorageError."""
    if not str(place).startswith(SERVER_PREFIXES):
        return open_database(place)
    from storage.postgres.schema import open_postgres  # needs the extra `cluster`

    return open_postgres(str(place))


def story_index(db: Store) -> SqliteStoryIndex:
    """Return the index of copies of a database: a file, or a server with several workers."""
    return SqliteStoryIndex(db) if isinstance(db, Database) else ClusterStoryIndex(db)
