"""Tests that importing the commands has no effect, and that running a command prepares it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from scraper import SCRAPY_CFG
from scraper.early_start import commands_module, mixed_installation, running_arguments
from tests.newsroom import ROOT, source_entry

STATE = """
import json, os, sys
from pipelines.workers import fork_server
children = open(f"/proc/self/task/{os.getpid()}/children").read().split()
state = {
    "excepthook": sys.excepthook is not sys.__excepthook__,
    "environment": "OPENBLAS_NUM_THREADS" in os.environ,
    "fork_servers": len(fork_server._started),
    "children": len(children),
}
print(json.dumps(state))
"""
UNCHANGED = {
    "excepthook": False, "environment": False, "fork_servers": 0, "children": 0, "stderr": "",
}  # fmt: skip
TWO_CORES = """
import os, sys
sys.stderr = sys.stdout
os.sched_getaffinity = lambda _: {0, 1}  # on one core no fork server is started
"""


def state_after(program: str, *argv: str) -> dict[str, object]:
    """Return what a program that ran with these arguments changed, and what it wrote to stderr."""
    environment = {"PATH": "/usr/bin:/bin"}
    command = [sys.executable, "-c", program + STATE, *argv]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, env=environment
    )
    state: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return state | {"stderr": done.stderr}


@pytest.mark.parametrize(
    "program",
    [
        "import scraper.commands",
        pytest.param("import scraper.commands.crawl", marks=pytest.mark.slow),
        pytest.param("import scrapy.cmdline, scraper.commands", marks=pytest.mark.slow),
        "import sys; sys.argv[0] = 'scrapy'; import scraper.commands",
        pytest.param(
            "from scrapy.cmdline import _get_commands_dict\n"
            "from scrapy.utils.project import get_project_settings\n"
            "_get_commands_dict(get_project_settings(), inproject=True)",
            id="as Scrapy lists the commands",
        ),
    ],
)
def test_importing_the_commands_does_nothing(program: str) -> None:
    assert state_after(program, "crawl", "news") == UNCHANGED


def program_of(*arguments: str) -> str:
    """Return a program that runs ``scrapy ARGUMENTS`` as if the machine had two cores."""
    return (
        f"{TWO_CORES}\nfrom scrapy.cmdline import execute\n"
        f"try:\n    execute({['scrapy', *arguments]!r})\nexcept SystemExit: pass\n"
    )


@pytest.mark.parametrize(
    ("arguments", "fork_servers"),
    [
        (("crawl", "news", "-s", "NEWS_SOURCES=/no/such"), 1),
        (("crawl", "news", "--help"), 0),
        pytest.param(("crawl", "-h"), 0, marks=pytest.mark.slow),
        (("version",), 0),
    ],
)
def test_only_a_crawl_starts_its_fork_server_early(
    arguments: tuple[str, ...], fork_servers: int
) -> None:
    state = state_after(program_of(*arguments))
    assert (state["fork_servers"], state["stderr"]) == (fork_servers, "")
    assert (state["excepthook"], state["environment"]) == (True, True)


def test_svodka_is_the_command_line_of_scrapy_in_the_same_process() -> None:
    arguments = ["svodka", "crawl", "news", "-s", "NEWS_SOURCES=/no/such"]
    program = f"""{TWO_CORES}
from svodka.cli import main
sys.argv = {arguments!r}
try:
    main()
except SystemExit as end:
    print(end.code)
"""
    state = state_after(program)
    assert (state["fork_servers"], state["stderr"]) == (1, "")


def run_in_folder(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Scrapy in a folder with its own scrapy.cfg, with the packages of this checkout."""
    (folder / "scrapy.cfg").write_text(SCRAPY_CFG)
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "scrapy", *arguments]
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, env=environment
    )


@pytest.mark.parametrize("command", ["crawl news", pytest.param("doctor", marks=pytest.mark.slow)])
def test_a_package_of_another_distribution_is_named_in_one_line(
    tmp_path: Path, command: str
) -> None:
    (tmp_path / "pipelines").mkdir()
    (tmp_path / "pipelines" / "__init__.py").touch()
    done = run_in_folder(tmp_path, *command.split())
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"scrapy: its packages are not together: scraper, storage, svodka in {ROOT};"
        f" pipelines in {tmp_path}; install it in an environment of its own\n"
    )


def test_a_package_that_is_gone_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scraper.early_start.PACKAGES", ("scraper", "storage_of_nobody"))
    assert "; storage_of_nobody not found; install" in str(mixed_installation())


def test_packages_in_one_place_are_accepted() -> None:
    assert mixed_installation() is None


def test_no_arguments_are_running_in_a_test() -> None:
    assert running_arguments() is None


@pytest.mark.parametrize(
    ("arguments", "module"),
    [
        (["scrapy", "sources", "--json"], "scraper.commands.sources"),
        (["scrapy", "add-source", "https://outlet.example"], "scraper.commands.add-source"),
        (["scrapy", "--pdb", "crawl", "news"], "scraper.commands.crawl"),
        (["scrapy", "-h"], "scraper.commands"),
        (["scrapy", "version"], "scraper.commands"),
        (["scrapy", "__init__"], "scraper.commands"),
        (["scrapy"], "scraper.commands"),
        (None, "scraper.commands"),
    ],
)
def test_scrapy_imports_the_running_command_alone(arguments: list[str] | None, module: str) -> None:
    assert commands_module(arguments) == module


def test_a_command_that_only_reads_the_database_imports_no_web_server_or_parser() -> None:
    """Without its own loader, Scrapy would import all commands in 3 seconds of CPU time."""
    program = (
        "import sys\n"
        "from scrapy.cmdline import execute\n"
        "arguments = ['--region', 'XX-NONE', '-s', 'NEWS_DATABASE=/no/such']\n"
        "try: execute(['scrapy', 'digest', *arguments])\n"
        "except SystemExit: pass\n"
        "print(sorted({'datasette', 'trafilatura', 'datasketch'} & set(sys.modules)))\n"
        "print('storage.browse.documents.digest' in sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.stdout == "[]\nTrue\n"


def test_a_command_does_not_load_pandas_though_it_is_installed(tmp_path: Path) -> None:
    """sqlite_utils imports pandas if it can, which takes half a second and 70 MB."""
    (tmp_path / "pandas.py").write_text("print('pandas was loaded')\n")
    program = (
        "from scrapy.cmdline import execute\n"
        "try: execute(['scrapy', 'digest', '--region', 'XX-NONE'])\n"
        "except SystemExit: pass\n"
        "import sqlite_utils\n"
        "print('not loaded')\n"
        "import pandas\n"  # a program that asks for it still gets it
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)])}
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT, capture_output=True, text=True, check=False, env=environment,
    )  # fmt: skip
    assert done.stdout == "not loaded\npandas was loaded\n"


def test_closed_standard_streams_are_replaced_by_the_null_device() -> None:
    """Otherwise the next opened file would get the number of a standard stream."""
    script = (
        "import os, sys\n"
        "from scraper.early_start import open_closed_streams\n"
        "open_closed_streams()\n"
        "assert sys.stdin.read() == ''\n"
        "print('lost', flush=True)\n"
        "assert not sys.stdout.isatty()\n"
        "with open(os.devnull) as file:\n"
        "    print(file.fileno(), os.get_inheritable(1), file=sys.stderr)\n"
    )
    command = f'exec "{sys.executable}" -c "$0" <&- >&-'
    run = subprocess.run(
        ["sh", "-c", command, script], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert run.returncode == 0, run.stderr
    number, is_inheritable = run.stderr.split()
    assert int(number) > 2
    assert is_inheritable == "True"


@pytest.mark.slow
@pytest.mark.parametrize("command", ["sources", "schedule", "crawl news"])
def test_commands_run_with_their_standard_streams_closed(command: str, tmp_path: Path) -> None:
    sources = tmp_path / "sources.toml"
    sources.write_text(source_entry("http://127.0.0.1:9/"))
    settings = f"-s NEWS_SOURCES={sources} -s NEWS_DATABASE={tmp_path}/news.db -s RETRY_TIMES=0"
    line = f'exec "{sys.executable}" -m scrapy {command} {settings} <&- >&-'
    run = subprocess.run(
        ["sh", "-c", line], capture_output=True, text=True, check=False, cwd=ROOT, timeout=100
    )
    assert "Traceback" not in run.stderr
    # The only source of the crawl does not answer.
    assert run.returncode == (1 if command == "crawl news" else 0), run.stderr
