"""Tests that the file of the database is shortened where there is room, and fails in one line."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database

from storage.database.disk import compact, give_back_space, vacuum
from storage.database.errors import DatabaseUnusableError
from storage.database.sqlite import open_database


def folders_of_temporary_files() -> Iterator[str]:
    """Yield the folders of the open temporary files of SQLite, which have no name any more."""
    for descriptor in Path("/proc/self/fd").iterdir():
        try:
            path = descriptor.readlink()
        except OSError:  # closed meanwhile
            continue
        if path.name.startswith("etilqs_"):
            yield str(path.parent)


def test_the_temporary_copy_is_written_beside_the_file(tmp_path: Path) -> None:
    folder = tmp_path / "it's a folder"
    folder.mkdir()
    seen: set[str] = set()
    with closing(sqlite3.connect(folder / "news.db", isolation_level=None)) as db:
        db.execute("PRAGMA cache_size = 10")
        db.execute("CREATE TABLE pages AS SELECT value, zeroblob(4000) AS page FROM"
                   " (WITH RECURSIVE n(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n"
                   " LIMIT 1000) SELECT value FROM n)")  # fmt: skip
        db.set_progress_handler(lambda: seen.update(folders_of_temporary_files()), 1000)
        vacuum(db)
        db.set_progress_handler(None, 0)
        assert db.execute("PRAGMA temp_store_directory").fetchall() in ([], [("",)])
    assert seen == {str(folder)}


@pytest.mark.parametrize("shorten", [compact, lambda db: list(give_back_space(db))],
                         ids=["compact", "give_back_space"])  # fmt: skip
def test_a_locked_database_is_reported_in_one_line(
    shorten: Callable[[Database], object], tmp_path: Path
) -> None:
    path = tmp_path / "news.db"
    with closing(open_database(path)) as db, closing(sqlite3.connect(path)) as other:
        db.execute("CREATE TABLE pages AS SELECT zeroblob(100000) AS page")
        db.execute("DROP TABLE pages")
        db.execute("PRAGMA busy_timeout = 0").fetchall()
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseUnusableError, match="was kept locked by another program"):
            shorten(db)
