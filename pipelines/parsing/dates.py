"""Reading dates as pages write them, in markup and in text, into UTC times and days.

Nothing is guessed: a time without a zone needs the zone of the outlet, a relative day or a date
without a year needs the time of the download; without them the result is None.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from pipelines.parsing.months import RELATIVE_DAYS, month_number

Moment = datetime | date
EARLIEST = date(1990, 8, 1)  # the first web page
MAX_CLOCK_SKEW = timedelta(minutes=15)  # clocks of outlets and of this machine differ
_MAX_RAW_DATE = 400  # characters of a raw date that are looked at

_TIME = r"(?P<hour>[01]?\d|2[0-4])[:.](?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d))?(?:[.,]\d{1,9})?"
_AMPM = r"(?:\s*(?P<ampm>[ap])\.?m\b\.?)?"
_ZONE = (
    r"(?:\s*\(?(?P<zone>Z\b|UTC(?:\s?[+-]\d{1,2})?|GMT(?:\s?[+-]\d{1,2})?|[+-]\d\d:?\d\d\b|"
    r"[+-]\d\d\b"
    r"|мск\b|msk\b|по\s+московскому|по\s+мск|МСК[+-]\d{1,2}"
    r"|C?EST\b|CET\b|MES?Z\b|EDT\b|E[SD]T\b|P[SD]T\b|BST\b|KST\b|JST\b|IST\b)\)?)?"
)
_SEPARATOR = r"[\s,|/•·—–-]"
_GAP = (
    rf"{_SEPARATOR}*(?:(?:года|року|г\.?|р\.){_SEPARATOR}*)?"
    rf"(?:\b(?:в|о|у|at|um|à|a las|o|às|kl\.?|kell|klo)(?!\w){_SEPARATOR}*)?"
)
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])"
_MONTH = r"(?P<month>0?[1-9]|1[0-2])"
_NAME = r"(?P<name>[^\W\d_]{3,12})\.?"
_TIME_AFTER = rf"(?:{_GAP}{_TIME}{_AMPM}{_ZONE}(?!\d))?"


def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


ISO = _compile(
    rf"(?<!\d){_YEAR}-{_MONTH}-{_DAY}(?:[T\s]\s*{_TIME}{_ZONE})?(?!\d)",
)
_TIME_FIRST = (
    _compile(rf"(?<![\d:.]){_TIME}{_ZONE}\s*[,|/•·—–-]?\s*{_DAY}[./-]{_MONTH}[./-]{_YEAR}(?!\d)"),
    _compile(
        rf"(?<![\d:.]){_TIME}{_ZONE}\s*[,|/•·—–-]?\s*{_DAY}\.?\s+{_NAME}\s*,?\s*{_YEAR}(?!\d)"
    ),
    _compile(
        rf"(?<![\d:.]){_TIME}{_AMPM}{_ZONE}\s*[,|"
        rf"/•·—–-]?\s*(?:on\s+)?{_NAME}\s+{_DAY},?\s+{_YEAR}(?!\d)"
    ),
)
_DATE_FIRST = (
    _compile(
        rf"(?<!\d){_YEAR}\s*[-./年년]\s*{_MONTH}\s*[-./月월]\s*{_DAY}[日일.]?(?!\d){_TIME_AFTER}"
    ),
    _compile(
        rf"(?<![\d.]){_DAY}(?P<separator>[./-])\s?{_MONTH}(?P=separator)\s?{_YEAR}(?!\d){_TIME_AFTER}"
    ),
    _compile(
        rf"(?<!\d)(?P<us_month>0?[1-9]|1[0-2])/(?P<us_day>1[3-9]|2\d|3[01])/{_YEAR}(?!\d){_TIME_AFTER}"
    ),
    _compile(
        rf"(?<![\d.]){_DAY}(?:\.|st|nd|rd|th|er|º)?\s*(?:de\s+|of\s+)?{_NAME}\s*,?\s*(?:de\s+|"
        rf"del\s+)?"
        rf"{_YEAR}(?!\d){_TIME_AFTER}"
    ),
    _compile(rf"\b{_NAME}\s+{_DAY}(?:st|nd|rd|th)?\s*,?\s+{_YEAR}(?!\d){_TIME_AFTER}"),
    _compile(rf"\b{_NAME}\s+{_DAY}\s+{_TIME}{_ZONE}\s+{_YEAR}(?!\d)"),
    _compile(rf"(?<!\d){_YEAR}\.\s*{_NAME}\s+{_DAY}\.?(?!\d){_TIME_AFTER}"),
    _compile(rf"(?<![\d.]){_DAY}\.{_MONTH}\.(?P<short>\d\d)(?![\d.:]){_TIME_AFTER}"),
)
_NO_YEAR = (
    _compile(rf"(?<![\d.:]){_DAY}\.?\s+{_NAME}(?!\w){_GAP}{_TIME}{_ZONE}(?!\d)"),
    _compile(rf"(?<![\d:.]){_TIME}{_ZONE}\s*[,|/•·—–-]?\s*{_DAY}\s+{_NAME}(?!\w)"),
    _compile(rf"(?<![\d.:]){_DAY}\.?\s+{_NAME}(?!\w)"),
)
_RELATIVE_NAMES = "|".join(sorted(RELATIVE_DAYS, key=len, reverse=True))
_RELATIVE = _compile(rf"\b(?P<relative>{_RELATIVE_NAMES})\b(?:{_GAP}{_TIME}{_AMPM}{_ZONE}(?!\d))?")
_RELATIVE_LAST = _compile(rf"(?<![\d:.]){_TIME}\s*[,|/•·—–-]?\s*(?P<relative>{_RELATIVE_NAMES})\b")
_AGO = _compile(
    r"(?<!\d)(?P<count>\d{1,2}|)\s*(?P<unit>мин|час|minut|hour|min|Stunde)\w*\.?\s+(?:назад|ago|"
    r"temu)\b"
)
_ANY_DIGIT = re.compile(r"\d")  # every date that is not relative has one
_HOUR = _compile(r"(?:[01]?\d|2[0-3]):[0-5]\d(?: ?[ap]\.?m\.?)?")
_MAX_DATELINE = 60  # characters
_WORD = re.compile(r"[^\W\d_]+")
_DATELINE_WORDS = frozenset(
    ["г", "года", "в", "мск", "сегодня", "вчера", "опубликовано", "дата", "публикации", "время",
     "понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье", "uhr",
     "at", "published", "updated", "posted", "on", "am", "pm", "обновлено", "создано"]
)  # fmt: skip
_UNIX = re.compile(r"1\d{9}(?:\d{3})?$")

_NAMED_ZONES: dict[str, tzinfo] = {
    "Z": UTC,
    **{n: timezone(timedelta(hours=h)) for n, h in (
        ("CET", 1), ("MEZ", 1), ("CEST", 2), ("MESZ", 2), ("BST", 1), ("EST", -5), ("EDT", -4),
        ("PST", -8), ("PDT", -7), ("KST", 9), ("JST", 9), ("IST", 5.5),
    )},
}  # fmt: skip
_OFFSET = re.compile(r"(?:UTC|GMT|МСК)?\s*([+-])(\d{1,2}):?(\d\d)?$", re.IGNORECASE)


def zone_named(name: str | None) -> ZoneInfo | None:
    """The IANA zone of that name, or None when there is none."""
    if not name:
        return None
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


def read_date(
    raw: str | None, zone: tzinfo | None = None, now: datetime | None = None
) -> Moment | None:
    """Read the first date in ``raw``: an aware UTC time, a bare day, or None.

    ``zone`` is the outlet's, for times that name none; ``now`` is the time of the download.
    None means: no date, one before 1990 or in the future, or one whose zone or year is unknown.
    """
    if not raw:
        return None
    text = " ".join(raw[:_MAX_RAW_DATE].split())
    try:
        moment = _read(text, zone, now)
    except (ValueError, OverflowError):
        return None
    return moment if moment is not None and plausible(moment, now) else None


def plausible(moment: Moment, now: datetime | None) -> bool:
    """Whether a time is neither before the web nor after the download."""
    if isinstance(moment, datetime):
        return moment.date() >= EARLIEST and (now is None or moment <= now + MAX_CLOCK_SKEW)
    # A day in the outlet's zone may have begun before it begins in UTC.
    return moment >= EARLIEST and (now is None or moment <= (now + timedelta(hours=14)).date())


def states_a_date(text: str) -> bool:
    """Whether a short text holds a date or a time of day with a relative day."""
    text = " ".join(text[:_MAX_RAW_DATE].split())
    patterns = (ISO, *_TIME_FIRST, *_DATE_FIRST, _RELATIVE, *_NO_YEAR)
    for pattern in patterns if _ANY_DIGIT.search(text) else (_RELATIVE,):
        match = pattern.search(text)
        if match and (not match.groupdict().get("name") or month_number(match["name"])):
            return True
    return bool(_AGO.search(text))


def is_dateline(text: str) -> bool:
    """Whether a line is nothing but a date or a time of day.

    «7 июня 2024, 14:20», «Опубликовано: 07.06.2024», and the «17:40» above an entry of a live blog.
    """
    if _HOUR.fullmatch(text):
        return True
    if len(text) > _MAX_DATELINE or not states_a_date(text):
        return False
    return all(
        month_number(word) or word.lower() in _DATELINE_WORDS for word in _WORD.findall(text)
    )


def _read(text: str, zone: tzinfo | None, now: datetime | None) -> Moment | None:
    if _UNIX.match(text):
        seconds = int(text[:10])
        return datetime.fromtimestamp(seconds, UTC)
    if match := ISO.match(text):
        return _build(match, zone, now)
    if (moment := _mail_date(text)) is not None:
        return moment
    for reader in _READERS:
        for match in reader[0].finditer(text):
            if (name := match.groupdict().get("name")) and not month_number(name):
                continue
            return reader[1](match, zone, now)
    return None


def _mail_date(text: str) -> datetime | None:
    if not re.match(r"(?:[A-Z][a-z]{2},\s*)?\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d", text):
        return None
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    return moment.astimezone(UTC) if moment.tzinfo else None


def _build(match: re.Match[str], zone: tzinfo | None, now: datetime | None) -> Moment | None:
    part = match.groupdict()
    day = date(_year(part), *_month_and_day(part))
    return _at_time(day, part, zone)


def _year(part: dict[str, str | None]) -> int:
    return int(part["year"] or 0) if part.get("year") else 2000 + int(part["short"] or 0)


def _month_and_day(part: dict[str, str | None]) -> tuple[int, int]:
    if part.get("us_month"):
        return int(part["us_month"] or 0), int(part["us_day"] or 0)
    month = month_number(part["name"] or "") if part.get("name") else int(part["month"] or 0)
    return month or 0, int(part["day"] or 0)


def _at_time(day: date, part: dict[str, str | None], zone: tzinfo | None) -> Moment | None:
    if not part.get("hour"):
        return day
    hour, minute, second = (int(part[key] or 0) for key in ("hour", "minute", "second"))
    hour = _full_hour(hour, part.get("ampm"))
    if (hour, minute, second) == (0, 0, 0) and part["second"]:
        return day  # «T00:00:00» is how programs write a day
    stated = _stated_zone(part.get("zone")) or zone
    if stated is None:
        return None
    next_day, hour = divmod(hour, 24)
    local = datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=stated)
    return (local + timedelta(days=next_day)).astimezone(UTC)


def _full_hour(hour: int, half: str | None) -> int:
    if not half or not 1 <= hour <= 12:
        return hour
    return hour % 12 + (12 if half.lower() == "p" else 0)


@lru_cache(maxsize=1)
def _moscow() -> ZoneInfo:
    return ZoneInfo("Europe/Moscow")


def _stated_zone(name: str | None) -> tzinfo | None:
    if not name:
        return None
    label = " ".join(name.upper().split())
    if match := _OFFSET.fullmatch(label):
        hours, minutes = int(match[2]), int(match[3] or 0)
        if hours > 15 or minutes > 59:
            raise ValueError(name)
        offset = timedelta(hours=hours, minutes=minutes) * (1 if match[1] == "+" else -1)
        base = timedelta(hours=3) if label.startswith("МСК") else timedelta(0)
        return timezone(base + offset)
    if label in ("UTC", "GMT"):
        return UTC
    if label in ("MSK", "МСК") or label.startswith("ПО "):
        return _moscow()
    return _NAMED_ZONES.get(label) or (_NAMED_ZONES.get(label[:1] + "S" + label[2:]))


def _read_without_year(
    match: re.Match[str], zone: tzinfo | None, now: datetime | None
) -> Moment | None:
    if now is None:
        return None
    today = now.astimezone(zone or UTC).date()
    month, day = _month_and_day(match.groupdict())
    for year in (today.year, today.year - 1):
        try:
            candidate = date(year, month, day)
        except ValueError:  # 29 February
            continue
        if candidate <= today:
            return _at_time(candidate, match.groupdict(), zone)
    return None


def _read_relative(
    match: re.Match[str], zone: tzinfo | None, now: datetime | None
) -> Moment | None:
    part = match.groupdict()
    local = _stated_zone(part.get("zone")) or zone
    if now is None or local is None:
        return None
    back = timedelta(days=RELATIVE_DAYS[str(part["relative"]).lower()])
    return _at_time((now.astimezone(local) - back).date(), part, local)


def _read_ago(match: re.Match[str], zone: tzinfo | None, now: datetime | None) -> Moment | None:
    if now is None:
        return None
    count = int(match["count"] or 1)
    if match["unit"].lower().startswith("мин") or match["unit"].lower().startswith("min"):
        return (now - timedelta(minutes=count)).astimezone(UTC).replace(second=0, microsecond=0)
    if zone is None:
        return None
    earliest, latest = now - timedelta(hours=count + 1), now - timedelta(hours=count)
    day = latest.astimezone(zone).date()
    return day if earliest.astimezone(zone).date() == day else None  # hours are too coarse


_Reader = Callable[[re.Match[str], tzinfo | None, datetime | None], Moment | None]
_READERS: tuple[tuple[re.Pattern[str], _Reader], ...] = (
    *((pattern, _build) for pattern in (*_TIME_FIRST, ISO, *_DATE_FIRST)),
    (_RELATIVE, _read_relative),
    (_RELATIVE_LAST, _read_relative),
    (_AGO, _read_ago),
    *((pattern, _read_without_year) for pattern in _NO_YEAR),
)
