"""``scrapy boilerplate``: shows the recurring lines of a source, and keeps or cuts one of them."""

import argparse

from sqlite_utils import Database

from pipelines.files.errors import BadInputError
from scraper.command import NewsCommand
from scraper.errors import ExitCode
from scraper.stories.recurring_lines import cut_or_keep_line
from storage.articles.recurring_lines import CUT, KEPT, learnt_lines, urls_with_line
from storage.database.sqlite import open_existing, transaction
from storage.search.indexing import index_pending

Line = dict[str, object]  # a recurring line of a source: a row of ``learnt_lines``


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
        if not db.execute("SELECT 1 FROM sources WHERE id = ?", [source_id]).fetchone():
            raise BadInputError(f"{source_id}: no such source in {self.config.database}")
        lines = {
            block_id(line["block_hash"]): line
            for line in learnt_lines(db, source_id, min_stories=1)
        }
        for option, ruling in (("keep", KEPT), ("cut", CUT)):
            if block := getattr(opts, option):
                line_hash = _hash_of(lines, block, source_id)
                with transaction(db):
                    cut_or_keep_line(db, source_id, line_hash, ruling)
                    index_pending(db)
                print(f"{block}: {ruling}; {source_id}'s articles are shown accordingly")
                return ExitCode.DONE
        if opts.explain:
            _explain(db, source_id, opts.explain, _hash_of(lines, opts.explain, source_id))
            return ExitCode.DONE
        _list(source_id, [line for line in lines.values() if _is_shown(line)])
        return ExitCode.DONE


def block_id(line_hash: int) -> str:
    """Return the name of a line in the list: the last eight hexadecimal digits of its hash."""
    return f"{line_hash & 0xFFFFFFFF:08x}"


def _is_shown(line: Line) -> bool:
    """Return whether a line is listed: it is cut or kept, or has recurred."""
    return line["ruling"] != "learning" or int(str(line["article_count"])) > 1


def _hash_of(lines: dict[str, Line], block: str, source_id: str) -> int:
    """Return the whole hash of the line whose name in the list is ``block``.

    Raises BadInputError if there is none.
    """
    if block not in lines:
        raise BadInputError(
            f"{block}: no such line of {source_id}; `scrapy boilerplate {source_id}` lists them"
        )
    return int(str(lines[block]["block_hash"]))


def _list(source_id: str, lines: list[Line]) -> None:
    """Print a line with name, ruling, number of stories, first and last day, and text."""
    if not lines:
        print(f"{source_id}: no line has recurred yet")
    for line in lines:
        first_day, last_day = str(line["first_seen_at"])[:10], str(line["last_seen_at"])[:10]
        print(
            f"{block_id(int(str(line['block_hash'])))}  {line['ruling']:<8}"
            f"  {line['article_count']:>4} stories  {first_day} –"
            f" {last_day}  {str(line['sample'])[:80]}"
        )


def _explain(db: Database, source_id: str, block: str, line_hash: int) -> None:
    """Print a line with its ruling, and the addresses of articles in which it stands."""
    lines = learnt_lines(db, source_id, min_stories=1)
    line = next(line for line in lines if line["block_hash"] == line_hash)
    print(f"{block}: {line['ruling']}, seen in {line['article_count']} stories")
    print(line["sample"] or "its text is stored when the line is seen again")
    for url in urls_with_line(db, source_id, line_hash):
        print(f"  {url}")
