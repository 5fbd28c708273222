"""Reads the fields of a record and the days that a person wrote; errors name the place."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from pipelines.files.errors import BadInputError
from pipelines.model import iso_text, named_day

_MAX_SHOWN_CHARS = 40  # of a wrong value in an error message


def text_field(place: str, record: Mapping[str, Any], field: str, *, required: bool = False) -> str:
    """Return the text of a field; a missing field gives the empty string unless it is required.

    ``place`` begins the message of an error. Raises BadInputError for a value that is no text.
    """
    value = record.get(field)
    if value is None and not required:
        return ""
    if not isinstance(value, str):
        raise BadInputError(f"{place}: {field}: expected text, got {short(value)}")
    return value


def published_field(
    place: str, record: Mapping[str, Any], field: str = "date_published"
) -> str | None:
    """Return a day as ``2026-01-31``, a time as ISO 8601 text in UTC, or None if it is missing.

    A time without a zone counts as UTC. Raises BadInputError for text that is no date.
    """
    value = text_field(place, record, field).strip()
    if not value:
        return None
    try:
        moment = datetime.fromisoformat(value)
        if len(value) <= len("2026-01-31"):
            return moment.date().isoformat()
        return iso_text(moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        expected = "expected a date such as 2026-01-31 or 2026-01-31T10:00:00Z"
        raise BadInputError(f"{place}: {field}: {expected}, got {short(value)}") from None


def day_option(option: str, text: str | None) -> date | None:
    """Return the day that an option of a command names as YYYY-MM-DD, or None for None.

    Raises BadInputError for text that ``named_day`` does not accept.
    """
    if text is None:
        return None
    day = named_day(text)
    if day is None:
        raise BadInputError(f"{option}: expected YYYY-MM-DD, got {text[:_MAX_SHOWN_CHARS]!r}")
    return day


def short(value: object) -> str:
    """Return a value as JSON of at most 41 characters, for an error message."""
    text = "nothing" if value is None else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _MAX_SHOWN_CHARS else text[:_MAX_SHOWN_CHARS] + "…"
