"""Reads time zones by the names that the database has, and days in them."""

from datetime import date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

DAY_CHARS = len("2026-01-31")


def zone_info(name: str) -> ZoneInfo:
    """Return the zone of a name, or UTC if there is no such zone."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def is_before(one: str, other: str, zone: ZoneInfo) -> bool:
    """Return whether one time of the database is before another.

    If one of them is a bare day, their days in the zone are compared, and equal days are not
    before each other.
    """
    if DAY_CHARS in (len(one), len(other)):
        return _day(one, zone) < _day(other, zone)
    return one < other


def _day(text: str, zone: ZoneInfo) -> date:
    if len(text) == DAY_CHARS:
        return date.fromisoformat(text)
    return datetime.fromisoformat(text).astimezone(zone).date()
