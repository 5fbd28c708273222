"""Reading dates as pages write them, in markup and in text, into UTC times and days.

Nothing is guessed: a time without a zone needs the zone of the outlet and is a bare day without
it; a relative day or a date without a year needs the time of the download.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

from pipelines.parsing import date_patterns as patterns
from pipelines.parsing.months import RELATIVE_DAYS, month_number, roman_month
from pipelines.parsing.zones import stated_zone

Moment = datetime | date
EARLIEST = date(1990, 8, 1)  # the first web page
MAX_CLOCK_LEAD = timedelta(minutes=10)  # clocks of outlets run ahead; later times are corrected
MAX_CORRECTED_LEAD = timedelta(hours=26)  # a time further ahead is no publication time
_MAX_DAY_LEAD = timedelta(hours=14)  # a day begins so much earlier in the easternmost zone
_MAX_RAW_DATE = 400  # characters of a raw date that are looked at
_NEXT_CENTURY = 90  # two-digit years from this one on belong to the 1900s
_MAX_DATELINE = 60  # characters
_WORD = re.compile(r"[^\W\d_]+")
_DATELINE_WORDS = frozenset(
    ["г", "года", "в", "мск", "сегодня", "вчера", "опубликовано", "дата", "публикации", "время",
     "понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье", "uhr",
     "at", "published", "updated", "posted", "on", "am", "pm", "обновлено", "создано"]
)  # fmt: skip
_ANY_DIGIT = re.compile(r"\d")  # every date that is not relative has one
_ZERO_OFFSET = re.compile(r"(?:Z|GMT|UTC|[+-]00:?00)\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class DateMatch:
    """A date found in a text, and what reads it."""

    match: re.Match[str]
    read: "_Reader"

    @property
    def has_year(self) -> bool:
        groups = self.match.groupdict()
        return any(groups.get(name) for name in ("year", "short"))


def read_date(
    raw: str | None,
    zone: tzinfo | None = None,
    now: datetime | None = None,
    *,
    month_first: bool = False,
) -> Moment | None:
    """Read the first date in ``raw``: an aware UTC time, a bare day, or None.

    ``zone`` is the outlet's, for times that state none; without it such a time is a bare day.
    ``now`` is the time of the download. A time up to a day after it is set to it, for clocks of
    outlets run ahead. None means: no date, one before 1990 or in the future, or one whose year
    is unknown. ``month_first`` reads 11/01/2026 as 1 November.
    """
    stated = read_as_stated(raw, zone, now, month_first=month_first)
    return within_bounds(stated, now) if stated is not None else None


def read_as_stated(
    raw: str | None, zone: tzinfo | None, now: datetime | None, *, month_first: bool = False
) -> Moment | None:
    """Read a date like ``read_date``, whether or not it lies in the future.

    Local time labelled GMT is read in the outlet's zone when GMT would lie in the future.
    """
    if not raw:
        return None
    text = " ".join(raw[:_MAX_RAW_DATE].split())
    try:
        moment = _read(text, zone, now, month_first)
        if is_future(moment, now) and zone is not None and is_zero_offset(text):
            local = as_local_clock(moment, zone)
            return moment if is_future(local, now) else local
    except (ValueError, OverflowError):
        return None
    return moment


def within_bounds(moment: Moment, now: datetime | None) -> Moment | None:
    """Return the time, ``now`` for one slightly after it, None for one before 1990 or later."""
    if not isinstance(moment, datetime):
        late = now is not None and moment > (now + _MAX_DAY_LEAD).date()
        return None if moment < EARLIEST or late else moment
    if moment.date() < EARLIEST:
        return None
    if now is None or moment <= now + MAX_CLOCK_LEAD:
        return moment
    return now.astimezone(UTC) if moment <= now + MAX_CORRECTED_LEAD else None


def is_future(moment: Moment | None, now: datetime | None) -> bool:
    return isinstance(moment, datetime) and now is not None and moment > now + MAX_CLOCK_LEAD


def is_zero_offset(raw: str) -> bool:
    """Whether a date states the offset zero, which programs also write behind local time."""
    return bool(_ZERO_OFFSET.search(raw.strip()))


def as_local_clock(moment: Moment | None, zone: tzinfo) -> Moment | None:
    """Return the time at which the clock of ``zone`` shows what ``moment`` shows in UTC."""
    if not isinstance(moment, datetime):
        return moment
    return moment.replace(tzinfo=zone).astimezone(UTC)


def is_month_first_possible(raw: str) -> bool:
    """Whether a date such as 11/01/2026 may state the month first."""
    found = find_date(raw)
    groups = found.match.groupdict() if found else {}
    if groups.get("separator") != "/" or groups.get("ampm"):
        return False
    return int(groups["day"]) <= 12 and groups["day"] != groups["month"]


def states_a_date(text: str) -> bool:
    """Whether a short text holds a date or a relative day."""
    return find_date(text) is not None


def find_date(text: str) -> DateMatch | None:
    """Return the first date of a text that is spelled with digits or a relative day."""
    text = " ".join(text[:_MAX_RAW_DATE].split())
    return next(_matches(text), None)


def stated_day(raw: str, now: datetime | None) -> date | None:
    """Return the day as written, before any conversion to UTC: it is the outlet's own day."""
    found = find_date(raw)
    if found is None:
        return None
    groups = found.match.groupdict()
    if not found.has_year or groups.get("relative"):
        moment = read_as_stated(raw, UTC, now)
        return moment.date() if isinstance(moment, datetime) else moment
    try:
        return date(_year(groups), *_month_and_day(groups))
    except ValueError:
        return None


def is_dateline(text: str) -> bool:
    """Whether a line is nothing but a date or a time of day.

    «7 июня 2024, 14:20», «Опубликовано: 07.06.2024», and the «17:40» above an entry of a live blog.
    """
    if is_time_of_day(text):
        return True
    if len(text) > _MAX_DATELINE or (found := find_date(text)) is None:
        return False
    rest = text[: found.match.start()] + " " + text[found.match.end() :]
    return all(
        month_number(word) or word.lower() in _DATELINE_WORDS for word in _WORD.findall(rest)
    )


def is_time_of_day(text: str) -> bool:
    return patterns.HOUR_ALONE.fullmatch(text) is not None


def day_in_address(path: str) -> date | None:
    """Return the day in the path of an address: ``/2026/11/20/most/``."""
    for pattern in patterns.IN_ADDRESS:
        if match := pattern.search(path):
            try:
                return date(int(match["year"]), int(match["month"]), int(match["day"]))
            except ValueError:
                continue
    return None


def _read(text: str, zone: tzinfo | None, now: datetime | None, month_first: bool) -> Moment | None:
    if patterns.UNIX.match(text):
        return datetime.fromtimestamp(int(text[:10]), UTC)
    found = next(_matches(text), None)
    return found.read(found.match, _Context(zone, now, month_first)) if found else None


def _matches(text: str) -> Iterator[DateMatch]:
    for pattern in (patterns.ISO, patterns.ISO_BASIC, patterns.MAIL):
        if (match := pattern.match(text)) and _names_a_month(match):
            yield DateMatch(match, _read_full)
    for pattern, reader in _READERS if _ANY_DIGIT.search(text) else _WITHOUT_DIGITS:
        for match in pattern.finditer(text):
            if _names_a_month(match):
                yield DateMatch(match, reader)


def _names_a_month(match: re.Match[str]) -> bool:
    part = match.groupdict()
    if part.get("roman"):
        return roman_month(part["roman"]) > 0
    return not part.get("name") or month_number(part["name"]) is not None


@dataclass(frozen=True, slots=True)
class _Context:
    zone: tzinfo | None
    now: datetime | None
    month_first: bool


def _read_full(match: re.Match[str], context: _Context) -> Moment | None:
    part = match.groupdict()
    day = date(_year(part), *_month_and_day(part, context.month_first))
    return _at_time(day, part, context.zone)


def _year(part: dict[str, str | None]) -> int:
    if part.get("year"):
        return int(part["year"] or 0)
    short = int(part["short"] or 0)
    return short + (1900 if short >= _NEXT_CENTURY else 2000)


def _month_and_day(part: dict[str, str | None], month_first: bool = False) -> tuple[int, int]:
    if part.get("us_month"):
        return int(part["us_month"] or 0), int(part["us_day"] or 0)
    day = int(part["day"] or 0)
    if part.get("roman"):
        return roman_month(part["roman"] or ""), day
    if part.get("name"):
        return month_number(part["name"] or "") or 0, day
    month = int(part["month"] or 0)
    if part.get("separator") == "/" and day <= 12 and (month_first or part.get("ampm")):
        return day, month  # only in the United States AM and PM stand behind a date with slashes
    return month, day


def _at_time(day: date, part: dict[str, str | None], zone: tzinfo | None) -> Moment:
    if not part.get("hour"):
        return day
    hour, minute, second = (int(part.get(key) or 0) for key in ("hour", "minute", "second"))
    hour = _full_hour(hour, part.get("ampm"))
    if (hour, minute, second) == (0, 0, 0) and part.get("second"):
        return day  # «T00:00:00» is how programs write a day
    stated = stated_zone(part.get("zone"))
    if stated is None and (part.get("zone") or zone is None):
        return day
    next_day, hour = divmod(hour, 24)
    local = datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=stated or zone)
    return (local + timedelta(days=next_day)).astimezone(UTC)


def _full_hour(hour: int, half: str | None) -> int:
    if not half or not 1 <= hour <= 12:
        return hour
    return hour % 12 + (12 if half.lower() == "p" else 0)


def _read_without_year(match: re.Match[str], context: _Context) -> Moment | None:
    if context.now is None:
        return None
    today = context.now.astimezone(context.zone or UTC).date()
    month, day = _month_and_day(match.groupdict())
    for year in (today.year, today.year - 1):
        try:
            candidate = date(year, month, day)
        except ValueError:  # 29 February
            continue
        if candidate <= today:
            return _at_time(candidate, match.groupdict(), context.zone)
    return None


def _read_relative(match: re.Match[str], context: _Context) -> Moment | None:
    part = match.groupdict()
    local = stated_zone(part.get("zone")) or context.zone
    if context.now is None or local is None:
        return None
    back = timedelta(days=RELATIVE_DAYS[str(part["relative"]).lower()])
    return _at_time((context.now.astimezone(local) - back).date(), part, local)


def _read_ago(match: re.Match[str], context: _Context) -> Moment | None:
    now, zone = context.now, context.zone
    if now is None:
        return None
    count, unit = int(match["count"] or 1), match["unit"].lower()
    if unit.startswith(("мин", "min")):
        return (now - timedelta(minutes=count)).astimezone(UTC).replace(second=0, microsecond=0)
    if zone is None:
        return None
    if unit.startswith(("д", "day")):
        return (now.astimezone(zone) - timedelta(days=count)).date()
    earliest, latest = now - timedelta(hours=count + 1), now - timedelta(hours=count)
    day = latest.astimezone(zone).date()
    return day if earliest.astimezone(zone).date() == day else None  # hours are too coarse


_Reader = Callable[[re.Match[str], _Context], Moment | None]
_READERS: tuple[tuple[re.Pattern[str], _Reader], ...] = (
    *((p, _read_full) for p in (*patterns.TIME_FIRST, patterns.ISO, *patterns.DATE_FIRST)),
    (patterns.RELATIVE, _read_relative),
    (patterns.RELATIVE_LAST, _read_relative),
    (patterns.AGO, _read_ago),
    *((pattern, _read_without_year) for pattern in patterns.NO_YEAR),
)
_WITHOUT_DIGITS: tuple[tuple[re.Pattern[str], _Reader], ...] = (
    (patterns.RELATIVE, _read_relative),
    (patterns.AGO, _read_ago),
)
