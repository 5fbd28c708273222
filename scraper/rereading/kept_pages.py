"""Reads the stored pages again with the present rules, in worker processes.

The readings of up to 16 pages and the id of the last of them are stored in one transaction. A run
that is stopped or killed loses at most these pages, and the next run continues after them.
"""

from collections.abc import Collection, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from itertools import islice
from pathlib import Path

from sqlite_utils import Database

import pipelines
from pipelines.model import Article, Outcome, Page, Reading, Source, TextFeatures, page_from_source
from pipelines.reading import read_with_features
from pipelines.stories.keeper import StoryKeeper
from pipelines.workers.in_order import run_in_order
from pipelines.workers.pool import PageStopped
from scraper.rereading.acceptance import file_article, page_of
from scraper.stories.recurring_lines import NewText, cut_known_lines, learn_lines
from storage.articles.raw_pages import RawPage, raw_pages
from storage.articles.refused_pages import refused_pages
from storage.articles.rereadings import Scope, end_rereading, last_reread, save_reread
from storage.articles.rows import Change, reread_article
from storage.crawl.urls import hints_of_article
from storage.database.sqlite import transaction
from storage.search.indexing import words_indexed_once
from storage.stories.compared_text import keep_compared_text
from storage.stories.index import SqliteStoryIndex

_MAX_TRANSACTION_PAGES = 16  # so that a crawl waits for the database less than a second
_RULES = ("extraction", "parsing")  # packages whose files decide how a page is read
TOO_OLD_PAGE = "older than the article's text"
STILL_REFUSED = "still refused"

_Result = tuple[Reading, TextFeatures | None] | PageStopped  # of reading a page again


@dataclass(slots=True)
class _Changes:
    """What the pages of a transaction change in stored articles, by article id."""

    articles: dict[int, tuple[RawPage, Article]] = field(default_factory=dict)  # with a new text
    features: dict[int, TextFeatures] = field(default_factory=dict)  # of these texts, if computed
    may_move: set[int] = field(default_factory=set)  # ids of articles, as in ``Saved``


def rules_digest(sources: Collection[Source]) -> str:
    """Return a digest of the sources and of the files that decide how a page is read."""
    digest = blake2b(repr(sorted(sources, key=lambda source: source.id)).encode(), digest_size=8)
    root = Path(pipelines.__path__[0])
    for package in _RULES:
        for file in sorted((root / package).rglob("*")):
            if file.is_file() and file.suffix != ".pyc":
                digest.update(file.read_bytes())
    return digest.hexdigest()


class Rereading:
    """One run over the stored pages of a scope, which begins where the last run was stopped."""

    def __init__(
        self, db: Database, scope: Scope, sources: Mapping[str, Source], raw_days: int = 0
    ) -> None:
        self._db = db
        self._scope = scope
        self._sources = sources
        self._raw_days = raw_days  # 0 keeps no pages
        self._keeper = StoryKeeper(SqliteStoryIndex(db))
        self.begins_after = last_reread(db, scope)  # id of the last article read, or None

    def run(self) -> Iterator[str]:
        """Yield the outcome of each page after it is stored."""
        with closing(self._read_pages()) as results:
            while batch := list(islice(results, _MAX_TRANSACTION_PAGES)):
                last_page, _ = batch[-1]
                with words_indexed_once(self._db):
                    outcomes = self._store(batch)
                    save_reread(self._db, self._scope, last_page.article_id)
                yield from outcomes
        yield from self._read_refused()
        with transaction(self._db):
            end_rereading(self._db, self._scope)

    def _read_pages(self) -> Generator[tuple[RawPage, _Result], None, None]:
        """Yield each stored page with the result of reading it again, in order of article ids."""
        stored = raw_pages(self._db, self._scope.source_id, after=self.begins_after)
        pages = ((raw, self._page(raw)) for raw in stored)
        for (raw, _), result in run_in_order(_read_again, pages):
            yield raw, result

    def _page(self, raw: RawPage) -> Page:
        source = self._sources.get(raw.source_id)
        page = page_from_source(
            source, raw.url, raw.body, encoding=raw.encoding, fetched_at=raw.fetched_at
        )
        hints = hints_of_article(self._db, raw.article_id)
        return replace(page, is_accepted=raw.is_accepted, hints=hints)

    def _read_refused(self) -> Iterator[str]:
        """Read the refused pages again, and store those that hold an article by present rules."""
        refused = refused_pages(self._db, self._scope.source_id)
        pages = (page_of(self._db, kept, self._sources) for kept in refused)
        with closing(run_in_order(read_with_features, pages)) as results:
            for page, result in results:
                outcome = self._file_refused(page, result)
                yield STILL_REFUSED if outcome is Outcome.NOT_ARTICLE else outcome

    def _file_refused(self, page: Page, result: _Result) -> Outcome:
        """Store the article of a page that was refused before, if it holds one now."""
        if isinstance(result, PageStopped):
            return Outcome.NOT_ARTICLE
        reading, features = result
        if reading.article is None:
            return Outcome.NOT_ARTICLE
        return file_article(self._db, page, reading, features, self._raw_days)

    def _store(self, batch: Sequence[tuple[RawPage, _Result]]) -> list[str]:
        """Store the readings, and derive stories and recurring lines; return the outcomes."""
        changes = _Changes()
        outcomes = [self._save(raw, result, changes) for raw, result in batch]
        for article_id in changes.articles:
            keep_compared_text(self._db, article_id, None)  # drops that of the former text
        if to_place := [*changes.articles, *changes.may_move]:
            self._keeper.place(to_place, changes.features)
        texts = [
            NewText(
                article_id=raw.article_id,
                source_id=raw.source_id,
                body=article.article_body,
                seen_at=raw.fetched_at,
            )
            for raw, article in changes.articles.values()
        ]
        learn_lines(self._db, texts)
        return outcomes

    def _save(self, raw: RawPage, result: _Result, changes: _Changes) -> str:
        """Save one reading, note what it changes, and return its outcome.

        If the page now holds no article, the stored article is not changed.
        """
        if isinstance(result, PageStopped):
            return result.outcome
        reading, text_features = result
        if reading.article is None:
            return reading.outcome
        saved = reread_article(self._db, reading.article, raw.article_id, fetched_at=raw.fetched_at)
        if saved is None:
            return TOO_OLD_PAGE
        if saved.change is Change.CHANGED:
            changes.articles[raw.article_id] = raw, reading.article
            if text_features is not None:
                changes.features[raw.article_id] = text_features
        else:
            cut_known_lines(self._db, {raw.article_id: raw.source_id})
            if saved.may_move:
                changes.may_move.add(raw.article_id)
        return saved.change


def _read_again(stored: tuple[RawPage, Page]) -> tuple[Reading, TextFeatures | None]:
    _, page = stored
    return read_with_features(page)
