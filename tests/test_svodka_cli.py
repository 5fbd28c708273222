"""Tests the program ``svodka``: its own commands, and those of Scrapy."""

import subprocess
import sys
from pathlib import Path

import pytest

from scraper import SCRAPY_CFG
from scraper.sources.loading import load_sources
from svodka import __version__
from svodka.cli import USAGE
from svodka.project import ProjectError, create_project, sources_template
from tests.newsroom import ROOT, Scrapy


def run(*arguments: str, cwd: Path = ROOT) -> tuple[int, str, str]:
    """Return the exit code, output and errors of a run of `svodka`."""
    program = "import sys; from svodka.cli import main; sys.exit(main())"
    command = [sys.executable, "-c", program, *arguments]
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "out", "err"),
    [
        ((), 0, f"{USAGE}\n", ""),
        (("--help",), 0, f"{USAGE}\n", ""),
        (("--version",), 0, f"svodka {__version__}\n", ""),
        (("init",), 2, "", "svodka init: expected one folder, e.g. svodka init news\n"),
        (("init", "a", "b"), 2, "", "svodka init: expected one folder, e.g. svodka init news\n"),
        (("init", "--help"), 2, "", "svodka init: expected one folder, e.g. svodka init news\n"),
        (
            ("crawl", "news"), 2, "",
            "svodka crawl: no scrapy.cfg in this folder or above it;"
            " `svodka init FOLDER` makes one\n",
        ),
    ],
)  # fmt: skip
def test_a_wrong_or_missing_argument_is_explained_and_nothing_is_written(
    tmp_path: Path, arguments: tuple[str, ...], code: int, out: str, err: str
) -> None:
    assert run(*arguments, cwd=tmp_path) == (code, out, err)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("arguments", [("version",), ("crawl",), ("sources", "--no-such")])
def test_any_other_command_is_run_by_scrapy(arguments: tuple[str, ...], scrapy: Scrapy) -> None:
    done = scrapy(*arguments)
    assert run(*arguments) == (done.returncode, done.stdout, done.stderr)


def test_init_writes_two_files_and_prints_the_next_two_commands(tmp_path: Path) -> None:
    code, out, err = run("init", "my news", cwd=tmp_path)
    assert (code, err) == (0, "")
    assert out.splitlines()[1:] == [
        "  cd 'my news' && svodka add-source https://news.example.org/",
        "  svodka crawl news",
    ]
    _, out, _ = run("init", ".", cwd=tmp_path)
    assert out.splitlines()[1] == "  svodka add-source https://news.example.org/"
    folder = tmp_path / "my news"
    assert sorted(path.name for path in folder.iterdir()) == ["scrapy.cfg", "sources.toml"]
    assert (folder / "scrapy.cfg").read_text() == SCRAPY_CFG
    assert load_sources(folder / "sources.toml") == ()


def test_the_example_in_the_new_list_of_sources_is_valid(tmp_path: Path) -> None:
    lines = sources_template().splitlines()
    start = lines.index("# [[source]]")
    path = tmp_path / "sources.toml"
    path.write_text("\n".join(line.removeprefix("# ") for line in lines[start:]), "utf-8")
    assert [source.id for source in load_sources(path)] == ["penza-segodnya"]


def test_the_checkout_has_the_files_that_init_writes() -> None:
    assert (ROOT / "sources.toml").read_text(encoding="utf-8") == sources_template()
    assert (ROOT / "scrapy.cfg").read_text(encoding="utf-8") == SCRAPY_CFG


@pytest.mark.parametrize("present", ["scrapy.cfg", "sources.toml"])
def test_init_overwrites_nothing(tmp_path: Path, present: str) -> None:
    (tmp_path / present).write_text("mine")
    with pytest.raises(ProjectError, match=f"{present}: is there already; name a new folder"):
        create_project(str(tmp_path))
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [(present, "mine")]


@pytest.mark.parametrize("name", ["file/news", "\0"])
def test_init_reports_a_folder_it_cannot_write(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ProjectError, match="cannot be written"):
        create_project(str(tmp_path / name))
