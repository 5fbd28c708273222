"""Makes one statement of PostgreSQL out of a statement for each row and a set of rows.

The rows are sent as one array for each parameter, and ``unnest`` makes a table ``given`` of them
with the columns ``p1``, ``p2``, …. So the server parses, plans and logs one statement for the set.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

_PARAMETER = re.compile(r"'(?:[^']|'')*'|\?(\d*)|%")
_INSERT = re.compile(r"(INSERT INTO \w+(?: \([\w, ]+\))?) (VALUES|SELECT) (.*?)( ON CONFLICT .*)?")
_TYPES = {int: "bigint", str: "text", float: "double precision", bytes: "bytea"}
_ESCAPED = re.compile(r'["\\]')


def row_set(sql: str, rows: Sequence[Sequence[Any]]) -> tuple[str, list[str]] | None:
    """Return a statement that does for all rows what ``sql`` does for one, and its parameters.

    The result is None if the values of a parameter are of several types, or of an unknown type.
    A parameter that is NULL in all rows becomes the word NULL, which fits each type of a column.
    """
    columns = list(zip(*rows, strict=True))
    types = [_type(column) for column in columns]
    if None in types or not any(types):
        return None
    literals = [_array(column, kind) for column, kind in zip(columns, types, strict=True) if kind]
    return _statement(sql, tuple(types)), literals


def _type(values: Sequence[Any]) -> str | None:
    """Return the type of an array of these values, "" if all are NULL, or None if unknown."""
    kinds = {type(value) for value in values if value is not None}
    if not kinds:
        return ""
    found = {next((t for base, t in _TYPES.items() if issubclass(k, base)), None) for k in kinds}
    return found.pop() if len(found) == 1 else None


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
    sql = " ".join(sql.split())
    names = [f"p{n}" for n, kind in enumerate(types, start=1) if kind]
    arrays = ", ".join(f"%s::{kind}[]" for kind in types if kind)
    given = f"unnest({arrays}) AS given({', '.join(names)})"
    parameters = [f"given.p{n}" if kind else "NULL" for n, kind in enumerate(types, start=1)]
    unnumbered = iter(parameters)

    def named(match: re.Match[str]) -> str:
        if match[1] is None:
            return match[0].replace("%", "%%")
        return parameters[int(match[1]) - 1] if match[1] else next(unnumbered)

    translated = _PARAMETER.sub(named, sql)
    if found := _INSERT.fullmatch(translated):
        head, kind, body, conflict = found.groups("")
        return _insert(head, kind, body, conflict, given)
    head, where = _halves(translated)
    word = "USING" if head.startswith("DELETE") else "FROM"
    return f"{head} {word} {given} {where}"


def _halves(sql: str) -> tuple[str, str]:
    """Return the parts of an UPDATE or DELETE before its own WHERE, and from there on."""
    places = [match.start() for match in re.finditer(r"\bWHERE\b", sql)]
    own = next(n for n in places if sql.count("(", 0, n) == sql.count(")", 0, n))
    return sql[:own].rstrip(), sql[own:]


def _insert(head: str, kind: str, body: str, conflict: str, given: str) -> str:
    if kind == "VALUES":
        return f"{head} SELECT {body[1:-1]} FROM {given}{conflict}"  # noqa: S608
    of_each = f"CROSS JOIN LATERAL (SELECT {body}) AS computed"
    return f"{head} SELECT computed.* FROM {given} {of_each}{conflict}"  # noqa: S608
