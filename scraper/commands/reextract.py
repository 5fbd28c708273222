"""``scrapy reextract``: read the kept pages again with the present rules, without a request."""

import argparse
from collections import Counter

from sqlite_utils import Database

from pipelines.files.errors import BadInputError
from pipelines.model import Outcome, Source, page_from_source
from pipelines.stories.keeper import StoryKeeper
from scraper.command import NewsCommand
from scraper.errors import ExitCode
from scraper.sources.loading import load_sources
from scraper.stories.recurring_lines import learn_lines
from storage.articles.raw_pages import RawPage, raw_pages
from storage.articles.rows import Change, reread_article
from storage.database.sqlite import open_existing, transaction
from storage.search.indexing import index_pending
from storage.stories.index import SqliteStoryIndex, keep_compared_text


class Command(NewsCommand):
    """Apply today's rules to the pages kept from past crawls."""

    max_arguments = 0
    example = "scrapy reextract --source penza-vesti"

    def short_desc(self) -> str:
        return "Read the kept pages again with the present rules, without a request"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--source", metavar="ID", help="only the pages of this source")

    def execute(self, args: list[str], opts: argparse.Namespace) -> ExitCode:
        path = self.config.sources
        sources = {s.id: s for s in load_sources(path)} if path.is_file() else {}
        db = open_existing(self.config.database)
        if opts.source is not None and not db["sources"].count_where("id = ?", [opts.source]):
            raise BadInputError(
                f"--source: no source {opts.source!r} in {self.config.database};"
                " `scrapy sources` lists them"
            )
        keeper = StoryKeeper(SqliteStoryIndex(db))
        counts: Counter[str] = Counter()
        for raw in raw_pages(db, opts.source):
            counts[_again(db, keeper, raw, sources.get(raw.source_id))] += 1
        print(", ".join(f"{n} {name}" for name, n in sorted(counts.items())) or "no page is kept")
        return ExitCode.DONE if counts else ExitCode.NOTHING_DONE


def _again(db: Database, keeper: StoryKeeper, raw: RawPage, source: Source | None) -> str:
    """Read one kept page; a page that now yields no article leaves its row as it is."""
    from pipelines.extraction.read_page import read_page  # here, since Scrapy imports every command

    page = page_from_source(
        source, raw.url, raw.body, encoding=raw.encoding, fetched_at=raw.fetched_at
    )
    article = read_page(page).article
    if article is None:
        return Outcome.NOT_ARTICLE
    with transaction(db):
        change = reread_article(db, article, raw.article_id, fetched_at=raw.fetched_at)
        if change is Change.CHANGED:
            keep_compared_text(db, raw.article_id, None)
            keeper.place([raw.article_id])
            learn_lines(
                db,
                raw.article_id,
                source_id=raw.source_id,
                body=article.article_body,
                now=raw.fetched_at,
            )
        elif change is Change.UNCHANGED:  # its date or credit may be read better now
            keeper.revise([raw.article_id])
        index_pending(db)
    return change or "older than the article's text"
