"""Judges the health of a source by its last poll, its last visits to pages, and its texts.

A *look* is one visit to a page; most functions take the last looks of a source, newest first.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise, takewhile
from math import ceil, log
from statistics import median
from urllib.parse import urlsplit

from pipelines.model import Outcome
from pipelines.model.health import FAILED, KEPT, Status
from scraper.crawl.article_visitor import LEADS_TO_ANOTHER_SITE
from scraper.crawl.claimed_addresses import Claim
from scraper.crawl.health.text_quality import (
    garbled_letters,
    is_far_shorter,
    quality_verdict,
)
from scraper.crawl.indexes.findings import IndexFindings
from storage.crawl.source_health import Look, StoredText

Verdict = tuple[Status, str | None]
LastVerdict = tuple[str | None, str | None]  # status and detail of the last poll
_MIN_STREAK = 3  # looks in a row without an article, even if no look failed before
# Looks of one poll with this outcome. One anti-bot page is enough, since it is recognised by its
# own signs; a server error may concern a single page.
_MIN_BARRED_LOOKS = {Outcome.CHALLENGE: 1, Outcome.HTTP_ERROR: 2}
_MIN_BARRED_SHARE = 0.5  # of the looks of a poll
_MAX_CHANCE = 0.005  # probability that a row of failures is an accident
_MIN_FOREIGN_SHARE = 0.8  # of the links lead to one other host
_MIN_NEWER_AT_HOME = 2  # articles that only the home page shows; one may be an advertisement
_MIN_GARBLED = 2  # of the newest texts, since one may quote garbled letters
_REVISITED = (Outcome.CHANGED, Outcome.UNCHANGED)
_GOOD = (Outcome.STORED, Outcome.CHANGED, Outcome.UNCHANGED, Outcome.ALIAS)
_LINK_FAILURES = frozenset(  # they concern one link, and not how pages can be read
    {Outcome.GONE, Outcome.REDIRECT_LOOP, Outcome.TOO_LARGE, Outcome.BLOCKED, Outcome.ROBOTS_DENIED}
)
_BAD = frozenset(Outcome) & {Outcome(str(s)) for s in FAILED if str(s) in set(Outcome)}
_MIN_SILENCE = timedelta(days=3)  # a shorter silence may be a long weekend
_MIN_SILENT_GAPS = 10  # usual gaps between two articles without a new one


@dataclass(frozen=True, slots=True)
class Report:
    """The result of one run for one source."""

    source_id: str
    found: IndexFindings
    looks: int
    counts: Mapping[str, int]  # outcome → number of URLs
    milliseconds: int
    status: Status = Status.WORKING
    detail: str | None = None
    new_refusals: tuple[str, ...] = ()  # reasons new for this source, one for each refused page
    claims: tuple[Claim, ...] = ()  # to addresses of other sources; only those new in this run

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
    """What the database holds of a source besides its poll; sequences are newest first."""

    publications: Sequence[datetime] = ()
    looks: Sequence[Look] = ()
    texts: Sequence[StoredText] = ()  # with new articles only
    word_counts: Sequence[int] = ()
    text_qualities: tuple[float | None, float | None] = (None, None)  # newest, those before
    last: LastVerdict = (None, None)
    newer_at_home: int = 0  # articles that only its home page showed
    dates: Verdict | None = None  # what is wrong with the dates of its newest articles


def poll_status(report: Report, evidence: Evidence, now: datetime) -> Verdict:
    """Return the status of a source after a poll, with the words that explain it."""
    found = report.found
    if found.lists_home and evidence.last[0] == Status.STALE:  # no other index has to name them
        evidence = replace(evidence, last=(Status.WORKING, None))
    looks, looks_of_poll = evidence.looks, report.looks
    if found.post_looks:
        looks_of_poll = len(_without_lookups(looks[:looks_of_poll]))
        looks = _without_lookups(looks)
    verdicts = (
        _no_preview(found),
        _moved(found, looks),
        _nothing_read(found),
        barred_verdict(looks, looks_of_poll, evidence.last),
        look_verdict(looks),
        look_verdict(first_looks(looks)),
        _index_lost(found),
        # the posts of a channel have any length, so that their lengths say nothing
        text_verdict(evidence.texts, () if found.channels else evidence.word_counts),
        quality_verdict(*evidence.text_qualities),
        evidence.dates,
        _stale(found, evidence),
    )
    if verdict := next(filter(None, verdicts), None):
        return verdict
    status, detail = evidence.last
    if not found.working and not report.looks and status in KEPT:
        return Status(status), detail  # an answer 304 is no evidence for another status
    if not found.links and not found.not_modified and not found.archive:
        return Status.NO_LINKS, "no article links in its feeds, sitemaps and listings"
    if quiet := silence(evidence.publications, now):
        return Status.SILENT, f"nothing new for {quiet.days} days"
    if found.not_modified and not found.working:
        return Status.NOT_MODIFIED, None
    return Status.WORKING, "; ".join([*found.damage, *(text for _, text in found.problems)]) or None


def _without_lookups(looks: Sequence[Look]) -> list[Look]:
    """Return the looks without failed visits to the single pages of stored posts.

    While the preview of a channel shows its posts, these pages decide only whether a post counts as
    removed.
    """
    return [look for look in looks if not look.is_article or look.outcome in _GOOD]


def _no_preview(found: IndexFindings) -> Verdict | None:
    """Return a verdict if a channel shows no public preview, though its card was read."""
    if found.post_looks:
        return None
    details = (text for status, text in found.problems if status == Status.NO_PREVIEW)
    return next(((Status.NO_PREVIEW, text) for text in details), None)


def _nothing_read(found: IndexFindings) -> Verdict | None:
    if found.working or found.not_modified:
        return None
    if found.problems:
        status, detail = found.problems[0]
        return Status(status), detail
    if found.paused_until:
        return Status.WAITING, f"asked to be left alone until {found.paused_until:%F %H:%M} UTC"
    return None


def _index_lost(found: IndexFindings) -> Verdict | None:
    if found.lost and found.working:
        return Status.INDEX_LOST, f"{found.lost[0]}; {_read_instead(found)}"
    return None


def _stale(found: IndexFindings, evidence: Evidence) -> Verdict | None:
    status, detail = evidence.last
    if evidence.newer_at_home >= _MIN_NEWER_AT_HOME:
        return Status.STALE, (
            f"its home page shows {evidence.newer_at_home} articles newer than those of its feeds"
            " and sitemaps; the home page is read as well"
        )
    is_still = status == Status.STALE and found.new <= len(found.home_only)
    return (Status.STALE, detail) if is_still else None


def _moved(found: IndexFindings, looks: Sequence[Look]) -> Verdict | None:
    """Return a verdict if the indexes redirect to another site, or nearly all links lead there."""
    if found.moved_to:
        return Status.MOVED, f"its addresses redirect to {found.moved_to}"
    total = found.foreign.total()
    if total and not found.links:
        host, count = found.foreign.most_common(1)[0]
        if count >= _MIN_FOREIGN_SHARE * total:
            return Status.MOVED, f"all links of its indexes lead to {host}"
    hosts = [urlsplit(look.reason.partition(": ")[2]).netloc for look in looks[:_MIN_STREAK]
             if look.reason and look.reason.startswith(LEADS_TO_ANOTHER_SITE)]  # fmt: skip
    if len(hosts) == _MIN_STREAK and len(set(hosts)) == 1:
        return Status.MOVED, f"its articles redirect to {hosts[0]}"
    return None


def barred_verdict(looks: Sequence[Look], looks_of_poll: int, last: LastVerdict) -> Verdict | None:
    """Return a verdict if most looks of the poll ended at an anti-bot page or a server error.

    ``looks`` are newest first. Revisits of stored articles are left out, since they say nothing of
    new pages. After a poll without looks the verdict of the last poll stays.
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
    for outcome, least in _MIN_BARRED_LOOKS.items():
        if outcomes[outcome] >= max(least, _MIN_BARRED_SHARE * outcomes.total()):
            return Status(str(outcome)), (
                f"{outcomes[outcome]} of the {outcomes.total()} pages looked at ended as {outcome}"
            )
    return None


def first_looks(looks: Sequence[Look]) -> list[Look]:
    """Return the looks in the order in which their addresses were first seen, newest first.

    The look at an address that has an article counts as a success. After a redesign old pages can
    often still be read, so that in order of time their looks would hide failures at new pages.
    """
    ordered = sorted(looks, key=lambda look: look.first_seen_at, reverse=True)
    return [replace(look, outcome=Outcome.STORED) if look.is_article else look for look in ordered]


def look_verdict(looks: Sequence[Look]) -> Verdict | None:
    """Return a verdict if the newest looks failed in a row too often for chance.

    ``looks`` are newest first. How many failures in a row are too many depends on the share of
    earlier looks that failed: six if it was a third.
    """
    judged = [look for look in looks if not (look.is_article and look.outcome is Outcome.GONE)]
    streak = list(takewhile(lambda look: look.outcome not in _GOOD, judged))
    if not streak or len(streak) < min_streak(judged[len(streak) :]):
        return None
    outcome, count = Counter(look.outcome for look in streak).most_common(1)[0]
    if outcome in _BAD and count > len(streak) / 2:
        return Status(str(outcome)), f"every page looked at ended as {outcome}"
    pages = [look for look in streak if look.outcome not in _LINK_FAILURES]
    if len(pages) < min_streak(judged[len(streak) :]):
        return None
    return Status.UNREADABLE, (
        f"none of the {len(pages)} pages looked at last could be read as an article;"
        " drawn by scripts, behind a consent page, or built anew?"
    )


def text_verdict(texts: Sequence[StoredText], word_counts: Sequence[int]) -> Verdict | None:
    """Return a verdict if the newest texts are garbled, or far shorter than those before."""
    garbled = [text for text in texts if garbled_letters(f"{text.headline} {text.body}")]
    if len(texts) >= _MIN_GARBLED and len(garbled) >= _MIN_GARBLED:
        return Status.MOJIBAKE, f"garbled letters, as in {garbled[0].headline[:60]!r}"
    if is_far_shorter(word_counts):
        usual = round(median(word_counts))
        return Status.TEXT_POORER, (
            f"its newest articles have {max(word_counts[:3])} words or fewer; {usual} are usual"
        )
    return None


def min_streak(earlier: Sequence[Look]) -> int:
    """Return how many failures in a row chance explains in fewer than one of 200 cases."""
    if not earlier:
        return _MIN_STREAK
    good = sum(look.outcome in _GOOD for look in earlier)
    share = (good + 1) / (len(earlier) + 2)
    return max(_MIN_STREAK, ceil(log(_MAX_CHANCE) / log(1 - share)))


def _read_instead(found: IndexFindings) -> str:
    others = list(dict.fromkeys(found.read))
    return f"read instead: {', '.join(others[:2])}" if others else "nothing is read instead"


def silence(publications: Sequence[datetime], now: datetime) -> timedelta | None:
    """Return how long a source published nothing, if that is long for this source; else None."""
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
