"""Stores the links in a source's documents: as pending, reopened, changed or too old."""

from pipelines.model import Link, Outcome, Source
from pipelines.parsing.urls import identity
from scraper.crawl.indexes.crawl_range import CrawlRange
from scraper.crawl.indexes.findings import IndexFindings
from scraper.crawl.indexes.steps import Step
from scraper.crawl.link_triage import TriagedLinks, links_outside_menus, triage_links
from scraper.crawl.run import Run
from scraper.crawl.undated_links import undated_links
from scraper.discovery.documents import Document, Kind
from storage.crawl.urls import (
    FoundLink,
    add_pending,
    expect_change,
    known_outcomes,
    record_outcome,
    reopen,
)


class LinkStore:
    """Stores the links of one source in one run."""

    def __init__(
        self, run: Run, source: Source, crawl_range: CrawlRange, findings: IndexFindings
    ) -> None:
        self._run = run
        self._source = source
        self._range = crawl_range
        self._findings = findings
        self.homes = [source.home]  # and the new home page if the site has moved
        self.menu: set[str] = set()  # identities of the links in the menus of the home page
        self.stored: list[str] = []  # identities of the links stored in this run

    def store(self, step: Step, document: Document) -> TriagedLinks:
        """Store the links of one document in the caller's transaction, and return them triaged.

        When a source is crawled for the first time, undated links of a sitemap are not stored. They
        are added to ``undated_links`` of the findings, and a sample of them is fetched later.
        """
        links = self._triage(step, document)
        fresh = list(links.fresh)
        if self._range.is_first_sight and step.kind is Kind.SITEMAP:
            undated = undated_links(fresh, self._run.now())
            self._findings.undated_links.extend(undated)
            not_stored = {link.address.identity for link in undated}
            fresh = [link for link in fresh if link.address.identity not in not_stored]
        self._write(fresh, links)
        return links

    def _triage(self, step: Step, document: Document) -> TriagedLinks:
        run = self._run
        links = self._wanted(step, document)
        return triage_links(
            links,
            known_outcomes(run.db, (identity(link.url) for link in links), self._source.id),
            homes=self.homes,
            article_pattern=self._source.article_pattern,
            since=self._range.since,
            now=run.now(),
            links_before=self._findings.links,
            is_archive=step.kind is Kind.SITEMAP or self._range.is_backfill,
            foreign_homes=run.foreign_homes(self._source),
        )

    def _wanted(self, step: Step, document: Document) -> tuple[Link, ...]:
        """Return the links of a document.

        If the source has no pattern, the links of a sitemap that are also in menus are left out.
        """
        if step.kind is Kind.SITEMAP and not self._source.article_pattern:
            return links_outside_menus(document.links, self.menu)
        return document.links

    def _write(self, fresh: list[FoundLink], links: TriagedLinks) -> None:
        run = self._run
        source_id = self._source.id
        now = run.now()
        self.stored.extend(link.address.identity for link in fresh)
        add_pending(run.db, fresh, source_id=source_id, now=now)
        reopen(run.db, links.reopened, source_id=source_id, now=now)
        expect_change(run.db, links.changed, source_id=source_id, now=now)
        for link in links.too_old:
            record_outcome(
                run.db, link.address, source_id=source_id, outcome=Outcome.TOO_OLD, now=now
            )
            run.tally.count(source_id, Outcome.TOO_OLD)
