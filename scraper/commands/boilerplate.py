"""``scrapy boilerplate``: shows the recurring lines of a source, and keeps or cuts one of them."""

import argparse

from sqlite_utils import Database

from pipelines.files.errors import BadInputError
from scraper.command import NewsCommand
from scraper.errors import ExitCode
from scraper.sources.stored_outlets import require_outlet
from scraper.stories.recurring_lines import cut_or_keep_line
from storage.articles.recurring_lines import (
    CUT,
    KEPT,
    LEARNING,
    LearntLine,
    learnt_lines,
    urls_with_line,
)
from storage.database.sqlite import open_existing, transaction
from storage.search.indexing import index_pending


class Command(NewsCommand):
    """List and explain the lines that are cut from a source's articles, and keep or cut one."""

    max_arguments = 1
    example = "scrapy boilerplate penza-vesti --keep 7f3a9c01"

    def syntax(self) -> str:
        return "[options] SOURCE"

    def short_desc(self) -> str:
        return "Show the recurring lines learnt of a source; keep or cut one"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--explain", metavar="BLOCK", help="name articles in which a line stands"
        )
        parser.add_argument("--keep", metavar="BLOCK", help="put a line back for ever")
        parser.add_argument("--cut", metavar="BLOCK", help="cut a line for ever")

    def execute(self, args: list[str], opts: argparse.Namespace) -> ExitCode:
        if not args:
            raise BadInputError("no source given; name the id of one, as in sources.toml")
        source_id = args[0]
        db = open_existing(self.config.database)
        require_outlet(db, "SOURCE", source_id)
        lines = {
            block_id(line.line_hash): line for line in learnt_lines(db, source_id, min_stories=1)
        }
        for option, ruling in (("keep", KEPT), ("cut", CUT)):
            if block := getattr(opts, option):
                line = _line_named(block, lines, source_id)
                with transaction(db):
                    cut_or_keep_line(db, source_id, line.line_hash, ruling)
                    index_pending(db)
                print(f"{block}: {ruling}; {source_id}'s articles are shown accordingly")
                return ExitCode.DONE
        if opts.explain:
            _explain(db, source_id, _line_named(opts.explain, lines, source_id))
            return ExitCode.DONE
        _list(source_id, [line for line in lines.values() if _is_shown(line)])
        return ExitCode.DONE


def block_id(line_hash: int) -> str:
    """Return the name of a line in the list: the last eight hexadecimal digits of its hash."""
    return f"{line_hash & 0xFFFFFFFF:08x}"


def _is_shown(line: LearntLine) -> bool:
    """Return whether a line is listed: it is cut or kept, or has recurred."""
    return line.ruling != LEARNING or line.story_count > 1


def _line_named(block: str, lines: dict[str, LearntLine], source_id: str) -> LearntLine:
    """Return the line whose name in the list is ``block``; raises BadInputError."""
    if block not in lines:
        raise BadInputError(
            f"{block}: no such line of {source_id}; `scrapy boilerplate {source_id}` lists them"
        )
    return lines[block]


def _list(source_id: str, lines: list[LearntLine]) -> None:
    """Print the name, ruling, number of stories, first and last day, and text of each line."""
    if not lines:
        print(f"{source_id}: no line has recurred yet")
    for line in lines:
        print(
            f"{block_id(line.line_hash)}  {line.ruling:<8}  {line.story_count:>4} stories"
            f"  {line.first_seen_at[:10]} – {line.last_seen_at[:10]}  {line.sample[:80]}"
        )


def _explain(db: Database, source_id: str, line: LearntLine) -> None:
    """Print a line with its ruling, and the addresses of articles in which it stands."""
    print(f"{block_id(line.line_hash)}: {line.ruling}, seen in {line.story_count} stories")
    print(line.sample or "its text is stored when the line is seen again")
    for url in urls_with_line(db, source_id, line.line_hash):
        print(f"  {url}")
