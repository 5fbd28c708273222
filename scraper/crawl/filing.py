"""Stores pages that have been read, with everything derived from them, in one transaction.

The module decides which article a page is a version of, whether the article is too old, and to
which source each of its addresses belongs.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Self

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem
from sqlite_utils import Database

from pipelines.model import Address, Article, Outcome, Page, PageRead, Reading
from pipelines.parsing.urls import address, identity
from pipelines.stories.keeper import StoryKeeper
from scraper.crawl.claimed_addresses import Claim, divide_addresses
from scraper.crawl.corrected_address import StoredArticle, article_number, same_article
from scraper.crawl.derived_data import DerivedData
from scraper.crawl.run_state import RunState
from scraper.crawl.shared_texts import is_refused_text, keep_text
from scraper.crawl.visit_records import VisitRecords, addresses_of, source_of
from scraper.crawl.waiting_work import compute_waiting
from scraper.crawl.write_turn import wait_for_turn
from scraper.stories.recurring_lines import cut_known_lines
from storage.articles.engagement import save_engagement
from storage.articles.raw_pages import forget_old_pages
from storage.articles.refused_pages import (
    REFUSED,
    SHARED_TEXT,
    forget_refused_page,
    keep_refused_page,
)
from storage.articles.rows import Change, Saved, articles_of_day, save_article, set_url
from storage.crawl.clock_repair import repair_future_timestamps
from storage.crawl.crawls import begin_crawl, finish_crawl
from storage.crawl.urls import (
    article_of,
    is_forgotten,
    known_url,
    make_aliases,
    owners_of,
    take_claimed_address,
)
from storage.database.errors import StorageError
from storage.database.sqlite import transaction
from storage.search.indexing import words_indexed_once
from storage.stores import prepare_for_crawl, story_index
from storage.stories.compared_text import keep_compared_text


@dataclass(slots=True)
class _Changes:
    """The articles of one transaction from which other data must be derived again."""

    # Articles with a new or changed text, by id, each with the page that it was read from.
    fresh: dict[int, PageRead] = field(default_factory=dict)
    moved: set[int] = field(default_factory=set)  # ids of articles with another date or credit


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
        self._derived.prepare(items)
        await wait_for_turn(self._db, self._state.lock_times)

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
        changes = _Changes()
        outcomes = [self._save(item, changes) for item in items]
        if only_moved := changes.moved - changes.fresh.keys():
            self._keeper.revise(only_moved)
        if not changes.fresh:
            return outcomes
        refused_ids = self._derived.derive(changes.fresh)
        # Items are compared by identity, since two items may be equal.
        refused_items = {id(changes.fresh[article_id]) for article_id in refused_ids}
        return [
            Outcome.NOT_ARTICLE if id(item) in refused_items else outcome
            for item, outcome in zip(items, outcomes, strict=True)
        ]

    def _save(self, item: PageRead, changes: _Changes) -> Outcome:
        """Save one page and return the outcome of its URL."""
        page, judged = item.page, self._judge(item)
        article, outcome = judged.article, judged.outcome
        source_id = source_of(page)
        stated = addresses_of(page, article)
        identities = [stated_address.identity for stated_address in stated]
        if is_forgotten(self._db, identities):
            return Outcome.FORGOTTEN
        if article is not None and not page.is_revisit:
            take_claimed_address(self._db, stated[0].identity, source_id=source_id)
        owners = owners_of(self._db, identities)
        addresses, claims = divide_addresses(stated, owners, source_id)
        if addresses[:1] != stated[:1]:  # redirected to a page of another source
            claim, *_ = claims
            return self._leave_to_its_owner(page, claim)
        if article is not None:
            return self._save_article(item, article, addresses, claims, changes)
        if outcome is Outcome.UNCHANGED:
            return self._visits.record_known_article(item, addresses)
        self._visits.record(page, addresses[:1], outcome, judged.reason)
        if outcome in REFUSED and addresses:
            self._keep_refused(page, addresses[0])
        return outcome

    def _save_article(
        self,
        item: PageRead,
        article: Article,
        addresses: Sequence[Address],
        claims: Sequence[Claim],
        changes: _Changes,
    ) -> Outcome:
        """Save the article of a page under the addresses of its source, and note what changed.

        ``addresses`` begin with that of the page. ``claims`` are its addresses that belong to other
        sources.
        """
        page = item.page
        page_address, *other_addresses = addresses
        identities = [own_address.identity for own_address in addresses]
        for own_identity in identities:
            forget_refused_page(self._db, own_identity)
        known_id = article_of(self._db, identities)
        corrected_id = None
        if known_id is None:
            corrected_id = self._under_old_address(page_address, page, article)
        saved = self._write(page, article, page_address, known_id or corrected_id)
        if saved.is_moved:
            changes.moved.add(saved.article_id)
        if corrected_id is not None:
            self._correct_address(corrected_id, page_address)
        elif saved.change is Change.UNCHANGED and not page.is_revisit:  # a new link to the article
            self._add_aliases(page, addresses, saved.article_id)
            return Outcome.ALIAS
        if saved.change is not Change.UNCHANGED:
            keep_compared_text(self._db, saved.article_id, None)  # deletes that of the former text
            changes.fresh[saved.article_id] = item
        outcome, reason = Outcome(saved.change), self._reason_of(page, claims)
        self._visits.record(page, [page_address], outcome, reason, saved.article_id)
        self._visits.record(page, other_addresses, Outcome.ALIAS, None, saved.article_id)
        self._visits.keep_version(item, saved.article_id)
        return outcome

    def _write(
        self, page: Page, article: Article, page_address: Address, article_id: int | None
    ) -> Saved:
        """Write the article and its engagement; ``article_id`` is None for a new article."""
        source_id, now = source_of(page), self._visits.fetched_at(page)
        saved = save_article(
            self._db,
            article,
            url=page_address.url,
            source_id=source_id,
            now=now,
            article_id=article_id,
        )
        save_engagement(self._db, saved.article_id, article.engagement, now=now)
        # The lines of a new or changed text are cut when they have been learnt from it.
        if saved.change is Change.UNCHANGED:
            cut_known_lines(self._db, saved.article_id, source_id)
        return saved

    def _add_aliases(self, page: Page, addresses: Sequence[Address], article_id: int) -> None:
        """Record the addresses that lead to no article yet as aliases of a stored article."""
        without_article = [
            own_address
            for own_address in addresses
            if article_of(self._db, [own_address.identity]) is None
        ]
        self._visits.record(page, without_article, Outcome.ALIAS, None, article_id)

    def _leave_to_its_owner(self, page: Page, claim: Claim) -> Outcome:
        """Record that a link of one source leads to a page of another, whose article stays."""
        requested = address(page.requested_url or page.url)
        if requested is not None:
            reason = f"leads to a page of {claim.owner}: {claim.claimed}"
            self._visits.record(page, [requested], Outcome.ALIAS, reason)
        return Outcome.ALIAS

    def _reason_of(self, page: Page, claims: Sequence[Claim]) -> str | None:
        """Return the reason to store with a page that claims addresses of other sources, or None.

        A new claim is added to the summary of the run.
        """
        if not claims:
            return None
        claim, *_ = claims
        reason = str(claim)
        known = known_url(self._db, identity(page.url))
        if known is None or known.reason != reason:
            self._state.address_claims[source_of(page)][claim] = None
        return reason

    def _judge(self, item: PageRead) -> Reading:
        """Return the reading; one without an article if that is too old or its text is refused."""
        page, article = item.page, item.reading.article
        if article is None:
            return item.reading
        if _is_too_old(article, page):
            return Reading(Outcome.TOO_OLD)
        if page.is_accepted:
            keep_text(self._db, source_of(page), article, self._visits.fetched_at(page))
        elif is_refused_text(self._db, source_of(page), article):
            return Reading(Outcome.NOT_ARTICLE, reason=SHARED_TEXT)
        return item.reading

    def _under_old_address(self, page_address: Address, page: Page, article: Article) -> int | None:
        """Return the id of this article if it is stored under the address of a former headline."""
        number, published = article_number(page_address.url), article.date_published
        if number is None or published is None:
            return None
        day = published.isoformat()[:10]
        stored = articles_of_day(self._db, source_of(page), day, number)
        return same_article(
            page_address.url,
            article.headline,
            article.article_body,
            published,
            (StoredArticle(*row) for row in stored),
        )

    def _correct_address(self, article_id: int, page_address: Address) -> None:
        """Make this the address of the article; its old addresses become aliases."""
        set_url(self._db, article_id, page_address.url)
        make_aliases(self._db, article_id)

    def _keep_refused(self, page: Page, page_address: Address) -> None:
        """Keep a refused page, so that later rules or a person can accept it as an article."""
        if self._raw_days and article_of(self._db, [page_address.identity]) is None:
            keep_refused_page(
                self._db,
                page_address.identity,
                source_id=source_of(page),
                url=page.url,
                fetched_at=self._visits.fetched_at(page),
                encoding=page.encoding,
                body=page.body,
            )


def _is_too_old(article: Article, page: Page) -> bool:
    published = article.date_published
    if page.since is None or published is None:
        return False
    if isinstance(published, datetime):
        return published < page.since
    return published < date(page.since.year, page.since.month, page.since.day)
