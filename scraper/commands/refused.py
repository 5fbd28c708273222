"""``scrapy refused``: lists the pages refused as no articles, and accepts one of them."""

import argparse
from datetime import UTC, datetime

from sqlite_utils import Database

from pipelines.files.errors import BadInputError
from pipelines.parsing.urls import address
from scraper.command import NewsCommand, fail
from scraper.crawl.lock import AlreadyRunningError, run_lock
from scraper.errors import ExitCode
from scraper.rereading.acceptance import file_article, page_of, read_alone
from scraper.sources.loading import load_sources
from scraper.sources.stored_outlets import require_outlet
from scraper.stored_times import shown_minute
from storage.articles.refused_pages import Refused, accept_url, refused, refused_page
from storage.crawl.urls import known_url
from storage.database.sqlite import open_existing, open_readonly, transaction


class Command(NewsCommand):
    """List refused pages, or accept one as an article."""

    max_arguments = 1
    example = "scrapy refused penza-vesti"

    def syntax(self) -> str:
        return "[SOURCE] | --accept URL"

    def short_desc(self) -> str:
        return "List the pages refused as no articles, or accept one"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--accept", metavar="URL", help="take this page for an article")

    def execute(self, args: list[str], opts: argparse.Namespace) -> ExitCode:
        if opts.accept is not None:
            if args:
                raise BadInputError("--accept names one page; give no source with it")
            try:
                with run_lock(self.config.database):
                    return self._accept(opts.accept)
            except AlreadyRunningError as error:
                fail(self.name, error, ExitCode.ALREADY_RUNNING)
        source_id = args[0] if args else None
        db = open_readonly(self.config.database)
        if source_id is not None:
            require_outlet(db, "SOURCE", source_id)
        pages = refused(db, source_id)
        print("\n".join(map(line_of, pages)) or "no page is refused")
        return ExitCode.DONE

    def _accept(self, url: str) -> ExitCode:
        """Accept the page of a refused address; raises BadInputError if it is none."""
        db = open_existing(self.config.database)
        refused_address = address(url)
        known = known_url(db, refused_address.identity) if refused_address else None
        if refused_address is None or known is None:
            raise BadInputError(
                f"--accept: {url}: not a known address; `scrapy refused` lists them"
            )
        if known.article_id is not None:
            raise BadInputError(f"--accept: {url}: its article is stored already")
        with transaction(db):
            accept_url(db, refused_address.identity, datetime.now(UTC))
        print(self._stored(db, refused_address.identity))
        return ExitCode.DONE

    def _stored(self, db: Database, identity: str) -> str:
        """Store the article of the kept page, and return a sentence that says what was done."""
        kept = refused_page(db, identity)
        if kept is None:
            return "accepted; its page is not kept, so the next crawl fetches it"
        path = self.config.sources
        loaded = load_sources(path) if path.is_file() else ()
        page = page_of(db, kept, {source.id: source for source in loaded})
        reading = read_alone(page)
        if reading.article is None:
            return (
                f"accepted; the kept page has no article ({reading.reason}), so the next crawl"
                " fetches it again"
            )
        file_article(db, page, reading, None, self.config.raw_days)
        return f"accepted: {reading.article.headline}"


def line_of(page: Refused) -> str:
    """Return one line with the time, source, reason, next visit and URL of a refused page."""
    next_at = page.next_check_at
    next_visit = f"again after {shown_minute(next_at)}" if next_at else "not again"
    reason = page.reason or page.outcome
    return "  ".join((shown_minute(page.checked_at), page.source_id, reason, next_visit, page.url))
