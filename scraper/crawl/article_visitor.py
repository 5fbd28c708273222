"""Visits the article pages of a source: new pages, retries of failed ones, and revisits."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from time import monotonic

from sqlite_utils import Database

from pipelines.model import Outcome, Page, Source, has_same_context, page_from_source
from pipelines.parsing.sites import is_same_site
from pipelines.parsing.urls import identity
from pipelines.workers.pool import PageStopped
from scraper.crawl.fetching import (
    NOT_MODIFIED,
    Answer,
    HostPausedError,
    conditional_headers,
    is_detour,
    leads_home,
)
from scraper.crawl.indexes.post_addresses import page_to_look_up
from scraper.crawl.run import Run
from scraper.crawl.schedule import next_revisit, next_try, trusts_validators
from scraper.crawl.undated_links import batches
from scraper.discovery.documents import Kind
from scraper.discovery.reading import Sight, sight_of_post
from scraper.rendering.policy import is_html_page
from storage.articles.page_versions import StoredVersion, version_of
from storage.articles.rows import mark_gone
from storage.crawl.endpoints import endpoints_of
from storage.crawl.urls import (
    FoundLink,
    KnownUrl,
    add_pending,
    due_links,
    due_revisits,
    known_outcomes,
    record_outcome,
)
from storage.crawl.visits import known_addresses
from storage.database.sqlite import transaction
from storage.search.outbox import write_removal

_MIN_GONE_ATTEMPTS = 2  # runs in which an article must be gone, since an outlet may fail for a day
# Runs in a row that find a page half-drawn. The last of them reads the page as it is, since a page
# that gets new comments all the time never stops growing.
_MAX_TRIES_OF_HALF_DRAWN = 3
LEADS_TO_ANOTHER_SITE = "leads to another site"  # beginning of a reason
_READ_STATUSES = ("working", "not_modified")  # of an index that was read at its last check
_PAGE_TYPES = ("html", "xml", "text/plain", "octet-stream")  # parts of the media types of pages


@dataclass(frozen=True, slots=True)
class UnreadEnding:
    """The outcome of a visit after which no page is read."""

    outcome: Outcome
    reason: str | None = None
    article_id: int | None = None
    is_final: bool = False  # a later visit would end in the same way


class ArticleVisitor:
    """Fetches the due pages of one source, newest first, and passes them on to be stored."""

    def __init__(self, run: Run, source: Source, since: datetime | None = None) -> None:
        self._run = run
        self._source = source
        self._since = since or run.selection.since  # articles published before are not stored
        self._paused = False  # whether the host has asked for a pause
        channels = [
            endpoint
            for endpoint in endpoints_of(run.db, source.id)
            if endpoint.kind == Kind.CHANNEL and endpoint.parent is None
        ]
        self._previews = [channel.url for channel in channels]
        self._unread_previews = [
            channel.url for channel in channels if channel.status not in _READ_STATUSES
        ]

    async def visit(self) -> int:
        """Fetch the pages that are due, and return how many were fetched."""
        request_limit = asyncio.Semaphore(self._run.max_requests_to_source)
        due = self._due()
        self._run.progress.plan(self._source.id, len(due), monotonic())
        visits: list[asyncio.Task[int]] = []
        try:
            async with asyncio.TaskGroup() as tasks:
                for known in due:
                    # The limit is acquired before the task exists, since waiting tasks take memory.
                    await request_limit.acquire()
                    visits.append(tasks.create_task(self._visit_one(known, request_limit)))
        except ExceptionGroup as group:  # the caller handles single errors
            raise group.exceptions[0] from None
        return sum(visit.result() for visit in visits)

    def _due(self) -> list[KnownUrl]:
        """Return the links to be fetched, then the stored articles to be visited again."""
        run = self._run
        limit = run.config.max_articles
        now = run.now()
        links = due_links(run.db, self._source.id, now=now, limit=limit)
        due_by = None if run.selection.revisit_now else now  # None: all stored articles
        revisits = due_revisits(run.db, self._source.id, now=due_by, limit=limit - len(links))
        # If the preview of a channel can't be read, its posts are not shown either. This is no
        # sign that they were removed, so they are not looked up.
        return [
            known
            for known in (*links, *revisits)
            if not page_to_look_up(known.address.url, self._unread_previews)
        ]

    async def _visit_one(self, known: KnownUrl, request_limit: asyncio.Semaphore) -> int:
        """Visit one page; return the number of pages that were fetched, 0 or 1."""
        async with self._fetched(known, request_limit) as answer:
            if answer is None:
                self._run.progress.skip(self._source.id)
                return 0
            if ending := await self._ending(known, answer):
                self._record_ending(known, ending, answer.retry_at)
            else:
                await self._run.process(self._page(known, answer))
            self._run.progress.count_page(self._source.id, monotonic())
            return 1

    @asynccontextmanager
    async def _fetched(
        self, known: KnownUrl, request_limit: asyncio.Semaphore
    ) -> AsyncIterator[Answer | None]:
        """Yield the answer, which counts among the pages in memory until the block ends.

        When the page has been fetched, ``request_limit`` lets the next page be fetched.
        """
        async with AsyncExitStack() as stack:
            try:
                await stack.enter_async_context(self._run.page_slots)
                answer = await self._fetch(known)
            finally:
                request_limit.release()
            yield answer

    async def _fetch(self, known: KnownUrl) -> Answer | None:
        """Return the answer, or None if the host asked for a pause; the page then stays due."""
        if self._paused:
            return None
        try:
            url = page_to_look_up(known.address.url, self._previews) or known.address.url
            answer = await self._run.fetcher.get(url, self._conditions(known))
            if answer.status == NOT_MODIFIED and not self._is_known_page(known, answer):
                answer = await self._run.fetcher.get(url)
        except HostPausedError:
            self._paused = True
            return None
        if await self._is_to_be_rendered(known, answer):
            return await self._run.fetcher.rendered(answer, self._source)
        return answer

    async def _is_to_be_rendered(self, known: KnownUrl, answer: Answer) -> bool:
        """Return whether the page is to be read, and may be drawn by scripts."""
        if not self._source.render or answer.status == NOT_MODIFIED:
            return False
        if await self._ending(known, answer) is not None:
            return False
        return not self._is_post(known) and is_html_page(answer.content_type, answer.body)

    def _conditions(self, known: KnownUrl) -> dict[str, str]:
        """Return the headers that ask for a page only if it has changed since its last visit."""
        stored = self._stored_version(known)
        if stored is None or self._run.selection.revisit_now:
            return {}
        if self._source.render:  # scripts may draw another article into an unchanged page
            return {}
        if not trusts_validators(stored.not_modified, stored.read_at, self._run.now()):
            return {}
        return conditional_headers(stored.validators)

    def _is_known_page(self, known: KnownUrl, answer: Answer) -> bool:
        """Return whether an answer 304 means that the page would be read as at the last visit.

        After a redirect, the answer may concern another page. Also, the time zone, the rules or the
        feed's statements, with which the page was read, may have changed.
        """
        stored = self._stored_version(known)
        if stored is None or identity(answer.url) != known.address.identity:
            return False
        return has_same_context(self._page(known, answer), stored.version.page)

    def _stored_version(self, known: KnownUrl) -> StoredVersion | None:
        """Return the version of the page at its last visit; None for a new link and for a post."""
        if known.article_id is None or self._is_post(known):
            return None
        return version_of(self._run.db, known.article_id)

    def _is_post(self, known: KnownUrl) -> bool:
        return page_to_look_up(known.address.url, self._previews) is not None

    async def _ending(self, known: KnownUrl, answer: Answer) -> UnreadEnding | None:
        """Return how the visit ends without reading the page, or None if the page is to be read."""
        is_post = self._is_post(known)
        if is_post and answer.outcome is Outcome.GONE:  # Telegram shows a removed post with 200
            return UnreadEnding(
                Outcome.HTTP_ERROR, f"{answer.reason}; the host shows no single posts"
            )
        if answer.outcome is not None:
            return UnreadEnding(answer.outcome, answer.reason)
        if answer.half_drawn_reason and not is_tried_enough(known):
            return UnreadEnding(Outcome.STOPPED_WALL, f"half-drawn: {answer.half_drawn_reason}")
        if is_post:
            return await self._ending_of_post(known, answer)
        if leads_home(answer, known.address.url, self._source.home):
            outcome = Outcome.GONE if known.article_id else Outcome.NOT_ARTICLE
            return UnreadEnding(outcome, "leads to the home page")
        own_urls = (self._source.home, known.address.url)
        if not any(is_same_site(answer.url, own_url) for own_url in own_urls):
            return UnreadEnding(Outcome.NOT_ARTICLE, f"{LEADS_TO_ANOTHER_SITE}: {answer.url}")
        if is_detour(known.address.url, answer.url):
            return UnreadEnding(Outcome.NOT_ARTICLE, f"leads to another page: {answer.url}")
        kind = answer.content_type.lower()
        if kind and not any(part in kind for part in _PAGE_TYPES):
            return UnreadEnding(Outcome.NOT_ARTICLE, f"not a page: {kind}", is_final=True)
        return self._ending_at_known_address(known, answer)

    async def _ending_of_post(self, known: KnownUrl, answer: Answer) -> UnreadEnding | None:
        """Return how the visit to a post ends without reading it, or None if the page shows it."""
        try:
            sight = await self._run.pool.run(sight_of_post, answer.body, known.address.url)
        except PageStopped as stopped:
            return UnreadEnding(stopped.outcome, stopped.reason)
        if sight is Sight.SHOWN:
            return None
        if sight is Sight.REMOVED:
            return UnreadEnding(Outcome.GONE, "the channel has no such post")
        return UnreadEnding(
            Outcome.HTTP_ERROR, "the page shows no post; the service may limit requests"
        )

    def _ending_at_known_address(self, known: KnownUrl, answer: Answer) -> UnreadEnding | None:
        """Return the ending if a redirect led to an address that is known; else None.

        A stored article is read at its new address if this belongs to its source.
        """
        target = identity(answer.url)
        if target == known.address.identity:
            return None
        known_target = known_addresses(self._run.db, [target]).get(target)
        if known_target is None:
            return None
        if known_target.owner != self._source.id:
            reason = f"leads to a page of {known_target.owner}: {answer.url}"
            return UnreadEnding(Outcome.ALIAS, reason)
        if known.article_id is not None:
            return None
        if known_target.article_id is not None:
            return UnreadEnding(Outcome.ALIAS, article_id=known_target.article_id)
        if known_target.outcome in (Outcome.NOT_ARTICLE, Outcome.FORGOTTEN):
            return UnreadEnding(known_target.outcome)
        return None

    def _page(self, known: KnownUrl, answer: Answer) -> Page:
        """Return the page of an answer, with what is known of its address."""
        now = self._run.now()
        published = known.hints.date_published
        age_begins = published if isinstance(published, datetime) else known.first_seen_at
        url = known.address.url if self._is_post(known) else answer.url
        stored = self._stored_version(known)
        page = page_from_source(
            self._source, url, answer.body, encoding=answer.charset, fetched_at=now
        )
        return replace(
            page,
            requested_url=known.address.url,
            is_revisit=known.article_id is not None,
            is_accepted=known.is_accepted,
            since=self._since if known.article_id is None else None,
            next_check_at=next_revisit(min(age_begins, now), now, self._run.config.revisit),
            hints=known.hints,
            half_drawn_reason=answer.half_drawn_reason,
            validators=answer.validators,
            known_version=stored.version if stored else None,
            is_not_modified=answer.status == NOT_MODIFIED,
        )

    def _record_ending(
        self, known: KnownUrl, ending: UnreadEnding, retry_at: datetime | None
    ) -> None:
        """Record the ending and the time of the next visit, which is not before ``retry_at``.

        An article that is gone for the second time is marked as removed, and never visited again.
        """
        run = self._run
        now = run.now()
        outcome = ending.outcome
        attempts = known.attempts + 1 if known.outcome is outcome else 1
        is_removed = outcome is Outcome.GONE and attempts >= _MIN_GONE_ATTEMPTS
        removed_id = known.article_id if is_removed else None
        is_last = ending.is_final or removed_id is not None
        next_at = None if is_last else next_try(outcome, attempts, now)
        if next_at and retry_at:
            next_at = max(next_at, retry_at)
        with transaction(run.db):
            if removed_id is not None:
                mark_gone(run.db, removed_id, now)
                if isinstance(run.db, Database):  # alerts exist in a SQLite file only
                    write_removal(run.db, removed_id, now)
            record_outcome(
                run.db,
                known.address,
                source_id=self._source.id,
                outcome=outcome,
                now=now,
                reason=ending.reason,
                article_id=ending.article_id,
                next_check_at=next_at,
            )
        run.tally.count(self._source.id, outcome)


def is_tried_enough(known: KnownUrl) -> bool:
    """Return whether a page was half-drawn in so many runs that it is now read as it is.

    A stored article is never replaced by a half-drawn page.
    """
    tries = known.attempts if known.outcome is Outcome.STOPPED_WALL else 0
    return known.article_id is None and tries + 1 >= _MAX_TRIES_OF_HALF_DRAWN


async def sample_undated_links(run: Run, source: Source, undated_links: Sequence[FoundLink]) -> int:
    """Fetch undated links in batches until a batch holds no recent article.

    The links that are not fetched are recorded as too old. Return the number of pages fetched.
    """
    visits = 0
    since = run.since_for_new_source()
    earlier_outcomes = _known_outcomes(run, undated_links)
    links = [link for link in undated_links if link.address.identity not in earlier_outcomes]
    for batch in batches(links):
        stored_before = run.tally.by_source[source.id][Outcome.STORED]
        with transaction(run.db):
            add_pending(run.db, batch, source_id=source.id, now=run.now())
        visits += await ArticleVisitor(run, source, since).visit()
        if run.tally.by_source[source.id][Outcome.STORED] == stored_before:
            break
    with transaction(run.db):
        outcomes = _known_outcomes(run, links)
        for link in links:
            if link.address.identity not in outcomes:
                record_outcome(
                    run.db,
                    link.address,
                    source_id=source.id,
                    outcome=Outcome.TOO_OLD,
                    now=run.now(),
                )
                run.tally.count(source.id, Outcome.TOO_OLD)
    return visits


def _known_outcomes(run: Run, links: Sequence[FoundLink]) -> Mapping[str, Outcome]:
    return known_outcomes(run.db, (link.address.identity for link in links))
