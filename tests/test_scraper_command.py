"""Tests that a mistake in a command ends with one line and an exit code."""

import argparse
from pathlib import Path

import pytest
from scrapy.settings import Settings

from pipelines.files.errors import BadInputError
from scraper.command import NewsCommand
from scraper.errors import ExitCode
from storage.database.errors import StorageError
from tests.newsroom import Scrapy


class Example(NewsCommand):
    """A command that raises the given error or returns the given exit code."""

    example = "scrapy example"
    max_arguments = 1

    def __init__(self, error: Exception | None = None, result: ExitCode | None = None) -> None:
        super().__init__()
        self.settings = Settings()
        self.error = error
        self.result = result

    @property
    def name(self) -> str:
        return "example"

    def short_desc(self) -> str:
        return "Shows"

    def execute(self, args: list[str], opts: argparse.Namespace) -> ExitCode | None:
        if self.error:
            raise self.error
        return self.result


@pytest.mark.parametrize(
    ("error", "code", "line"),
    [
        (BadInputError("a.toml: bad\nvery"), 2, "scrapy example: a.toml: bad very"),
        (StorageError("news.db", "locked"), 4, "scrapy example: news.db: locked"),
        (FileNotFoundError(2, "No such file", "a.html"), 2, "scrapy example: a.html: No such file"),
    ],
)
def test_an_error_ends_with_one_line_and_a_code(
    error: Exception, code: int, line: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        Example(error).run([], argparse.Namespace())
    assert (end.value.code, capfd.readouterr().err) == (code, line + "\n")


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (UnicodeEncodeError("utf-8", "\ud83d", 0, 1, "x"), "'\\ud83d': is not UTF-8 text"),
        (
            UnicodeEncodeError("koi8-r", "ї", 0, 1, "x"),
            "standard output: koi8-r lacks some letters; set PYTHONIOENCODING=utf-8",
        ),
    ],
)
def test_text_that_cannot_be_printed_is_named(
    error: Exception, line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        Example(error).run([], argparse.Namespace())
    assert capsys.readouterr().err == f"scrapy example: {line}\n"


@pytest.mark.parametrize(
    ("result", "code"), [(None, 0), (ExitCode.DONE, 0), (ExitCode.NOTHING_DONE, 1)]
)
def test_the_result_is_the_exit_code(result: ExitCode | None, code: int) -> None:
    command = Example(result=result)
    command.run([], argparse.Namespace())
    assert command.exitcode == code


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--no-such"], "unknown option --no-such; see scrapy example --help"),
        (["a", "b"], "unexpected argument b; see scrapy example --help"),
    ],
)
def test_arguments_that_are_not_known_are_named(arguments: list[str], message: str) -> None:
    with pytest.raises(BadInputError) as caught:
        Example().refuse_bad_arguments(arguments)
    assert str(caught.value) == message


@pytest.mark.parametrize("arguments", [[], ["a"], ["-"]])
def test_arguments_up_to_the_allowed_number_are_accepted(arguments: list[str]) -> None:
    Example().refuse_bad_arguments(arguments)


def test_a_description_ends_in_an_example() -> None:
    assert Example().long_desc() == "Shows. Example: scrapy example"


def test_the_process_id_is_written_only_after_all_checks(tmp_path: Path, scrapy: Scrapy) -> None:
    file = tmp_path / "pid"
    assert scrapy("schedule", "--pidfile", file, "-s", "NEWS_RAW_DAYS=x").returncode == 2
    assert not file.exists()
    assert scrapy("schedule", "--pidfile", file).returncode == 0
    assert file.read_text().strip().isdecimal()
