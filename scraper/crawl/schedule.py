"""When a page is fetched again and a source polled next: functions of plain values."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from pipelines.model import Outcome

# A failed fetch is repeated after 1 h, 2 h, 4 h … but at least once a week: none is dropped.
MIN_RETRY_WAIT = timedelta(hours=1)
MAX_RETRY_WAIT = timedelta(days=7)
# Only a change of the page or of the rules would end these otherwise.
_NEVER_RETRIED = {
    Outcome.ALIAS,
    Outcome.BLOCKED,
    Outcome.FORGOTTEN,
    Outcome.TOO_LARGE,
}
_MAX_GONE_ATTEMPTS = 3  # links may be published before the page is
_MAX_REFUSED_ATTEMPTS = 4  # a page may be read wrongly, or be a consent page, for some hours

MIN_POLL_INTERVAL = timedelta(minutes=15)
MAX_POLL_INTERVAL = timedelta(hours=24)
FIRST_POLL_INTERVAL = timedelta(hours=1)  # until a source's own rhythm is known
MIN_POLL_AFTER_OVERFLOW = timedelta(minutes=5)
_MAX_NOT_MODIFIED = 2  # answers 304 in a row
_MAX_UNREAD = timedelta(hours=24)
_MIN_OVERDUE = timedelta(hours=1)
_MIN_HOME_INTERVAL = timedelta(hours=2)
_MIN_WAIT_AFTER_FAILURE = timedelta(minutes=30)


def next_revisit(published: datetime, now: datetime, ages: Sequence[timedelta]) -> datetime | None:
    """When an article is fetched again: at the first of the ages it has not reached yet.

    Never sooner than the shortest age from now, so a run right after this one skips it.
    """
    following = min((published + age for age in ages if published + age > now), default=None)
    return max(following, now + min(ages)) if following else None


def next_try(outcome: Outcome, attempts: int, now: datetime) -> datetime | None:
    """When a failed fetch is repeated; None means never. ``attempts`` includes this one."""
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
    """When a source is polled next: half its usual gap between articles, within limits.

    Measured over its newest articles, the time since the last one included. A feed's time to live
    lengthens that to the usual gap at most; what its items span shortens it to a third of that. A
    feed that may have overflowed is polled sooner. Failures in a row double the wait.
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
    """Whether a conditional request is sent: servers whose validators never change answer 304.

    After two such answers in a row, and once a day, the whole document is asked for.
    """
    if not_modified >= _MAX_NOT_MODIFIED or read_at is None:
        return False
    return now - read_at < _MAX_UNREAD


def is_overdue(
    publications: Sequence[datetime], now: datetime, home_checked_at: datetime | None
) -> bool:
    """Whether nothing came for three usual gaps, and the home page was not compared since long."""
    gap = typical_gap(publications)
    if gap is None:
        return False
    quiet = now - max(publications)
    if quiet < max(3 * gap, _MIN_OVERDUE):
        return False
    return home_checked_at is None or now - home_checked_at > max(2 * gap, _MIN_HOME_INTERVAL)


def typical_gap(moments: Sequence[datetime]) -> timedelta | None:
    """The median gap between moments; None for fewer than three."""
    ordered = sorted(moments)
    if len(ordered) < 3:
        return None
    gaps = [(later - sooner).total_seconds() for sooner, later in pairwise(ordered)]
    return timedelta(seconds=median(gaps))
