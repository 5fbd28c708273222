"""Reads time zones by the names that the database has, and days in them."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

DAY_CHARS = len("2026-01-31")  # of a day without a time


def zone_info(name: str) -> ZoneInfo:
    """Return the zone of a name, or UTC if there is no such zone."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def is_before(first: str, second: str, zone: ZoneInfo) -> bool:
    """Return whether the first time of the database is before the second.

    If one of them is a day without a time, only their days in the zone are compared.
    """
    if DAY_CHARS in (len(first), len(second)):
        return local_day(first, zone) < local_day(second, zone)
    return first < second


def parse(text: str) -> datetime | date:
    """Read a time of the database, or a day without a time; raises ValueError for other text."""
    if len(text) == DAY_CHARS:
        return date.fromisoformat(text)
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def local_day(text: str, zone: ZoneInfo) -> date:
    """Return the day of a time of the database in a zone; a day without a time is returned."""
    moment = parse(text)
    return moment.astimezone(zone).date() if isinstance(moment, datetime) else moment
