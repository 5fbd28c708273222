"""Stores the posts that a page of a channel's preview shows, and decides whether to read on.

A post is passed on to be stored with its own markup as a page, so no further request is made for
it. A stored post that the preview no longer shows is made due: it is looked up at its own address
before it counts as removed.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from time import monotonic
from urllib.parse import urlsplit

from pipelines.model import Outcome, Page, Preview, ShownPost, Source, page_from_source
from pipelines.parsing.urls import address, identity
from scraper.crawl.fetching import Answer
from scraper.crawl.indexes.crawl_range import CrawlRange
from scraper.crawl.indexes.post_addresses import is_post_of, number_in
from scraper.crawl.indexes.post_triage import TriagedPosts, triage_posts
from scraper.crawl.indexes.steps import Step
from scraper.crawl.run import Run
from scraper.crawl.schedule import next_revisit
from scraper.discovery.documents import Kind
from storage.crawl.endpoints import forget_endpoint, oldest_publication, remember_endpoint
from storage.crawl.urls import article_of, known_outcomes, live_since, make_due, record_outcome
from storage.database.sqlite import transaction

_MAX_PAGES = 100  # of a channel in one run: 2,000 messages, a week of a very busy channel
_MAX_BACKFILL_PAGES = 400  # of a channel with the argument `since`
_MAX_LOOKUPS = 20  # posts of one page that are looked up at their own addresses
_MAX_COMPARED = 100  # stored posts that are compared with the posts of one page


@dataclass(frozen=True, slots=True)
class PageOfChannel:
    """The result of reading one page of a channel."""

    shown: int  # posts of the page
    new: int  # posts that were not known before
    too_old: int  # posts that were not known before and are older than the limit
    stored: int  # posts that were passed on to be stored
    older: Step | None = None  # the page with the next older posts, if this run reads it
    has_gap: bool = False  # whether no older page follows although no known post was reached


class ChannelReader:
    """Reads the pages of a source's channels in one run, the newest page first.

    With ``since`` in the range, posts are read back to this time. Without it, they are read back to
    a known post or the oldest stored article, but at least as far as those of a new source. An
    earlier run with ``since`` may have left an older page unread. From this page on, posts are read
    back to the ``since`` of that run.
    """

    def __init__(self, run: Run, source: Source, crawl_range: CrawlRange) -> None:
        self._run = run
        self._source = source
        self._since_of_run = crawl_range.since
        self._new_stored = 0  # new posts that this run has stored

    @cached_property
    def _oldest_stored(self) -> datetime | None:
        """Return the time of the oldest article that earlier runs have stored."""
        return oldest_publication(self._run.db, self._source.id)

    @cached_property
    def _usual_limit(self) -> datetime:
        """Return the time back to which posts are read without ``since``."""
        return min(self._run.since_for_new_source(), self._oldest_stored or self._run.now())

    async def take(self, step: Step, answer: Answer, preview: Preview) -> PageOfChannel:
        """Store the posts of one page, and return what was found and the step to older posts.

        The address of the older page is stored before the posts are, and that of this page is
        deleted after them. So a run that is killed between two pages loses no post.
        """
        since = self._limit_of(step)
        posts = self._triage(preview, since)
        passes_known = since is not None  # whether the reading goes on beyond a known post
        reads_on = not posts.reaches_limit and (passes_known or not posts.shows_known)
        before = _number_to_read_below(posts, preview, reads_on=reads_on)
        older = _older_step(step, answer.url, before, since) if before else None
        if older is not None:
            self._remember_page(older)
        await self._store(posts.to_store)
        self._record_too_old(posts.too_old)
        self._make_missing_due(preview, answer.url, step)
        stays_unread = older is not None and older.url == step.url  # some of its posts were left
        if not stays_unread:
            self._forget_page(step)
        self._new_stored += posts.new - len(posts.left_for_later)
        is_at_end = reads_on and older is None
        return PageOfChannel(
            shown=len(preview.posts),
            new=posts.new,
            too_old=len(posts.too_old),
            stored=len(posts.to_store),
            older=older if self._may_go_on(step) else None,
            has_gap=is_at_end and not passes_known and self._oldest_stored is not None,
        )

    def _limit_of(self, step: Step) -> datetime | None:
        """Return the earlier ``since`` of the run and of the step; None if neither has one."""
        return min(filter(None, (self._since_of_run, step.since)), default=None)

    def _triage(self, preview: Preview, since: datetime | None) -> TriagedPosts:
        return triage_posts(
            preview.posts,
            known_outcomes(self._run.db, (identity(post.url) for post in preview.posts)),
            earliest=since or self._usual_limit,
            reopens_too_old=since is not None,
            max_new=max(0, self._run.config.max_articles - self._new_stored),
        )

    def _may_go_on(self, step: Step) -> bool:
        """Return whether this run may read the page after that of the step."""
        max_pages = _MAX_BACKFILL_PAGES if self._run.selection.since else _MAX_PAGES
        return step.page < max_pages and self._new_stored < self._run.config.max_articles

    def _remember_page(self, older: Step) -> None:
        """Store the address of an older page, which this or a later run reads."""
        with transaction(self._run.db):
            remember_endpoint(
                self._run.db,
                older.url,
                source_id=self._source.id,
                kind=Kind.CHANNEL,
                configured=False,
                parent=older.parent,
                since=older.since,
            )

    def _forget_page(self, step: Step) -> None:
        """Delete the stored address of an older page, which has been read."""
        if step.parent is not None:
            with transaction(self._run.db):
                forget_endpoint(self._run.db, step.url)

    async def _store(self, posts: Sequence[ShownPost]) -> None:
        """Pass all posts on at once, so that they can be stored together."""
        run = self._run
        now = run.now()
        run.progress.plan(self._source.id, len(posts), monotonic())
        try:
            async with asyncio.TaskGroup() as tasks:
                for post in posts:
                    tasks.create_task(self._store_one(self._page(post, now)))
        except ExceptionGroup as group:  # the caller handles single errors
            raise group.exceptions[0] from None

    async def _store_one(self, page: Page) -> None:
        async with self._run.page_slots:
            await self._run.process(page)
        self._run.progress.count_page(self._source.id, monotonic())

    def _page(self, post: ShownPost, now: datetime) -> Page:
        page = page_from_source(
            self._source, post.url, post.markup, encoding="utf-8", fetched_at=now
        )
        is_stored = article_of(self._run.db, [identity(post.url)]) is not None
        published = min(post.date or now, now)
        return replace(
            page,
            is_revisit=is_stored,
            next_check_at=next_revisit(published, now, self._run.config.revisit),
        )

    def _record_too_old(self, posts: Sequence[ShownPost]) -> None:
        """Record that these posts are older than what the run looks for."""
        run = self._run
        with transaction(run.db):
            for post in posts:
                post_address = address(post.url)
                if post_address is None:
                    continue
                record_outcome(
                    run.db,
                    post_address,
                    source_id=self._source.id,
                    outcome=Outcome.TOO_OLD,
                    now=run.now(),
                )
                run.tally.count(self._source.id, Outcome.TOO_OLD)

    def _make_missing_due(self, preview: Preview, preview_url: str, step: Step) -> None:
        """Make stored posts due that the page should show but does not.

        The page should show the posts published after its oldest post and, on an older page, before
        its newest one. Gaps in the numbers show no missing post, since an album has several
        numbers.
        """
        dates = [post.date for post in preview.posts if post.date is not None]
        if not dates:
            return
        until = max(dates) if step.page > 1 else None
        live = live_since(
            self._run.db,
            self._source.id,
            since=min(dates),
            until=until,
            now=self._run.now(),
            limit=_MAX_COMPARED,
        )
        missing = [
            stored.identity
            for stored in live
            if is_post_of(stored.url, preview.name, preview_url)
            if number_in(stored.url) not in preview.numbers
        ]
        with transaction(self._run.db):
            make_due(self._run.db, missing[:_MAX_LOOKUPS], now=self._run.now())


def _number_to_read_below(posts: TriagedPosts, preview: Preview, *, reads_on: bool) -> int | None:
    """Return the number below which the next page shows posts; None if no page follows."""
    if posts.left_for_later:
        return max(posts.left_for_later) + 1
    return preview.before if reads_on else None


def _older_step(step: Step, page_url: str, before: int, since: datetime | None) -> Step:
    """Return the step to the posts below a number; ``page_url`` is that of the page just read."""
    root = step.root or step.url
    older_url = urlsplit(page_url)._replace(query=f"before={before}", fragment="").geturl()
    return Step(older_url, Kind.CHANNEL, parent=root, root=root, page=step.page + 1, since=since)
