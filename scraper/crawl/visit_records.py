"""Records how a visit to a page ended: its outcome, the version of the page, and the next visit."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from pipelines.model import Address, Article, Outcome, Page, PageRead
from pipelines.parsing.urls import address
from scraper.crawl.claimed_addresses import own_canonical
from scraper.crawl.schedule import next_try
from scraper.stories.recurring_lines import cut_known_lines
from storage.articles.page_versions import count_not_modified, forget_version, keep_version
from storage.articles.rows import mark_seen
from storage.crawl.urls import article_of, known_url, record_outcome
from storage.database.protocols import Store

_WAIT_BEFORE_RETRY = {
    Outcome.STOPPED_WALL: timedelta(0),  # in the next run, since the machine may have been busy
    Outcome.CHALLENGE: timedelta(hours=6),
}
_ARTICLE_OUTCOMES = (Outcome.STORED, Outcome.CHANGED, Outcome.UNCHANGED)


class VisitRecords:
    """Records the outcomes of the pages that were read, in the caller's transaction."""

    def __init__(self, db: Store, now: Callable[[], datetime]) -> None:
        self._db = db
        self._now = now

    def fetched_at(self, page: Page) -> datetime:
        """Return when the page was fetched; the present time for a page that does not state it."""
        return page.fetched_at or self._now()

    def record(
        self,
        page: Page,
        addresses: Sequence[Address],
        outcome: Outcome,
        reason: str | None,
        article_id: int | None = None,
    ) -> None:
        """Record one outcome for several addresses of a page."""
        now = self.fetched_at(page)
        source_id = source_of(page)
        for page_address in addresses:
            record_outcome(
                self._db,
                page_address,
                source_id=source_id,
                outcome=outcome,
                now=now,
                reason=reason,
                article_id=article_id,
                next_check_at=self._next_check(page, outcome, page_address, now),
            )

    def record_known_article(self, item: PageRead, addresses: Sequence[Address]) -> Outcome:
        """Record that a page shows its article as it is stored, and return the outcome."""
        page = item.page
        article_id = article_of(self._db, [page_address.identity for page_address in addresses])
        if article_id is None:  # another program deleted it after this visit had begun
            self.record(page, addresses[:1], Outcome.PENDING, None)
            return Outcome.PENDING
        mark_seen(self._db, article_id, self.fetched_at(page))
        cut_known_lines(self._db, article_id, source_of(page))
        # The reason that was stored with the article, on addresses that it claims, stays.
        visited = known_url(self._db, addresses[0].identity)
        reason = visited.reason if visited and visited.outcome in _ARTICLE_OUTCOMES else None
        self.record(page, addresses[:1], Outcome.UNCHANGED, reason, article_id)
        self.record(page, addresses[1:], Outcome.ALIAS, None, article_id)
        self.keep_version(item, article_id)
        return Outcome.UNCHANGED

    def keep_version(self, item: PageRead, article_id: int) -> None:
        """Keep the version of an article's page as long as the page will be visited again."""
        page = item.page
        if item.version is None or page.next_check_at is None:
            forget_version(self._db, article_id)
        elif page.is_not_modified:
            count_not_modified(self._db, article_id)
        else:
            now = self.fetched_at(page)
            keep_version(self._db, article_id, item.version, page.validators, now=now)

    def _next_check(
        self, page: Page, outcome: Outcome, page_address: Address, now: datetime
    ) -> datetime | None:
        """Return when the address is visited again; None means never."""
        if outcome is Outcome.PENDING:
            return now
        if outcome in _WAIT_BEFORE_RETRY:
            return now + _WAIT_BEFORE_RETRY[outcome]
        if outcome is Outcome.NOT_ARTICLE:
            known = known_url(self._db, page_address.identity)
            attempts = known.attempts if known and known.outcome is outcome else 0
            return next_try(outcome, attempts + 1, now)
        return page.next_check_at if outcome in _ARTICLE_OUTCOMES else None


def source_of(page: Page) -> str:
    """Return the id of the page's source, which every page of a crawl has."""
    assert page.source_id is not None
    return page.source_id


def addresses_of(page: Page, article: Article | None) -> list[Address]:
    """Return the addresses of one page, each identity once, the fetched address first."""
    urls = [
        page.url,
        page.requested_url,
        own_canonical(page.url, article.canonical_url if article else None),
    ]
    by_identity: dict[str, Address] = {}
    for url in urls:
        stated = address(url) if url else None
        if stated is not None:
            by_identity.setdefault(stated.identity, stated)
    return list(by_identity.values())
