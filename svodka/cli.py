"""``svodka``: sets up a folder, runs the demo, and passes all other commands to ``scrapy``."""

import os
import sys

from svodka import __version__
from svodka.project import ProjectError, create_project

USAGE = """\
usage: svodka init FOLDER      make a folder for the settings and the news
       svodka demo [options]   crawl the bundled demo outlets on loopback
       svodka COMMAND …        the same as scrapy COMMAND …, for example svodka crawl news
       svodka --version

In a folder made by `svodka init`, `svodka COMMAND -h` explains a command, and
`scrapy -h` lists all of them."""


def main() -> int:
    """Run the command line of this process, and return its exit code, which is 2 for bad input."""
    arguments = sys.argv[1:]
    match arguments:
        case [] | ["-h" | "--help"]:
            print(USAGE)
            return 0
        case ["--version"]:
            print(f"svodka {__version__}")
            return 0
        case ["init", *rest]:
            return _init(rest)
        case ["demo", *rest]:
            from scraper.demo.__main__ import run

            return run("svodka demo", rest)
    return _run_scrapy(arguments)


def _init(arguments: list[str]) -> int:
    if len(arguments) != 1 or arguments[0].startswith("-"):
        return _fail("init", "expected one folder, e.g. svodka init news")
    try:
        print(create_project(arguments[0]))
    except ProjectError as error:
        return _fail("init", str(error))
    return 0


def _run_scrapy(arguments: list[str]) -> int:
    """Run Scrapy's own command line in this process."""
    from scrapy.cmdline import execute
    from scrapy.utils.conf import closest_scrapy_cfg

    if not closest_scrapy_cfg() and "SCRAPY_SETTINGS_MODULE" not in os.environ:
        place = "no scrapy.cfg in this folder or above it"
        return _fail(arguments[0], f"{place}; `svodka init FOLDER` makes one")
    sys.argv = ["scrapy", *arguments]
    execute()
    return 0  # not reached, since execute ends with SystemExit


def _fail(command: str, message: str) -> int:
    print(f"svodka {command}: {message}", file=sys.stderr)
    return 2
