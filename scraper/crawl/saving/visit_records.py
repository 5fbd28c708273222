"""Records how a visit to a page ended: its outcome, the version of the page, and the next visit."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pipelines.model import Address, Article, Outcome, Page, PageRead
from pipelines.parsing.urls import address
from scraper.crawl.claimed_addresses import own_canonical
from scraper.crawl.schedule import next_try
from storage.articles.page_versions import (
    SentVersion,
    count_not_modified,
    forget_versions,
    keep_versions,
)
from storage.crawl.visits import KnownAddress, Visit, known_addresses, record_visits
from storage.database.protocols import Store

_WAIT_BEFORE_RETRY = {
    Outcome.STOPPED_WALL: timedelta(0),  # in the next run, since the machine may have been busy
    Outcome.CHALLENGE: timedelta(hours=6),
}
ARTICLE_OUTCOMES = (Outcome.STORED, Outcome.CHANGED, Outcome.UNCHANGED)


@dataclass(frozen=True, slots=True)
class Ending:
    """How a visit ended, as it is recorded for an address."""

    outcome: Outcome
    reason: str | None = None
    article_id: int | None = None  # the article that is at the address


class VisitRecords:
    """Records the outcomes of the pages that were read, in the caller's transaction."""

    def __init__(self, db: Store, now: Callable[[], datetime]) -> None:
        self._db = db
        self._now = now

    def fetched_at(self, page: Page) -> datetime:
        """Return when the page was fetched; the present time for a page that does not state it."""
        return page.fetched_at or self._now()

    def record(self, page: Page, addresses: Sequence[Address], ending: Ending) -> None:
        """Record one ending of a visit for several addresses of a page."""
        known = known_addresses(self._db, [page_address.identity for page_address in addresses])
        record_visits(self._db, self.visits(page, addresses, ending, known))

    def visits(
        self,
        page: Page,
        addresses: Sequence[Address],
        ending: Ending,
        known: Mapping[str, KnownAddress],
    ) -> list[Visit]:
        """Return what ``record`` stores; ``known`` is what is stored now, by identity."""
        now = self.fetched_at(page)
        source_id = source_of(page)
        return [
            Visit(
                address=page_address,
                source_id=source_id,
                outcome=ending.outcome,
                now=now,
                reason=ending.reason,
                article_id=ending.article_id,
                next_check_at=_next_check(
                    page, ending.outcome, known.get(page_address.identity), now
                ),
            )
            for page_address in addresses
        ]

    def keep_versions(self, items: Mapping[int, PageRead]) -> None:
        """Keep the versions of pages, given by article id, that will be visited again."""
        forgotten: list[int] = []
        not_modified: list[int] = []
        sent: list[SentVersion] = []
        for article_id, item in items.items():
            page = item.page
            if item.version is None or page.next_check_at is None:
                forgotten.append(article_id)
            elif page.is_not_modified:
                not_modified.append(article_id)
            else:
                now = self.fetched_at(page)
                sent.append(SentVersion(article_id, item.version, page.validators, now))
        forget_versions(self._db, forgotten)
        count_not_modified(self._db, not_modified)
        keep_versions(self._db, sent)


def _next_check(
    page: Page, outcome: Outcome, known: KnownAddress | None, now: datetime
) -> datetime | None:
    """Return when an address is visited again; None means never."""
    if outcome is Outcome.PENDING:
        return now
    if outcome in _WAIT_BEFORE_RETRY:
        return now + _WAIT_BEFORE_RETRY[outcome]
    if outcome is Outcome.NOT_ARTICLE:
        attempts = known.attempts if known and known.outcome is outcome else 0
        return next_try(outcome, attempts + 1, now)
    return page.next_check_at if outcome in ARTICLE_OUTCOMES else None


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
