"""``scrapy mcp``: lets a program with a language model read the database by MCP."""

import argparse
from importlib.util import find_spec

from pipelines.files.errors import BadInputError
from scraper.command import NewsCommand
from scraper.errors import ExitCode
from storage.database.sqlite import open_readonly

MISSING = "needs the package `mcp`; install it with: pip install -e '.[mcp]'"


class Command(NewsCommand):
    """Answer an MCP client over standard input and output."""

    example = "scrapy mcp --sql"

    def syntax(self) -> str:
        return "[--sql]"

    def short_desc(self) -> str:
        return "Let a program with a language model read stories (MCP over standard input)"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--sql", action="store_true", help="also offer a tool that runs any SELECT"
        )

    def execute(self, args: list[str], opts: argparse.Namespace) -> ExitCode:
        if not is_installed():
            raise BadInputError(MISSING)
        open_readonly(self.config.database).close()  # upgraded here, before any question
        from storage.browse.tools.stdio import serve  # importing takes a second, and is optional

        serve(self.config.database, allow_sql=opts.sql)
        return ExitCode.DONE


def is_installed() -> bool:
    """Return whether the package is installed that MCP needs, over HTTP and over standard input."""
    return find_spec("mcp") is not None
