"""Stores pages that have been read, each with everything derived from it, in one transaction.

The module decides which article a page is a version of, whether it is too old, which addresses it
has, when it is visited again, and in which order its story, recurring lines and alerts are derived.
"""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Self

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem
from sqlite_utils import Database

from pipelines.model import Address, Article, Outcome, Page, PageRead
from pipelines.parsing.urls import address, identity
from pipelines.stories.keeper import StoryKeeper
from scraper.crawl.claimed_addresses import Claim, divide_addresses, own_canonical
from scraper.crawl.corrected_address import StoredArticle, article_number, same_article
from scraper.crawl.run_state import RunState
from scraper.crawl.schedule import next_try
from scraper.crawl.shared_texts import is_refused_text, keep_text, refuse_shared_texts
from scraper.crawl.waiting_work import compute_waiting
from scraper.crawl.write_turn import wait_for_turn
from scraper.stories.edits import judge_newest_edits
from scraper.stories.recurring_lines import NewText, cut_known_lines, learn_lines
from storage.articles.engagement import save_engagement
from storage.articles.raw_pages import forget_old_pages, keep_raw_page
from storage.articles.refused_pages import (
    REFUSED,
    SHARED_TEXT,
    forget_refused_page,
    keep_refused_page,
)
from storage.articles.rows import Change, articles_of_day, save_article, set_url
from storage.articles.shared_texts import shown_text
from storage.crawl.clock_repair import repair_future_timestamps
from storage.crawl.crawls import begin_crawl, finish_crawl
from storage.crawl.urls import (
    article_of,
    is_forgotten,
    known_url,
    make_aliases,
    owners_of,
    record_outcome,
    take_claimed_address,
)
from storage.database.errors import StorageError
from storage.database.sqlite import transaction
from storage.search.indexing import index_pending, words_indexed_once
from storage.search.outbox import write_messages
from storage.stores import story_index
from storage.stories.index import keep_compared_text

_WAIT_BEFORE_RETRY = {
    Outcome.STOPPED_WALL: timedelta(0),  # in the next run, since the machine may have been busy
    Outcome.CHALLENGE: timedelta(hours=6),
}


class PageFiler:
    """Writes articles with everything that depends on them, and the record of the run."""

    def __init__(self, state: RunState, raw_days: int = 0) -> None:
        self._state = state
        self._db = state.db
        self._raw_days = raw_days  # days for which pages are stored; 0 stores none
        self._keeper = StoryKeeper(story_index(state.db))
        # The search index and alerts exist in an SQLite file only.
        self._file = state.db if isinstance(state.db, Database) else None
        self._crawl_id: int | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(RunState.of(crawler), crawler.settings.getint("NEWS_RAW_DAYS"))

    def begin(self) -> None:
        """Repair times that an earlier clock put into the future, and record the start of the run.

        If the database can't be used, the error becomes the run state's ``failure``, and the
        spider ends the run.
        """
        now = self._state.now()
        try:
            with transaction(self._db):
                self._keeper.revise(repair_future_timestamps(self._db, now))
                self._crawl_id = begin_crawl(self._db, now)
        except StorageError as error:
            self._state.failure = error

    async def turn(self) -> None:
        """Wait until no other process is writing to the database."""
        await wait_for_turn(self._db, self._state.lock_times)

    def file(self, items: Sequence[PageRead]) -> list[PageRead | Exception]:
        """Store the items in one transaction, or each in its own if that fails.

        The result holds each item with its final outcome, or the exception that prevented its
        storing.
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
        """Record how the run ended, drop expired pages, compute what waits, close the database.

        What waits is computed last, so that its errors leave the record of the run.
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
            if state.failure is None:
                state.problems += compute_waiting(self._db, state.now())
        except StorageError as error:
            state.failure = state.failure or error
        self._db.close()

    def _file_together(self, items: Sequence[PageRead]) -> list[PageRead]:
        state = self._state
        try:
            if state.failure is None:
                with self._state.lock_times.holding(), self._transaction():
                    outcomes = self._store(items)
        except StorageError as error:
            state.failure = error
        if state.failure:  # the spider ends the run, and the pages stay due
            raise DropItem(str(state.failure), log_level="DEBUG")
        for item, outcome in zip(items, outcomes, strict=True):
            assert item.page.source_id is not None
            state.tally.count(item.page.source_id, outcome)
        return [
            replace(item, reading=replace(item.reading, outcome=outcome))
            for item, outcome in zip(items, outcomes, strict=True)
        ]

    def _transaction(self) -> AbstractContextManager[None]:
        return transaction(self._db) if self._file is None else words_indexed_once(self._file)

    def _store(self, items: Sequence[PageRead]) -> list[Outcome]:
        """Save every page, then give all new texts their stories together, which costs less."""
        fresh: dict[int, PageRead] = {}
        moved: set[int] = set()
        outcomes = [self._save(item, fresh, moved) for item in items]
        if moved - fresh.keys():
            self._keeper.revise(moved - fresh.keys())
        if fresh:
            refused = self._derive(fresh)
            outcomes = [
                Outcome.NOT_ARTICLE if any(fresh[i] is item for i in refused) else outcome
                for item, outcome in zip(items, outcomes, strict=True)
            ]
        return outcomes

    def _save(self, item: PageRead, fresh: dict[int, PageRead], moved: set[int]) -> Outcome:
        """Save one page and return the outcome of its URL.

        An article with a new or changed text is added to ``fresh``; the id of one whose date or
        credit changed is added to ``moved``.
        """
        page = item.page
        article, outcome, reason = self._judge(item)
        assert page.source_id is not None
        named = _addresses(page, article)
        if is_forgotten(self._db, [one.identity for one in named]):
            return Outcome.FORGOTTEN
        if article is not None and not page.is_revisit:
            take_claimed_address(self._db, named[0].identity, source_id=page.source_id)
        owners = owners_of(self._db, [one.identity for one in named])
        addresses, claims = divide_addresses(named, owners, page.source_id)
        if addresses[:1] != named[:1]:  # redirected to a page of another source
            return self._leave_to_its_owner(page, claims[0])
        if article is None:
            self._record(page, addresses[:1], outcome, reason)
            if outcome in REFUSED and addresses:
                self._keep_refused(page, addresses[0])
            return outcome
        for one in addresses:
            forget_refused_page(self._db, one.identity)
        change, article_id = self._save_article(page, article, addresses, moved)
        if change is None:
            return Outcome.ALIAS
        if change is not Change.UNCHANGED:
            keep_compared_text(self._db, article_id, None)
            fresh[article_id] = item
        self._record(
            page, addresses[:1], Outcome(change), self._reason_of(page, claims), article_id
        )
        self._record(page, addresses[1:], Outcome.ALIAS, None, article_id)
        return Outcome(change)

    def _save_article(
        self, page: Page, article: Article, addresses: list[Address], moved: set[int]
    ) -> tuple[Change | None, int]:
        """Save an article of the page's source; None stands for one that an alias had stored."""
        assert page.source_id is not None
        known = article_of(self._db, [one.identity for one in addresses])
        corrected = known is None and self._under_old_address(addresses[0], page, article)
        saved = save_article(
            self._db,
            article,
            url=addresses[0].url,
            source_id=page.source_id,
            now=self._fetched_at(page),
            article_id=known or corrected or None,
        )
        now = self._fetched_at(page)
        save_engagement(self._db, saved.article_id, article.engagement, now=now)
        if saved.moved:
            moved.add(saved.article_id)
        if saved.change is Change.UNCHANGED:
            cut_known_lines(self._db, saved.article_id, page.source_id)
        if corrected:
            self._correct_address(corrected, addresses[0])
        elif saved.change is Change.UNCHANGED and not page.is_revisit:
            others = [one for one in addresses if article_of(self._db, [one.identity]) is None]
            self._record(page, others, Outcome.ALIAS, None, saved.article_id)
            return None, saved.article_id
        return saved.change, saved.article_id

    def _leave_to_its_owner(self, page: Page, claim: Claim) -> Outcome:
        """Record that a link of one source leads to a page of another, whose article stays."""
        asked = address(page.requested_url or page.url)
        if asked is not None:
            reason = f"leads to a page of {claim.owner}: {claim.claimed}"
            self._record(page, [asked], Outcome.ALIAS, reason)
        return Outcome.ALIAS

    def _reason_of(self, page: Page, claims: Sequence[Claim]) -> str | None:
        """Return the reason to be stored with a page that claims addresses of other sources.

        A claim that is new is added to the summary of the run.
        """
        if not claims:
            return None
        assert page.source_id is not None
        reason = str(claims[0])
        known = known_url(self._db, identity(page.url))
        if known is None or known.reason != reason:
            self._state.claims[page.source_id][claims[0]] = None
        return reason

    def _judge(self, item: PageRead) -> tuple[Article | None, Outcome, str | None]:
        """Return the article to be stored, or None with the outcome and its reason."""
        page, article = item.page, item.reading.article
        if article is None:
            return None, item.reading.outcome, item.reading.reason
        if _is_too_old(article, page):
            return None, Outcome.TOO_OLD, None
        assert page.source_id is not None
        if page.is_accepted:
            keep_text(self._db, page.source_id, article, self._fetched_at(page))
        elif is_refused_text(self._db, page.source_id, article):
            return None, Outcome.NOT_ARTICLE, SHARED_TEXT
        return article, item.reading.outcome, None

    def _under_old_address(self, at: Address, page: Page, article: Article) -> int | None:
        """Return the id of the article as stored before a correction of its headline; or None."""
        number, published = article_number(at.url), article.date_published
        if number is None or published is None:
            return None
        assert page.source_id is not None
        day = published.isoformat()[:10]
        stored = articles_of_day(self._db, page.source_id, day, number)
        return same_article(
            at.url, article.headline, article.article_body, published,
            (StoredArticle(*row) for row in stored),
        )  # fmt: skip

    def _correct_address(self, article_id: int, at: Address) -> None:
        """Show the article under its new address; its old addresses stay its aliases."""
        set_url(self._db, article_id, at.url)
        make_aliases(self._db, article_id)

    def _keep_refused(self, page: Page, at: Address) -> None:
        """Keep a refused page, so that later rules or a person can accept it as an article."""
        if self._raw_days and article_of(self._db, [at.identity]) is None:
            assert page.source_id is not None
            keep_refused_page(
                self._db,
                at.identity,
                source_id=page.source_id,
                url=page.url,
                fetched_at=self._fetched_at(page),
                encoding=page.encoding,
                body=page.body,
            )

    def _derive(self, fresh: Mapping[int, PageRead]) -> set[int]:
        """Place new texts in stories, and then learn recurring lines, which count once a story.

        Return the ids of those that turn out to be refused.
        """
        features = {i: item.features for i, item in fresh.items() if item.features is not None}
        self._keeper.place(list(fresh), features)
        texts = []
        for article_id, item in fresh.items():
            page, article = item.page, item.reading.article
            assert page.source_id is not None
            assert article is not None
            now = self._fetched_at(page)
            texts.append(NewText(article_id, page.source_id, article.article_body, now))
            if self._raw_days:
                keep_raw_page(
                    self._db,
                    article_id,
                    url=page.url,
                    fetched_at=now,
                    encoding=page.encoding,
                    body=page.body,
                )
        learn_lines(self._db, texts)
        now = max(map(self._fetched_at, (item.page for item in fresh.values())))
        refused = refuse_shared_texts(self._db, self._keeper, list(fresh), now) & fresh.keys()
        for article_id in refused:
            page = fresh[article_id].page
            if shown_text(self._db, article_id) is not None:  # an earlier text was restored
                self._record(page, _addresses(page, None)[:1], Outcome.NOT_ARTICLE, SHARED_TEXT)
        judge_newest_edits(self._db, [i for i in fresh if i not in refused])
        if self._file is not None:
            index_pending(self._file)
            write_messages(self._file, [i for i in fresh if i not in refused], now)
        return refused

    def _fetched_at(self, page: Page) -> datetime:
        return page.fetched_at or self._state.now()

    def _record(
        self,
        page: Page,
        addresses: list[Address],
        outcome: Outcome,
        reason: str | None,
        article_id: int | None = None,
    ) -> None:
        now = self._fetched_at(page)
        assert page.source_id is not None
        for one in addresses:
            record_outcome(
                self._db,
                one,
                source_id=page.source_id,
                outcome=outcome,
                now=now,
                reason=reason,
                article_id=article_id,
                next_check_at=self._next_check(page, outcome, one, now),
            )

    def _next_check(
        self, page: Page, outcome: Outcome, one: Address, now: datetime
    ) -> datetime | None:
        if outcome in _WAIT_BEFORE_RETRY:
            return now + _WAIT_BEFORE_RETRY[outcome]
        if outcome is Outcome.NOT_ARTICLE:
            known = known_url(self._db, one.identity)
            attempts = known.attempts if known and known.outcome is outcome else 0
            return next_try(outcome, attempts + 1, now)
        is_article = outcome in (Outcome.STORED, Outcome.CHANGED, Outcome.UNCHANGED)
        return page.next_check_at if is_article else None


def _is_too_old(article: Article, page: Page) -> bool:
    published = article.date_published
    if page.since is None or published is None:
        return False
    if isinstance(published, datetime):
        return published < page.since
    return published < date(page.since.year, page.since.month, page.since.day)


def _addresses(page: Page, article: Article | None) -> list[Address]:
    """Return the addresses of one page, each identity once, the fetched address first."""
    urls = [
        page.url,
        page.requested_url,
        own_canonical(page.url, article.canonical_url if article else None),
    ]
    found = [address(url) for url in urls if url]
    unique = {one.identity: one for one in reversed(found) if one}
    return list(reversed(unique.values()))
