"""Tests that a backup is a complete copy of one moment, and can be restored."""

import shutil
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest

from pipelines.files.errors import BadInputError
from scraper.commands.backup import refuse_bad_target
from scraper.commands.doctor import how_to_restore
from storage.database.backup import back_up
from storage.database.errors import DatabaseDamagedError, DatabaseUnusableError
from storage.database.sqlite import open_database, transaction
from tests.damage import damage_pages
from tests.newsroom import ROOT, Scrapy

PAIRS = 20_000  # rows of the table of these tests


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "news.db"
    with closing(open_database(path)) as db, transaction(db):
        db.execute("CREATE TABLE pairs (left_id INTEGER, right_id INTEGER, filler TEXT)")
        db.conn.executemany(
            "INSERT INTO pairs VALUES (?, ?, ?)", ((n, n, "ы" * 200) for n in range(PAIRS))
        )
    return path


def counted_pairs(path: Path) -> tuple[int, int]:
    """Return how many rows have a left id, and how many a right one."""
    with closing(sqlite3.connect(path)) as db:
        left, right = db.execute("SELECT count(left_id), count(right_id) FROM pairs").fetchone()
        return left, right


def test_a_backup_during_commits_has_the_state_of_one_moment(
    database: Path, tmp_path: Path
) -> None:
    stop = threading.Event()
    commits = []

    def write() -> None:
        with closing(open_database(database)) as db:
            while not stop.is_set():
                with transaction(db):
                    db.execute("INSERT INTO pairs VALUES (1, 1, 'a')")
                    db.execute("INSERT INTO pairs VALUES (2, 2, 'b')")
                commits.append(1)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(5):
            back_up(database, tmp_path / f"{number}.db")
    finally:
        stop.set()
        writer.join()
    assert len(commits) > 5, "the copies do not block the writer"
    for number in range(5):
        left, right = counted_pairs(tmp_path / f"{number}.db")
        assert left == right
        assert left >= PAIRS
        assert left % 2 == 0, "each transaction stores two rows"


def test_a_backup_is_one_file(database: Path, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    size = back_up(database, folder / "copy.db")
    assert [(path.name, path.stat().st_size) for path in folder.iterdir()] == [("copy.db", size)]


def test_a_damaged_database_does_not_replace_an_earlier_backup(
    database: Path, tmp_path: Path
) -> None:
    target = tmp_path / "copy.db"
    back_up(database, target)
    before = target.read_bytes()
    damage_pages(database)
    with pytest.raises(DatabaseDamagedError, match="no backup was made"):
        back_up(database, target)
    assert target.read_bytes() == before
    assert not list(tmp_path.glob("*.partial*"))


def test_a_failed_backup_leaves_nothing_behind(database: Path, tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnusableError, match=r"missing"):
        back_up(database, tmp_path / "missing" / "copy.db")
    with pytest.raises(DatabaseUnusableError, match="no such database"):
        back_up(tmp_path / "nothing.db", tmp_path / "copy.db")
    assert not (tmp_path / "copy.db").exists()


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("no-such-folder/copy.db", "its folder does not exist"),
        ("news.db", "is the database itself"),
        (".", "is not a file"),
        ("notes.txt", "exists and is no backup"),
        ("a" * 300 + ".db", "cannot be used: File name too long"),
    ],
)
def test_a_bad_target_is_refused(target: str, reason: str, database: Path, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("not a database, and not to be overwritten")
    with pytest.raises(BadInputError, match=reason):
        refuse_bad_target(tmp_path / target, database)


@pytest.mark.parametrize(
    "arguments", [[], ["news.db"], ["a.db", "b.db"], ["--fast", "a.db"]], ids=str
)
def test_bad_arguments_are_refused_in_one_line(
    arguments: list[str], database: Path, tmp_path: Path, scrapy: Scrapy
) -> None:
    targets = [tmp_path / name if name.endswith("db") else name for name in arguments]
    done = scrapy("backup", "-s", f"NEWS_DATABASE={database}", *targets)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert not list(tmp_path.glob("[ab].db"))


def test_the_steps_that_doctor_prints_restore_the_backup(
    database: Path, tmp_path: Path, scrapy: Scrapy
) -> None:
    backup = tmp_path / "copy.db"
    assert scrapy("backup", "-s", f"NEWS_DATABASE={database}", backup).returncode == 0
    holder = leave_write_ahead_log(database)
    damage_pages(tmp_path / "news.db")
    holder.kill()
    holder.communicate()
    steps = [line.strip() for line in how_to_restore(database).splitlines()]
    commands = [step for step in steps if step.startswith(("mv", "rm", "cp"))]
    script = "\n".join(commands).replace("YOUR-BACKUP", str(backup))
    subprocess.run(["sh", "-ec", script], check=True)
    assert counted_pairs(database) == (PAIRS, PAIRS)
    assert (tmp_path / "news.db.damaged").exists()


def leave_write_ahead_log(database: Path) -> "subprocess.Popen[str]":
    """Return a writer whose last row is only in the write-ahead log; the test kills the writer."""
    program = f"""
import sys, time
from storage.database.sqlite import open_database
db = open_database({str(database)!r})
db.execute("INSERT INTO pairs VALUES (1, 1, 'only in the log')")
print("written", flush=True)
time.sleep(60)
"""
    holder = subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "written\n"
    return holder


@pytest.mark.skipif(not shutil.which("unshare"), reason="needs unshare(1) for a small disk")
def test_a_full_disk_is_reported_in_one_line_and_the_earlier_backup_is_kept(
    database: Path, tmp_path: Path
) -> None:
    small = tmp_path / "small"
    small.mkdir()
    script = f"""
set -e
mount -t tmpfs -o size=2m small {small}
printf 'SQLite format 3\\0 an earlier backup' > {small}/copy.db
cd {ROOT}
set +e
{sys.executable} -m scrapy backup -s NEWS_DATABASE={database} {small}/copy.db
echo "code $?"
ls {small}
head -c 15 {small}/copy.db
"""
    command = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if "code" not in done.stdout:
        pytest.skip(f"this system does not let tests mount a small disk: {done.stderr.strip()}")
    assert done.stderr.count("\n") == 1
    assert "the disk is full" in done.stderr
    assert done.stdout == "code 4\ncopy.db\nSQLite format 3"
