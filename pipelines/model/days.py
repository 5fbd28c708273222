"""Reads the days that people name in options of commands and in addresses of pages."""

import re
from datetime import date

# «2026-11-20»
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
# In other years, adding days may exceed the years that ``date`` can hold.
_MIN_YEAR, _MAX_YEAR = 1901, 2999


def named_day(text: str) -> date | None:
    """Return the day of the form YYYY-MM-DD; None for other text and years out of 1901–2999."""
    if not _DAY.fullmatch(text):
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if _MIN_YEAR <= day.year <= _MAX_YEAR else None
