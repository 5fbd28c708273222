"""Replaces text and numbers that a database cannot store.

JSON can hold lone surrogates, NUL, infinity and numbers of any size. A database refuses all of
them. An HTTP header can hold a year that no calendar has.
"""

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from math import isfinite
from typing import Any, TypeVar, cast

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_MAX_INTEGER = 2**63 - 1  # the largest integer of a column in SQLite and PostgreSQL
_MAX_HTTP_DATE_CHARS = 60  # an ordinary HTTP date has 29 characters

T = TypeVar("T")


def storable(value: T) -> T:
    """Return a value with only text and numbers that can be stored.

    NUL and lone surrogates in text become U+FFFD. Numbers that are too large, infinite or NaN
    become None. The values in dataclasses, tuples, lists and dictionaries are replaced, too. If
    nothing in a tuple, list or dataclass changes, the same object is returned.
    """
    return cast("T", _storable(value))


def _storable(value: Any) -> Any:
    """Do the work of ``storable``, which states the type of the result."""
    if value is None or (type(value) is tuple and not value):
        return value
    if isinstance(value, str):
        return value if _is_storable_text(value) else _UNSTORABLE.sub("\ufffd", value)
    if isinstance(value, int):
        return value if abs(value) <= _MAX_INTEGER else None
    if isinstance(value, float):
        return value if isfinite(value) else None
    if isinstance(value, tuple | list):
        members = [_storable(member) for member in value]
        is_same = all(new is old for new, old in zip(members, value, strict=True))
        return value if is_same else type(value)(members)
    if isinstance(value, Mapping):
        return {_storable(key): _storable(member) for key, member in value.items()}
    return _storable_fields(value)


def _is_storable_text(text: str) -> bool:
    """Return whether a text has neither NUL nor a lone surrogate, which UTF-8 cannot encode.

    Encoding takes far less time than a search for both with a regular expression.
    """
    try:
        encoded = text.encode()
    except UnicodeEncodeError:
        return False
    return b"\0" not in encoded  # to search bytes is faster, too


def _storable_fields(value: Any) -> Any:
    """Return a dataclass with storable values in its fields, or another object itself."""
    changed = {}
    kind: type = type(value)
    for name in _field_names(kind):
        old = getattr(value, name)
        new = _storable(old)
        if new is not old:
            changed[name] = new
    return replace(value, **changed) if changed else value


def http_date(text: str) -> datetime | None:
    """Return the time of an HTTP date in UTC; None if it is not valid."""
    if len(text) > _MAX_HTTP_DATE_CHARS:
        return None
    try:
        moment = parsedate_to_datetime(text)
        return None if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


@lru_cache(maxsize=100)
def _field_names(kind: type) -> tuple[str, ...]:
    """Return the names of the fields of a dataclass; none for another class."""
    return tuple(field.name for field in fields(kind)) if is_dataclass(kind) else ()
