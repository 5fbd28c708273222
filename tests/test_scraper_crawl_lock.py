"""Tests that one run at a time holds the lock of a database, until its process ends."""

import subprocess
import sys
from pathlib import Path

import pytest

from scraper.crawl.lock import AlreadyRunningError, run_lock
from tests.newsroom import ROOT

# Takes the lock, starts a child that runs on, and prints the id of the child.
HOLD = """
import subprocess, sys, pathlib
from scraper.crawl.lock import run_lock
with run_lock(pathlib.Path(sys.argv[1])):
    child = subprocess.Popen(["sleep", "60"], stdout=subprocess.DEVNULL)
    print(child.pid, flush=True)
    sys.stdin.read()
"""


def test_a_second_run_is_refused_until_the_first_ends(tmp_path: Path) -> None:
    database = tmp_path / "news.db"
    with (
        run_lock(database),
        pytest.raises(AlreadyRunningError, match=r"news\.db"),
        run_lock(database),
    ):
        pass
    with run_lock(database):
        pass


def test_a_killed_run_frees_the_lock_even_if_its_child_still_runs(tmp_path: Path) -> None:
    database = tmp_path / "news.db"
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, database],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
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
