"""Reads the indexes of a source (feeds, sitemaps, listings, channels) and stores the new links.

The validators of a document (its ``ETag`` and ``Last-Modified`` headers) are stored only at the
end, and only if all documents that it names were read. So after a killed run, the next run reads it
again, and no link is lost.
"""

from pipelines.model import Outcome, Source
from pipelines.parsing.urls import identity
from scraper.crawl.indexes.crawl_range import CrawlRange
from scraper.crawl.indexes.findings import IndexFindings
from scraper.crawl.indexes.records import IndexRecords
from scraper.crawl.indexes.steps import (
    Step,
    first_steps,
    further_steps,
    is_home_due,
    names_indexes,
    usual_stages,
)
from scraper.crawl.indexes.traversal import Traversal, robots_sitemaps
from scraper.crawl.run import Run
from scraper.crawl.schedule import is_overdue
from scraper.discovery.documents import Kind
from storage.crawl.endpoints import last_verdict, recent_publications

_UNREACHABLE = {  # outcomes after which the usual addresses on the host can't be reached either
    Outcome.DNS_ERROR,
    Outcome.TLS_ERROR,
    Outcome.TIMEOUT,
    Outcome.NETWORK_ERROR,
    Outcome.BLOCKED,
}


class IndexReader:
    """Decides which documents of one source are read in one run, and in which order."""

    def __init__(self, run: Run, source: Source) -> None:
        self._run = run
        self._source = source
        self._range = CrawlRange(run.since(source), is_backfill=run.selection.since is not None)
        listings = {identity(url) for url in source.listings}
        self._findings = IndexFindings(lists_home=identity(source.home) in listings)
        self._records = IndexRecords(run, source)
        self._documents = Traversal(run, source, self._range, self._findings, self._records)

    async def read(self) -> IndexFindings:
        """Read the source's indexes, and return what was found.

        First the indexes are read that are known. If they give no link, the home page and then the
        usual addresses are tried. If they give nothing new for too long, they are compared with the
        home page. If an index has a gap, sitemaps and listings are read as well.
        """
        await self._documents.read(first_steps(self._source, self._records.known.values()))
        if not self._findings.channels:  # a channel has no home page and no other index
            await self._read_further()
        self._records.save_validators()
        return self._findings

    async def _read_further(self) -> None:
        """Read the documents that are needed beside the known indexes."""
        await self._list_home_if_known()
        if self._found_nothing() or is_home_due(self._source, self._records.known, self._run.now()):
            await self._documents.read([Step(self._source.home, Kind.HOME)])
        if self._found_nothing():
            await self._try_usual_places()
        elif self._is_overdue():
            await self._compare_with_home()
        if self._findings.has_gap or self._range.is_backfill:
            await self._documents.read(further_steps(self._source, self._robots_sitemaps()))

    async def _list_home_if_known(self) -> None:
        """Read the home page as a listing if it is known as a listing and declares no feed."""
        known = self._records.known.get(self._source.home)
        is_listing = known is not None and known.kind == Kind.LISTING
        if self._documents.home is not None and is_listing and not self._findings.links:
            await self._documents.read_home_as_listing()

    def _found_nothing(self) -> bool:
        """Return whether no index gave a link, and further addresses are worth a request."""
        findings = self._findings
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
            await self._documents.read(stage)
            if self._findings.new:
                return
        await self._documents.read_home_as_listing()

    def _is_overdue(self) -> bool:
        """Return whether the indexes have shown nothing new for longer than is usual.

        An earlier run may have found that they lack articles of the home page (status ``stale``).
        Then they count as overdue in any case.
        """
        findings = self._findings
        now = self._run.now()
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
        stored_before = len(self._documents.links.stored)
        await self._documents.read_home_as_listing()
        self._findings.links_only_on_home = self._documents.links.stored[stored_before:]

    def _robots_sitemaps(self) -> tuple[str, ...]:
        return robots_sitemaps(self._run.db, self._source.home)
