"""``scrapy dedupe``: finds copies in a file, explains a pair, and computes all stories anew."""

import argparse
import json
import sys
from collections.abc import Iterable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from pipelines.files.errors import BadInputError
from pipelines.files.fields import published_field, short, text_field
from pipelines.files.json_lines import read_json_lines
from pipelines.model import StoryMember
from pipelines.stories.grouping import Pairs, group
from pipelines.stories.keeper import StoryKeeper
from scraper.command import NewsCommand
from scraper.errors import ExitCode
from scraper.stories.events import place_events
from scraper.stories.explain import describe_comparison
from scraper.stories.import_archive import import_stories
from scraper.stories.rebuild import rebuild_stories
from storage.articles.pruned import PRUNED, count_pruned
from storage.database.sqlite import open_existing, open_readonly
from storage.stories.index import SqliteStoryIndex
from storage.stories.provenance import article_named


class Command(NewsCommand):
    """Find copies among articles."""

    max_arguments = 2
    example = "scrapy dedupe articles.jsonl.gz"

    def syntax(self) -> str:
        return (
            "FILE.jsonl[.gz] | --pairs FILE.jsonl[.gz] | --explain A B | --rebuild | --import DIR"
        )

    def short_desc(self) -> str:
        return "Tell copies from look-alikes, in a file or in the database, and say why"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        modes = parser.add_mutually_exclusive_group()
        modes.add_argument(
            "--pairs", action="store_true", help="compare the texts a and b of each line"
        )
        modes.add_argument(
            "--explain", action="store_true", help="say why two stored articles are copies or not"
        )
        modes.add_argument(
            "--rebuild", action="store_true", help="compute all stories of the database anew"
        )
        modes.add_argument(
            "--import",
            action="store_true",
            dest="import_",
            help="import the result of svodka-spark",
        )

    def execute(self, args: list[str], opts: argparse.Namespace) -> ExitCode:
        if opts.rebuild:
            return self._rebuild(args)
        if opts.explain:
            return self._explain(args)
        if opts.import_:
            return self._import(args)
        if len(args) != 1:
            raise BadInputError("expected one file, e.g. scrapy dedupe articles.jsonl.gz")
        _print(compared_pairs(args[0]) if opts.pairs else grouped_articles(args[0]))
        return ExitCode.DONE

    def _explain(self, args: list[str]) -> ExitCode:
        if len(args) != 2:
            raise BadInputError("expected two articles, e.g. scrapy dedupe --explain 12 34")
        db = open_readonly(self.config.database)
        keeper = StoryKeeper(SqliteStoryIndex(db))
        one_id, other_id = (self._article_id(db, name) for name in args)
        articles = keeper.index.articles([one_id, other_id])
        print("\n".join(describe_comparison(keeper, articles[one_id], articles[other_id])))
        return ExitCode.DONE

    def _article_id(self, db: Database, name: str) -> int:
        article_id = article_named(db, name)
        if article_id is None:
            raise BadInputError(f"{name}: no article of {self.config.database} has this id or URL")
        return article_id

    def _rebuild(self, args: list[str]) -> ExitCode:
        if args:
            raise BadInputError(f"--rebuild reads the database, not {args[0]}")
        db = open_existing(self.config.database)
        different = rebuild_stories(db, _progress)
        place_events(db)
        print(f"{different} stories came out different{_left_out(db)}")
        return ExitCode.DONE

    def _import(self, args: list[str]) -> ExitCode:
        if len(args) != 1:
            raise BadInputError("expected one folder, e.g. scrapy dedupe --import archive-stories")
        if find_spec("pyarrow") is None:
            raise BadInputError("--import needs pyarrow; pip install 'svodka[parquet]'")
        db = open_existing(self.config.database)
        different = import_stories(db, Path(args[0]), _progress)
        place_events(db)
        print(f"{different} stories came out different{_left_out(db)}")
        return ExitCode.DONE


def _left_out(db: Database) -> str:
    """Return the end of the printed line, on articles that could not be compared again; or ""."""
    pruned = count_pruned(db)
    return f"; {pruned} articles keep their signatures and matches: {PRUNED}" if pruned else ""


def _progress(done: int, total: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{done} of {total} articles", end="\n" if done == total else "", file=sys.stderr)


def grouped_articles(path: str) -> Iterable[dict[str, Any]]:
    """Yield a record for each article of a file.

    Raises BadInputError for a bad line of the file before the first record.
    """
    ids_in_file: dict[str, object] = {}  # by the url that `read_article` makes of the id
    articles: list[StoryMember] = []
    for place, line in read_json_lines(path):
        article = read_article(place, line, len(articles))
        if article.url in ids_in_file:
            raise BadInputError(f"{place}: id: {line['id']!r} is in the file twice")
        ids_in_file[article.url] = line["id"]
        articles.append(article)
    for grouped in group(articles):
        original, nearest = grouped.original, grouped.nearest
        yield {
            "id": ids_in_file[grouped.article.url],
            "story": grouped.story,
            "relation": grouped.relation,
            "original": ids_in_file[original.url] if original else None,
            "nearest": ids_in_file[nearest.url] if nearest else None,
            "share": round(grouped.share, 4) if nearest else None,
            "jaccard": round(grouped.jaccard, 4),
            "containment": round(grouped.containment, 4),
        }


def compared_pairs(path: str) -> Iterable[dict[str, Any]]:
    """Yield a record for each pair of a file.

    Raises BadInputError for a bad line of the file before the first record.
    """
    pairs = [
        (read_pair_text(place, line, "a"), read_pair_text(place, line, "b"))
        for place, line in read_json_lines(path)
    ]
    corpus = Pairs([text for pair in pairs for text in pair])
    for one, other in pairs:
        comparison = corpus.compare(one, other)
        yield {
            "same": comparison.same,
            "relation": comparison.relation,
            "jaccard": round(comparison.jaccard, 4),
            "containment": round(comparison.containment, 4),
        }


def read_article(place: str, line: Mapping[str, Any], number: int) -> StoryMember:
    """Return the article of one line of a file; raises BadInputError, which names the field.

    Its ``id`` is the number of the line, and its ``url`` is the id in the file as JSON.
    """
    id_in_file = line.get("id")
    if isinstance(id_in_file, bool) or not isinstance(id_in_file, str | int):
        raise BadInputError(
            f"{place}: id: expected text or a whole number, got {short(id_in_file)}"
        )
    url = json.dumps(id_in_file)  # 1 and "1" are different ids
    source = text_field(place, line, "source")
    return StoryMember(
        id=number,
        url=url,
        text=text_field(place, line, "article_body", required=True),
        headline=text_field(place, line, "headline"),
        source_id=source,
        source_name=source,
        owner=source or url,
        date_published=published_field(place, line),
        tiebreaker=f"{id_in_file:020}" if isinstance(id_in_file, int) else id_in_file,
    )


def read_pair_text(place: str, line: Mapping[str, Any], side: str) -> str:
    """Return the text of one side of a pair; raises BadInputError, which names the field."""
    value = line.get(side)
    if not isinstance(value, Mapping):
        raise BadInputError(
            f"{place}: {side}: expected an object with title and text, got {short(value)}"
        )
    text_field(f"{place}: {side}", value, "title")
    return text_field(f"{place}: {side}", value, "text", required=True)


def _print(records: Iterable[dict[str, Any]]) -> None:
    """Write JSON Lines; a lone surrogate, which UTF-8 can't hold, is escaped."""
    for record in records:
        line = json.dumps(record, ensure_ascii=False) + "\n"
        sys.stdout.buffer.write(line.encode("utf-8", "backslashreplace"))
    sys.stdout.buffer.flush()
