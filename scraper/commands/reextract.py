"""``scrapy reextract``: reads the kept pages again with the present rules, without a request."""

import argparse
import sys
from collections import Counter

from scraper.command import NewsCommand
from scraper.errors import ExitCode
from scraper.progress_line import with_progress
from scraper.rereading.kept_pages import Rereading, rules_digest
from scraper.sources.loading import load_sources
from scraper.sources.stored_outlets import require_outlet
from storage.articles.pruned import PRUNED, count_pruned
from storage.articles.raw_pages import count_raw_pages
from storage.articles.refused_pages import count_refused_pages
from storage.articles.rereadings import Scope
from storage.database.sqlite import open_existing


class Command(NewsCommand):
    """Read the pages that past crawls kept again, with the present rules."""

    max_arguments = 0
    example = "scrapy reextract --source penza-vesti"

    def short_desc(self) -> str:
        return "Read the kept pages again with the present rules, without a request"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--source", metavar="ID", help="only the pages of this source")

    def execute(self, args: list[str], opts: argparse.Namespace) -> ExitCode:
        path = self.config.sources
        loaded = load_sources(path) if path.is_file() else ()
        sources = {source.id: source for source in loaded}
        db = open_existing(self.config.database)
        if opts.source is not None:
            require_outlet(db, "--source", opts.source)
        scope = Scope(opts.source, rules_digest(sources.values()))
        rereading = Rereading(db, scope, sources, self.config.raw_days)
        total = count_raw_pages(db, opts.source) + count_refused_pages(db, opts.source)
        done = 0
        if rereading.begins_after is not None:
            done = count_raw_pages(db, opts.source, until=rereading.begins_after)
            print(f"going on after {done} of {total} pages", file=sys.stderr)
        counts: Counter[str] = Counter()
        try:
            counts.update(with_progress(rereading.run(), total, "pages", done))
        except KeyboardInterrupt:
            print("stopped; the next `scrapy reextract` goes on here", file=sys.stderr)
            raise
        if pruned := count_pruned(db, opts.source):
            counts[PRUNED] = pruned
        listed = ", ".join(f"{count} {outcome}" for outcome, count in sorted(counts.items()))
        print(listed or "no page is kept")
        return ExitCode.DONE if total else ExitCode.NOTHING_DONE
