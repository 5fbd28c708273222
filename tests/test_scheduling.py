"""Tests that the tests of a file or of a group of files run in one process."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.newsroom import ROOT
from tests.scheduling import APART, LONGEST, TOGETHER, give_slow_tests_time, unit

CONFTEST = """
from tests.scheduling import Scheduling

def pytest_xdist_make_scheduler(config, log):
    return Scheduling(config, log)
"""
TESTS = """
import os, pytest

@pytest.mark.parametrize("number", range(9))
def test_it(number):
    with open("processes", "a") as out:
        out.write(f"{__name__} {os.getpid()}\\n")
"""


def test_the_tests_of_a_file_run_in_one_process(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text(CONFTEST)
    names = [f"test_{place}" for place in range(4)]
    for name in names:
        (tmp_path / f"{name}.py").write_text(TESTS)
    command = [sys.executable, "-m", "pytest", "-p", "xdist", "-n", "2", "--rootdir", str(tmp_path)]
    environment = {"PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    run = subprocess.run(
        [*command, str(tmp_path)], cwd=tmp_path, env=environment, capture_output=True, check=False
    )
    assert run.returncode == 0, run.stdout
    lines = (tmp_path / "processes").read_text().splitlines()
    assert len(lines) == 9 * len(names)
    assert len(set(lines)) == len(names), "each file has one process"
    assert len({process for _, process in map(str.split, lines)}) == 2


def test_a_test_of_a_file_whose_tests_share_nothing_runs_in_any_process() -> None:
    apart = "tests/test_crawl_durability.py::test_it[a::b]"
    assert unit(apart) == apart
    assert unit("tests/test_fuzz.py::test_it[a::b]") == "tests/test_fuzz.py"


def test_the_tests_of_files_that_share_a_group_run_in_one_process() -> None:
    files = ("test_scraper_rendering_renderer", "test_crawl_rendering")
    assert len({unit(f"tests/{file}.py::test_it") for file in files}) == 1
    assert unit("tests/test_browser_walk.py::test_it") != unit(f"tests/{files[0]}.py::test_it")


@pytest.mark.parametrize(
    ("marks", "seconds"),
    [([], None), ([pytest.mark.slow], 900), ([pytest.mark.slow, pytest.mark.timeout(5)], 5)],
    ids=["fast", "slow", "slow with a limit of its own"],
)
def test_slow_tests_may_take_longer(
    marks: list[pytest.MarkDecorator], seconds: int | None, request: pytest.FixtureRequest
) -> None:
    item = pytest.Function.from_parent(request.node.parent, name="test_it", callobj=lambda: None)
    for mark in marks:
        item.add_marker(mark)
    give_slow_tests_time([item])
    limit = item.get_closest_marker("timeout")
    assert (limit.args[0] if limit else None) == seconds


def test_the_named_files_exist() -> None:
    existing = {path.stem for path in (ROOT / "tests").glob("test_*.py")}
    assert existing >= APART | {*TOGETHER, *LONGEST}
