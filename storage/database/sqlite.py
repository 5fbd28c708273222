"""Opens the SQLite database with its pragmas and migrations, and runs transactions."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils import Database, Migrations

from storage.database.errors import DatabaseTooNewError, DatabaseUnusableError, unusable
from storage.database.protocols import Store
from storage.schema.migrations import NAMES, bring_up_to_date, migrations

BUSY_TIMEOUT_MS = 30_000  # the longest wait for the write lock; a rebuild holds it for about 1 s
_PROGRAM_MARKS = ("application_id", "user_version")  # pragmas by which programs mark their files
INCREMENTAL = 2  # the number that PRAGMA auto_vacuum has for «incremental»
_PRAGMAS = ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON")


def open_database(path: str | Path) -> Database:
    """Open the database for writing; create it if it is missing, or upgrade it if it is outdated.

    Raises DatabaseUnusableError or DatabaseTooNewError, each with a one-line message.
    """
    try:
        db = _connect(path)
        _refuse_foreign(db, path)
        _refuse_newer(db, path)
        (page_count,) = db.execute("PRAGMA page_count").fetchone()
        if page_count == 0:  # a new file
            # With this pragma, pages that become free can be given back in small steps.
            db.execute(f"PRAGMA auto_vacuum = {INCREMENTAL}").fetchall()
        for pragma in _PRAGMAS:
            db.execute(f"PRAGMA {pragma}").fetchall()
        bring_up_to_date(db)
    except sqlite3.Error as error:
        other_failure = DatabaseUnusableError(path, f"cannot be used as a database: {error}")
        raise unusable(path, error) or other_failure from error
    return db


def open_existing(path: str | Path) -> Database:
    """Open for writing a database that must exist already; raises as ``open_database`` does."""
    require_database(path)
    return open_database(path)


def require_database(path: str | Path) -> None:
    """Raise DatabaseUnusableError unless there is a database that can be read."""
    open_readonly(path, upgrade=False).close()


def open_readonly(path: str | Path, *, upgrade: bool = True) -> Database:
    """Open an existing database for reading only; raises DatabaseUnusableError on failure.

    A database of an earlier version is upgraded first, unless ``upgrade`` is False.
    """
    if not _exists(Path(path)):
        raise DatabaseUnusableError(path, "no such database; `scrapy crawl news` creates it")
    try:
        db = _connect_readonly(path)
        if not db["articles"].exists():
            raise DatabaseUnusableError(path, "not a Svodka database: it has no table `articles`")
        if upgrade and is_outdated(db):
            db.close()
            open_database(path).close()
            db = _connect_readonly(path)
    except sqlite3.Error as error:
        other_failure = DatabaseUnusableError(path, f"cannot be used as a database: {error}")
        raise unusable(path, error) or other_failure from error
    return db


@contextmanager
def transaction(db: Store) -> Iterator[None]:
    """Run the block in one ``BEGIN IMMEDIATE`` transaction; nested blocks join the outer one.

    Raises DatabaseUnusableError when the disk is full, or the file read-only or damaged.
    """
    with _transaction(db, "BEGIN IMMEDIATE"):
        yield


@contextmanager
def snapshot(db: Store) -> Iterator[None]:
    """Run the block, which only reads, on one state of the database; it does not wait for writers.

    Raises DatabaseUnusableError as ``transaction`` does.
    """
    with _transaction(db, "BEGIN"):
        yield


@contextmanager
def _transaction(db: Store, beginning: str) -> Iterator[None]:
    """Run the block in a transaction that the statement ``beginning`` begins."""
    if db.conn.in_transaction:
        yield
        return
    with explained(db):
        db.conn.execute(beginning)
        try:
            yield
            db.conn.execute("COMMIT")
        except BaseException:
            if db.conn.in_transaction:  # SQLite itself rolls back when the disk is full
                db.conn.execute("ROLLBACK")
            raise


def is_file_lock_free(db: Database) -> bool:
    """Return whether no other connection is writing to the file now.

    After an error other than a lock the result is True, since the next transaction raises it.
    """
    if db.conn.in_transaction:
        return True
    db.execute("PRAGMA busy_timeout = 0")
    try:
        db.execute("BEGIN IMMEDIATE")
        db.execute("ROLLBACK")
    except sqlite3.OperationalError as error:
        primary_code = error.sqlite_errorcode & 0xFF  # an extended code has it in the lowest byte
        return primary_code != sqlite3.SQLITE_BUSY
    finally:
        db.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    return True


@contextmanager
def explained(db: Store) -> Iterator[None]:
    """Raise DatabaseUnusableError for an error of SQLite whose cause is the file or the disk."""
    try:
        yield
    except sqlite3.Error as error:
        assert isinstance(db, Database)
        failure = unusable(file_of(db), error)
        if failure is None:  # the cause is our SQL
            raise
        raise failure from error


def file_of(db: Database) -> Path:
    """Return the file of an open database."""
    _, _, file_name = db.execute("PRAGMA database_list").fetchone()
    return Path(file_name or ":memory:")


def _exists(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError as error:  # a name is too long, or a folder may not be read
        raise DatabaseUnusableError(path, f"cannot be used: {error.strerror}") from error


def is_outdated(db: Database) -> bool:
    """Return whether the database is of an earlier version, which lacks migrations of this one."""
    return bool(migrations().pending(db))


def _connect_readonly(path: str | Path) -> Database:
    uri = Path(path).resolve().as_uri() + "?mode=ro"
    db = Database(sqlite3.connect(uri, uri=True, isolation_level=None))
    db.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    _refuse_foreign(db, path)
    _refuse_newer(db, path)
    return db


def _connect(path: str | Path) -> Database:
    if not _exists(Path(path)) and not Path(path).parent.is_dir():
        raise DatabaseUnusableError(path, "its folder does not exist")
    db = Database(sqlite3.connect(path, isolation_level=None))
    db.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    return db


def _refuse_foreign(db: Database, path: str | Path) -> None:
    """Raise DatabaseUnusableError for the file of another program, before it is changed."""
    if migrations().applied(db):
        return
    migrations_table = Migrations.migrations_table
    tables = {name for (name,) in db.execute("SELECT tbl_name FROM sqlite_master").fetchall()}
    has_foreign_migrations = migrations_table in tables and db[migrations_table].count > 0
    marks = [mark for name in _PROGRAM_MARKS for (mark,) in db.execute(f"PRAGMA {name}")]
    has_other_tables = bool(tables - {migrations_table, "sqlite_sequence"})
    if has_other_tables or has_foreign_migrations or any(marks):
        raise DatabaseUnusableError(
            path, "holds the tables of another program; name a new file or a Svodka database"
        )


def _refuse_newer(db: Database, path: str | Path) -> None:
    """Raise DatabaseTooNewError for a file with migrations that this version does not have."""
    unknown = {migration.name for migration in migrations().applied(db)}.difference(NAMES)
    if unknown:
        names = ", ".join(sorted(unknown))
        raise DatabaseTooNewError(
            path, f"written by a newer version of Svodka (it has {names}); update Svodka to use it"
        )
