"""Judges the health of a source by its last poll, its last visits to pages, and its texts.

A *look* is one visit to a page; most functions take the last looks of a source, newest first.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise, takewhile
from math import ceil, log
from statistics import median
from urllib.parse import urlsplit

from pipelines.model import Outcome
from pipelines.model.health import FAILED, KEPT_WITHOUT_NEWS, Status
from scraper.crawl.article_visitor import LEADS_TO_ANOTHER_SITE
from scraper.crawl.claimed_addresses import Claim
from scraper.crawl.health.text_quality import (
    is_far_shorter,
    is_garbled,
    quality_verdict,
)
from scraper.crawl.indexes.findings import IndexFindings
from storage.crawl.source_health import Look, StoredText

Verdict = tuple[Status, str | None]  # with the words that explain the status
LastVerdict = tuple[str | None, str | None]  # status and detail of the poll before
_MIN_STREAK = 3  # looks in a row without an article, even if no look failed before
# Outcomes by which a host bars the crawler, with the number of looks of one poll. One anti-bot page
# is enough, since it is recognised by its own signs; a server error may concern a single page.
_MIN_BARRED_LOOKS = {Outcome.CHALLENGE: 1, Outcome.HTTP_ERROR: 2}
_MIN_BARRED_SHARE = 0.5  # of the looks of a poll
_MAX_CHANCE = 0.005  # probability that so many failures in a row are an accident
_MIN_FOREIGN_SHARE = 0.8  # of the links lead to one other host
_MIN_NEWER_AT_HOME = 2  # articles that only the home page shows; one may be an advertisement
_MIN_GARBLED = 2  # of the newest texts, since one may quote garbled letters
_REVISITED = (Outcome.CHANGED, Outcome.UNCHANGED)
_GOOD = (Outcome.STORED, Outcome.CHANGED, Outcome.UNCHANGED, Outcome.ALIAS)
_LINK_FAILURES = frozenset(  # such a failure concerns one link, and says nothing of other pages
    {Outcome.GONE, Outcome.REDIRECT_LOOP, Outcome.TOO_LARGE, Outcome.BLOCKED, Outcome.ROBOTS_DENIED}
)
_BAD = frozenset(outcome for outcome in Outcome if outcome.value in FAILED)  # names of statuses
_MIN_SILENCE = timedelta(days=3)  # a shorter silence may be a long weekend
_MIN_SILENT_GAPS = 10  # usual gaps between two articles without a new one


@dataclass(frozen=True, slots=True)
class Report:
    """The result of one run for one source."""

    source_id: str
    findings: IndexFindings
    looks: int  # visits to pages in the run
    counts: Mapping[str, int]  # outcome → number of URLs
    milliseconds: int
    status: Status = Status.WORKING
    detail: str | None = None
    new_refusals: tuple[str, ...] = ()  # a reason for each refused page, if it is a new reason
    address_claims: tuple[Claim, ...] = ()  # to other sources' addresses; only new ones

    @property
    def new(self) -> int:
        return self.counts.get(Outcome.STORED, 0)

    @property
    def changed(self) -> int:
        return self.counts.get(Outcome.CHANGED, 0)

    @property
    def failed(self) -> int:
        return sum(self.counts.get(outcome, 0) for outcome in _BAD)


@dataclass(frozen=True, slots=True)
class Evidence:
    """The data of a source in the database after a poll; in each sequence the newest come first."""

    publications: Sequence[datetime] = ()
    looks: Sequence[Look] = ()
    texts: Sequence[StoredText] = ()  # of new articles
    word_counts: Sequence[int] = ()  # of the newest articles
    text_qualities: tuple[float | None, float | None] = (None, None)  # mean: newest, earlier texts
    last: LastVerdict = (None, None)  # of the poll before
    newer_at_home: int = 0  # articles that only the home page showed
    dates: Verdict | None = None  # what is wrong with the dates of its newest articles


def poll_status(report: Report, evidence: Evidence, now: datetime) -> Verdict:
    """Return the status of a source after a poll, with the words that explain the status.

    The first fault that is found decides. Without a fault, the status says whether there is
    anything new.
    """
    last_status, _ = evidence.last
    if report.findings.lists_home and last_status == Status.STALE:  # home is an index by now
        evidence = replace(evidence, last=(Status.WORKING, None))
    fault = next(filter(None, _faults(report, evidence)), None)
    return fault or _verdict_without_fault(report, evidence, now)


def _faults(report: Report, evidence: Evidence) -> Iterator[Verdict | None]:
    """Yield a verdict for each fault, the most serious first, or None if there is no such fault."""
    findings = report.findings
    looks, looks_of_poll = evidence.looks, report.looks
    if findings.post_looks:
        looks_of_poll = len(_without_lookups(looks[:looks_of_poll]))
        looks = _without_lookups(looks)
    yield _no_preview(findings)
    yield _moved(findings, looks)
    yield _nothing_read(findings)
    yield barred_verdict(looks, looks_of_poll, evidence.last)
    yield look_verdict(looks)
    yield look_verdict(newest_addresses_first(looks))
    yield _index_lost(findings)
    # The posts of a channel have any length, so short posts are no fault.
    yield text_verdict(evidence.texts, () if findings.channels else evidence.word_counts)
    yield quality_verdict(*evidence.text_qualities)
    yield evidence.dates
    yield _stale(findings, evidence)


def _verdict_without_fault(report: Report, evidence: Evidence, now: datetime) -> Verdict:
    """Return whether a source without a fault has anything new."""
    findings = report.findings
    last_status, last_detail = evidence.last
    if not findings.working and not report.looks and last_status in KEPT_WITHOUT_NEWS:
        return Status(last_status), last_detail  # an answer 304 shows no other status
    if not findings.links and not findings.not_modified and not findings.undated_links:
        return Status.NO_LINKS, "no article links in its feeds, sitemaps and listings"
    if silent_for := silence(evidence.publications, now):
        return Status.SILENT, f"nothing new for {silent_for.days} days"
    if findings.not_modified and not findings.working:
        return Status.NOT_MODIFIED, None
    problems = [*findings.damage, *(text for _, text in findings.problems)]
    return Status.WORKING, "; ".join(problems) or None


def _without_lookups(looks: Sequence[Look]) -> list[Look]:
    """Return the looks without the failed visits to the pages of single stored posts.

    These pages decide only whether a post counts as removed. All other posts are read from the
    preview of the channel.
    """
    return [look for look in looks if not look.is_article or look.outcome in _GOOD]


def _no_preview(findings: IndexFindings) -> Verdict | None:
    """Return a verdict if a channel shows no public preview although its page was read."""
    if findings.post_looks:
        return None
    details = (text for status, text in findings.problems if status == Status.NO_PREVIEW)
    return next(((Status.NO_PREVIEW, text) for text in details), None)


def _nothing_read(findings: IndexFindings) -> Verdict | None:
    """Return a verdict if no index answered: its first problem, or the pause of its host."""
    if findings.working or findings.not_modified:
        return None
    if findings.problems:
        status, detail = findings.problems[0]
        return Status(status), detail
    if findings.paused_until:
        return Status.WAITING, f"asked to be left alone until {findings.paused_until:%F %H:%M} UTC"
    return None


def _index_lost(findings: IndexFindings) -> Verdict | None:
    """Return a verdict if one index is gone or unreadable while others still work."""
    if findings.lost_indexes and findings.working:
        return Status.INDEX_LOST, f"{findings.lost_indexes[0]}; {_read_instead(findings)}"
    return None


def _stale(findings: IndexFindings, evidence: Evidence) -> Verdict | None:
    """Return a verdict if the home page shows newer articles than the other indexes."""
    status, detail = evidence.last
    if evidence.newer_at_home >= _MIN_NEWER_AT_HOME:
        return Status.STALE, (
            f"its home page shows {evidence.newer_at_home} articles newer than those of its feeds"
            " and sitemaps; the home page is read as well"
        )
    # The source stays stale until an index other than the home page shows a new article.
    has_new_elsewhere = findings.new > len(findings.links_only_on_home)
    if status == Status.STALE and not has_new_elsewhere:
        return Status.STALE, detail
    return None


def _moved(findings: IndexFindings, looks: Sequence[Look]) -> Verdict | None:
    """Return a verdict if the indexes, nearly all links or the last pages lead to another site."""
    if findings.moved_to:
        return Status.MOVED, f"its addresses redirect to {findings.moved_to}"
    total = findings.foreign.total()
    if total and not findings.links:
        ((host, count),) = findings.foreign.most_common(1)
        if count >= _MIN_FOREIGN_SHARE * total:
            return Status.MOVED, f"all links of its indexes lead to {host}"
    hosts = {_host_of_redirect(look) for look in looks[:_MIN_STREAK]}
    if len(looks) < _MIN_STREAK or len(hosts) != 1:
        return None
    (host_of_all,) = hosts  # None: they were not redirected to another site
    return (Status.MOVED, f"its articles redirect to {host_of_all}") if host_of_all else None


def _host_of_redirect(look: Look) -> str | None:
    """Return the host of the other site to which a look was redirected, or None."""
    if look.reason is None or not look.reason.startswith(LEADS_TO_ANOTHER_SITE):
        return None
    _, _, url = look.reason.partition(": ")
    return urlsplit(url).netloc


def barred_verdict(looks: Sequence[Look], looks_of_poll: int, last: LastVerdict) -> Verdict | None:
    """Return a verdict if most looks of the poll ended at an anti-bot page or a server error.

    ``looks`` are newest first, and begin with the ``looks_of_poll`` looks of the poll. Revisits of
    stored articles are left out, since they say nothing of new pages. After a poll without looks, a
    verdict of this kind stays.
    """
    if not looks:
        return None
    if not looks_of_poll:
        status, detail = last
        is_kept = looks[0].outcome in _MIN_BARRED_LOOKS and looks[0].outcome == status
        return (Status(str(status)), detail) if is_kept else None
    outcomes = Counter(
        look.outcome for look in looks[:looks_of_poll] if look.outcome not in _REVISITED
    )
    for outcome, min_looks in _MIN_BARRED_LOOKS.items():
        if outcomes[outcome] >= max(min_looks, _MIN_BARRED_SHARE * outcomes.total()):
            return Status(str(outcome)), (
                f"{outcomes[outcome]} of the {outcomes.total()} pages looked at ended as {outcome}"
            )
    return None


def newest_addresses_first(looks: Sequence[Look]) -> list[Look]:
    """Return the looks ordered by when their addresses were first seen, the newest first.

    The look at an address that has an article counts as a success. After a redesign, old pages can
    often still be read. In order of time, their looks would hide the failures at new pages.
    """
    ordered = sorted(looks, key=lambda look: look.first_seen_at, reverse=True)
    return [replace(look, outcome=Outcome.STORED) if look.is_article else look for look in ordered]


def look_verdict(looks: Sequence[Look]) -> Verdict | None:
    """Return a verdict if more of the newest looks failed in a row than chance explains.

    ``looks`` are newest first. The number of failures that chance explains depends on the share of
    earlier looks that failed: if a third failed, six failures in a row are too many.
    """
    # A stored article that is gone says nothing of new pages.
    judged = [look for look in looks if not (look.is_article and look.outcome is Outcome.GONE)]
    streak = list(takewhile(lambda look: look.outcome not in _GOOD, judged))
    min_failures = min_streak(judged[len(streak) :])
    if not streak or len(streak) < min_failures:
        return None
    ((outcome, count),) = Counter(look.outcome for look in streak).most_common(1)
    if outcome in _BAD and count > len(streak) / 2:
        return Status(str(outcome)), f"every page looked at ended as {outcome}"
    unread_pages = [look for look in streak if look.outcome not in _LINK_FAILURES]
    if len(unread_pages) < min_failures:
        return None
    return Status.UNREADABLE, (
        f"none of the {len(unread_pages)} pages looked at last could be read as an article;"
        " drawn by scripts, behind a consent page, or built anew?"
    )


def text_verdict(texts: Sequence[StoredText], word_counts: Sequence[int]) -> Verdict | None:
    """Return a verdict if the newest texts are garbled, or far shorter than those before."""
    garbled = [text for text in texts if is_garbled(f"{text.headline} {text.body}")]
    if len(texts) >= _MIN_GARBLED and len(garbled) >= _MIN_GARBLED:
        return Status.MOJIBAKE, f"garbled letters, as in {garbled[0].headline[:60]!r}"
    if is_far_shorter(word_counts):
        usual = round(median(word_counts))
        return Status.TEXT_POORER, (
            f"its newest articles have {max(word_counts[:3])} words or fewer; {usual} are usual"
        )
    return None


def min_streak(earlier: Sequence[Look]) -> int:
    """Return the number of failures in a row that chance explains in fewer than one of 200 cases.

    The share of good looks is estimated from the earlier looks by Laplace's rule of succession.
    """
    if not earlier:
        return _MIN_STREAK
    good = sum(look.outcome in _GOOD for look in earlier)
    share_of_good = (good + 1) / (len(earlier) + 2)
    # The smallest n for which (1 - share_of_good) ** n is at most _MAX_CHANCE.
    return max(_MIN_STREAK, ceil(log(_MAX_CHANCE) / log(1 - share_of_good)))


def _read_instead(findings: IndexFindings) -> str:
    """Return which indexes were read in place of a lost one, at most two of them."""
    urls = list(dict.fromkeys(findings.read_urls))
    return f"read instead: {', '.join(urls[:2])}" if urls else "nothing is read instead"


def silence(publications: Sequence[datetime], now: datetime) -> timedelta | None:
    """Return how long a source published nothing, if that is long for this source; else None."""
    if len(publications) < 3:  # without two gaps, none is usual
        return None
    ordered = sorted(publications)
    gaps = [(later - sooner).total_seconds() for sooner, later in pairwise(ordered)]
    silent_for = now - ordered[-1]
    min_silence = max(_MIN_SILENCE, timedelta(seconds=median(gaps) * _MIN_SILENT_GAPS))
    return silent_for if silent_for > min_silence else None
