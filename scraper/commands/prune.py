"""``scrapy prune``: deletes the texts of old articles, and keeps their facts and stories."""

import argparse
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlite_utils import Database

from pipelines.files.errors import BadInputError
from scraper.command import NewsCommand
from scraper.configuration.news_config import MIN_KEEP_DAYS, NewsConfig
from scraper.crawl.lock import AlreadyRunningError, run_lock
from storage.articles.pruning import (
    PRUNED_TABLES,
    Pruned,
    newest_publication,
    old_articles,
    prune_texts,
    sizes,
)
from storage.database.disk import (
    clean_server,
    compact,
    free_bytes,
    give_back_space,
    needs_compacting,
    used_bytes,
)
from storage.database.errors import DatabaseDamagedError, DatabaseUnusableError
from storage.database.protocols import Store
from storage.database.sqlite import open_existing, open_readonly
from storage.search.indexing import merge_words
from storage.stores import open_store

_GB = 1e9  # bytes


class Command(NewsCommand):
    """Delete the texts, versions, stored pages and search words of old articles."""

    example = "scrapy prune --dry-run -s NEWS_KEEP_DAYS=365"

    def short_desc(self) -> str:
        return "Delete the texts of old articles; facts, stories and relations stay"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--dry-run", action="store_true", help="print what would be deleted, and delete nothing"
        )

    def execute(self, args: list[str], opts: argparse.Namespace) -> None:
        config = self.config
        _check(config)
        db = _open(config.store, is_dry_run=opts.dry_run)
        now = datetime.now(UTC)
        try:
            newest = newest_publication(db, now)
            if newest is None:
                print("nothing to prune: the database has only a few articles")
                return
            if opts.dry_run:
                print(f"would prune {_describe(_would_prune(db, config, newest))}")
                return
            pruned = Pruned()
            for batch in _batches(db, config, newest):
                pruned += prune_texts(db, batch, now)
            print(f"pruned {_describe(pruned)}")
            try:
                if pruned.articles and isinstance(db, Database):
                    merge_words(db)
                self._give_back_space(db)
            except DatabaseDamagedError:
                raise
            except DatabaseUnusableError as error:  # the texts are pruned, so the run succeeded
                print(f"scrapy {self.name}: {error}", file=sys.stderr)
            _print_excess(db, config)
        finally:
            db.close()

    def _give_back_space(self, db: Store) -> None:
        """Give the space of deleted rows back to the disk, as far as this is possible now."""
        if not isinstance(db, Database):
            clean_server(db, PRUNED_TABLES)
            return
        freed = sum(give_back_space(db))
        if needs_compacting(db):
            try:
                with run_lock(self.config.database):
                    freed = compact(db)
            except AlreadyRunningError:
                print(
                    f"{self.config.database}: {free_bytes(db) / 1e6:.1f} MB are free inside the"
                    " file; the next `scrapy prune` that finds no other run gives them back",
                    file=sys.stderr,
                )
        if freed:
            print(f"{self.config.database}: {freed / 1e6:.1f} MB shorter")


def _open(store: Path | str, *, is_dry_run: bool) -> Store:
    if isinstance(store, Path):
        return open_readonly(store) if is_dry_run else open_existing(store)
    return open_store(store)


def _check(config: NewsConfig) -> None:
    """Raise BadInputError if the settings name no limit, or one that the store can't keep."""
    if not config.keep_days and not config.max_gb:
        raise BadInputError(
            "everything is kept: set NEWS_KEEP_DAYS to a number of days, or NEWS_MAX_GB to a size"
        )
    if config.max_gb and not isinstance(config.store, Path):
        raise BadInputError(
            "setting NEWS_MAX_GB: expected a database in a file, since a server does not become"
            " smaller at once; set NEWS_KEEP_DAYS"
        )


def _batches(db: Store, config: NewsConfig, newest: datetime) -> Iterator[list[int]]:
    """Yield the articles to be pruned, each batch to be pruned before the next is asked for."""
    if config.keep_days:
        yield from old_articles(db, newest - timedelta(days=config.keep_days))
    if config.max_gb and isinstance(db, Database):
        yield from _batches_above(db, config.max_gb * _GB, newest)


def _batches_above(db: Database, max_bytes: float, newest: datetime) -> Iterator[list[int]]:
    """Yield the oldest articles until the database has at most ``max_bytes``.

    The size is measured after the words of pruned texts were removed from the search index. This
    rewrites the index, so it is done only when texts of half the excess have been pruned. Texts
    are the larger part of the space that becomes free.
    """
    pruned_bytes = bytes_until_measured = 0.0
    for batch in old_articles(db, newest - timedelta(days=MIN_KEEP_DAYS)):
        if pruned_bytes >= bytes_until_measured:
            if used_bytes(db) > max_bytes:
                merge_words(db)
            excess = used_bytes(db) - max_bytes
            if excess <= 0:
                return
            pruned_bytes = 0
            bytes_until_measured = excess / 2
        pruned_bytes += sizes(db, batch).text_bytes
        yield batch


def _would_prune(db: Store, config: NewsConfig, newest: datetime) -> Pruned:
    """Return what would be deleted; the size is the sum of the lengths of the texts."""
    by_age = Pruned()
    if config.keep_days:
        for batch in old_articles(db, newest - timedelta(days=config.keep_days)):
            by_age += sizes(db, batch)
    if not config.max_gb or not isinstance(db, Database):
        return by_age
    excess = used_bytes(db) - config.max_gb * _GB
    by_size = Pruned()
    for batch in old_articles(db, newest - timedelta(days=MIN_KEEP_DAYS)):
        if by_size.text_bytes >= excess:
            break
        by_size += sizes(db, batch)
    return max(by_age, by_size, key=lambda pruned: pruned.articles)


def _describe(pruned: Pruned) -> str:
    return (
        f"{pruned.articles} articles: {pruned.versions} versions, {pruned.pages} stored pages,"
        f" about {pruned.text_bytes / 1e6:.1f} MB"
    )


def _print_excess(db: Store, config: NewsConfig) -> None:
    """Print a note if the database is still larger than NEWS_MAX_GB."""
    if not config.max_gb or not isinstance(db, Database):
        return
    if (used := used_bytes(db)) > config.max_gb * _GB:
        print(
            f"scrapy prune: {config.database} still has {used / _GB:.2f} GB, more than NEWS_MAX_GB;"
            f" texts of the last {MIN_KEEP_DAYS} days and of kept stories are never pruned",
            file=sys.stderr,
        )
