"""Requests documents of a source, stores their links and posts, and follows them to others.

All links of a document are stored in ``urls`` before the next document is requested, so that a
killed run loses no link.
"""

from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import urlsplit

from pipelines.model import Preview, Source
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
from scraper.crawl.indexes.steps import Overflows, Step, StepQueue, due_children, next_page
from scraper.crawl.link_triage import TriagedLinks
from scraper.crawl.run import Run
from scraper.discovery.documents import Document, Kind
from scraper.discovery.sitemaps import sitemaps_in_robots
from storage.crawl.hosts import host_record
from storage.database.protocols import Store
from storage.database.sqlite import transaction

_MAX_BYTES = 20_000_000  # of one document after HTTP decompression
_MAX_CHILDREN_AGAIN = 5  # sitemaps read again at each end of an unchanged sitemap index


class Traversal:
    """Reads documents of one source in one run, and the documents to which they lead."""

    def __init__(
        self,
        run: Run,
        source: Source,
        crawl_range: CrawlRange,
        findings: IndexFindings,
        records: IndexRecords,
    ) -> None:
        self._run = run
        self._source = source
        self._range = crawl_range
        self._findings = findings
        self._records = records
        self._failures = FailureRecorder(run, records, findings)
        self._channels = ChannelReader(run, source, crawl_range)
        self._queue = StepQueue()
        self._overflows = Overflows()  # indexes that may have dropped articles since the last run
        self.links = LinkStore(run, source, crawl_range, findings)
        self.home: Answer | None = None  # the home page, if this run has fetched it

    async def read(self, steps: Iterable[Step]) -> None:
        """Read the documents of the steps, and the documents to which they lead."""
        self._queue.add(steps)
        while (step := self._queue.take()) is not None:
            try:
                await self._check(step)
            except HostPausedError as paused:
                self._findings.paused_until = paused.until
                self._records.note_unread(step)
        for step in self._queue.clear():
            self._records.note_unread(step)

    async def read_home_as_listing(self) -> None:
        """Read the home page as a listing; a home page that was fetched is not fetched again."""
        step = Step(self._source.home, Kind.LISTING)
        if self.home is not None:
            await self._read_answer(step, self.home)
        else:
            await self.read([step])

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
            await self._read_answer(step, answer)

    def _note_move(self, step: Step, answer: Answer) -> None:
        """Note if an index on the source's site redirects to another site.

        If the path stays the same, the outlet has moved, and links to the new site belong to it.
        """
        if not is_same_site(step.url, self._source.home) or is_same_site(answer.url, step.url):
            return
        self._findings.moved_to = self._findings.moved_to or answer.url
        if urlsplit(answer.url).path == urlsplit(step.url).path and answer.outcome is None:
            self.links.homes.append(answer.url)

    def _record_not_modified(self, step: Step) -> None:
        """Record the answer 304, and queue the first and last sitemaps of a sitemap index.

        The sitemaps may have changed although the index that names them has not.
        """
        self._findings.not_modified += 1
        self._records.record(step, "not_modified", None, failed=False)
        children = [
            known.url
            for known in self._records.known.values()
            if known.parent == step.url and known.kind == Kind.SITEMAP
        ]
        at_ends = dict.fromkeys([*children[:_MAX_CHILDREN_AGAIN], *children[-_MAX_CHILDREN_AGAIN:]])
        self._queue.add(Step(url, Kind.SITEMAP, parent=step.url) for url in at_ends)

    async def _read_answer(self, step: Step, answer: Answer) -> None:
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
            links = self.links.store(step, document)
        self._findings.add_document(step, document, links)
        self._records.note_validators(step, answer)
        if step.kind is Kind.HOME:
            self._note_home(step, answer, document)
        self._follow(step, document, links)

    async def _take_posts(
        self, step: Step, answer: Answer, preview: Preview, title: str | None
    ) -> None:
        """Store the posts of a page of a channel's preview, and queue its next page."""
        self._findings.add_channel(step.root or step.url)
        with transaction(self._run.db):
            self._records.record(step, "working", None, failed=False)
        page = await self._channels.take(step, answer, preview)
        self._findings.add_page_of_channel(step, page, title)
        if page.older is not None:
            self._queue.add_first(page.older)

    def _note_home(self, step: Step, answer: Answer, document: Document) -> None:
        """Keep the home page with its menu, and queue the indexes that it declares."""
        self.home = answer
        self.links.menu |= {identity(url) for url in document.menu}
        self._queue.add(Step(url, Kind.FEED) for url in document.feeds)
        self._queue.add(Step(url, Kind.CHANNEL) for url in document.channels)
        if document.leads_to and step.parent is None:  # only the first such redirect
            self._queue.add([Step(document.leads_to, Kind.HOME, parent=step.url)])
        if document.feeds and self._range.is_first_sight:
            self._queue.add(
                Step(url, Kind.SITEMAP) for url in robots_sitemaps(self._run.db, self._source.home)
            )

    def _follow(self, step: Step, document: Document, links: TriagedLinks) -> None:
        """Queue the sitemaps and the next page of a document, and note whether it has a gap.

        A listing that no earlier run has read shows new links only, so it has no gap.
        """
        is_first_sight, is_backfill = self._range.is_first_sight, self._range.is_backfill
        self._queue.add(
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
            self._findings.has_gap = self._overflows.has_any
        next_step = next_page(
            step, document, links, reads_all=is_backfill, is_first_sight=is_first_sight
        )
        if next_step is not None:
            self._queue.add_first(next_step)


def robots_sitemaps(db: Store, home: str) -> tuple[str, ...]:
    """Return the sitemaps that the stored robots.txt of a home page's host names."""
    record = host_record(db, host_of(home))
    return sitemaps_in_robots(record.robots or "", home)
