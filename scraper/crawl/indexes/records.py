"""Reads and writes what the database holds of a source's indexes: statuses and validators.

The validators of a document are its ``ETag`` and ``Last-Modified`` headers.
"""

from pipelines.model import Source, Validators
from scraper.crawl.fetching import Answer, conditional_headers
from scraper.crawl.indexes.steps import Step
from scraper.crawl.run import Run
from scraper.crawl.schedule import trusts_validators
from scraper.discovery.documents import Kind
from storage.crawl.endpoints import (
    Endpoint,
    endpoints_of,
    record_check,
    remember_endpoint,
    save_validators,
)
from storage.database.sqlite import transaction


class IndexRecords:
    """The stored indexes of one source, and the validators that one run received."""

    def __init__(self, run: Run, source: Source) -> None:
        self._run = run
        self._source = source
        self._validators: dict[str, Validators] = {}  # by the address of the document
        self._incomplete: set[str] = set()  # addresses of indexes of which a document was not read
        self.known: dict[str, Endpoint] = {
            endpoint.url: endpoint for endpoint in endpoints_of(run.db, source.id)
        }

    def conditions(self, step: Step) -> dict[str, str]:
        """Return the headers that ask for a document only if it has changed since it was read."""
        known = self.known.get(step.url)
        if known is None or step.page > 1:
            return {}
        if self._source.render and step.kind in (Kind.HOME, Kind.LISTING):
            return {}  # the fetched page stays the same while its scripts draw other articles
        if not trusts_validators(known.not_modified, known.read_at, self._run.now()):
            return {}
        return conditional_headers(Validators(known.etag, known.last_modified))

    def was_read(self, url: str) -> bool:
        """Return whether an earlier run has read the index at this address."""
        known = self.known.get(url)
        return known is not None and known.read_at is not None

    def failures(self, url: str) -> int:
        """Return how many checks of this index in a row had failed before this run."""
        known = self.known.get(url)
        return known.consecutive_failures if known is not None else 0

    def record(self, step: Step, status: str, detail: str | None, *, failed: bool) -> None:
        """Store the result of a check: a status with a detail, and whether the check failed.

        Only the first page of a listing or feed has a row. A home page to which another home page
        leads has none. A home page that is stored as a listing stays one.
        """
        is_later_page = step.page > 1 and step.kind is not Kind.CHANNEL
        is_second_home = step.kind is Kind.HOME and step.parent is not None
        if is_later_page or is_second_home:
            return
        known = self.known.get(step.url)
        is_known_listing = known is not None and known.kind == Kind.LISTING
        stays_listing = step.kind is Kind.HOME and is_known_listing
        remember_endpoint(
            self._run.db,
            step.url,
            source_id=self._source.id,
            kind=Kind.LISTING if stays_listing else step.kind,
            configured=step.configured,
            parent=step.parent,
        )
        now = self._run.now()
        record_check(self._run.db, step.url, status=status, detail=detail, now=now, failed=failed)

    def note_validators(self, step: Step, answer: Answer) -> None:
        """Keep the validators of a document's first page until the end of the run."""
        if step.page == 1:
            self._validators[step.url] = answer.validators

    def note_unread(self, step: Step) -> None:
        """Note that a document was not read, so that no validators are stored for its index."""
        self._incomplete |= {url for url in (step.url, step.root, step.parent) if url}

    def save_validators(self) -> None:
        """Store the validators of the documents that were read as a whole."""
        with transaction(self._run.db):
            for url, validators in self._validators.items():
                if url not in self._incomplete:
                    save_validators(self._run.db, url, validators.etag, validators.last_modified)
