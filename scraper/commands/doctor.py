"""``scrapy doctor``: checks the database and the sources, and says how to repair damage."""

import argparse
import shutil
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from sqlite_utils import Database

from pipelines.files.errors import BadInputError
from pipelines.model import Source
from scraper.command import NewsCommand
from scraper.errors import ExitCode
from scraper.rendering.availability import browser_path
from scraper.sources.loading import load_sources
from scraper.sources.rendering import WITHOUT_SANDBOX, why_unrenderable
from storage.database.checks import check
from storage.database.disk import bytes_by_table, free_bytes, used_bytes
from storage.database.errors import DatabaseDamagedError
from storage.database.sqlite import is_outdated, open_readonly
from storage.search.word_forms import has_dictionary

_MAX_SHOWN_TABLES = 8  # the largest; the sizes of the others are added up
_MIN_FREE_BYTES = 500_000_000  # of the disk; with less a warning is printed


class Command(NewsCommand):
    """Check the database; nothing is changed or deleted."""

    example = "scrapy doctor"

    def short_desc(self) -> str:
        return "Check the database and the sources, and say how to mend what is wrong"

    def execute(self, args: list[str], opts: argparse.Namespace) -> ExitCode:
        database = self.config.database
        try:
            code = self._check_database(database)
        except DatabaseDamagedError:
            print(how_to_restore(database))
            raise
        self._check_space(database)
        if not has_dictionary():
            print("rumorph is not installed: search finds words by their stems alone")
        try:
            self._check_sources()
        except BadInputError as error:
            if code is ExitCode.DONE:
                raise
            print(error)
        return code

    def _check_database(self, database: Path) -> ExitCode:
        """Print the findings and how to restore a backup, or what a sound database contains."""
        with closing(open_readonly(database, upgrade=False)) as db:
            findings = list(check(db))
            if not findings:
                print(f"{database}: sound; {_contents(db)}")
                print(f"{database}: {describe_disk(db)}")
                if is_outdated(db):
                    print(f"{database}: of an earlier version; the next crawl brings it up to date")
                return ExitCode.DONE
        for finding in findings:
            print(f"{database}: {finding.text}")
        print(how_to_restore(database))
        return ExitCode.DATABASE_UNUSABLE

    def _check_space(self, database: Path) -> None:
        free = shutil.disk_usage(database.parent).free
        if free < _MIN_FREE_BYTES:
            print(f"{database.parent}: only {free / 1e6:.0f} MB are free on this disk")

    def _check_sources(self) -> None:
        sources = load_sources(self.config.sources)
        enabled = sum(source.enabled for source in sources)
        print(f"{self.config.sources}: {len(sources)} sources, {enabled} enabled")
        self._check_browser([source for source in sources if source.render])

    def _check_browser(self, rendered: Sequence[Source]) -> None:
        """Print whether the pages of sources with ``render = true`` can be rendered."""
        if not rendered:
            return
        names = ", ".join(source.id for source in rendered)
        reason = why_unrenderable(self.config)
        print(f"render = true ({names}): {reason or browser_path()}")
        if not reason and not self.config.browser_sandbox:
            print(WITHOUT_SANDBOX)


def how_to_restore(database: Path) -> str:
    """Return the steps that restore a backup and keep the damaged database under another name."""
    return f"""To restore, let no crawl run and
  mv {database} {database}.damaged
  rm -f {database}-wal {database}-shm
  cp YOUR-BACKUP {database}
  scrapy doctor
The next crawl fetches what is newer than the backup. Without a backup, save what can be read with
  sqlite3 {database}.damaged .recover | sqlite3 {database}"""


def _contents(db: Database) -> str:
    articles, stories, revisions = db.execute(
        "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM stories),"
        " (SELECT count(*) FROM revisions)"
    ).fetchone()
    return f"{articles} articles in {stories} stories, {revisions} versions"


def describe_disk(db: Database) -> str:
    """Return the size of the file and of its largest tables with their indexes."""
    used, free = used_bytes(db), free_bytes(db)
    tables = list(bytes_by_table(db).items())  # the largest first
    shown = [f"{name} {_share(size, used)}" for name, size in tables[:_MAX_SHOWN_TABLES]]
    if others := sum(size for _, size in tables[_MAX_SHOWN_TABLES:]):
        shown.append(f"others {_share(others, used)}")
    return f"{_megabytes(used)} used, {_megabytes(free)} free in the file; " + ", ".join(shown)


def _share(size: int, used: int) -> str:
    return f"{_megabytes(size)} ({size / max(used, 1):.0%})"


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB"
