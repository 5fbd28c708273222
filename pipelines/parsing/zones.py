"""Time zones as dates state them: offsets, abbreviations, and names of the IANA database."""

import re
from datetime import UTC, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

_MAX_OFFSET = 15  # hours
_MOSCOW_OFFSET = timedelta(hours=3)
_HOURS: dict[str, float] = {
    "CET": 1, "MEZ": 1, "CEST": 2, "MESZ": 2, "BST": 1, "WET": 0, "WEST": 1, "EET": 2, "EEST": 3,
    "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
    "KST": 9, "JST": 9, "IST": 5.5, "SAMT": 4, "YEKT": 5, "OMST": 6, "NOVT": 7, "KRAT": 7,
    "IRKT": 8, "YAKT": 9, "VLAT": 10, "MAGT": 11, "PETT": 12,
}  # fmt: skip
_PLACES = {
    "MSK": "Europe/Moscow", "МСК": "Europe/Moscow", "ET": "America/New_York",
    "CT": "America/Chicago", "MT": "America/Denver", "PT": "America/Los_Angeles",
}  # fmt: skip
_UTC_NAMES = frozenset(["Z", "UTC", "GMT", "UT"])
_OFFSET = re.compile(r"(UTC|GMT|МСК|MSK)?\s*([+-])(\d{1,2}):?(\d\d)?$", re.IGNORECASE)
_WORDS = "|".join(sorted({*_HOURS, "UTC", "GMT", "MSK", "МСК"}, key=len, reverse=True))
# The two-letter names are words of several languages in small letters.
ZONE_PATTERN = (
    r"(?:\s*\(?(?P<zone>Z\b|(?:UTC|GMT|МСК|MSK)\s?[+-]\d{1,2}(?::?\d\d)?\b|"
    r"[+-]\d\d(?::?\d\d)?\b(?![./\d])|по\s+(?:московскому|мск)\b|"
    rf"(?:{_WORDS})\b|(?-i:ET|CT|MT|PT|UT)\b)\)?)?"
)


def zone_named(name: str | None) -> ZoneInfo | None:
    """Return the IANA zone of that name, or None when there is none."""
    if not name:
        return None
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


@lru_cache(maxsize=256)
def stated_zone(label: str | None) -> tzinfo | None:
    """Return the zone a date states: «+05», «МСК+2», «CET»; None for an unknown name.

    Raises ValueError for an offset that no place on Earth has.
    """
    if not label:
        return None
    name = " ".join(label.upper().split())
    if match := _OFFSET.fullmatch(name):
        hours, minutes = int(match[3]), int(match[4] or 0)
        if hours > _MAX_OFFSET or minutes > 59:
            raise ValueError(label)
        offset = timedelta(hours=hours, minutes=minutes) * (1 if match[2] == "+" else -1)
        base = _MOSCOW_OFFSET if match[1] in ("МСК", "MSK") else timedelta(0)
        return timezone(base + offset)
    if name in _UTC_NAMES:
        return UTC
    if name in _PLACES or name.startswith("ПО "):
        return zone_named(_PLACES.get(name, "Europe/Moscow"))
    hours_east = _HOURS.get(name)
    return None if hours_east is None else timezone(timedelta(hours=hours_east))
