"""Reads the indexes of a source (feeds, sitemaps, listings, channels) and stores the new links.

All links of a document are stored in ``urls`` before the next document is requested. The validators
of a document (its ``ETag`` and ``Last-Modified`` headers) are stored only at the end, and only if
all documents that it names were read. So after a killed run, the next run reads it again, and no
link is lost.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import urlsplit

from pipelines.model import Outcome, Preview, Source
from pipelines.parsing.sites import is_same_site
from pipelines.parsing.urls import host_of, identity
from scraper.crawl.fetching import NOT_MODIFIED, Answer, HostPausedError
from scraper.crawl.indexes.channel_reader import ChannelReader
from scraper.crawl.indexes.crawl_range import CrawlRange
from scraper.crawl.indexes.document import UnreadIndexError, read_answer
from scraper.crawl.indexes.failures import FailureRecorder
from scraper.crawl.indexes.findings import IndexFindings
from scraper.crawl.indexes.link_store import LinkStore
from scraper.crawl.indexes.records import IndexRecords
from scraper.crawl.indexes.steps import (
    Overflows,
    Step,
    due_children,
    first_steps,
    further_steps,
    is_home_due,
    names_indexes,
    next_page,
    span_of_items,
    usual_stages,
)
from scraper.crawl.link_triage import TriagedLinks
from scraper.crawl.run import Run
from scraper.crawl.schedule import is_overdue
from scraper.discovery.documents import Document, Kind
from scraper.discovery.sitemaps import sitemaps_in_robots
from storage.crawl.endpoints import last_verdict, recent_publications
from storage.crawl.hosts import host_record
from storage.database.sqlite import transaction

_MAX_BYTES = 20_000_000  # of one document after HTTP decompression
_MAX_CHILDREN_AGAIN = 5  # sitemaps read again at each end of an unchanged sitemap index
_MAX_DOCUMENTS = 500  # of one source in one run, so that a large archive takes a bounded time
_UNREACHABLE = {  # outcomes after which the usual addresses on the host can't be reached either
    Outcome.DNS_ERROR,
    Outcome.TLS_ERROR,
    Outcome.TIMEOUT,
    Outcome.NETWORK_ERROR,
    Outcome.BLOCKED,
}


class IndexReader:
    """Reads the indexes of one source in one run."""

    def __init__(self, run: Run, source: Source) -> None:
        self._run = run
        self._source = source
        self._range = CrawlRange(run.since(source), is_backfill=run.selection.since is not None)
        listings = {identity(url) for url in source.listings}
        self.findings = IndexFindings(lists_home=identity(source.home) in listings)
        self._records = IndexRecords(run, source)
        self._failures = FailureRecorder(run, self._records, self.findings)
        self._links = LinkStore(run, source, self._range, self.findings)
        self._channels = ChannelReader(run, source, self._range)
        self._queue: deque[Step] = deque()
        self._requested: set[str] = set()  # kind and identity of each document
        self._home: Answer | None = None  # the home page, if this run has fetched it
        self._overflows = Overflows()  # indexes that may have dropped articles since the last run

    async def read(self) -> IndexFindings:
        """Read the source's indexes, and return what was found.

        First the indexes are read that are known. If they give no link, the home page and then the
        usual addresses are tried. If they give nothing new for too long, they are compared with the
        home page. If an index has a gap, sitemaps and listings are read as well.
        """
        await self._drain(first_steps(self._source, self._records.known.values()))
        if self.findings.channels:  # a channel has no home page and no other index
            self._records.save_validators()
            return self.findings
        await self._list_home_if_known()
        if self._found_nothing() or is_home_due(self._source, self._records.known, self._run.now()):
            await self._drain([Step(self._source.home, Kind.HOME)])
        if self._found_nothing():
            await self._try_usual_places()
        elif self._is_overdue():
            await self._compare_with_home()
        if self.findings.has_gap or self._range.is_backfill:
            await self._drain(further_steps(self._source, self._robots_sitemaps()))
        self._records.save_validators()
        return self.findings

    def _found_nothing(self) -> bool:
        """Return whether no index gave a link, and further addresses are worth a request."""
        findings = self.findings
        if findings.not_modified or findings.paused_until:
            return False
        if not findings.working and any(status in _UNREACHABLE for status, _ in findings.problems):
            return False
        if names_indexes(self._source):  # an index that a person named may be empty
            return not findings.working
        return not findings.links or (self._range.is_first_sight and not findings.new)

    async def _try_usual_places(self) -> None:
        """Try sitemaps, then feeds, then the home page as a listing, until one has new links."""
        for stage in usual_stages(self._source, self._robots_sitemaps()):
            await self._drain(stage)
            if self.findings.new:
                return
        await self._read_home_as_listing()

    async def _read_home_as_listing(self) -> None:
        """Read the home page as a listing; a home page that was fetched is not fetched again."""
        step = Step(self._source.home, Kind.LISTING)
        if self._home is not None:
            await self._read(step, self._home)
        else:
            await self._drain([step])

    async def _list_home_if_known(self) -> None:
        """Read the home page as a listing if it is known as a listing and declares no feed."""
        known = self._records.known.get(self._source.home)
        is_listing = known is not None and known.kind == Kind.LISTING
        if self._home is not None and is_listing and not self.findings.links:
            await self._read_home_as_listing()

    def _is_overdue(self) -> bool:
        """Return whether the indexes have shown nothing new for longer than is usual.

        An earlier run may have found that they lack articles of the home page (status ``stale``).
        Then they count as overdue in any case.
        """
        findings, now = self.findings, self._run.now()
        if findings.new or self._range.since is not None or findings.paused_until:
            return False
        status, _ = last_verdict(self._run.db, self._source.id)
        if status == "stale":
            return True
        home = self._records.known.get(self._source.home)
        home_checked_at = home.checked_at if home else None
        publications = recent_publications(self._run.db, self._source.id)
        return is_overdue(publications, now, home_checked_at)

    async def _compare_with_home(self) -> None:
        """Read the home page as a listing, which may show articles that the indexes lack."""
        stored_before = len(self._links.stored)
        await self._read_home_as_listing()
        self.findings.links_only_on_home = self._links.stored[stored_before:]

    async def _drain(self, steps: Iterable[Step]) -> None:
        """Read the documents of the steps, and the documents to which they lead."""
        self._queue.extend(steps)
        while self._queue and len(self._requested) < _MAX_DOCUMENTS:
            step = self._queue.popleft()
            key = f"{step.kind} {identity(step.url)}"
            if key in self._requested:
                continue
            self._requested.add(key)
            try:
                await self._check(step)
            except HostPausedError as paused:
                self.findings.paused_until = paused.until
                self._records.note_unread(step)
        for step in self._queue:  # those beyond the limit
            self._records.note_unread(step)
        self._queue.clear()

    async def _check(self, step: Step) -> None:
        """Request one document, and read it if it was answered and has changed."""
        conditions = {} if self._range.is_backfill else self._records.conditions(step)
        answer = await self._run.fetcher.get(step.url, conditions, max_bytes=_MAX_BYTES)
        self._note_move(step, answer)
        if answer.status == NOT_MODIFIED and answer.outcome is None:
            self._record_not_modified(step)
        elif answer.outcome is not None:
            self._failures.record(step, answer.outcome, answer.reason or "")
        else:
            await self._read(step, answer)

    def _note_move(self, step: Step, answer: Answer) -> None:
        """Note if an index on the source's site redirects to another site.

        If the path stays the same, the outlet has moved, and links to the new site belong to it.
        """
        if not is_same_site(step.url, self._source.home) or is_same_site(answer.url, step.url):
            return
        self.findings.moved_to = self.findings.moved_to or answer.url
        if urlsplit(answer.url).path == urlsplit(step.url).path and answer.outcome is None:
            self._links.homes.append(answer.url)

    def _record_not_modified(self, step: Step) -> None:
        """Record the answer 304, and queue the first and last sitemaps of a sitemap index.

        The sitemaps may have changed although the index that names them has not.
        """
        self.findings.not_modified += 1
        self._records.record(step, "not_modified", None, failed=False)
        children = [
            known.url
            for known in self._records.known.values()
            if known.parent == step.url and known.kind == Kind.SITEMAP
        ]
        at_ends = dict.fromkeys([*children[:_MAX_CHILDREN_AGAIN], *children[-_MAX_CHILDREN_AGAIN:]])
        self._queue.extend(Step(url, Kind.SITEMAP, parent=step.url) for url in at_ends)

    async def _read(self, step: Step, answer: Answer) -> None:
        try:
            document = await read_answer(self._run, self._source, step.kind, answer)
        except UnreadIndexError as error:
            self._failures.record(step, error.status, error.detail)
            return
        if document.channel is not None:
            step = replace(step, kind=Kind.CHANNEL)
            await self._take_posts(step, answer, document.channel, document.title)
        else:
            self._take_links(step, answer, document)

    def _take_links(self, step: Step, answer: Answer, document: Document) -> None:
        """Store the links of a document as pending, and queue the documents that it names."""
        with transaction(self._run.db):
            self._records.record(step, "working", document.damage, failed=False)
            links = self._links.store(step, document)
        self._add_to_findings(step, document, links)
        self._records.note_validators(step, answer)
        if step.kind is Kind.HOME:
            self._note_home(step, answer, document)
        self._follow(step, document, links)

    def _add_to_findings(self, step: Step, document: Document, links: TriagedLinks) -> None:
        """Add a document and its links to the findings of the run."""
        findings = self.findings
        findings.working += 1
        if step.kind is not Kind.HOME:
            findings.read_urls.append(step.url)
            findings.foreign.update(links.foreign)
        findings.links += len(links.fresh) + len(links.too_old) + links.known
        findings.new += len(links.fresh) + len(links.reopened)
        findings.too_old += len(links.too_old)
        findings.title = findings.title or document.title
        findings.language = findings.language or document.language
        if document.damage:
            findings.damage.append(f"{step.url}: {document.damage}")
        if step.kind is Kind.FEED and step.page == 1:
            lifetimes = (document.minutes_to_live or 0, findings.minutes_to_live or 0)
            findings.minutes_to_live = max(lifetimes) or None
            spans = [span for span in (findings.span, span_of_items(document)) if span is not None]
            findings.span = min(spans, default=None)

    async def _take_posts(
        self, step: Step, answer: Answer, preview: Preview, title: str | None
    ) -> None:
        """Store the posts of a page of a channel's preview, and queue its next page."""
        findings = self.findings
        findings.add_channel(step.root or step.url)
        with transaction(self._run.db):
            self._records.record(step, "working", None, failed=False)
        page = await self._channels.take(step, answer, preview)
        findings.working += 1
        findings.read_urls.append(step.url)
        findings.links += page.shown
        findings.new += page.new
        findings.too_old += page.too_old
        findings.posts_read += page.stored
        findings.has_gap = findings.has_gap or page.has_gap
        findings.title = findings.title or title
        if page.older is not None:
            self._queue.appendleft(page.older)

    def _note_home(self, step: Step, answer: Answer, document: Document) -> None:
        """Keep the home page with its menu, and queue the indexes that it declares."""
        self._home = answer
        self._links.menu |= {identity(url) for url in document.menu}
        self._queue.extend(Step(url, Kind.FEED) for url in document.feeds)
        self._queue.extend(Step(url, Kind.CHANNEL) for url in document.channels)
        if document.leads_to and step.parent is None:  # only the first such redirect
            self._queue.append(Step(document.leads_to, Kind.HOME, parent=step.url))
        if document.feeds and self._range.is_first_sight:
            self._queue.extend(Step(url, Kind.SITEMAP) for url in self._robots_sitemaps())

    def _follow(self, step: Step, document: Document, links: TriagedLinks) -> None:
        """Queue the sitemaps and the next page of a document, and note whether it has a gap.

        A listing that no earlier run has read shows new links only, so it has no gap.
        """
        is_first_sight, is_backfill = self._range.is_first_sight, self._range.is_backfill
        self._queue.extend(
            due_children(
                step,
                document.children,
                self._records.known,
                self._range.since,
                reads_all=is_backfill,
            )
        )
        was_read_before = self._records.was_read(step.root or step.url)
        may_overflow = step.kind is Kind.FEED or (step.kind is Kind.LISTING and was_read_before)
        if may_overflow and not is_first_sight and not is_backfill:
            self._overflows.note(step, links)
            self.findings.has_gap = self._overflows.has_any
        next_step = next_page(
            step, document, links, reads_all=is_backfill, is_first_sight=is_first_sight
        )
        if next_step is not None:
            self._queue.appendleft(next_step)

    def _robots_sitemaps(self) -> tuple[str, ...]:
        record = host_record(self._run.db, host_of(self._source.home))
        return sitemaps_in_robots(record.robots or "", self._source.home)
