"""The spider, which reads the indexes of each source and then visits its due pages."""

import asyncio
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from time import monotonic
from typing import TYPE_CHECKING, Any, Self

import scrapy
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider
from scrapy.http import Request, Response
from scrapy.utils.defer import maybe_deferred_to_future

from pipelines.item_pipelines import ReadPage
from pipelines.model import Page, Source
from pipelines.model.health import Status
from pipelines.parsing.urls import host_of
from pipelines.workers.pool import WorkersUnavailableError
from scraper.configuration.news_config import NewsConfig, read_config
from scraper.crawl.article_visitor import ArticleVisitor, sample_undated_links
from scraper.crawl.fetching import Fetcher, is_stopping
from scraper.crawl.health.source_health import judged, new_refusals, poll_of
from scraper.crawl.health.verdicts import Report
from scraper.crawl.indexes.findings import IndexFindings
from scraper.crawl.indexes.reader import IndexReader
from scraper.crawl.progress import MAX_LINE_CHARS, progress_line
from scraper.crawl.run import Run
from scraper.crawl.run_state import RunState
from scraper.errors import FrontierError, frontier_failure
from scraper.middlewares.politeness import Robots, agent_of
from scraper.rendering.availability import BrowserUnavailableError
from scraper.rendering.renderer import Renderer
from scraper.sources.loading import load_sources
from scraper.sources.selection import Selection, read_selection
from storage.crawl.endpoints import due_sources, save_poll
from storage.crawl.hosts import was_paused
from storage.crawl.sources import save_sources
from storage.database.errors import storage_failure
from storage.stores import open_store

if TYPE_CHECKING:
    from scraper.cluster.leases import HostLeases

_MAX_WAITING_PAGES = 28  # downloaded pages that wait to be stored; further downloads wait


class NewsSpider(scrapy.Spider):
    """Crawls the sources; ``scrapy crawl news`` checks its arguments before the engine starts."""

    name = "news"

    config: NewsConfig
    sources: tuple[Source, ...]
    selection: Selection
    run_state: RunState

    def __init__(self, **arguments: Any) -> None:
        super().__init__(**arguments)
        self.frontier_failure: FrontierError | None = None
        self.workers_failure: WorkersUnavailableError | None = None
        self.hosts: HostLeases | None = None  # only if several workers share the run
        self.renderer: Renderer | None = None
        self.reports: dict[str, Report] = {}  # by the id of the source

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: str) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.config = read_config(crawler.settings)
        spider.sources = load_sources(spider.config.sources)
        spider.selection = read_selection(kwargs, spider.sources, spider.config.sources)
        spider.run_state = RunState(open_store(spider.config.store))
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """Crawl; close the spider if the frontier, the database or the workers fail."""
        try:
            if self.run_state.database_failure:  # `PageFiler.begin` failed
                raise self.run_state.database_failure
            await self._crawl_all(self._new_run())
        except Exception as error:
            if failure_of_frontier := frontier_failure(error):
                self.frontier_failure = failure_of_frontier
                raise CloseSpider("frontier_unusable") from error
            if failure_of_database := storage_failure(self.config.store, error):
                self.run_state.database_failure = failure_of_database
                raise CloseSpider("database_unusable") from error
            if failure_of_workers := self._pool_failure():
                self.workers_failure = failure_of_workers
                raise CloseSpider("workers_unavailable") from error
            raise
        return
        yield  # makes this an asynchronous generator; pages go to the pipelines in `process`

    async def _crawl_all(self, run: Run) -> None:
        """Crawl the chosen sources, and show the progress meanwhile."""
        save_sources(run.db, self.sources)
        chosen = run.selection.sources
        if run.selection.due_only:
            due = due_sources(run.db, now=run.now())
            chosen = tuple(source for source in chosen if source.id in due)
        run.progress.sources = len(chosen)
        progress = asyncio.ensure_future(self._show_progress(run))
        try:
            if self.config.frontier:
                await self._crawl_with_others(run, chosen)
            else:
                await self._crawl_alone(run, chosen)
        finally:
            progress.cancel()
            if robots := self.crawler.get_downloader_middleware(Robots):
                robots.stop()
            if self.renderer is not None:
                await self.renderer.close()

    async def _crawl_alone(self, run: Run, chosen: Sequence[Source]) -> None:
        """Crawl the sources without other workers."""
        slots = asyncio.Semaphore(self.settings.getint("CONCURRENT_REQUESTS"))
        async with asyncio.TaskGroup() as tasks:  # the group is cancelled when the run is stopped
            for source in chosen:
                tasks.create_task(self._crawl_safely(run, source, slots))

    async def _crawl_with_others(self, run: Run, chosen: Sequence[Source]) -> None:
        """Crawl sources of the frontier together with other workers, until all are crawled."""
        from scraper.cluster.worker import connect_frontier, join_run  # needs the extra `cluster`

        assert self.config.frontier is not None
        concurrency = self.settings.getint("CONCURRENT_REQUESTS")
        slots = asyncio.Semaphore(concurrency)
        frontier = connect_frontier(
            self.config.frontier, self, str(self.config.store), self.selection
        )

        async def crawl_source(source: Source) -> None:
            await self._crawl_safely(run, source, slots)

        with join_run(frontier, self.sources, crawl_source, self._delay) as (worker, self.hosts):
            renewing = asyncio.ensure_future(self.hosts.renew_until_cancelled())
            working = asyncio.ensure_future(worker.work(chosen, concurrency))
            try:
                await asyncio.wait((renewing, working), return_when=asyncio.FIRST_COMPLETED)
                # Renewing never ends except by an error, which is raised here.
                await (working if working.done() else renewing)
            finally:
                renewing.cancel()
                working.cancel()
                await asyncio.gather(renewing, working, return_exceptions=True)

    def _delay(self, host: str) -> float:
        """Return the seconds between two requests to the host."""
        engine = self.crawler.engine
        slot = engine.downloader.slots.get(host) if engine else None
        return float(slot.delay if slot else self.settings.getfloat("DOWNLOAD_DELAY"))

    async def process(self, page: Page) -> None:
        """Send a page through the item pipelines, and return when it is stored.

        Raises StorageError if the database can't be used any more, and WorkersUnavailableError if
        no page can be read any more. A run that is being stopped still stores the pages that it has
        fetched.
        """
        engine = self.crawler.engine
        assert engine is not None
        request = Request(page.url, callback=self.parse_page, cb_kwargs={"page": page})
        # Scrapy passes to the pipelines only what a callback yields, so an empty response brings
        # the page.
        response = Response(page.url, request=request)
        stored = maybe_deferred_to_future(engine.scraper.enqueue_scrape(response, request))
        await asyncio.shield(stored)
        if self.run_state.database_failure:
            raise self.run_state.database_failure
        if failure := self._pool_failure():
            raise failure

    def _pool_failure(self) -> WorkersUnavailableError | None:
        """Return why no page can be read any more, or None."""
        read_page = self.crawler.get_item_pipeline(ReadPage)
        return read_page.pool.failure if read_page is not None else None

    def parse_page(self, response: Response, page: Page) -> Iterator[Page]:
        yield page

    async def _crawl_safely(self, run: Run, source: Source, slots: asyncio.Semaphore) -> None:
        """Crawl one source; an unexpected error ends the crawl of this source only."""
        try:
            await self._crawl_source(run, source, slots)
        except BrowserUnavailableError as error:
            self._report_failure(run, source, str(error))
        except Exception as error:
            if frontier_failure(error) or storage_failure(self.config.store, error):
                raise
            if isinstance(error, WorkersUnavailableError) and self._pool_failure():
                raise
            if is_stopping(self.crawler):  # the stop may be the cause of the error
                raise asyncio.CancelledError from error
            self.logger.exception("source %s was given up", source.id)
            self._report_failure(run, source, f"{type(error).__name__}: {error}")

    def _report_failure(self, run: Run, source: Source, reason: str) -> None:
        findings = IndexFindings(problems=[(Status.INTERNAL_ERROR, reason)])
        self._report(run, source, findings, visits=0, milliseconds=0)

    async def _crawl_source(self, run: Run, source: Source, slots: asyncio.Semaphore) -> None:
        """Crawl one source and report on it; ``slots`` limits the sources crawled together."""
        async with slots:
            started_seconds = monotonic()
            began_at = run.now()
            run.progress.begin(source.id, started_seconds)
            try:
                findings, visits = await self._poll(run, source)
            finally:
                run.progress.end(source.id)
            milliseconds = round((monotonic() - started_seconds) * 1000)
            self._report(run, source, findings, visits, milliseconds, began_at)

    def _report(
        self,
        run: Run,
        source: Source,
        findings: IndexFindings,
        visits: int,
        milliseconds: int,
        began_at: datetime | None = None,
    ) -> None:
        """Judge the poll of a source and store the result; ``began_at`` is None after an error."""
        counts = dict(run.tally.by_source[source.id])
        report = Report(source.id, findings, visits, counts, milliseconds)
        report = judged(run.db, report, run.now())
        if began_at is not None:
            report = replace(report, new_refusals=new_refusals(run.db, source.id, began_at))
        report = replace(report, address_claims=tuple(self.run_state.address_claims[source.id]))
        self.reports[source.id] = report
        save_poll(run.db, source.id, poll_of(run.db, report, source.home, run.now()))

    async def _poll(self, run: Run, source: Source) -> tuple[IndexFindings, int]:
        """Read the indexes, then visit the due pages; return the findings and the number of visits.

        If the host asked for a long pause in an earlier run, its due pages are visited first. Such
        a host may allow only one request in a run. If an index always took this request, no page
        would ever be read.
        """
        visits = 0
        if was_paused(run.db, host_of(source.home)):
            visits = await ArticleVisitor(run, source).visit()
        findings = await IndexReader(run, source).read()
        # A home page that is read as an index may also show old articles, which are not stored.
        since = run.since_for_new_source() if findings.links_only_on_home else None
        visits += await ArticleVisitor(run, source, since).visit()
        visits += findings.posts_read
        visits += await sample_undated_links(run, source, findings.undated_links)
        return findings, visits

    def closed(self, reason: str) -> None:
        """Write the counts of the run to Scrapy's statistics."""
        tally = self.run_state.tally
        stats = self.crawler.stats
        assert stats is not None
        for outcome, count in tally.total().items():
            stats.set_value(f"outcome/{outcome}", count)
        stats.set_value("lock/seconds_held", round(self.run_state.lock_times.held_seconds, 2))
        stats.set_value("lock/seconds_waited", round(self.run_state.lock_times.waited_seconds, 2))
        for source_id, counts in tally.by_source.items():
            for outcome, count in counts.items():
                stats.set_value(f"source/{source_id}/{outcome}", count)

    async def _show_progress(self, run: Run) -> None:
        while sys.stderr.isatty():
            line = progress_line(run.progress, run.tally.total(), monotonic())
            print(f"\r{line:<{MAX_LINE_CHARS}}", end="", file=sys.stderr, flush=True)
            try:
                await asyncio.sleep(1)
            finally:
                print(f"\r{' ' * MAX_LINE_CHARS}\r", end="", file=sys.stderr, flush=True)

    def _new_run(self) -> Run:
        """Build the objects that the parts of the spider share."""
        read_page = self.crawler.get_item_pipeline(ReadPage)
        assert read_page is not None
        state = self.run_state
        retries = self.settings.getint("RETRY_TIMES")
        self.renderer = Renderer(
            agent_of(self.settings),
            sandbox=self.config.browser_sandbox,
            allowed_networks=self.config.allowed_networks,
        )
        return Run(
            db=state.db,
            pool=read_page.pool,
            fetcher=Fetcher(self.crawler, state.db, state.now, retries, self.renderer),
            tally=state.tally,
            config=self.config,
            sources=self.sources,
            selection=self.selection,
            process=self.process,
            now=state.now,
            page_slots=asyncio.Semaphore(
                self.settings.getint("CONCURRENT_REQUESTS") + _MAX_WAITING_PAGES
            ),
            max_requests_to_source=max(1, self.settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN")),
        )
