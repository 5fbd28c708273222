"""Tests that the workers of a machine share the files of band values, and see all changes."""

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from pipelines.model.members import MemberColumn
from storage.database.protocols import Store
from storage.database.sqlite import snapshot, transaction
from storage.stores import open_store
from storage.stories.band_index import MAX_ARTICLES_IN_MEMORY
from storage.stories.band_runs import Run
from tests import servers

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(servers.missing()), reason=str(servers.missing())),
]
if not servers.missing():
    from storage.postgres.index import ClusterStoryIndex
    from storage.postgres.shared_runs import SharedRuns

ARTICLES = MAX_ARTICLES_IN_MEMORY + 8  # so that the period has a file
DAY, BANDS = 20_000, 64
WRITER = 7
# The file of period 1 at version 4, which WRITER wrote.
FILE_NAME = f"1.4.{WRITER}.bands"
# A run of one article with two band values.
RUNS = [Run.of(np.array([1]), np.array([1]), np.zeros((1, 2), np.uint32))]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder in which the files are kept; each database has its own folder in it."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "svodka"


@pytest.fixture
def db(empty_postgres: str, folder: Path) -> Iterator[Store]:
    with closing(open_store(empty_postgres)) as db:
        add(db, range(1, ARTICLES + 1))
        yield db


def add(db: Store, ids: range) -> None:
    """Add articles whose values are all in one bucket, as a worker does."""
    values = np.zeros(BANDS, np.int32).tobytes()
    change(db, ids)
    db.conn.executemany(
        "INSERT INTO bands (day, article_id, order_of_day, band_values) VALUES (?, ?, ?, ?)",
        [(DAY, article, article, values) for article in ids],
    )


def delete(db: Store, article: int) -> None:
    change(db, range(article, article + 1))
    db.execute("DELETE FROM bands WHERE article_id = ?", [article])


def change(db: Store, ids: range) -> None:
    """Log a change of articles with the next version."""
    db.execute("UPDATE signature_state SET version = version + 1, writer = ?", [WRITER])
    (version,) = db.execute("SELECT version FROM signature_state").fetchone()
    db.conn.executemany(
        "INSERT INTO signature_turns (version, writer, article_id, day) VALUES (?, ?, ?, ?)",
        [(version, WRITER, article, DAY) for article in ids],
    )


def last_members(index: "ClusterStoryIndex", count: int = 3) -> list[int]:
    """Return the last articles of the bucket."""
    position = np.array([(0, 0, DAY + 1, 0)])
    members = index.members_near(position, count, (DAY, DAY))
    return sorted(members[:, MemberColumn.ID].tolist())[-count:]


def members_in_snapshot(db: Store) -> list[int]:
    with snapshot(db):
        return last_members(ClusterStoryIndex(db))


def files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*/*.bands"))


def is_mapped(path: Path) -> bool:
    return str(path) in Path("/proc/self/maps").read_text()


def test_a_second_worker_maps_the_file_of_the_first(db: Store, folder: Path) -> None:
    first, second = ClusterStoryIndex(db), ClusterStoryIndex(db)
    newest = [ARTICLES - 2, ARTICLES - 1, ARTICLES]
    with snapshot(db):
        assert last_members(first) == newest
    (path,) = files(folder)
    inode = path.stat().st_ino
    with snapshot(db):
        assert last_members(second) == newest
    assert [file.stat().st_ino for file in files(folder)] == [inode]
    assert is_mapped(path)
    assert path.parent.stat().st_mode & 0o777 == 0o700, "other users cannot read the folder"


def test_later_changes_are_read_from_the_log(db: Store, folder: Path) -> None:
    assert members_in_snapshot(db)[-1] == ARTICLES
    (path,) = files(folder)
    add(db, range(ARTICLES + 1, ARTICLES + 3))
    delete(db, ARTICLES)
    assert members_in_snapshot(db) == [ARTICLES - 1, ARTICLES + 1, ARTICLES + 2]
    assert files(folder) == [path], "few changes leave the file"
    add(db, range(ARTICLES + 3, ARTICLES + 3 + ARTICLES // 4))
    assert members_in_snapshot(db)[-1] == ARTICLES + 2 + ARTICLES // 4
    (newer,) = files(folder)
    assert newer != path, "many changes replace the file"


def test_a_file_of_another_history_is_not_used(db: Store, folder: Path) -> None:
    assert members_in_snapshot(db)[-1] == ARTICLES
    db.execute("DELETE FROM bands WHERE article_id = ?", [ARTICLES])
    db.execute("UPDATE signature_state SET writer = 8")  # as in a database restored from a copy
    db.execute("UPDATE signature_turns SET writer = 8")
    assert members_in_snapshot(db)[-1] == ARTICLES - 1


def test_a_transaction_that_writes_keeps_no_file(db: Store, folder: Path) -> None:
    with transaction(db):
        assert last_members(ClusterStoryIndex(db))[-1] == ARTICLES
    assert files(folder) == []


def test_a_damaged_file_and_a_folder_that_cannot_be_used_change_no_answer(
    db: Store, folder: Path
) -> None:
    assert members_in_snapshot(db)[-1] == ARTICLES
    (path,) = files(folder)
    path.write_bytes(path.read_bytes()[:100])
    assert members_in_snapshot(db)[-1] == ARTICLES
    assert [file.stat().st_size > 100 for file in files(folder)] == [True]
    path.unlink()
    folder_of_database = path.parent
    for file in folder_of_database.iterdir():
        file.unlink()
    folder_of_database.rmdir()
    folder_of_database.write_text("a file in the place of the folder")
    assert members_in_snapshot(db)[-1] == ARTICLES


def test_old_files_of_other_periods_are_deleted(tmp_path: Path) -> None:
    shared = SharedRuns(tmp_path / "runs")
    with shared.one_at_a_time():
        assert shared.keep(1, (4, WRITER), RUNS)
        os.utime(tmp_path / "runs" / FILE_NAME, (0, 0))
        assert shared.keep(2, (5, WRITER), RUNS)
        assert shared.newest(1, lambda _: True) is None
        assert shared.newest(2, lambda version: version == (5, WRITER))
        assert shared.newest(2, lambda _: False) is None


def test_files_of_killed_processes_and_unused_folders_are_deleted(tmp_path: Path) -> None:
    names = {"own": "a" * 16, "unused": "b" * 16, "used": "c" * 16, "of another program": "cache"}
    folders = {use: tmp_path / name for use, name in names.items()}
    for folder in folders.values():
        folder.mkdir()
        for name in ("lock", FILE_NAME, "new-x"):
            (folder / name).touch()
    for use in ("own", "unused", "of another program"):
        os.utime(folders[use] / "lock", (0, 0))
    with SharedRuns(folders["own"]).one_at_a_time():
        assert sorted(path.name for path in folders["own"].iterdir()) == [FILE_NAME, "lock"]
    left = {use for use, folder in folders.items() if (folder / FILE_NAME).exists()}
    assert left == {"own", "used", "of another program"}
    with SharedRuns(folders["used"]).one_at_a_time():
        assert folders["own"].exists(), "it was used a moment ago"


def test_without_a_folder_nothing_is_found_or_kept() -> None:
    shared = SharedRuns(None)
    with shared.one_at_a_time():
        assert shared.keep(1, (4, WRITER), RUNS) is None
        assert shared.newest(1, lambda _: True) is None


def test_without_locks_in_the_folder_runs_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_locks(handle: int, operation: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", no_locks)
    shared = SharedRuns(tmp_path / "runs")
    with shared.one_at_a_time():
        assert shared.keep(1, (4, WRITER), RUNS)
