"""When a page is fetched again and a source polled next: functions of plain values."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from pipelines.model import Outcome

# A failed fetch is repeated after 1 h, 2 h, 4 h … but at least once a week: none is dropped.
MIN_RETRY_WAIT = timedelta(hours=1)
MAX_RETRY_WAIT = timedelta(days=7)
# Only a change of the page or of the rules would end these otherwise.
_NEVER_RETRIED = {
    Outcome.ALIAS,
    Outcome.BLOCKED,
    Outcome.FORGOTTEN,
    Outcome.NOT_ARTICLE,
    Outcome.TOO_LARGE,
}
_MAX_GONE_ATTEMPTS = 3  # links may be published before the page is

MIN_POLL_INTERVAL = timedelta(minutes=15)
MAX_POLL_INTERVAL = timedelta(hours=24)
FIRST_POLL_INTERVAL = timedelta(hours=1)  # until a source's own rhythm is known
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
    if outcome is Outcome.GONE and attempts >= _MAX_GONE_ATTEMPTS:
        return None
    return now + min(MIN_RETRY_WAIT * float(2 ** min(attempts - 1, 20)), MAX_RETRY_WAIT)


def next_poll(
    now: datetime,
    publications: Sequence[datetime],
    *,
    minutes_to_live: int | None = None,
    failures: int = 0,
) -> datetime:
    """When a source is polled next: half its usual gap between articles, within limits.

    Measured over its newest articles, the time since the last one included; never sooner than its
    feed's time to live. Failures in a row double the wait.
    """
    if failures:
        return now + min(
            _MIN_WAIT_AFTER_FAILURE * float(2 ** min(failures - 1, 20)), MAX_POLL_INTERVAL
        )
    wait = FIRST_POLL_INTERVAL
    if len(publications) > 1:
        span = max(now - min(publications), timedelta())
        wait = span / len(publications) / 2
    if minutes_to_live:
        wait = max(wait, timedelta(minutes=minutes_to_live))
    return now + min(max(wait, MIN_POLL_INTERVAL), MAX_POLL_INTERVAL)
