"""Computes when a page is fetched again, and when a source is polled next."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from pipelines.model import Outcome

# A failed fetch is repeated after 1 h, 2 h, 4 h and so on; the wait is at most a week.
MIN_RETRY_WAIT = timedelta(hours=1)
MAX_RETRY_WAIT = timedelta(days=7)
_MAX_DOUBLINGS = 20  # of a wait; all limits above and below are reached sooner
# Outcomes that another fetch would give again.
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
MIN_POLL_AFTER_OVERFLOW = timedelta(minutes=5)  # after a feed has shown new articles only
_MAX_NOT_MODIFIED = 2  # answers 304 in a row; then the document is requested in full
_MAX_UNREAD = timedelta(hours=24)  # since a document was read; then it is requested in full
# Without a new article for so long, the indexes are compared with the home page. The second limit
# is in usual gaps between two articles.
_MIN_OVERDUE = timedelta(hours=1)
_MIN_OVERDUE_GAPS = 3
# Between two comparisons with the home page, also in usual gaps.
_MIN_HOME_INTERVAL = timedelta(hours=2)
_MIN_HOME_GAPS = 2
_MIN_WAIT_AFTER_FAILURE = timedelta(minutes=30)


def next_revisit(published: datetime, now: datetime, ages: Sequence[timedelta]) -> datetime | None:
    """Return when an article is fetched again: at the next of the ages; None after the last one.

    The wait is at least the shortest age, so that a run right after this one skips the article.
    """
    following = min((published + age for age in ages if published + age > now), default=None)
    return max(following, now + min(ages)) if following else None


def next_try(outcome: Outcome, attempts: int, now: datetime) -> datetime | None:
    """Return when a failed fetch is repeated; None means never.

    ``attempts`` is the number of fetches with this outcome, this one included.
    """
    if outcome in _NEVER_RETRIED:
        return None
    if outcome is Outcome.NOT_ARTICLE and attempts >= _MAX_REFUSED_ATTEMPTS:
        return None
    if outcome is Outcome.GONE and attempts >= _MAX_GONE_ATTEMPTS:
        return None
    return now + min(_doubled(MIN_RETRY_WAIT, attempts), MAX_RETRY_WAIT)


def _doubled(wait: timedelta, attempts: int) -> timedelta:
    """Return the wait after the first attempt, twice the wait after the second, and so on."""
    return wait * float(2 ** min(attempts - 1, _MAX_DOUBLINGS))


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
    time between a feed's oldest and newest item. After an overflow (the feed showed new articles
    only, so others may have left it unseen) the wait is a quarter of that. After failures, the wait
    depends on their number alone: each doubles it.
    """
    if failures:
        return now + min(_doubled(_MIN_WAIT_AFTER_FAILURE, failures), MAX_POLL_INTERVAL)
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
    """Return whether a document is requested only if it has changed.

    It is requested in full after two answers 304 in a row, and once a day, since some servers
    answer 304 although the document has changed.
    """
    if not_modified >= _MAX_NOT_MODIFIED or read_at is None:
        return False
    return now - read_at < _MAX_UNREAD


def is_overdue(
    publications: Sequence[datetime], now: datetime, home_checked_at: datetime | None
) -> bool:
    """Return whether a source's indexes are to be compared with its home page.

    They are compared if no article came for three usual gaps, and if the last comparison was two
    usual gaps ago.
    """
    gap = usual_gap(publications)
    if gap is None:  # none is usual yet
        return False
    silence = now - max(publications)
    if silence < max(_MIN_OVERDUE_GAPS * gap, _MIN_OVERDUE):
        return False
    min_interval = max(_MIN_HOME_GAPS * gap, _MIN_HOME_INTERVAL)
    return home_checked_at is None or now - home_checked_at > min_interval


def usual_gap(publications: Sequence[datetime]) -> timedelta | None:
    """Return the median gap between two successive publications; None if there are not two gaps."""
    ordered = sorted(publications)
    if len(ordered) < 3:
        return None
    gaps = [(later - earlier).total_seconds() for earlier, later in pairwise(ordered)]
    return timedelta(seconds=median(gaps))
