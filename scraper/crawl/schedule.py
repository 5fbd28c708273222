"""Computes when a page is fetched again, and when a source is polled next."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from pipelines.model import Outcome

# A failed fetch is repeated after 1 h, 2 h, 4 h … and at least once a week.
MIN_RETRY_WAIT = timedelta(hours=1)
MAX_RETRY_WAIT = timedelta(days=7)
# For these outcomes another fetch would give the same outcome.
_NEVER_RETRIED = {
    Outcome.ALIAS,
    Outcome.BLOCKED,
    Outcome.FORGOTTEN,
    Outcome.TOO_LARGE,
}
_MAX_GONE_ATTEMPTS = 3  # a link may be published some hours before its page
_MAX_REFUSED_ATTEMPTS = 4  # a consent page may be in the page's place for some hours

MIN_POLL_INTERVAL = timedelta(minutes=15)
MAX_POLL_INTERVAL = timedelta(hours=24)
FIRST_POLL_INTERVAL = timedelta(hours=1)  # until two articles of a source are known
MIN_POLL_AFTER_OVERFLOW = timedelta(minutes=5)  # after a feed whose articles may have passed
_MAX_NOT_MODIFIED = 2  # answers 304 in a row, after which the document is requested in full
_MAX_UNREAD = timedelta(hours=24)  # after which a document is requested in full
_MIN_OVERDUE = timedelta(hours=1)  # without a new article, before the home page is compared
_MIN_HOME_INTERVAL = timedelta(hours=2)  # between two comparisons with the home page
_MIN_WAIT_AFTER_FAILURE = timedelta(minutes=30)


def next_revisit(published: datetime, now: datetime, ages: Sequence[timedelta]) -> datetime | None:
    """Return when an article is fetched again: at the first age it has not reached yet, or None.

    The wait is at least the shortest age, so that a run right after this one skips the article.
    """
    following = min((published + age for age in ages if published + age > now), default=None)
    return max(following, now + min(ages)) if following else None


def next_try(outcome: Outcome, attempts: int, now: datetime) -> datetime | None:
    """Return when a failed fetch is repeated; None means never. ``attempts`` includes this one."""
    if outcome in _NEVER_RETRIED:
        return None
    if outcome is Outcome.NOT_ARTICLE and attempts >= _MAX_REFUSED_ATTEMPTS:
        return None
    if outcome is Outcome.GONE and attempts >= _MAX_GONE_ATTEMPTS:
        return None
    return now + min(MIN_RETRY_WAIT * float(2 ** min(attempts - 1, 20)), MAX_RETRY_WAIT)


def next_poll(
    now: datetime,
    publications: Sequence[datetime],
    *,
    minutes_to_live: int | None = None,
    span: timedelta | None = None,
    overflowed: bool = False,
    failures: int = 0,
) -> datetime:
    """Return when a source is polled next: after half its usual gap between articles.

    The gap is the mean over its newest articles, with the time since the last one. A feed's time
    to live can lengthen the wait up to the whole gap. The wait is at most a third of ``span``, the
    time between a feed's oldest and newest item. After an overflow, when articles may have passed
    through the feed unseen, the wait is a quarter. Failures in a row double it.
    """
    if failures:
        wait = _MIN_WAIT_AFTER_FAILURE * float(2 ** min(failures - 1, 20))
        return now + min(wait, MAX_POLL_INTERVAL)
    wait = FIRST_POLL_INTERVAL
    if len(publications) > 1:
        gap = max(now - min(publications), timedelta()) / len(publications)
        wait = min(max(gap / 2, timedelta(minutes=minutes_to_live or 0)), gap)
    if span:
        wait = min(wait, span / 3)
    if overflowed:
        wait = min(wait / 4, MIN_POLL_INTERVAL)
        return now + max(wait, MIN_POLL_AFTER_OVERFLOW)
    return now + min(max(wait, MIN_POLL_INTERVAL), MAX_POLL_INTERVAL)


def trusts_validators(not_modified: int, read_at: datetime | None, now: datetime) -> bool:
    """Return whether a conditional request is sent.

    The whole document is requested after two answers 304 in a row, and once a day, since some
    servers answer 304 although the document has changed.
    """
    if not_modified >= _MAX_NOT_MODIFIED or read_at is None:
        return False
    return now - read_at < _MAX_UNREAD


def is_overdue(
    publications: Sequence[datetime], now: datetime, home_checked_at: datetime | None
) -> bool:
    """Return whether nothing came for three usual gaps, and no comparison with the home page ran.

    The last comparison must lie at least two usual gaps back.
    """
    gap = typical_gap(publications)
    if gap is None:
        return False
    quiet = now - max(publications)
    if quiet < max(3 * gap, _MIN_OVERDUE):
        return False
    return home_checked_at is None or now - home_checked_at > max(2 * gap, _MIN_HOME_INTERVAL)


def typical_gap(moments: Sequence[datetime]) -> timedelta | None:
    """Return the median gap between moments; None for fewer than three moments."""
    ordered = sorted(moments)
    if len(ordered) < 3:
        return None
    gaps = [(later - sooner).total_seconds() for sooner, later in pairwise(ordered)]
    return timedelta(seconds=median(gaps))
