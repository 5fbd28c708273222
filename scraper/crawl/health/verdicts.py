"""Judges the health of a source by its last poll, its last visits to pages, and its texts.

All functions take the visits of a source newest first.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import takewhile
from math import ceil, log
from statistics import median
from urllib.parse import urlsplit

from pipelines.model import Outcome
from pipelines.model.health import FAILED, KEPT_WITHOUT_NEWS, Status
from scraper.crawl.article_visitor import LEADS_TO_ANOTHER_SITE
from scraper.crawl.claimed_addresses import Claim
from scraper.crawl.health.text_quality import (
    MIN_NEWEST,
    is_far_shorter,
    is_garbled,
    quality_verdict,
)
from scraper.crawl.indexes.findings import IndexFindings
from scraper.crawl.schedule import usual_gap
from storage.crawl.source_health import StoredText, Visit

Verdict = tuple[Status, str | None]  # with the words that explain the status
LastVerdict = tuple[str | None, str | None]  # status and detail of the poll before
_MIN_STREAK = 3  # visits in a row without an article, even if no visit failed before
# Outcomes by which a host bars the crawler, with the least number of visits of one poll. One
# anti-bot page is enough, since it has unmistakable signs; a server error may concern one page.
_MIN_BARRED_VISITS = {Outcome.CHALLENGE: 1, Outcome.HTTP_ERROR: 2}
_MIN_BARRED_SHARE = 0.5  # of the visits of a poll
_MAX_CHANCE = 0.005  # probability that so many failures in a row are an accident
_MIN_FOREIGN_SHARE = 0.8  # of the links lead to one other host
_MIN_NEWER_AT_HOME = 2  # articles that only the home page shows; one may be an advertisement
_MIN_GARBLED = 2  # of the newest texts, since one may quote garbled letters
_REVISIT_OUTCOMES = (Outcome.CHANGED, Outcome.UNCHANGED)
_GOOD_OUTCOMES = (Outcome.STORED, Outcome.CHANGED, Outcome.UNCHANGED, Outcome.ALIAS)
_LINK_FAILURES = frozenset(  # such a failure concerns one link, and says nothing of other pages
    {Outcome.GONE, Outcome.REDIRECT_LOOP, Outcome.TOO_LARGE, Outcome.BLOCKED, Outcome.ROBOTS_DENIED}
)
_BAD_OUTCOMES = frozenset(outcome for outcome in Outcome if outcome.value in FAILED)
_MIN_SILENCE = timedelta(days=3)  # a shorter silence may be a long weekend
_MIN_SILENT_GAPS = 10  # a silence is longer than so many usual gaps between two articles


@dataclass(frozen=True, slots=True)
class Report:
    """The result of one run for one source."""

    source_id: str
    findings: IndexFindings
    visits: int  # to pages, in the run
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
        return sum(self.counts.get(outcome, 0) for outcome in _BAD_OUTCOMES)


@dataclass(frozen=True, slots=True)
class SourceHistory:
    """The data of a source in the database after a poll; in each sequence the newest come first."""

    publications: Sequence[datetime] = ()
    visits: Sequence[Visit] = ()
    texts: Sequence[StoredText] = ()  # of new articles
    word_counts: Sequence[int] = ()  # of the newest articles
    # The means of the newest and of the earlier texts.
    text_qualities: tuple[float | None, float | None] = (None, None)
    last: LastVerdict = (None, None)  # of the poll before
    newer_at_home: int = 0  # articles that only the home page showed
    dates: Verdict | None = None  # what is wrong with the dates of its newest articles


def poll_status(report: Report, history: SourceHistory, now: datetime) -> Verdict:
    """Return the status of a source after a poll, with the words that explain the status.

    The first fault that is found decides. Without a fault, the status says whether there is
    anything new.
    """
    last_status, _ = history.last
    if report.findings.lists_home and last_status == Status.STALE:  # the home page is an index now
        history = replace(history, last=(Status.WORKING, None))
    fault = next(filter(None, _faults(report, history)), None)
    return fault or _verdict_without_fault(report, history, now)


def _faults(report: Report, history: SourceHistory) -> Iterator[Verdict | None]:
    """Yield the verdict of each check, the most serious first; None if it finds no fault."""
    findings = report.findings
    visits, poll_visit_count = history.visits, report.visits
    if findings.posts_read:  # the preview of a channel works
        poll_visit_count = len(_without_lookups(visits[:poll_visit_count]))
        visits = _without_lookups(visits)
    yield _no_preview(findings)
    yield _moved(findings, visits)
    yield _nothing_read(findings)
    yield barred_verdict(visits, poll_visit_count, history.last)
    yield streak_verdict(visits)
    yield streak_verdict(newest_addresses_first(visits))
    yield _index_lost(findings)
    # The posts of a channel have any length, so short posts are no fault.
    yield text_verdict(history.texts, () if findings.channels else history.word_counts)
    yield quality_verdict(*history.text_qualities)
    yield history.dates
    yield _stale(findings, history)


def _verdict_without_fault(report: Report, history: SourceHistory, now: datetime) -> Verdict:
    """Return whether a source without a fault has anything new."""
    findings = report.findings
    last_status, last_detail = history.last
    if not findings.working and not report.visits and last_status in KEPT_WITHOUT_NEWS:
        return Status(last_status), last_detail  # an answer 304 shows no other status
    if not findings.links and not findings.not_modified and not findings.undated_links:
        return Status.NO_LINKS, "no article links in its feeds, sitemaps and listings"
    if silent_for := silence(history.publications, now):
        return Status.SILENT, f"nothing new for {silent_for.days} days"
    if findings.not_modified and not findings.working:
        return Status.NOT_MODIFIED, None
    problems = [*findings.damage, *(text for _, text in findings.problems)]
    return Status.WORKING, "; ".join(problems) or None


def _without_lookups(visits: Sequence[Visit]) -> list[Visit]:
    """Return the visits without the failed visits to the pages of single stored posts.

    These pages decide only whether a post counts as removed. All other posts are read from the
    preview of the channel.
    """
    return [visit for visit in visits if not visit.is_article or visit.outcome in _GOOD_OUTCOMES]


def _no_preview(findings: IndexFindings) -> Verdict | None:
    """Return a verdict if a channel shows no public preview although its page was read."""
    if findings.posts_read:
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


def _stale(findings: IndexFindings, history: SourceHistory) -> Verdict | None:
    """Return a verdict if the home page shows newer articles than the other indexes."""
    status, detail = history.last
    if history.newer_at_home >= _MIN_NEWER_AT_HOME:
        return Status.STALE, (
            f"its home page shows {history.newer_at_home} articles newer than those of its feeds"
            " and sitemaps; the home page is read as well"
        )
    # The source stays stale until an index other than the home page shows a new article.
    has_new_elsewhere = findings.new > len(findings.links_only_on_home)
    if status == Status.STALE and not has_new_elsewhere:
        return Status.STALE, detail
    return None


def _moved(findings: IndexFindings, visits: Sequence[Visit]) -> Verdict | None:
    """Return a verdict if the indexes, nearly all links or the last pages lead to another site."""
    if findings.moved_to:
        return Status.MOVED, f"its addresses redirect to {findings.moved_to}"
    total = findings.foreign.total()
    if total and not findings.links:
        ((host, count),) = findings.foreign.most_common(1)
        if count >= _MIN_FOREIGN_SHARE * total:
            return Status.MOVED, f"all links of its indexes lead to {host}"
    if len(visits) < _MIN_STREAK:
        return None
    hosts = {_host_of_redirect(visit) for visit in visits[:_MIN_STREAK]}
    if None in hosts or len(hosts) > 1:
        return None
    return Status.MOVED, f"its articles redirect to {hosts.pop()}"


def _host_of_redirect(visit: Visit) -> str | None:
    """Return the host of the other site to which a visit was redirected, or None."""
    if visit.reason is None or not visit.reason.startswith(LEADS_TO_ANOTHER_SITE):
        return None
    _, _, url = visit.reason.partition(": ")
    return urlsplit(url).netloc


def barred_verdict(
    visits: Sequence[Visit], poll_visit_count: int, last: LastVerdict
) -> Verdict | None:
    """Return a verdict if most visits of the poll ended at an anti-bot page or a server error.

    The first ``poll_visit_count`` of ``visits`` are those of the poll. Revisits of stored articles
    are left out, since they say nothing of new pages. After a poll without visits, a verdict of
    this kind stays.
    """
    if not visits:
        return None
    if not poll_visit_count:
        status, detail = last
        last_outcome = visits[0].outcome
        is_kept = last_outcome in _MIN_BARRED_VISITS and last_outcome == status
        return (Status(str(status)), detail) if is_kept else None
    outcomes = Counter(
        visit.outcome
        for visit in visits[:poll_visit_count]
        if visit.outcome not in _REVISIT_OUTCOMES
    )
    for outcome, min_visits in _MIN_BARRED_VISITS.items():
        if outcomes[outcome] >= max(min_visits, _MIN_BARRED_SHARE * outcomes.total()):
            return Status(str(outcome)), (
                f"{outcomes[outcome]} of the {outcomes.total()} pages looked at ended as {outcome}"
            )
    return None


def newest_addresses_first(visits: Sequence[Visit]) -> list[Visit]:
    """Return the visits ordered by when their addresses were first seen, the newest first.

    The visit to an address that has an article counts as a success. After a redesign, old pages can
    often still be read. In order of time, their visits would hide the failures at new pages.
    """
    return [
        replace(visit, outcome=Outcome.STORED) if visit.is_article else visit
        for visit in sorted(visits, key=lambda visit: visit.first_seen_at, reverse=True)
    ]


def streak_verdict(visits: Sequence[Visit]) -> Verdict | None:
    """Return a verdict if more of the newest visits failed in a row than chance explains.

    The number of failures that chance explains depends on the share of earlier visits that failed:
    if a third failed, six failures in a row are too many.
    """
    # A stored article that is gone says nothing of new pages.
    judged = [visit for visit in visits if not (visit.is_article and visit.outcome is Outcome.GONE)]
    streak = list(takewhile(lambda visit: visit.outcome not in _GOOD_OUTCOMES, judged))
    min_failures = min_streak(judged[len(streak) :])
    if not streak or len(streak) < min_failures:
        return None
    ((outcome, count),) = Counter(visit.outcome for visit in streak).most_common(1)
    if outcome in _BAD_OUTCOMES and count > len(streak) / 2:
        return Status(str(outcome)), f"every page looked at ended as {outcome}"
    unread_pages = [visit for visit in streak if visit.outcome not in _LINK_FAILURES]
    if len(unread_pages) < min_failures:
        return None
    return Status.UNREADABLE, (
        f"none of the {len(unread_pages)} pages looked at last could be read as an article;"
        " drawn by scripts, behind a consent page, or built anew?"
    )


def text_verdict(texts: Sequence[StoredText], word_counts: Sequence[int]) -> Verdict | None:
    """Return a verdict if new texts are garbled, or the newest far shorter than the others."""
    garbled = [text for text in texts if is_garbled(f"{text.headline} {text.body}")]
    if len(garbled) >= _MIN_GARBLED:
        return Status.MOJIBAKE, f"garbled letters, as in {garbled[0].headline[:60]!r}"
    if is_far_shorter(word_counts):
        usual = round(median(word_counts))
        return Status.TEXT_POORER, (
            f"its newest articles have {max(word_counts[:MIN_NEWEST])} words or fewer;"
            f" {usual} are usual"
        )
    return None


def min_streak(earlier: Sequence[Visit]) -> int:
    """Return the number of failures in a row that chance explains in fewer than one of 200 cases.

    The share of good visits is estimated from the earlier visits by Laplace's rule of succession.
    """
    if not earlier:
        return _MIN_STREAK
    good = sum(visit.outcome in _GOOD_OUTCOMES for visit in earlier)
    share_of_good = (good + 1) / (len(earlier) + 2)
    # The smallest n for which (1 - share_of_good) ** n is at most _MAX_CHANCE.
    return max(_MIN_STREAK, ceil(log(_MAX_CHANCE) / log(1 - share_of_good)))


def _read_instead(findings: IndexFindings) -> str:
    """Return which indexes were read in place of a lost one, at most two of them."""
    urls = list(dict.fromkeys(findings.read_urls))
    return f"read instead: {', '.join(urls[:2])}" if urls else "nothing is read instead"


def silence(publications: Sequence[datetime], now: datetime) -> timedelta | None:
    """Return how long a source published nothing, if that is long for this source; else None."""
    gap = usual_gap(publications)
    if gap is None:
        return None
    silent_for = now - max(publications)
    return silent_for if silent_for > max(_MIN_SILENCE, gap * _MIN_SILENT_GAPS) else None
