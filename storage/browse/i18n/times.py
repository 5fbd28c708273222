"""Formats times and days in a region's zone and in a language, from the texts of the database."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from storage.browse.i18n.languages import ENGLISH, Language
from storage.database.zones import local_day, parse

# Durations in seconds.
MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR
_MAX_CACHED_DAYS = 1_000  # a chart has up to 366
_MAX_CACHED_STAMPS = 2_000  # the page of a story asks for the stamps of up to 300 articles


@dataclass(frozen=True, slots=True)
class Period:
    """A period: its start and end as UTC texts of the database, and the local days in it as texts.

    Articles with a day instead of a time are compared with the days.
    """

    start: str
    end: str
    days: tuple[str, ...]


def utc_text(moment: datetime) -> str:
    """Return ``2026-11-20T05:30:00Z``, the form of times in the database."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


@lru_cache(_MAX_CACHED_DAYS)
def bounds(day: date, zone: ZoneInfo) -> Period:
    """Return the bounds of a day in a zone."""
    start = datetime.combine(day, time(), zone)
    end = datetime.combine(day + timedelta(days=1), time(), zone)
    return Period(utc_text(start), utc_text(end), (day.isoformat(),))


def hours_until(now: datetime, hours: int, zone: ZoneInfo) -> Period:
    """Return the period of the last hours; its days are all local days that it touches."""
    start = now - timedelta(hours=hours)
    first, last = (moment.astimezone(zone).date() for moment in (start, now))
    days = [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
    return Period(utc_text(start), utc_text(now), tuple(day.isoformat() for day in days))


def clock(text: str | None, zone: ZoneInfo) -> str:
    """Return the time of day in the zone, such as ``14:20``, or "" without a time of day."""
    moment = parse(text) if text else None
    return moment.astimezone(zone).strftime("%H:%M") if isinstance(moment, datetime) else ""


def long_day(day: date, language: Language = ENGLISH) -> str:
    """Return ``Friday, 20 November 2026``, «пятница, 20 ноября 2026»."""
    return language.day(day, "EEEE, d MMMM y")


def full_day(day: date, language: Language = ENGLISH) -> str:
    """Return ``20 November 2026``, «20 ноября 2026», which may end any sentence in Russian.

    A weekday would have to be declined: «среда», but «по среду».
    """
    return language.day(day, "d MMMM y")


@lru_cache(_MAX_CACHED_DAYS)
def short_day(day: date, language: Language = ENGLISH) -> str:
    """Return ``20 November``, «20 ноября»."""
    return language.day(day, "d MMMM")


@lru_cache(_MAX_CACHED_STAMPS)
def stamp(text: str | None, zone: ZoneInfo, language: Language = ENGLISH) -> str:
    """Return ``23 November 2026, 14:20`` in the zone, without the time if it is unknown."""
    if not text:
        return language.gettext("no date")
    day = full_day(local_day(text, zone), language)
    time_of_day = clock(text, zone)
    return f"{day}, {time_of_day}" if time_of_day else day


@lru_cache(_MAX_CACHED_STAMPS)
def short_stamp(text: str, zone: ZoneInfo, language: Language = ENGLISH) -> str:
    """Return ``23 November, 14:20`` in the zone, without the time if it is unknown."""
    day = short_day(local_day(text, zone), language)
    time_of_day = clock(text, zone)
    return f"{day}, {time_of_day}" if time_of_day else day


def zone_name(zone: ZoneInfo, at: datetime, language: Language = ENGLISH) -> str:
    """Return the name of a zone with its offset at a time: ``Europe/Moscow, UTC+3``.

    In Russian the name is that of the zone's city: «Москва, UTC+3».
    """
    offset_minutes = int((at.astimezone(zone).utcoffset() or timedelta()).total_seconds() // MINUTE)
    hours, minutes = divmod(abs(offset_minutes), 60)
    sign = "+" if offset_minutes >= 0 else "−"
    name = zone.key if language.code == "en" else language.city(zone)
    return f"{name}, UTC{sign}{hours}" + (f":{minutes:02d}" if minutes else "")


def seconds_between(first: str, later: str) -> float | None:
    """Return the seconds from ``first`` to ``later``; None if one of them is a day alone."""
    start, end = parse(first), parse(later)
    if not isinstance(start, datetime) or not isinstance(end, datetime):
        return None
    return (end - start).total_seconds()


def span(seconds: float, language: Language = ENGLISH) -> str:
    """Return a duration, rounded down: ``45 s``, ``12 min``, ``2 h 5 min``, ``3 days``."""
    whole = int(abs(seconds))
    if whole < MINUTE:
        return language.gettext("%(seconds)s s", seconds=whole)
    if whole < HOUR:
        return language.gettext("%(minutes)s min", minutes=whole // MINUTE)
    if whole < 2 * DAY:
        hours, minutes = whole // HOUR, whole % HOUR // MINUTE
        if not minutes:
            return language.gettext("%(hours)s h", hours=hours)
        return language.gettext("%(hours)s h %(minutes)s min", hours=hours, minutes=minutes)
    return _days(whole // DAY, language)


def lag(first: str, later: str, language: Language = ENGLISH) -> str:
    """Return how long ``later`` is after ``first``, such as ``+12 min``, ``same day``, ``+2 days``.

    The lag is in days if one of the two is a day without a time.
    """
    seconds = seconds_between(first, later)
    if seconds is not None:
        sign = "+" if seconds >= 0 else "−"
        return f"{sign}{span(seconds, language)}"
    days = (date.fromisoformat(later[:10]) - date.fromisoformat(first[:10])).days
    if not days:
        return language.gettext("same day")
    sign = "+" if days > 0 else "−"
    return f"{sign}{_days(abs(days), language)}"


def _days(number: int, language: Language) -> str:
    return language.ngettext("%(num)s day", "%(num)s days", number)
