"""The command line of a benchmark: its help, and its messages in one line."""

import argparse
from pathlib import Path
from typing import NoReturn

from tests.shared import SHARED

ROOT = Path(__file__).parent.parent
_BAD_INPUT = 2  # exit code


class ArgumentParser(argparse.ArgumentParser):
    """A parser that refuses arguments in one line, without the usage."""

    def error(self, message: str) -> NoReturn:
        self.exit(_BAD_INPUT, f"benchmarks: {message}; see {self.prog} --help\n")


def argument_parser(docstring: str | None, file: str) -> ArgumentParser:
    """Return the parser of a module, whose ``--help`` is the docstring of the module.

    ``file`` is the ``__file__`` of the module.
    """
    return ArgumentParser(
        prog=f"python -m {module_name(Path(file))}",
        description=docstring,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def module_name(path: Path) -> str:
    """Return the name of a module by its file, such as ``benchmarks.crawl.bench_start``."""
    return ".".join(path.resolve().relative_to(ROOT).with_suffix("").parts)


def shared_data(name: str) -> Path:
    """Return a file or folder of the shared data; end the benchmark if it is missing."""
    path = SHARED / name
    if not path.exists():
        raise SystemExit(f"benchmarks: {path}: missing; SVODKA_SHARED names the folder with {name}")
    return path
