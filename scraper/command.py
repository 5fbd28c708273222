"""The base class of all commands, which reports a person's mistake in one line."""

import argparse
import os
import sqlite3
import sys
from pathlib import Path
from typing import ClassVar, NoReturn

from scrapy.commands import ScrapyCommand
from scrapy.settings import Settings

from pipelines.files.errors import BadInputError
from pipelines.workers.errors import WorkersUnavailableError
from scraper.configuration.news_config import NewsConfig, read_config
from scraper.configuration.scrapy_settings import refuse_unwritable
from scraper.errors import ExitCode
from storage.database.errors import StorageError, unusable


def fail(command: str, error: object, code: ExitCode) -> NoReturn:
    """End the process with one line on stderr and the exit code."""
    line = " ".join(str(error).split())
    print(f"scrapy {command}: {line}", file=sys.stderr)
    sys.exit(int(code))


class NewsCommand(ScrapyCommand):
    """A command that checks its options and settings, and reports bad input in one line.

    Subclasses implement ``execute``. The exit code is 2 after a BadInputError, and 4 after a
    StorageError or an error of SQLite whose cause is the file or the disk.
    """

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, object]] = {"LOG_ENABLED": False}
    example = ""  # a command line for the help
    max_arguments: int | None = 0  # without options; None: any number

    @property
    def name(self) -> str:
        return type(self).__module__.rpartition(".")[2]

    def long_desc(self) -> str:
        return (
            f"{self.short_desc()}. Example: {self.example}" if self.example else self.short_desc()
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.error = self._refuse_usage  # type: ignore[method-assign]

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        pidfile, opts.pidfile = opts.pidfile, None  # Scrapy would write it before the checks
        super().process_options(args, opts)
        try:
            self.refuse_bad_arguments(args)
            self.config: NewsConfig = read_config(self._settings)
            refuse_unwritable("--profile", opts.profile)
            refuse_unwritable("--pidfile", pidfile)
        except BadInputError as error:
            fail(self.name, error, ExitCode.BAD_INPUT)
        if pidfile:
            Path(pidfile).write_text(f"{os.getpid()}\n")

    def _refuse_usage(self, message: str) -> NoReturn:
        """End with one line; argparse and Scrapy would print their usage as well."""
        fail(self.name, f"{message}; see scrapy {self.name} --help", ExitCode.BAD_INPUT)

    def refuse_bad_arguments(self, args: list[str]) -> None:
        """Raise BadInputError for an unknown option, or for more than ``max_arguments``.

        Scrapy would take an unknown option for the name of a file.
        """
        unknown_options = [arg for arg in args if arg.startswith("-") and arg != "-"]
        if unknown_options:
            raise BadInputError(
                f"unknown option {unknown_options[0]}; see scrapy {self.name} --help"
            )
        if self.max_arguments is not None and len(args) > self.max_arguments:
            raise BadInputError(
                f"unexpected argument {args[self.max_arguments]}; see scrapy {self.name} --help"
            )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        try:
            self.exitcode = int(self.execute(args, opts) or ExitCode.DONE)
            sys.stdout.flush()
        except BadInputError as error:
            fail(self.name, error, ExitCode.BAD_INPUT)
        except StorageError as error:
            fail(self.name, error, ExitCode.DATABASE_UNUSABLE)
        except sqlite3.Error as error:
            reason = unusable(self.config.database, error)
            if reason is None:  # a mistake in our SQL, whose traceback is needed
                raise
            fail(self.name, reason, ExitCode.DATABASE_UNUSABLE)
        except WorkersUnavailableError as error:
            fail(self.name, error, ExitCode.NOTHING_DONE)
        except BrokenPipeError:  # the reader of a pipe has ended, as `head` does
            _close_output()
        except UnicodeEncodeError as error:
            fail(self.name, _encoding_problem(error), ExitCode.BAD_INPUT)
        except OSError as error:  # about a file that the user named; StorageError is caught above
            place = error.filename or "standard output"
            _close_output()
            fail(self.name, f"{place}: {error.strerror or error}", ExitCode.BAD_INPUT)

    def execute(self, args: list[str], opts: argparse.Namespace) -> ExitCode | None:
        """Do the work and return an exit code; None stands for ``DONE``."""
        raise AssertionError(f"{type(self).__name__} does not implement execute")

    @property
    def _settings(self) -> Settings:
        assert self.settings is not None  # set by scrapy.cmdline
        return self.settings


def _close_output() -> None:
    """Discard what is still buffered, so that no second error is printed at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _encoding_problem(error: UnicodeEncodeError) -> str:
    """Return what can't be encoded: an argument in other bytes, or letters of the output."""
    if error.encoding.lower().replace("-", "") == "utf8":
        return f"{error.object[:60]!a}: is not UTF-8 text"
    return f"standard output: {error.encoding} lacks some letters; set PYTHONIOENCODING=utf-8"
