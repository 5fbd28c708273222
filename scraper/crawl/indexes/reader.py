"""Reads the indexes of a source (feeds, sitemaps, listings, channels) and stores the new links.

All links of a document are stored in ``urls`` before the next document is requested. The validators
of a document are stored at the end, if all documents it names were read. So a run that is killed
loses no link.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import urlsplit

from pipelines.model import Outcome, Source
from pipelines.model.health import Status
from pipelines.parsing.sites import same_site
from pipelines.parsing.urls import host_of, identity
from scraper.crawl.archive_sampling import undated_links
from scraper.crawl.fetching import Answer, HostPausedError
from scraper.crawl.indexes.channel_reader import ChannelReader
from scraper.crawl.indexes.document import UnreadIndexError, read_answer
from scraper.crawl.indexes.findings import IndexFindings
from scraper.crawl.indexes.records import IndexRecords
from scraper.crawl.indexes.steps import (
    MAX_FAILURES,
    Overflows,
    Step,
    due_children,
    first_steps,
    further_steps,
    is_home_due,
    is_named,
    next_page,
    span_of_items,
    usual_stages,
)
from scraper.crawl.link_triage import TriagedLinks, links_outside_menus, triage_links
from scraper.crawl.run import Run
from scraper.crawl.schedule import is_overdue
from scraper.discovery.documents import (
    Document,
    Kind,
)
from scraper.discovery.sitemaps import sitemaps_in_robots
from storage.crawl.endpoints import (
    forget_endpoint,
    last_verdict,
    recent_publications,
)
from storage.crawl.hosts import host_record
from storage.crawl.urls import (
    add_pending,
    expect_change,
    known_outcomes,
    record_outcome,
    reopen,
)
from storage.database.sqlite import transaction

_MAX_BYTES = 20_000_000  # of one document after HTTP decompression
_MAX_CHILDREN_AGAIN = 5  # sitemaps read again at each end of an unchanged sitemap index
_UNREACHABLE = {
    Outcome.DNS_ERROR,
    Outcome.TLS_ERROR,
    Outcome.TIMEOUT,
    Outcome.NETWORK_ERROR,
    Outcome.BLOCKED,
}
_LOST = {"gone", "parse_error", "http_error"}  # an index with such a status seldom works again
_OF_ONE_PAGE = {str(Status.NO_LINKS), "gone", "parse_error"}  # they may concern one page only
_MAX_DOCUMENTS = 500  # of one source in one run, so that a large archive takes a bounded time


class IndexReader:
    """Reads the indexes of one source in one run."""

    def __init__(self, run: Run, source: Source) -> None:
        self._run = run
        self._source = source
        self._since = run.since(source)
        self._backfill = run.selection.since is not None
        self._first_sight = self._since is not None and not self._backfill
        self._records = IndexRecords(run, source)
        self._queue: deque[Step] = deque()
        self._asked: set[str] = set()
        self._home: Answer | None = None
        self._homes = [source.home]  # and the new home page if the site has moved
        self._overflows = Overflows()
        self._menu: set[str] = set()  # identities of what the menus of the home page link
        self._stored: list[str] = []  # identities of the links stored in this run
        listings = {identity(url) for url in source.listings}
        self._channel_reader: ChannelReader | None = None
        self.found = IndexFindings(lists_home=identity(source.home) in listings)

    async def read(self) -> IndexFindings:
        """Read the source's indexes; if one has a gap, read its sitemaps and listings too."""
        await self._drain(first_steps(self._source, self._records.known.values()))
        if self.found.channels:  # a channel has no home page and no other index
            self._records.save_validators()
            return self.found
        await self._list_home_if_known()
        if self._found_nothing() or is_home_due(self._source, self._records.known, self._run.now()):
            await self._drain([Step(self._source.home, Kind.HOME)])
        if self._found_nothing():
            await self._try_usual_places()
        elif self._is_overdue():
            await self._compare_with_home()
        if self.found.gap or self._backfill:
            await self._drain(further_steps(self._source, self._robots_sitemaps()))
        self._records.save_validators()
        return self.found

    def _found_nothing(self) -> bool:
        found = self.found
        if found.not_modified or found.paused_until:
            return False
        if not found.working and any(status in _UNREACHABLE for status, _ in found.problems):
            return False  # the rest of the host can't be reached either
        if is_named(self._source):
            return not found.working
        return not found.links or (self._first_sight and not found.new)

    async def _try_usual_places(self) -> None:
        """Try sitemaps, then feeds, then the home page as a listing, until one has new links."""
        for stage in usual_stages(self._source, self._robots_sitemaps()):
            await self._drain(stage)
            if self.found.new:
                return
        home = Step(self._source.home, Kind.LISTING)
        if self._home is None:
            await self._drain([home])
        else:
            await self._read(home, self._home)

    async def _list_home_if_known(self) -> None:
        """Read the home page as a listing, if it is known as one and declares no feed."""
        known = self._records.known.get(self._source.home)
        if self._home is not None and known and known.kind == Kind.LISTING and not self.found.links:
            await self._read(Step(self._source.home, Kind.LISTING), self._home)

    def _is_overdue(self) -> bool:
        """Return whether the indexes showed nothing new for longer than the source's usual gap."""
        found, now = self.found, self._run.now()
        if found.new or self._since is not None or found.paused_until:
            return False
        home = self._records.known.get(self._source.home)
        publications = recent_publications(self._run.db, self._source.id)
        checked_at = home.checked_at if home else None
        status, _ = last_verdict(self._run.db, self._source.id)
        return status == "stale" or is_overdue(publications, now, checked_at)

    async def _compare_with_home(self) -> None:
        """Read the home page as a listing, which may show articles that the indexes lack."""
        before = self._stored
        self._stored = []
        step = Step(self._source.home, Kind.LISTING)
        if self._home is not None:
            await self._read(step, self._home)
        else:
            await self._drain([step])
        self.found.home_only = self._stored
        self._stored = [*before, *self._stored]

    async def _drain(self, steps: Iterable[Step]) -> None:
        self._queue.extend(steps)
        while self._queue and len(self._asked) < _MAX_DOCUMENTS:
            step = self._queue.popleft()
            key = f"{step.kind} {identity(step.url)}"
            if key in self._asked:
                continue
            self._asked.add(key)
            try:
                await self._check(step)
            except HostPausedError as paused:
                self.found.paused_until = paused.until
                self._records.miss(step)
        for step in self._queue:
            self._records.miss(step)
        self._queue.clear()

    async def _check(self, step: Step) -> None:
        conditions = {} if self._backfill else self._records.conditions(step)
        answer = await self._run.fetcher.get(step.url, conditions, max_bytes=_MAX_BYTES)
        self._note_move(step, answer)
        if answer.status == 304 and answer.outcome is None:
            self._not_modified(step)
        elif answer.outcome is not None:
            self._failed(step, answer.outcome, answer.reason or "")
        else:
            await self._read(step, answer)

    def _note_move(self, step: Step, answer: Answer) -> None:
        """Note if an index on the source's site redirects to another site.

        If the path stays the same, the outlet has moved, and links to the new site belong to it.
        """
        if not same_site(step.url, self._source.home) or same_site(answer.url, step.url):
            return
        self.found.moved_to = self.found.moved_to or answer.url
        if urlsplit(answer.url).path == urlsplit(step.url).path and answer.outcome is None:
            self._homes.append(answer.url)

    def _not_modified(self, step: Step) -> None:
        self.found.not_modified += 1
        self._records.record(step, "not_modified", None, failed=False)
        children = [
            known.url
            for known in self._records.known.values()
            if known.parent == step.url and known.kind == Kind.SITEMAP
        ]
        asked = dict.fromkeys([*children[:_MAX_CHILDREN_AGAIN], *children[-_MAX_CHILDREN_AGAIN:]])
        self._queue.extend(Step(url, Kind.SITEMAP, parent=step.url) for url in asked)

    def _failed(self, step: Step, status: Outcome | str, detail: str) -> None:
        self._records.miss(step)
        if step.kind is Kind.CHANNEL:
            self._note_channel(step)
            self.found.gap = self.found.gap or step.page > 1
        if not step.guessed:
            self.found.problems.append((str(status), f"{step.url}: {detail}"))
            was_read = step.configured or self._records.was_read(step.url)
            if str(status) in _LOST and step.kind is not Kind.HOME and was_read:
                self.found.lost.append(f"{step.url}: {detail}")
            if step.kind is Kind.CHANNEL and step.parent is not None:
                self._count_failure(step, str(status), detail)
            else:
                self._records.record(step, str(status), detail, failed=True)

    def _count_failure(self, step: Step, status: str, detail: str) -> None:
        """Count a failure of a channel's older page, and delete its stored address after a few.

        A failure counts if it concerns this page: the channel's newest page was read. All others
        leave the page to be read in the next run.
        """
        if status not in _OF_ONE_PAGE or step.root not in self.found.read:
            return
        self._records.record(step, status, detail, failed=True)
        if self._records.failures(step.url) + 1 >= MAX_FAILURES:
            self.found.gap = True
            with transaction(self._run.db):
                forget_endpoint(self._run.db, step.url)

    async def _read(self, step: Step, answer: Answer) -> None:
        try:
            document = await read_answer(self._run, self._source, step.kind, answer)
        except UnreadIndexError as error:
            self._failed(step, error.status, error.detail)
            return
        if document.channel is not None:
            await self._take_channel(replace(step, kind=Kind.CHANNEL), answer, document)
        else:
            self._take(step, answer, document)

    def _take(self, step: Step, answer: Answer, document: Document) -> None:
        """Store the links of a document as pending, and queue the documents it names."""
        found = self.found
        with transaction(self._run.db):
            self._records.record(step, "working", document.damage, failed=False)
            links = self._store_links(step, document)
        found.working += 1
        if step.kind is not Kind.HOME:
            found.read.append(step.url)
            found.foreign.update(links.foreign)
        found.links += len(links.fresh) + len(links.too_old) + links.known
        found.new += len(links.fresh) + len(links.reopened)
        found.too_old += len(links.too_old)
        found.title = found.title or document.title
        found.language = found.language or document.language
        if document.damage:
            found.damage.append(f"{step.url}: {document.damage}")
        if step.kind is Kind.FEED and step.page == 1:
            found.minutes_to_live = (
                max(document.minutes_to_live or 0, found.minutes_to_live or 0) or None
            )
            spans = [span for span in (found.span, span_of_items(document)) if span is not None]
            found.span = min(spans, default=None)
        self._records.note_validators(step, answer)
        self._follow(step, answer, document, links)

    async def _take_channel(self, step: Step, answer: Answer, document: Document) -> None:
        """Store the posts of a page of a channel's preview, and queue its next page."""
        assert document.channel is not None
        if self._channel_reader is None:
            self._channel_reader = ChannelReader(
                self._run,
                self._source,
                self._since,
                reads_known=self._first_sight or self._backfill,
            )
        self._note_channel(step)
        with transaction(self._run.db):
            self._records.record(step, "working", None, failed=False)
        page = await self._channel_reader.take(step, answer, document.channel)
        found = self.found
        found.working += 1
        found.read.append(step.url)
        found.links += page.shown
        found.new += page.new
        found.too_old += page.too_old
        found.post_looks += page.looks
        found.gap = found.gap or page.has_gap
        found.title = found.title or document.title
        if page.older is not None:
            self._queue.appendleft(page.older)

    def _note_channel(self, step: Step) -> None:
        root = step.root or step.url
        if root not in self.found.channels:
            self.found.channels.append(root)

    def _store_links(self, step: Step, document: Document) -> TriagedLinks:
        run, source_id, now = self._run, self._source.id, self._run.now()
        shown = document.links
        if step.kind is Kind.SITEMAP and not self._source.article_pattern:
            shown = links_outside_menus(shown, self._menu)
        links = triage_links(
            shown,
            known_outcomes(run.db, (identity(link.url) for link in shown), source_id),
            homes=self._homes,
            article_pattern=self._source.article_pattern,
            since=self._since,
            now=now,
            position=self.found.links,
            archive=step.kind is Kind.SITEMAP or self._backfill,
            foreign_homes=self._run.foreign_homes(self._source),
        )
        is_archive = self._first_sight and step.kind is Kind.SITEMAP
        undated = undated_links(links.fresh, now) if is_archive else []
        self.found.archive.extend(undated)
        sampled = {link.address.identity for link in undated}
        fresh = [link for link in links.fresh if link.address.identity not in sampled]
        self._stored.extend(link.address.identity for link in fresh)
        add_pending(run.db, fresh, source_id=source_id, now=now)
        reopen(run.db, links.reopened, source_id=source_id, now=now)
        expect_change(run.db, links.changed, source_id=source_id, now=now)
        for old in links.too_old:
            record_outcome(
                run.db, old.address, source_id=source_id, outcome=Outcome.TOO_OLD, now=now
            )
            run.tally.count(source_id, Outcome.TOO_OLD)
        return links

    def _follow(self, step: Step, answer: Answer, document: Document, links: TriagedLinks) -> None:
        if step.kind is Kind.HOME:
            self._home = answer
            self._menu |= {identity(url) for url in document.menu}
            self._queue.extend(Step(url, Kind.FEED) for url in document.feeds)
            self._queue.extend(Step(url, Kind.CHANNEL) for url in document.channels)
            if document.leads_to and step.parent is None:
                self._queue.append(Step(document.leads_to, Kind.HOME, parent=step.url))
            if document.feeds and self._first_sight:
                self._queue.extend(Step(url, Kind.SITEMAP) for url in self._robots_sitemaps())
        known = self._records.known
        self._queue.extend(
            due_children(step, document.children, known, self._since, deep=self._backfill)
        )
        was_read = self._records.was_read(step.root or step.url)
        may_overflow = step.kind is Kind.FEED or (step.kind is Kind.LISTING and was_read)
        if may_overflow and not self._first_sight and not self._backfill:
            self._overflows.note(step, links)
            self.found.gap = self._overflows.any
        if following := next_page(
            step, document, links, deep=self._backfill, first_sight=self._first_sight
        ):
            self._queue.appendleft(following)

    def _robots_sitemaps(self) -> tuple[str, ...]:
        kept = host_record(self._run.db, host_of(self._source.home))
        return sitemaps_in_robots(kept.robots or "", self._source.home)
