"""Records that a document of a source could not be fetched or read."""

from pipelines.model import Outcome
from pipelines.model.health import Status
from scraper.crawl.indexes.findings import IndexFindings
from scraper.crawl.indexes.records import IndexRecords
from scraper.crawl.indexes.steps import MAX_FAILURES, Step
from scraper.crawl.run import Run
from scraper.discovery.documents import Kind
from storage.crawl.endpoints import forget_endpoint
from storage.database.sqlite import transaction

# An index with such a status seldom works again.
_LOST = {Status.GONE, Status.PARSE_ERROR, Status.HTTP_ERROR}
# Statuses that may concern one page of a channel only. All others concern the host.
_OF_ONE_PAGE = {Status.NO_LINKS, Status.GONE, Status.PARSE_ERROR}


class FailureRecorder:
    """Records the failures of one source's indexes in one run."""

    def __init__(self, run: Run, records: IndexRecords, findings: IndexFindings) -> None:
        self._run = run
        self._records = records
        self._findings = findings

    def record(self, step: Step, status: Outcome | str, detail: str) -> None:
        """Record why a document was not read; for a guessed address no problem is noted."""
        findings = self._findings
        self._records.note_unread(step)
        if step.kind is Kind.CHANNEL:
            findings.add_channel(step.root or step.url)
            findings.has_gap = findings.has_gap or step.page > 1
        if step.guessed:
            return
        findings.problems.append((str(status), f"{step.url}: {detail}"))
        was_read = step.configured or self._records.was_read(step.url)
        if str(status) in _LOST and step.kind is not Kind.HOME and was_read:
            findings.lost_indexes.append(f"{step.url}: {detail}")
        if step.kind is Kind.CHANNEL and step.parent is not None:
            self._record_older_page(step, str(status), detail)
        else:
            self._records.record(step, str(status), detail, failed=True)

    def _record_older_page(self, step: Step, status: str, detail: str) -> None:
        """Count a failure of a channel's older page; after a few, delete its stored address.

        A failure counts if it concerns this page alone and the channel's newest page was read.
        After any other failure, the next run reads the page.
        """
        if status not in _OF_ONE_PAGE or step.root not in self._findings.read_urls:
            return
        self._records.record(step, status, detail, failed=True)
        if self._records.failures(step.url) + 1 >= MAX_FAILURES:
            self._findings.has_gap = True
            with transaction(self._run.db):
                forget_endpoint(self._run.db, step.url)
