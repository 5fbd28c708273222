"""Tests that a mistake of a user ends in one line that names its place, and writes nothing."""

import os
import stat
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet

from tests.newsroom import ROOT
from tests.workspace import ALERT, BAD_FILES, Workspace

# command → valid arguments, and what it reads: s for sources.toml, d for the database.
COMMANDS = {
    "add-source": ("http://127.0.0.2:9/ --dry-run", "s"),
    "alerts": ("", "d"),
    "backup": ("copy.db", "d"),
    "boilerplate": ("a", "d"),
    "browse": ("", "d"),
    "citations": ("", "d"),
    "crawl": ("news", "sd"),
    "dedupe": ("--rebuild", "d"),
    "digest": ("--region RU-PNZ", "d"),
    "doctor": ("", "sd"),
    "edits": ("", "d"),
    "events": ("", "d"),
    "export": ("articles", "d"),
    "extract": ("page.html --source a", "s"),
    "forget": ("http://127.0.0.1:9/1", "d"),
    "keep": ("", "d"),
    "mcp": ("", "d"),
    "missing": ("--outlet a", "d"),
    "prune": ("-s NEWS_KEEP_DAYS=30", "d"),
    "reextract": ("", "sd"),
    "refused": ("", "d"),
    "releases": ("", "d"),
    "schedule": ("", ""),
    "sources": ("", "sd"),
    "status": ("", "d"),
    "story": ("1", "d"),
    "sync": ("copy.db", ""),
}


# These commands run in the fast suite; all commands have the same base class.
SAMPLE = {"crawl", "export", "sources"}


def commands_reading(letter: str = "") -> list[ParameterSet]:
    """Return the commands that read what the letter stands for; those not in SAMPLE are slow."""
    return [
        pytest.param(name, marks=() if name in SAMPLE else pytest.mark.slow)
        for name, (_, reads) in COMMANDS.items()
        if letter in reads
    ]


def test_no_command_is_left_out() -> None:
    assert set(COMMANDS) == {path.stem for path in (ROOT / "scraper" / "commands").glob("[!_]*.py")}


@pytest.mark.parametrize("command", commands_reading())
def test_every_command_refuses_options_it_does_not_have(command: str, workspace: Workspace) -> None:
    valid, _ = COMMANDS[command]
    arguments = valid.split()
    for wrong in ("--nonsense", "-Z"):
        assert workspace.faults(wrong, 2, command, *arguments, wrong) == []
    if command != "extract":  # extract takes any number of files
        too_many = (*arguments, "x", "y", "z")
        assert workspace.faults("unexpected argument", 2, command, *too_many) == []


def test_only_the_crawl_changes_how_common_options_are_read() -> None:
    """So the next test shows for all commands what it shows for those in SAMPLE."""
    modules = [import_module(f"scraper.commands.{name}") for name in COMMANDS]
    changing = {
        module.Command().name for module in modules if "process_options" in vars(module.Command)
    }
    assert changing == {"crawl"}


@pytest.mark.parametrize("command", sorted(SAMPLE))
def test_wrong_values_of_common_options_are_refused(command: str, workspace: Workspace) -> None:
    valid, _ = COMMANDS[command]
    for wrong, place in {
        "-s": "-s",
        "-s X": "-s",
        "-s NEWS_DATABSE=x": "NEWS_DATABSE",
        "-s NEWS_RAW_DAYS=many": "NEWS_RAW_DAYS",
        "-s DOWNLOAD_DELAY=soon": "DOWNLOAD_DELAY",
        "--loglevel": "--loglevel",
        "--loglevel LOUD": "LOG_LEVEL",
        "--logfile /no/such/folder/log": "/no/such/folder/log",
        "--pidfile /no/such/folder/pid": "/no/such/folder/pid",
        "--profile folder": "--profile",
    }.items():
        assert workspace.faults(place, 2, command, *valid.split(), *wrong.split()) == []


@pytest.mark.parametrize("command", commands_reading("s"))
def test_every_command_that_reads_sources_reports_faults_in_them(
    command: str, workspace: Workspace
) -> None:
    valid, _ = COMMANDS[command]
    for name in (*BAD_FILES, "folder"):
        if (command, name) == ("reextract", "folder"):
            continue  # it needs no sources.toml
        sources = workspace.folder / name
        assert workspace.faults(name, 2, command, *valid.split(), NEWS_SOURCES=sources) == []


@pytest.mark.parametrize("command", commands_reading("d"))
def test_every_command_that_reads_the_database_reports_its_faults(
    command: str, workspace: Workspace
) -> None:
    valid, _ = COMMANDS[command]
    names = ["binary", "none/news.db"]
    if command in SAMPLE:
        names += ["folder", "loop", "a" * 300]
    for name in names:
        if command == "sources" and name not in ("binary", "folder"):
            continue  # without a database it shows sources.toml
        database = workspace.folder / name
        faults = workspace.faults(name[:20], 4, command, *valid.split(), NEWS_DATABASE=database)
        assert faults == []


def test_alerts_that_can_not_be_read_stop_the_run_before_any_request(workspace: Workspace) -> None:
    alerts = workspace.folder / "alerts.toml"
    try:
        for content in (*BAD_FILES.values(), ALERT.replace("id", "ids").encode(), b"alert = 1"):
            alerts.write_bytes(content)
            for command in (["crawl", "news"], ["alerts"]):
                assert workspace.faults("alerts.toml", 2, *command) == []
    finally:
        alerts.write_text(ALERT)


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is unreadable to root")
def test_files_that_may_not_be_read_are_named(workspace: Workspace) -> None:
    sources = workspace.folder / "sources.toml"
    sources.chmod(0)
    try:
        for command, (valid, reads) in COMMANDS.items():
            if "s" in reads:
                run = workspace.run(command, *valid.split())
                assert (run.returncode, run.stderr.count("\n")) == (2, 1), run.stderr
    finally:
        sources.chmod(stat.S_IRUSR | stat.S_IWUSR)


@pytest.mark.slow
def test_a_full_disk_under_standard_output_is_reported_in_one_line() -> None:
    command = [sys.executable, "-m", "scrapy", "schedule"]
    with Path("/dev/full").open("w") as full:
        run = subprocess.run(command, cwd=ROOT, stdout=full, stderr=subprocess.PIPE, check=False)
    assert run.returncode == 2
    assert run.stderr.decode() == "scrapy schedule: standard output: No space left on device\n"
