"""Reads the dates that pages write in markup and in text, as UTC times or as days.

A time that names no zone is read in the outlet's zone. When that zone is unknown, too, only the
day is returned. A relative day («yesterday») and a date without a year are read only when the time
of the download is known.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache

from pipelines.parsing import date_patterns as patterns
from pipelines.parsing.date_bounds import TimeOrDay, is_future, within_bounds
from pipelines.parsing.months import RELATIVE_DAYS, month_number, roman_month
from pipelines.parsing.zones import stated_zone

_MAX_RAW_DATE_CHARS = 400  # the rest of a longer text is ignored, so that matching stays fast
_MIN_YEAR_OF_1900S = 90  # 90 to 99 mean 1990 to 1999; 00 to 89 mean 2000 to 2089
_AMERICAN_SEPARATORS = ("/", "-")  # dates that name the month first are not written with dots
# The end of a text before a date without a year: a year and a word, as in «2026 години, ».
_YEAR_BEFORE_DATE = re.compile(r"(?:19|20)\d\d\.?\s*[^\W\d_]{1,12}\.?[\s,]+$")
_MAX_CHARS_OF_YEAR_BEFORE = 24  # the part of the text that ``_YEAR_BEFORE_DATE`` can match
# A text without such a part holds no date with a year. The year has four digits («2026»), or two
# after day and month («20.11.26», «20.XI.26»).
_MAY_HOLD_YEAR = re.compile(r"(?:19|20)\d\d|\d[./-]\d\d?[./-]\d\d|\.\s?[IІVXХ]{1,4}\.\s?\d\d")
# The same for dates of e-mail, too, whose year may have two digits: «20 Nov 26 14:35».
_MAY_HOLD_ANY_YEAR = re.compile(rf"{_MAY_HOLD_YEAR.pattern}|\d\d\s+\d")
_DIGIT = re.compile(r"\d")  # only relative days such as «yesterday» have no digit
# The end of a time whose zone is UTC: «Z», «GMT», «UTC», «+00:00» or «-0000».
_ZERO_OFFSET = re.compile(r"(?:Z|GMT|UTC|[+-]00:?00)\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class DateMatch:
    """A place in a text that matches a date pattern, and the function that reads the match."""

    match: re.Match[str]
    reader: "_DateReader"

    @property
    def has_year(self) -> bool:
        """Return whether the date is written with a year of two or four digits."""
        groups = self.match.groupdict()
        return any(groups.get(name) for name in ("year", "short_year"))


def read_date(
    raw: str | None,
    zone: tzinfo | None = None,
    now: datetime | None = None,
    *,
    month_first: bool = False,
) -> TimeOrDay | None:
    """Read the first date in ``raw``; return an aware UTC time, a day without a time, or None.

    ``zone`` is the outlet's time zone. It applies to times that name no zone; if it is None, only
    the day of such a time is returned. ``now`` is the time of the download. ``month_first`` reads
    11/01/2026 as 1 November rather than as 11 January.

    None is returned when ``raw`` holds no date, when its year cannot be known, and when
    ``within_bounds`` refuses the date.
    """
    time_or_day = read_without_bounds(raw, zone, now, month_first=month_first)
    return within_bounds(time_or_day, now) if time_or_day is not None else None


def read_without_bounds(
    raw: str | None, zone: tzinfo | None, now: datetime | None, *, month_first: bool = False
) -> TimeOrDay | None:
    """Read the first date in ``raw`` like ``read_date``, without a check by ``within_bounds``.

    Some programs write their local time with the label GMT. When the time lies in the future as
    GMT but not in the outlet's ``zone``, it is read in ``zone``.
    """
    if not raw:
        return None
    text = " ".join(raw[:_MAX_RAW_DATE_CHARS].split())
    try:
        time_or_day = _read_first_date(text, zone, now, month_first)
        if zone is not None and is_future(time_or_day, now) and is_zero_offset(text):
            local = as_local_clock(time_or_day, zone)
            return time_or_day if is_future(local, now) else local
    except (ValueError, OverflowError):  # no such day, zone or time exists
        return None
    return time_or_day


def is_zero_offset(raw: str) -> bool:
    """Return whether a date ends in «GMT», «UTC», «Z» or a zero offset.

    Some programs write such an ending after a local time, so it is weak evidence of the zone.
    """
    return bool(_ZERO_OFFSET.search(raw.strip()))


def as_local_clock(time_or_day: TimeOrDay | None, zone: tzinfo) -> TimeOrDay | None:
    """Read the hour and minute of a UTC time as those of a clock in ``zone``; return it in UTC.

    For 12:00 UTC and the zone of Moscow, 09:00 UTC is returned. A day or None is returned
    unchanged.
    """
    if not isinstance(time_or_day, datetime):
        return time_or_day
    return time_or_day.replace(tzinfo=zone).astimezone(UTC)


def is_month_first_possible(raw: str) -> bool:
    """Return whether the first date of ``raw``, such as 11/01/2026, may begin with month or day.

    False is returned if both orders give the same date, and if AM or PM shows that the month comes
    first.
    """
    date_match = find_date(raw)
    groups = date_match.match.groupdict() if date_match else {}
    if groups.get("separator") not in _AMERICAN_SEPARATORS or groups.get("ampm"):
        return False
    return int(groups["day"]) <= 12 and groups["day"] != groups["month"]


def holds_date(text: str) -> bool:
    """Return whether a text holds a date or a relative day such as «yesterday»."""
    return find_date(text) is not None


def may_hold_year(text: str) -> bool:
    """Return False if no date in a text is written with a year; this takes little time."""
    return _MAY_HOLD_ANY_YEAR.search(text) is not None


def find_date(text: str) -> DateMatch | None:
    """Return the first match of a date or relative day in a text, or None."""
    return _first_date_match(" ".join(text[:_MAX_RAW_DATE_CHARS].split()))


@lru_cache(maxsize=2_048)  # several steps ask for the dates of the same lines of a page
def _first_date_match(text: str) -> DateMatch | None:
    return next(_date_matches(text), None)


def day_as_written(raw: str, now: datetime | None) -> date | None:
    """Return the day that the first date of ``raw`` shows, or None if there is no valid date.

    The day is not converted to UTC. A date without a year is resolved with ``now``.
    """
    date_match = find_date(raw)
    if date_match is None:
        return None
    groups = date_match.match.groupdict()
    if not date_match.has_year or groups.get("relative"):
        time_or_day = read_without_bounds(raw, UTC, now)
        return time_or_day.date() if isinstance(time_or_day, datetime) else time_or_day
    try:
        return date(_year_of(groups), *_month_and_day_of(groups))
    except ValueError:
        return None


def day_in_url_path(path: str) -> date | None:
    """Return the day that a URL's path holds, as ``/2026/11/20/most/`` does, or None."""
    for pattern in patterns.IN_URL_PATH:
        if match := pattern.search(path):
            try:
                return date(int(match["year"]), int(match["month"]), int(match["day"]))
            except ValueError:
                continue
    return None


def _read_first_date(
    text: str, zone: tzinfo | None, now: datetime | None, month_first: bool
) -> TimeOrDay | None:
    """Return the first date of a text, or None; raises ValueError for a day that does not exist."""
    if patterns.UNIX.match(text):
        return datetime.fromtimestamp(int(text[:10]), UTC)  # without milliseconds
    date_match = _first_date_match(text)
    if date_match is None:
        return None
    return date_match.reader(date_match.match, _ReadingContext(zone, now, month_first))


def _date_matches(text: str) -> Iterator[DateMatch]:
    """Yield the dates of a text, those of the more reliable patterns first."""
    for pattern in (patterns.ISO, patterns.ISO_BASIC, patterns.MAIL):
        if (match := pattern.match(text)) and _is_month_known(match):
            yield DateMatch(match, _read_date_with_year)
    for pattern, reader in _patterns_for(text):
        for match in pattern.finditer(text):
            if _is_month_known(match):
                yield DateMatch(match, reader)


def _patterns_for(text: str) -> Iterator["_PatternAndReader"]:
    """Yield the patterns that a text can match; most texts have no year, and need few of them."""
    has_digit = _DIGIT.search(text) is not None
    if has_digit and _MAY_HOLD_YEAR.search(text):
        yield from _WITH_YEAR
    folded = text.casefold()
    if patterns.RELATIVE_WORD.search(folded):
        yield patterns.RELATIVE, _read_relative_day
        if has_digit:
            yield patterns.RELATIVE_LAST, _read_relative_day
    if patterns.AGO_WORD.search(folded):
        yield patterns.AGO, _read_time_ago
    if has_digit:
        yield from _WITHOUT_YEAR


def _is_month_known(match: re.Match[str]) -> bool:
    """Return whether the word or Roman numeral in the place of a month names a month."""
    groups = match.groupdict()
    if groups.get("roman"):
        return roman_month(groups["roman"]) > 0
    return not groups.get("month_name") or month_number(groups["month_name"]) is not None


@dataclass(frozen=True, slots=True)
class _ReadingContext:
    """The values that complete a written date.

    These are the outlet's zone, the time of the download, and the order of day and month.
    """

    zone: tzinfo | None
    now: datetime | None
    month_first: bool


def _read_date_with_year(match: re.Match[str], context: _ReadingContext) -> TimeOrDay | None:
    groups = match.groupdict()
    day = date(_year_of(groups), *_month_and_day_of(groups, context.month_first))
    return _with_time_of_day(day, groups, context.zone)


def _year_of(groups: dict[str, str | None]) -> int:
    year = _number_in(groups, "year")
    if year:
        return year
    short_year = _number_in(groups, "short_year")
    return short_year + (1900 if short_year >= _MIN_YEAR_OF_1900S else 2000)


def _month_and_day_of(groups: dict[str, str | None], month_first: bool = False) -> tuple[int, int]:
    """Return the numbers of the month and of the day in the groups of a match."""
    if groups.get("us_month"):
        return _number_in(groups, "us_month"), _number_in(groups, "us_day")
    day = _number_in(groups, "day")
    if roman := groups.get("roman"):
        return roman_month(roman), day
    if name := groups.get("month_name"):
        return month_number(name) or 0, day
    month = _number_in(groups, "month")
    # A date with slashes beside AM or PM is American and names the month first.
    is_american = month_first or bool(groups.get("ampm"))
    if groups.get("separator") in _AMERICAN_SEPARATORS and day <= 12 and is_american:
        return day, month  # the first number of the match is the month
    return month, day


def _number_in(groups: dict[str, str | None], name: str) -> int:
    """Return the number that a group of a match holds; 0 if it holds none."""
    return int(groups.get(name) or 0)


def _with_time_of_day(day: date, groups: dict[str, str | None], zone: tzinfo | None) -> TimeOrDay:
    """Return the time on a day that the groups of a match name; the day if it is unknown."""
    if not groups.get("hour"):
        return day
    hour, minute, second = (_number_in(groups, name) for name in ("hour", "minute", "second"))
    hour = _hour_of_24(hour, groups.get("ampm"))
    if (hour, minute, second) == (0, 0, 0) and groups.get("second"):
        return day  # programs write «T00:00:00» if they know only the day
    named_zone = stated_zone(groups.get("zone"))
    if named_zone is None and (groups.get("zone") or zone is None):
        return day  # in an unknown zone
    extra_days, hour = divmod(hour, 24)  # «24:00» is the start of the next day
    local = datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=named_zone or zone)
    return (local + timedelta(days=extra_days)).astimezone(UTC)


def _hour_of_24(hour: int, am_or_pm: str | None) -> int:
    """Return the hour of a 24-hour clock; ``am_or_pm`` is the letter «a» or «p», or None."""
    if not am_or_pm or not 1 <= hour <= 12:
        return hour
    return hour % 12 + (12 if am_or_pm.lower() == "p" else 0)


def _read_without_year(match: re.Match[str], context: _ReadingContext) -> TimeOrDay | None:
    """Read a date without a year as the latest such day up to the day of the download.

    Return None if a year that no pattern knows comes before the date.
    """
    before = match.string[max(0, match.start() - _MAX_CHARS_OF_YEAR_BEFORE) : match.start()]
    if context.now is None or _YEAR_BEFORE_DATE.search(before):
        return None
    today = context.now.astimezone(context.zone or UTC).date()
    month, day = _month_and_day_of(match.groupdict())
    for year in (today.year, today.year - 1):
        try:
            candidate = date(year, month, day)
        except ValueError:  # 29 February of a year that is no leap year
            continue
        if candidate <= today:
            return _with_time_of_day(candidate, match.groupdict(), context.zone)
    return None


def _read_relative_day(match: re.Match[str], context: _ReadingContext) -> TimeOrDay | None:
    """Read «yesterday, 14:20» as a time and «yesterday» as a day, in the outlet's zone."""
    groups = match.groupdict()
    zone = stated_zone(groups.get("zone")) or context.zone
    if context.now is None or zone is None:
        return None
    days_ago = timedelta(days=RELATIVE_DAYS[str(groups["relative"]).lower()])
    day = (context.now.astimezone(zone) - days_ago).date()
    return _with_time_of_day(day, groups, zone)


def _read_time_ago(match: re.Match[str], context: _ReadingContext) -> TimeOrDay | None:
    """Read «5 minutes ago» as a time and «2 days ago» as a day.

    «3 hours ago» is read as a day, or as None if the day may be one of two.
    """
    now, zone = context.now, context.zone
    if now is None:
        return None
    count = int(match["count"] or 1)
    unit = match["unit"].lower()
    if unit.startswith(("мин", "хв", "min")):
        return (now - timedelta(minutes=count)).astimezone(UTC).replace(second=0, microsecond=0)
    if zone is None:
        return None
    if unit.startswith(("д", "day", "tag")):
        return (now.astimezone(zone) - timedelta(days=count)).date()
    # «3 hours ago» means a time between three and four hours ago.
    earliest, latest = now - timedelta(hours=count + 1), now - timedelta(hours=count)
    day = latest.astimezone(zone).date()
    return day if earliest.astimezone(zone).date() == day else None


# A date reader returns the time or day of a match, or None when the context is not sufficient.
# It raises ValueError for a day or a zone that does not exist.
_DateReader = Callable[[re.Match[str], _ReadingContext], TimeOrDay | None]
_PatternAndReader = tuple[re.Pattern[str], _DateReader]
_WITH_YEAR = tuple((pattern, _read_date_with_year) for pattern in patterns.WITH_YEAR)
_WITHOUT_YEAR = tuple((pattern, _read_without_year) for pattern in patterns.NO_YEAR)
