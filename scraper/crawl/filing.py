"""Stores pages that have been read, with everything derived from them, in one transaction."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Self

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem
from sqlite_utils import Database

from pipelines.model import Outcome, PageRead
from pipelines.stories.keeper import StoryKeeper
from scraper.crawl.derived_data import DerivedData
from scraper.crawl.run_state import RunState
from scraper.crawl.saving.independent_pages import independent_pages
from scraper.crawl.saving.page_saving import Changes, PageSaver
from scraper.crawl.saving.visit_records import VisitRecords, source_of
from scraper.crawl.waiting_work import compute_waiting
from scraper.crawl.write_turn import wait_for_turn
from storage.articles.raw_pages import forget_old_pages
from storage.crawl.clock_repair import repair_future_timestamps
from storage.crawl.crawls import begin_crawl, finish_crawl
from storage.database.errors import StorageError
from storage.database.sqlite import transaction
from storage.search.indexing import words_indexed_once
from storage.stores import prepare_for_crawl, story_index


class PageFiler:
    """Writes articles with everything that depends on them, and the record of the run."""

    def __init__(self, state: RunState, raw_days: int = 0) -> None:
        self._state = state
        self._db = state.db
        prepare_for_crawl(state.db)
        self._raw_days = raw_days  # days for which pages are stored; 0 stores none
        self._keeper = StoryKeeper(story_index(state.db))
        self._visits = VisitRecords(state.db, state.now)
        self._derived = DerivedData(
            state.db, self._keeper, self._visits, keeps_raw_pages=raw_days > 0
        )
        self._crawl_id: int | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(RunState.of(crawler), crawler.settings.getint("NEWS_RAW_DAYS"))

    def begin(self) -> None:
        """Repair times that an earlier clock put into the future, and record the start of the run.

        If the database can't be used, the error becomes the run state's ``database_failure``,
        and the spider ends the run.
        """
        now = self._state.now()
        try:
            with transaction(self._db):
                self._keeper.revise(repair_future_timestamps(self._db, now))
                self._crawl_id = begin_crawl(self._db, now)
        except StorageError as error:
            self._state.database_failure = error

    async def wait_for_turn(self, items: Sequence[PageRead]) -> None:
        """Compare the items with what is stored, then wait until no other process is writing."""
        self.prepare(items)
        await wait_for_turn(self._db, self._state.lock_times)

    def prepare(self, items: Sequence[PageRead]) -> None:
        """Compare the items that are stored next with what is stored, without the lock."""
        self._derived.prepare(items)

    def file(self, items: Sequence[PageRead]) -> list[PageRead | Exception]:
        """Store the items in one transaction; if that fails, each in a transaction of its own.

        The result holds each item with its final outcome, or the exception that kept it from being
        stored.
        """
        try:
            return list(self._file_together(items))
        except DropItem as error:
            return [error] * len(items)
        except Exception as error:
            if len(items) == 1:
                return [error]
            return [result for item in items for result in self.file([item])]

    def finish(self, reason: str) -> None:
        """Record how the run ended, drop expired pages, do waiting work, close the database.

        The waiting work is done last, so that its errors can't undo the record of the run.
        """
        state = self._state
        try:
            with transaction(self._db):
                if self._crawl_id is not None:
                    finish_crawl(
                        self._db,
                        self._crawl_id,
                        now=state.now(),
                        counts=state.tally.total(),
                        sources=state.tally.by_source,
                        exit_reason=reason,
                    )
                forget_old_pages(self._db, state.now(), self._raw_days)
            if state.database_failure is None:
                state.problems += compute_waiting(self._db, state.now())
        except StorageError as error:
            state.database_failure = state.database_failure or error
        self._db.close()

    def _file_together(self, items: Sequence[PageRead]) -> list[PageRead]:
        """Store the pages in one transaction, and return them with their outcomes."""
        state = self._state
        try:
            if state.database_failure is None:
                with state.lock_times.holding(), self._transaction():
                    outcomes = self._store(items)
        except StorageError as error:
            state.database_failure = error
        if state.database_failure:  # the spider ends the run, and the pages stay due
            raise DropItem(str(state.database_failure), log_level="DEBUG")
        for item, outcome in zip(items, outcomes, strict=True):
            state.tally.count(source_of(item.page), outcome)
        return [
            replace(item, reading=replace(item.reading, outcome=outcome))
            for item, outcome in zip(items, outcomes, strict=True)
        ]

    def _transaction(self) -> AbstractContextManager[None]:
        if isinstance(self._db, Database):  # only an SQLite file has a search index
            return words_indexed_once(self._db)
        return transaction(self._db)

    def _store(self, items: Sequence[PageRead]) -> list[Outcome]:
        """Save every page, then place all new texts in stories together, which costs less."""
        changes = Changes()
        outcomes: list[Outcome] = []
        while waiting := items[len(outcomes) :]:
            saver = PageSaver(
                self._state, self._visits, changes, keeps_refused_pages=self._raw_days > 0
            )
            outcomes += saver.save(independent_pages(self._db, waiting))
        if with_stored_text := changes.may_move - changes.fresh.keys():
            self._keeper.revise(with_stored_text)
        if not changes.fresh:
            return outcomes
        refused_ids = self._derived.derive(changes.fresh)
        # Items are compared by identity, since two items may be equal.
        refused_items = {id(changes.fresh[article_id]) for article_id in refused_ids}
        return [
            Outcome.NOT_ARTICLE if id(item) in refused_items else outcome
            for item, outcome in zip(items, outcomes, strict=True)
        ]
