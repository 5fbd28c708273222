"""Refuses dates that a page cannot have: dates before the web began, and future dates."""

from datetime import UTC, date, datetime, timedelta

TimeOrDay = datetime | date  # an aware time in UTC, or a day without a time
MIN_DATE = date(1990, 8, 1)  # the web began in this month, so no page has an earlier date
# A time up to 10 minutes after the download is kept, because the clock of an outlet may be fast.
MAX_CLOCK_LEAD = timedelta(minutes=10)
# A time up to 26 hours after the download may be in a wrong zone, so it becomes the time of the
# download. A later time is refused.
MAX_CORRECTED_LEAD = timedelta(hours=26)
_MAX_DAY_LEAD = timedelta(hours=14)  # in the easternmost zone a day begins 14 hours before UTC's


def within_bounds(time_or_day: TimeOrDay, now: datetime | None) -> TimeOrDay | None:
    """Return the date if a page that was downloaded at ``now`` can have it, else None.

    A time up to ``MAX_CLOCK_LEAD`` after ``now`` is returned as it is. A time up to
    ``MAX_CORRECTED_LEAD`` after ``now`` becomes ``now``. None is returned for a later time, for a
    day that has begun nowhere on Earth, and for dates before ``MIN_DATE``. If ``now`` is None, only
    ``MIN_DATE`` is checked.
    """
    if not isinstance(time_or_day, datetime):
        is_late = now is not None and time_or_day > (now + _MAX_DAY_LEAD).date()
        return None if time_or_day < MIN_DATE or is_late else time_or_day
    if time_or_day.date() < MIN_DATE:
        return None
    if now is None or time_or_day <= now + MAX_CLOCK_LEAD:
        return time_or_day
    return now.astimezone(UTC) if time_or_day <= now + MAX_CORRECTED_LEAD else None


def is_future(time_or_day: TimeOrDay | None, now: datetime | None) -> bool:
    """Return whether a time is more than ``MAX_CLOCK_LEAD`` after ``now``; False for a day."""
    if now is None or not isinstance(time_or_day, datetime):
        return False
    return time_or_day > now + MAX_CLOCK_LEAD
