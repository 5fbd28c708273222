"""Tests that one run at a time holds the lock of a database, which ends with the process."""

import subprocess
import sys
from pathlib import Path

import pytest

from scraper.crawl.lock import AlreadyRunningError, run_lock

HOLD = """
import subprocess, sys, pathlib
from scraper.crawl.lock import run_lock
with run_lock(pathlib.Path(sys.argv[1])):
    child = subprocess.Popen(["sleep", "60"], stdout=subprocess.DEVNULL)
    print(child.pid, flush=True)
    sys.stdin.read()
"""


def test_a_second_run_is_turned_away_until_the_first_ends(tmp_path: Path) -> None:
    database = tmp_path / "news.db"
    with (
        run_lock(database),
        pytest.raises(AlreadyRunningError, match=r"news\.db"),
        run_lock(database),
    ):
        pass
    with run_lock(database):
        pass


def test_a_killed_run_frees_the_lock_though_its_child_lives_on(tmp_path: Path) -> None:
    database = tmp_path / "news.db"
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, database],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parent.parent,
    )
    assert holder.stdout is not None
    child = int(holder.stdout.readline())
    with pytest.raises(AlreadyRunningError), run_lock(database):
        pass
    holder.kill()
    holder.communicate()
    try:
        with run_lock(database):
            pass
    finally:
        subprocess.run(["kill", str(child)], check=True)
