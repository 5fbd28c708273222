"""``scrapy backup``: copies the database consistently, also while a crawl runs."""

import argparse
from pathlib import Path

from pipelines.files.errors import BadInputError
from pipelines.files.output import SQLITE_HEADER
from scraper.command import NewsCommand
from storage.database.backup import back_up
from storage.public_copy import take_out_private_rows


class Command(NewsCommand):
    """Copy the database into one file."""

    max_arguments = 1
    example = "scrapy backup /backups/news-$(date +%u).db"

    def syntax(self) -> str:
        return "FILE"

    def short_desc(self) -> str:
        return "Copy the database to a file, also while a crawl runs"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--public", action="store_true",
            help="copy only what readers of a public site need; such a copy is no backup",
        )  # fmt: skip

    def execute(self, args: list[str], opts: argparse.Namespace) -> None:
        if not args:
            raise BadInputError("no file given; name the file the copy goes to")
        target = Path(args[0])
        database = self.config.database
        refuse_bad_target(target, database)
        size = back_up(database, target, take_out_private_rows if opts.public else None)
        print(f"{database} was copied to {target} ({size / 1e6:.1f} MB)")


def refuse_bad_target(target: Path, database: Path) -> None:
    """Raise BadInputError if a backup cannot be written to ``target`` or must not replace it."""
    try:
        if not target.parent.is_dir():
            raise BadInputError(f"{target}: its folder does not exist")
        if target.is_dir() or (target.exists() and not target.is_file()):
            raise BadInputError(f"{target}: is not a file; name the file the copy goes to")
        if target.exists() and database.exists() and target.samefile(database):
            raise BadInputError(f"{target}: is the database itself; name another file")
        if target.exists() and not _is_database(target):
            raise BadInputError(f"{target}: exists and is no backup; name another file")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise BadInputError(f"{target}: cannot be used: {reason}") from None


def _is_database(path: Path) -> bool:
    """Return whether a file is an SQLite database, or empty."""
    with path.open("rb") as file:
        return file.read(len(SQLITE_HEADER)) in (SQLITE_HEADER, b"")
