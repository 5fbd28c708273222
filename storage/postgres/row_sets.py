"""Turns a statement that is meant for each of many rows into one statement of PostgreSQL for all.

The rows are sent as one array for each parameter, and ``unnest`` makes a table ``given`` of them
with the columns ``p1``, ``p2``, …. So the server parses, plans and logs one statement for the set.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

# A string, a parameter «?» or «?2», or a «%», which is doubled for psycopg.
_PARAMETER = re.compile(r"'(?:[^']|'')*'|\?(\d*)|%")
# «INSERT INTO edges (one, other) VALUES (…) ON CONFLICT DO NOTHING»
_INSERT = re.compile(r"(INSERT INTO \w+(?: \([\w, ]+\))?) (VALUES|SELECT) (.*?)( ON CONFLICT .*)?")
_TYPES = {int: "bigint", str: "text", float: "double precision", bytes: "bytea"}
_ESCAPED = re.compile(r'["\\]')


def row_set(
    sql: str, rows: Sequence[Sequence[Any]], types_before: dict[str, tuple[str, ...]]
) -> tuple[str, list[str]] | None:
    """Return a statement that does for all rows what ``sql`` does for one, and its parameters.

    Return None if the values of a parameter have several types, or a type without an array, or if
    all values are NULL. A parameter that is NULL in all rows becomes the word NULL, which fits
    columns of every type. If it had a type in an earlier call, it keeps this type, so that the
    server need not plan another statement. ``types_before`` keeps the types by statement.
    """
    columns = list(zip(*rows, strict=True))
    found_types = [_type(column) for column in columns]
    if None in found_types or not any(found_types):
        return None
    before = types_before.get(sql, ("",) * len(columns))
    types = [found or earlier for found, earlier in zip(found_types, before, strict=True)]
    types_before[sql] = tuple(types)
    literals = [_array(column, kind) for column, kind in zip(columns, types, strict=True) if kind]
    return _statement(sql, tuple(types)), literals


def _type(values: Sequence[Any]) -> str | None:
    """Return the type of an array of these values, "" if all are NULL, or None if it has none."""
    python_types = {type(value) for value in values if value is not None}
    if not python_types:
        return ""
    kinds = {
        next((kind for base, kind in _TYPES.items() if issubclass(python_type, base)), None)
        for python_type in python_types
    }
    return kinds.pop() if len(kinds) == 1 else None


def _array(values: Sequence[Any], kind: str) -> str:
    """Return the array as PostgreSQL writes it."""
    write = _WRITERS[kind]
    return "{" + ",".join(["NULL" if value is None else write(value) for value in values]) + "}"


def _text(value: str) -> str:
    if '"' in value or "\\" in value:
        value = _ESCAPED.sub(r"\\\g<0>", value)
    return f'"{value}"'


def _bytes(value: bytes) -> str:
    return f'"\\\\x{value.hex()}"'


_WRITERS: Mapping[str, Callable[[Any], str]] = {
    "bigint": int.__repr__, "text": _text, "double precision": float.__repr__, "bytea": _bytes
}  # fmt: skip


@lru_cache(maxsize=500)
def _statement(sql: str, types: tuple[str, ...]) -> str:
    """Return the statement with the columns of ``given`` in the place of its parameters."""
    names = [f"p{number}" for number, _ in enumerate(types, start=1)]
    columns = [f"given.{name}" if kind else "NULL" for name, kind in zip(names, types, strict=True)]
    translated = _with_columns(" ".join(sql.split()), columns)
    given_names = ", ".join(name for name, kind in zip(names, types, strict=True) if kind)
    arrays = ", ".join(f"%s::{kind}[]" for kind in types if kind)
    given = f"unnest({arrays}) AS given({given_names})"
    if insert := _INSERT.fullmatch(translated):
        head, values_or_select, body, conflict = insert.groups("")
        return _insert(head, values_or_select, body, conflict, given)
    head, where = _split_at_where(translated)
    from_or_using = "USING" if head.startswith("DELETE") else "FROM"
    return f"{head} {from_or_using} {given} {where}"


def _with_columns(sql: str, columns: Sequence[str]) -> str:
    """Return a statement with columns in the place of its parameters ``?`` and ``?N``."""
    columns_in_order = iter(columns)  # of the parameters without a number

    def column(match: re.Match[str]) -> str:
        number = match[1]  # None: no parameter; "": a parameter without a number
        if number is None:
            return match[0].replace("%", "%%")
        return columns[int(number) - 1] if number else next(columns_in_order)

    return _PARAMETER.sub(column, sql)


def _split_at_where(sql: str) -> tuple[str, str]:
    """Return an UPDATE or DELETE up to its own WHERE, which is in no parentheses, and the rest."""
    places = [match.start() for match in re.finditer(r"\bWHERE\b", sql)]
    own = next(place for place in places if sql.count("(", 0, place) == sql.count(")", 0, place))
    return sql[:own].rstrip(), sql[own:]


def _insert(head: str, values_or_select: str, body: str, conflict: str, given: str) -> str:
    """Return an INSERT of all rows of ``given``; ``body`` are the values, or a SELECT of a row."""
    if values_or_select == "VALUES":
        values_without_brackets = body[1:-1]
        return f"{head} SELECT {values_without_brackets} FROM {given}{conflict}"  # noqa: S608
    for_each_row = f"CROSS JOIN LATERAL (SELECT {body}) AS computed"
    return f"{head} SELECT computed.* FROM {given} {for_each_row}{conflict}"  # noqa: S608
