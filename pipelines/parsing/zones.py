"""Reads time zones as dates write them: offsets, abbreviations, and names of the IANA database."""

import re
from datetime import UTC, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

_MAX_OFFSET_HOURS = 15  # no zone is more than 14 hours from UTC; one hour is a margin
_MOSCOW_OFFSET = timedelta(hours=3)
# The offset from UTC, in hours, of abbreviated names of zones.
_HOURS_EAST: dict[str, float] = {
    "CET": 1, "MEZ": 1, "CEST": 2, "MESZ": 2, "BST": 1, "WET": 0, "WEST": 1, "EET": 2, "EEST": 3,
    "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
    "KST": 9, "JST": 9, "IST": 5.5, "SAMT": 4, "YEKT": 5, "OMST": 6, "NOVT": 7, "KRAT": 7,
    "IRKT": 8, "YAKT": 9, "VLAT": 10, "MAGT": 11, "PETT": 12,
}  # fmt: skip
_ZONE_OF_LABEL = {
    "MSK": "Europe/Moscow", "МСК": "Europe/Moscow", "ET": "America/New_York",
    "CT": "America/Chicago", "MT": "America/Denver", "PT": "America/Los_Angeles",
}  # fmt: skip
_UTC_NAMES = frozenset(["Z", "UTC", "GMT", "UT"])
_OFFSET = re.compile(  # «+05:00», «UTC+3», «МСК+2»
    r"(?P<base>UTC|GMT|МСК|MSK)?\s*(?P<sign>[+-])(?P<hours>\d{1,2}):?(?P<minutes>\d\d)?$",
    re.IGNORECASE,
)
_LABELS = "|".join(
    sorted({*_HOURS_EAST, "UTC", "GMT", "MSK", "МСК"}, key=lambda name: (-len(name), name))
)
# Matches an optional zone after a time of day, as group ``zone``: «Z», «UTC+3», «МСК», «+05:00»,
# «по московскому», «CET». The labels of two letters are matched in capital letters only, since in
# small letters they are ordinary words in several languages.
ZONE_PATTERN = (
    r"(?:\s*\(?(?P<zone>Z\b|(?:UTC|GMT|МСК|MSK)\s?[+-]\d{1,2}(?::?\d\d)?\b|"
    r"[+-]\d\d(?::?\d\d)?\b(?![./\d])|по\s+(?:московскому|мск)\b|"
    rf"(?:{_LABELS})\b|(?-i:ET|CT|MT|PT|UT)\b)\)?)?"
)


def zone_named(name: str | None) -> ZoneInfo | None:
    """Return the zone of the IANA database with this name, or None if there is none."""
    if not name:
        return None
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


@lru_cache(maxsize=256)
def stated_zone(label: str | None) -> tzinfo | None:
    """Return the zone that a label such as «+05», «МСК+2» or «CET» means, or None if unknown.

    Raises ValueError for an offset of more than 15 hours or with more than 59 minutes.
    """
    if not label:
        return None
    name = " ".join(label.upper().split())
    if match := _OFFSET.fullmatch(name):
        hours, minutes = int(match["hours"]), int(match["minutes"] or 0)
        if hours > _MAX_OFFSET_HOURS or minutes > 59:
            raise ValueError(label)
        offset = timedelta(hours=hours, minutes=minutes) * (1 if match["sign"] == "+" else -1)
        base = _MOSCOW_OFFSET if match["base"] in ("МСК", "MSK") else timedelta(0)
        return timezone(base + offset)
    if name in _UTC_NAMES:
        return UTC
    if name in _ZONE_OF_LABEL:
        return zone_named(_ZONE_OF_LABEL[name])
    if name.startswith("ПО "):  # «по московскому времени»
        return zone_named("Europe/Moscow")
    hours_east = _HOURS_EAST.get(name)
    return None if hours_east is None else timezone(timedelta(hours=hours_east))
