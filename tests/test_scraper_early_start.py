"""Importing the commands does nothing; running Scrapy's command line prepares the process."""

import json
import subprocess
import sys

import pytest

from scraper.early_start import running_arguments
from tests.newsroom import ROOT

STATE = """
import json, os, sys
from pipelines.workers import fork_server
children = open(f"/proc/self/task/{os.getpid()}/children").read().split()
state = {
    "excepthook": sys.excepthook is not sys.__excepthook__,
    "environment": "OPENBLAS_NUM_THREADS" in os.environ,
    "started": len(fork_server._started),
    "children": len(children),
}
print(json.dumps(state))
"""
NOTHING = {"excepthook": False, "environment": False, "started": 0, "children": 0}
PATCHED = """
import os, sys
sys.stderr = sys.stdout
os.sched_getaffinity = lambda _: {0, 1}  # on one core no fork server is started
"""


def state_after(program: str, *argv: str) -> dict[str, object]:
    """The state of a process after a program ran with these arguments."""
    environment = {"PATH": "/usr/bin:/bin"}
    command = [sys.executable, "-c", program + STATE, *argv]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, env=environment
    )
    assert done.stderr == ""
    state: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return state


@pytest.mark.parametrize(
    "program",
    [
        "import scraper.commands",
        "import scraper.commands.crawl",
        "import scrapy.cmdline, scraper.commands",
        "import sys; sys.argv[0] = 'scrapy'; import scraper.commands",
        "from scrapy.cmdline import _get_commands_dict\n"
        "from scrapy.utils.project import get_project_settings\n"
        "_get_commands_dict(get_project_settings(), inproject=True)",
    ],
)
def test_importing_the_commands_does_nothing(program: str) -> None:
    assert state_after(program, "crawl", "news") == NOTHING


def run_with(*arguments: str) -> str:
    return (
        f"{PATCHED}\nfrom scrapy.cmdline import execute\n"
        f"try:\n    execute({['scrapy', *arguments]!r})\nexcept SystemExit: pass\n"
    )


@pytest.mark.parametrize(
    ("arguments", "started"),
    [
        (("crawl", "news", "-s", "NEWS_SOURCES=/no/such"), 1),
        (("crawl", "news", "--help"), 0),
        (("crawl", "-h"), 0),
        (("version",), 0),
    ],
)
def test_only_a_crawl_starts_its_fork_server_early(
    arguments: tuple[str, ...], started: int
) -> None:
    program = run_with(*arguments).replace(
        "import os, sys", "import os, sys; sys.stderr = sys.stdout"
    )
    state = state_after(program)
    assert (state["started"], state["excepthook"], state["environment"]) == (started, True, True)


def test_no_arguments_are_running_in_a_test() -> None:
    assert running_arguments() is None
