"""The health of a source, in a fixed vocabulary, from how its polls went."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from statistics import median

from pipelines.model import Outcome
from scraper.crawl.index_reader import IndexFindings
from scraper.crawl.schedule import next_poll
from storage.crawl.endpoints import Poll, consecutive_failures, recent_publications
from storage.database.protocols import Store


class Status(StrEnum):
    """The health of a source; failures bear the names of their outcomes."""

    NEVER_POLLED = "never_polled"
    DISABLED = "disabled"
    WORKING = "working"
    NOT_MODIFIED = "not_modified"
    WAITING = "waiting"  # the host asked for a pause
    SILENT = "silent"  # it answers, but publishes nothing against its own rhythm
    NO_LINKS = "no_links"  # it answers, but no article links are found
    PARSE_ERROR = "parse_error"
    CHALLENGE = "challenge"
    BLOCKED = "blocked"
    ROBOTS_DENIED = "robots_denied"
    DNS_ERROR = "dns_error"
    TLS_ERROR = "tls_error"
    TIMEOUT = "timeout"
    HTTP_ERROR = "http_error"
    GONE = "gone"
    REDIRECT_LOOP = "redirect_loop"
    TOO_LARGE = "too_large"
    NETWORK_ERROR = "network_error"
    INTERNAL_ERROR = "internal_error"  # a fault of Svodka's own; the log has it


FAILED = frozenset(Status) - {
    Status.NEVER_POLLED,
    Status.DISABLED,
    Status.WORKING,
    Status.NOT_MODIFIED,
    Status.WAITING,
    Status.SILENT,
}
PERMANENT_FAILURES = {  # waiting does not repair these
    Status.CHALLENGE, Status.BLOCKED, Status.TLS_ERROR, Status.ROBOTS_DENIED,
    Status.PARSE_ERROR,
}  # fmt: skip
_MIN_FAILURES = 3  # polls in a row; outlets have bad hours
_ADVICE = {
    Status.SILENT: "Look whether it moved or closed; `scrapy add-source` finds new feeds",
    Status.NO_LINKS: "Name its feeds, sitemaps or listings, or an article_pattern, in sources.toml",
    Status.PARSE_ERROR: "Look at the address in a browser; name another feed in sources.toml",
    Status.CHALLENGE: "It wants a browser; ask the outlet for a feed without the check",
    Status.BLOCKED: "The address is not public; NEWS_ALLOWED_NETWORKS can allow it",
    Status.ROBOTS_DENIED: "Its robots.txt forbids it; ask the outlet, or disable it",
    Status.DNS_ERROR: "Look whether the outlet has moved to another domain",
    Status.TLS_ERROR: (
        "Its certificate is not trusted here. If it comes from the Russian Trusted Root CA, install"
        " that root certificate, or set verify_certificates = false for this source"
    ),
    Status.GONE: "The address is gone; `scrapy add-source` finds the new one",
}
_GOOD = (Outcome.STORED, Outcome.CHANGED, Outcome.UNCHANGED, Outcome.ALIAS)
_BAD = frozenset(Outcome) & {Outcome(str(s)) for s in FAILED if str(s) in set(Outcome)}
_MIN_SILENCE = timedelta(days=3)  # that is reported
_MIN_SILENT_GAPS = 10  # times the usual gap between two articles


@dataclass(frozen=True, slots=True)
class Report:
    """What one run did for one source."""

    source_id: str
    found: IndexFindings
    looks: int
    counts: Mapping[str, int]  # outcome → number of URLs
    milliseconds: int
    status: Status = Status.WORKING
    detail: str | None = None

    @property
    def new(self) -> int:
        return self.counts.get(Outcome.STORED, 0)

    @property
    def changed(self) -> int:
        return self.counts.get(Outcome.CHANGED, 0)

    @property
    def failed(self) -> int:
        return sum(self.counts.get(outcome, 0) for outcome in _BAD)


def needs_a_person(status: Status, failures: int) -> bool:
    """Whether a person must act: at once for permanent failures, else after several in a row."""
    if status in PERMANENT_FAILURES or status is Status.SILENT:
        return True
    return status in FAILED and failures >= _MIN_FAILURES


def advice(status: Status) -> str | None:
    """What a person can do about it, in a sentence."""
    if status not in FAILED and status is not Status.SILENT:
        return None
    return _ADVICE.get(status, "Look at its home page in a browser; it is tried again by itself")


def judged(db: Store, report: Report, now: datetime) -> Report:
    """Return the report with its status, and the words that explain it."""
    status, detail = poll_status(report, recent_publications(db, report.source_id), now)
    return replace(report, status=status, detail=detail)


def poll_of(db: Store, report: Report, now: datetime) -> Poll:
    """Return what is stored of a judged poll, with the time the next one is due."""
    publications = recent_publications(db, report.source_id)
    failed = report.status in FAILED
    failures = consecutive_failures(db, report.source_id) + 1 if failed else 0
    due = next_poll(
        now, publications, minutes_to_live=report.found.minutes_to_live, failures=failures
    )
    if report.found.paused_until:
        due = max(due, report.found.paused_until)
    return Poll(
        status=report.status,
        detail=report.detail,
        polled_at=now,
        next_poll_at=due,
        failed=failed,
        new_article_at=now if report.new else None,
    )


def poll_status(
    report: Report, publications: Sequence[datetime], now: datetime
) -> tuple[Status, str | None]:
    """Name how a poll went, with the words that explain it."""
    found = report.found
    if not found.working and not found.not_modified:
        if found.problems:
            status, detail = found.problems[0]
            return Status(status), detail
        if found.paused_until:
            return Status.WAITING, f"asked to be left alone until {found.paused_until:%F %H:%M} UTC"
    if bad := _all_pages_failed(report.counts):
        return Status(bad), f"every page looked at ended as {bad}"
    if not found.links and not found.not_modified:
        return Status.NO_LINKS, "no article links in its feeds, sitemaps and listings"
    if quiet := silence(publications, now):
        return Status.SILENT, f"nothing new for {quiet.days} days"
    if found.not_modified and not found.working:
        return Status.NOT_MODIFIED, None
    return Status.WORKING, "; ".join([*found.damage, *(text for _, text in found.problems)]) or None


def _all_pages_failed(counts: Mapping[str, int]) -> Outcome | None:
    good = sum(counts.get(outcome, 0) for outcome in _GOOD)
    bad = {outcome: counts[outcome] for outcome in _BAD if counts.get(outcome)}
    if good or not bad or counts.get(Outcome.NOT_ARTICLE):
        return None
    return max(bad, key=lambda outcome: bad[outcome])


def silence(publications: Sequence[datetime], now: datetime) -> timedelta | None:
    """How long a source has been silent, if that is long against its own rhythm."""
    if len(publications) < 3:
        return None
    ordered = sorted(publications)
    gaps = [(later - sooner).total_seconds() for sooner, later in pairwise(ordered)]
    quiet = now - ordered[-1]
    return (
        quiet
        if quiet > max(_MIN_SILENCE, timedelta(seconds=median(gaps) * _MIN_SILENT_GAPS))
        else None
    )
