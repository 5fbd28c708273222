"""``scrapy forget``: deletes an article, or all articles of a source, for good."""

import argparse
from datetime import UTC, datetime
from pathlib import Path

from sqlite_utils import Database

from pipelines.files.errors import BadInputError
from pipelines.model import Address
from pipelines.parsing.urls import address
from pipelines.stories.keeper import StoryKeeper
from scraper.command import NewsCommand, fail
from scraper.crawl.lock import AlreadyRunningError, run_lock
from scraper.errors import ExitCode
from storage.articles.forgetting import (
    addresses_of,
    articles_of_source,
    delete_articles,
    erase_deleted,
    main_images_of,
    mark_forgotten,
    mark_source_forgotten,
    source_of,
)
from storage.articles.pruning import Pruned, sizes
from storage.articles.recurring_lines import delete_lines_of, delete_lines_of_source
from storage.browse.images.cache import ImageCache
from storage.browse.images.environment import images_folder
from storage.browse.images.messages import Kind
from storage.browse.links import web_address
from storage.crawl.urls import article_of, known_outcomes
from storage.database.sqlite import open_database, require_database, transaction
from storage.search.indexing import merge_words
from storage.stories.index import SqliteStoryIndex


class Command(NewsCommand):
    """Delete text, versions, raw page and index entries, and mark the addresses as forgotten."""

    max_arguments = 1
    example = "scrapy forget https://news.example.org/2026/11/20/most"

    def syntax(self) -> str:
        return "URL|SOURCE"

    def short_desc(self) -> str:
        return "Delete an article, or all articles of a source, and never fetch them again"

    def execute(self, args: list[str], opts: argparse.Namespace) -> ExitCode | None:
        if not args:
            raise BadInputError("expected the URL of an article or the id of a source")
        require_database(self.config.database)  # a missing one is not created
        try:
            with run_lock(self.config.database):
                db = open_database(self.config.database)
                try:
                    images = _cached_images(self.config.database)
                    print(forget(db, args[0], datetime.now(UTC), images))
                finally:
                    db.close()
        except AlreadyRunningError as error:
            fail(self.name, error, ExitCode.ALREADY_RUNNING)
        return None


def _cached_images(database: str | Path) -> ImageCache | None:
    """Return the images that ``scrapy browse --images`` has kept beside the database, if any."""
    folder = images_folder(database)
    return ImageCache(folder, max_bytes=0) if folder.is_dir() else None


def forget(
    db: Database, url_or_source: str, now: datetime, images: ImageCache | None = None
) -> str:
    """Forget the article at a URL, or a source's articles, and return a sentence on it.

    Raises BadInputError if the argument is neither a known URL nor the id of a source.
    """
    erase_deleted(db)
    if db.execute("SELECT 1 FROM sources WHERE id = ?", [url_or_source]).fetchone():
        report = _forget_source(db, url_or_source, now, images)
    else:
        named = address(url_or_source)
        if named is None or not known_outcomes(db, [named.identity]):
            raise BadInputError(f"{url_or_source}: neither a known URL nor the id of a source")
        report = _forget_url(db, named, now, images)
    merge_words(db)
    return report


def _forget_url(db: Database, named: Address, now: datetime, images: ImageCache | None) -> str:
    """Forget a known address, and the article at it with all its addresses."""
    article_id = article_of(db, [named.identity])
    urls = [named.url]
    removed = Pruned()
    with transaction(db):
        if article_id is None:
            (source_id,) = db.execute(
                "SELECT source_id FROM urls WHERE identity = ?", [named.identity]
            ).fetchone()
        else:
            source_id = source_of(db, article_id)
            urls += addresses_of(db, article_id)
            removed = _delete(db, [article_id], images)
        addresses = {known.identity: known for known in map(address, urls) if known}
        mark_forgotten(db, addresses.values(), source_id=source_id, now=now)
    deleted = "one article" if article_id is not None else "no article was stored"
    return (
        f"Forgotten: {named.url} ({deleted}); {len(addresses)} addresses are never fetched again."
        f"{_report(removed)}"
    )


def _forget_source(db: Database, source_id: str, now: datetime, images: ImageCache | None) -> str:
    ids = articles_of_source(db, source_id)
    with transaction(db):
        removed = _delete(db, ids, images)
        delete_lines_of_source(db, source_id)
        mark_source_forgotten(db, source_id, now=now)
    return (
        f"Forgotten: {len(ids)} articles of {source_id}. Articles it publishes from now on are"
        f" gathered as long as sources.toml names it.{_report(removed)}"
    )


def _delete(db: Database, ids: list[int], images: ImageCache | None) -> Pruned:
    """Delete articles with all their data; return the numbers of what was deleted."""
    removed = sizes(db, ids)  # counted before, since nothing is left to count later
    if images is not None:
        for url in map(web_address, main_images_of(db, ids)):
            if url is not None:
                images.remove(Kind.LEAD, url)
    StoryKeeper(SqliteStoryIndex(db)).remove(ids)
    delete_lines_of(db, ids)
    delete_articles(db, ids)
    return removed


def _report(removed: Pruned) -> str:
    """Return the lines on what was removed; "" if nothing was stored."""
    if not removed.articles:
        return ""
    counts = (
        (removed.articles, "article"),
        (removed.versions, "version"),
        (removed.pages, "stored page"),
    )
    listed = ", ".join(f"{count} {word}" + ("s" if count != 1 else "") for count, word in counts)
    return (
        f"\nRemoved: {listed}, with facts, search words and signatures."
        "\nBackups, and files of `scrapy sync` and `scrapy backup --public`, keep them until they"
        " are written again."
    )
