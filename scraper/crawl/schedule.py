"""What to fetch next and when to come back: decisions on plain values, without clock or network."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from pipelines.model import Hints, Link, Outcome
from pipelines.parsing.urls import address, same_site
from scraper.discovery.shapes import path_and_query, pattern_matcher
from storage.crawl.urls import Found

_DAY_IN_PATH = re.compile(r"/((?:19|20)\d\d)[/-](0?[1-9]|1[0-2])[/-](0?[1-9]|[12]\d|3[01])(?=[/-])")
_DAY = timedelta(days=1)
_FEW = 10  # links that can all have changed on one day

# A failed look is tried again after 1 h, 2 h, 4 h … but at least once a week: none is dropped.
FIRST_RETRY = timedelta(hours=1)
LAST_RETRY = timedelta(days=7)
# Failures that stay: only a change of the page or of the rules would help.
_NOT_AGAIN = {
    Outcome.ALIAS,
    Outcome.BLOCKED,
    Outcome.FORGOTTEN,
    Outcome.NOT_ARTICLE,
    Outcome.TOO_LARGE,
}
_MISSING_LOOKS = 3  # a page not found is asked for again: links may be published before it is

POLL_FASTEST = timedelta(minutes=15)
POLL_SLOWEST = timedelta(hours=24)
POLL_FIRST = timedelta(hours=1)  # until a source's own rhythm is known
_POLL_ERROR_FIRST = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Sorted:
    """The links of a document, told apart: to be fetched, too old, or known before."""

    fresh: tuple[Found, ...]
    too_old: tuple[Found, ...]
    reopened: tuple[str, ...]  # identities that were too old for an earlier run
    changed: tuple[tuple[str, datetime], ...]  # known identities, and when they say they changed
    known: int


def sort_links(
    links: Iterable[Link],
    known: Mapping[str, Outcome],
    *,
    home: str,
    article_pattern: str | None,
    since: datetime | None,
    now: datetime,
    position: int = 0,
    archive: bool = True,
    rivals: Sequence[str] = (),
) -> Sorted:
    """Tell which links of a document are to be fetched; twins count once.

    Links to other sites, and those the source's pattern excludes, are no articles of the source.
    ``position`` is the number of links found before these, for the order of undated ones. A day in
    an address makes a link too old in an ``archive`` only: what a front page shows is current.
    ``rivals`` are homes of other sources (see ``Run.rivals``): what lies below them is theirs.
    """
    fresh: dict[str, Found] = {}
    too_old: dict[str, Found] = {}
    reopened: dict[str, None] = {}
    seen: dict[str, datetime | None] = {}
    matches = pattern_matcher(article_pattern) if article_pattern else None
    for link in links:
        at = address(link.url)
        if at is None or not same_site(at.url, home):
            continue
        if matches and not matches(at.url):
            continue
        if at.identity in known:
            if (
                known[at.identity] is Outcome.TOO_OLD
                and since
                and not _before(link, since, archive)
            ):
                reopened[at.identity] = None
            seen[at.identity] = link.hints.date_modified
            continue
        if at.identity.startswith(tuple(rivals)):
            continue
        place = _newest(link.hints) or now - timedelta(seconds=position + len(fresh))
        found = Found(at, link.hints, min(place, now + _DAY))
        (too_old if since and _before(link, since, archive) else fresh).setdefault(
            at.identity, found
        )
    return Sorted(
        fresh=tuple(fresh.values()),
        too_old=tuple(too_old.values()),
        reopened=tuple(reopened),
        changed=_changed(seen, now),
        known=len(seen),
    )


def _changed(
    seen: Mapping[str, datetime | None], now: datetime
) -> tuple[tuple[str, datetime], ...]:
    """What says it changed, unless the site stamps all its pages alike: then it says nothing.

    A bare day counts as its last moment, so it says something only when that day is over.
    """
    said = {identity: when for identity, when in seen.items() if when and when <= now}
    stamps = Counter(when.date() for when in said.values())
    uniform = len(said) > _FEW and max(stamps.values()) > len(said) / 2
    return () if uniform and max(stamps) == now.date() else tuple(said.items())


def _before(link: Link, since: datetime, archive: bool) -> bool:
    """Whether all that is said of a link places it before ``since``.

    What was last changed before that day was published before it, too.
    """
    said = link.hints.date_published or link.hints.date_modified
    if said is None and archive:
        said = _day_in(link.url)
    if said is None:
        return False
    if isinstance(said, datetime):
        return said < since
    return said < since.date()


def _day_in(url: str) -> date | None:
    match = _DAY_IN_PATH.search(path_and_query(url))
    try:
        return date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None


def _newest(hints: Hints) -> datetime | None:
    said = hints.date_published or hints.date_modified
    if isinstance(said, date) and not isinstance(said, datetime):
        return datetime(said.year, said.month, said.day, tzinfo=UTC)
    return said


def next_revisit(published: datetime, now: datetime, ages: Sequence[timedelta]) -> datetime | None:
    """When an article is looked at again: at the first of the ages it has not reached yet.

    Never sooner than the shortest age from now, so a run right after this one leaves it alone.
    """
    following = min((published + age for age in ages if published + age > now), default=None)
    return max(following, now + min(ages)) if following else None


def next_try(outcome: Outcome, attempts: int, now: datetime) -> datetime | None:
    """When a failed look is repeated; None means never. ``attempts`` counts this look, too."""
    if outcome in _NOT_AGAIN:
        return None
    if outcome is Outcome.GONE and attempts >= _MISSING_LOOKS:
        return None
    return now + min(FIRST_RETRY * float(2 ** min(attempts - 1, 20)), LAST_RETRY)


def next_poll(
    now: datetime,
    publications: Sequence[datetime],
    *,
    minutes_to_live: int | None = None,
    failures: int = 0,
) -> datetime:
    """When a source is polled next: half its usual gap between articles, within limits.

    Measured over its newest articles, silence until ``now`` included; never sooner than its feed's
    time to live. Failures in a row double the wait.
    """
    if failures:
        return now + min(_POLL_ERROR_FIRST * float(2 ** min(failures - 1, 20)), POLL_SLOWEST)
    wait = POLL_FIRST
    if len(publications) > 1:
        span = max(now - min(publications), timedelta())
        wait = span / len(publications) / 2
    if minutes_to_live:
        wait = max(wait, timedelta(minutes=minutes_to_live))
    return now + min(max(wait, POLL_FASTEST), POLL_SLOWEST)
