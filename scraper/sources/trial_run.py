"""Tries outlets: first by a crawl without a browser; those without articles by one with a browser.

The first crawl also reads data within the pages, such as JSON-LD. So a browser is used only for
outlets whose pages hold no text in any form until scripts have run.
"""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple, cast
from urllib.parse import urljoin

from scrapy import signals
from scrapy.crawler import AsyncCrawlerProcess, Crawler, CrawlerProcess

from pipelines.model import Source
from pipelines.model.health import Status
from pipelines.parsing.channels import channel_address
from pipelines.parsing.urls import host_of
from scraper.sources.trial_crawl import SAMPLES, TrialResult, read_results, trial_folder

_MAX_NAME_CHARS = 100  # of an outlet's name that is taken from its page
Process = CrawlerProcess | AsyncCrawlerProcess
# With these statuses the outlet answers, and its pages may be drawn by scripts.
_MAY_BE_DRAWN = {Status.UNREADABLE, Status.NO_LINKS, Status.WORKING}


def try_outlets(
    process: Process, sources: Sequence[Source], why_no_browser: Callable[[], str | None]
) -> list[TrialResult]:
    """Crawl a few articles of each outlet with the spider of ``scrapy crawl news``.

    ``why_no_browser`` returns why no page can be rendered, or None; it is asked if an outlet may
    need a browser. The results are in the order of the sources.
    """
    with ExitStack() as folders:
        trial = _Trial(process, folders, why_no_browser)
        crawler = trial.prepare(sources)
        crawler.signals.connect(trial.try_with_browser, signals.engine_stopped)
        process.crawl(crawler)
        process.start()
        return trial.results()


class _Crawl(NamedTuple):
    crawler: Crawler
    folder: Path
    sources: Sequence[Source]


class _Trial:
    """The crawls of one trial, each with a folder of its own."""

    def __init__(
        self, process: Process, folders: ExitStack, why_no_browser: Callable[[], str | None]
    ) -> None:
        self._process = process
        self._folders = folders
        self._why_no_browser = why_no_browser
        self._crawls: list[_Crawl] = []  # that without a browser, then that with one
        self._no_browser_reason: str | None = None  # why the second crawl was needed but impossible

    def prepare(self, sources: Sequence[Source]) -> Crawler:
        """Return a crawler of the sources with a temporary database."""
        folder = self._folders.enter_context(trial_folder(sources))
        settings = {
            "NEWS_DATABASE": str(folder / "news.db"),
            "NEWS_SOURCES": str(folder / "sources.toml"),
            "NEWS_MAX_ARTICLES": SAMPLES,
            "NEWS_FIRST_DAYS": 3650,  # days; also an outlet that rarely publishes shows an article
        }
        for name, value in settings.items():
            self._process.settings.set(name, value, priority="cmdline")
        crawler = self._process.create_crawler("news")
        self._crawls.append(_Crawl(crawler, folder, sources))
        return crawler

    def try_with_browser(self) -> None:
        """Start a crawl with a browser of those outlets whose pages may be drawn by scripts."""
        first = self._crawls[0]
        stats = first.crawler.stats
        if stats is None or stats.get_value("finish_reason") != "finished":
            return  # a person has interrupted the first crawl
        results = read_results(first.folder, first.sources)
        rendered_sources = [
            replace(result.source, render=True) for result in results if may_be_drawn(result)
        ]
        if not rendered_sources:
            return
        self._no_browser_reason = self._why_no_browser()
        if self._no_browser_reason is None:
            self._process.crawl(self.prepare(rendered_sources))

    def results(self) -> list[TrialResult]:
        """Return one result for each outlet: that of the browser only if it found articles."""
        by_source: dict[str, TrialResult] = {}
        for crawl in self._crawls:
            reports = getattr(crawl.crawler.spider, "reports", {})
            for result in read_results(crawl.folder, crawl.sources):
                source_id = result.source.id
                if source_id not in by_source or result.works:
                    by_source[source_id] = titled(result, reports.get(source_id))
                elif result.status == Status.INTERNAL_ERROR:  # the browser did not start
                    by_source[source_id] = replace(by_source[source_id], browser=result.detail)
                else:
                    by_source[source_id] = replace(by_source[source_id], browser="tried")
        if self._no_browser_reason:
            for source_id, result in by_source.items():
                if may_be_drawn(result):
                    by_source[source_id] = replace(result, browser=self._no_browser_reason)
        return list(by_source.values())


def may_be_drawn(result: TrialResult) -> bool:
    """Return whether a browser may find articles although a crawl without one found none."""
    source = result.source
    return (
        not result.works
        and not source.render
        and result.status in _MAY_BE_DRAWN
        and channel_address(source.home) is None
    )


def titled(result: TrialResult, report: object) -> TrialResult:
    """Return the result with a better name, home page and language of the outlet.

    A host as name is replaced by the outlet's title. If the given address is a feed, the home page
    becomes the front page of its host. ``report`` is the Report of the crawl, or None.
    """
    findings = getattr(report, "findings", None)
    title = cast("str | None", getattr(findings, "title", None))
    language = cast("str | None", getattr(findings, "language", None))
    source = result.source
    if source.home in result.feeds:
        source = replace(source, home=urljoin(source.home, "/"))
    if title and source.name == host_of(source.home):
        source = replace(source, name=title[:_MAX_NAME_CHARS])
    if language and not source.language and len(language) in (2, 3) and language.isalpha():
        source = replace(source, language=language.lower())
    return replace(result, source=source)
