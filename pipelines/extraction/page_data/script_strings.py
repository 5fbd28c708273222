"""Reads the string literals of scripts, and the JSON that scripts hold as encoded strings."""

import json
import re
from base64 import b64decode
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import unquote

_MIN_LITERAL_CHARS = 40  # a shorter string is no paragraph
_MIN_TITLE_CHARS = 10  # of a shorter string that may be the title of the strings below it
_MAX_TITLES = 3  # such strings right above a long one
_MAX_GAP = 120  # characters between two strings of one text in a script
_MAX_ENCODED = 20  # encoded strings of a script that are decoded
# The pattern also matches an unclosed string, so that no character is scanned twice.
_DOUBLE_QUOTED = r'"(?P<double>(?:[^"\\\n]|\\.)*+)(?P<end1>"?)'
_DOUBLE = re.compile(_DOUBLE_QUOTED, re.DOTALL)
_LITERAL = re.compile(
    _DOUBLE_QUOTED + r"|'(?P<single>(?:[^'\\\n]|\\.)*+)(?P<end2>'?)"
    r"|`(?P<template>(?:[^`\\]|\\.)*+)(?P<end3>`?)",
    re.DOTALL,
)
# JSON.parse('…'), JSON.parse(decodeURIComponent("…")), JSON.parse(atob("…"))
_ENCODED = re.compile(
    r"(?P<call>JSON\.parse|decodeURIComponent|unescape|atob)\(\s*(?="
    r"\"(?:\{|\[|%7B|%5B|eyJ|W3s|\\)|'(?:\{|\[|%7B|%5B|eyJ|W3s|\\)|`(?:\{|\[))",
    re.IGNORECASE,
)
# Escapes that JSON does not have: «\x41», «\u{1F600}», «\'». A pair of backslashes is matched, too,
# so that it stays a pair.
_ESCAPE = re.compile(
    r"(?P<pair>\\\\)"
    r"|\\(?:x(?P<hex>[0-9a-fA-F]{2})|u\{(?P<code>[0-9a-fA-F]{1,6})\}|(?P<letter>[^bfnrtu\"\\/]))",
    re.DOTALL,
)
_UNICODE_ESCAPE = re.compile("%u([0-9a-fA-F]{4})")

# Angular escapes the JSON of a page's state: «{&q;title&q;:&q;Мост&q;}». The ampersand is last,
# since «&a;q;» is the text «&q;».
_STATE_ESCAPES = (("&q;", '"'), ("&s;", "'"), ("&l;", "<"), ("&g;", ">"), ("&a;", "&"))
_ESCAPED_STATE = re.compile(r"\s*[\[{]{1,2}\s*&q;")


def without_state_escapes(script: str) -> str:
    """Return a script without the escapes of Angular; other scripts are returned unchanged."""
    if _ESCAPED_STATE.match(script):
        for escape, mark in _STATE_ESCAPES:
            script = script.replace(escape, mark)
    return script


def load_json(text: str) -> Any:
    """Return the value of a JSON text, or None if it is no JSON."""
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def encoded_values(script: str) -> Iterator[Any]:
    """Yield the JSON values that a script decodes from its strings."""
    position = 0
    for _ in range(_MAX_ENCODED):
        if (call := _ENCODED.search(script, position)) is None:
            return
        literal = _LITERAL.match(script, call.end())
        position = literal.end() if literal else call.end()
        text = _text_of(literal) if literal else None
        if text is not None and (value := load_json(_decoded(text, call["call"].lower()))):
            yield value


def _decoded(text: str, call: str) -> str:
    """Return the text that a function of JavaScript, named in lower case, makes of a text."""
    if call == "atob":
        try:
            return b64decode(text).decode("utf-8", "replace")
        except ValueError:
            return ""
    if call == "unescape":  # ECMAScript, annex B: %u0430 is a letter, and %E4 one of Latin-1
        text = _UNICODE_ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
        return unquote(text, "latin-1")
    return text if call == "json.parse" else unquote(text)


def string_runs(script: str) -> Iterator[list[str]]:
    """Yield lists of the long strings of a script that is no JSON.

    Strings that are near each other form one list. It begins with up to three shorter strings right
    above, one of which may be the title. An apostrophe in a comment or in a regular
    expression may look like the start of a string and hide the strings after it. Therefore strings
    in double quotes are also listed without the others.
    """
    yield from _runs(script, _DOUBLE)
    if "'" in script or "`" in script:
        yield from _runs(script, _LITERAL)


def _runs(script: str, literal: re.Pattern[str]) -> Iterator[list[str]]:
    """Yield lists of long strings that match ``literal`` and are near each other."""
    run: list[str] = []
    titles: list[re.Match[str]] = []
    end_of_last = 0
    for match in literal.finditer(script):
        chars = match.end() - match.start()
        if chars <= _MIN_LITERAL_CHARS:
            if chars >= _MIN_TITLE_CHARS:
                titles = [*titles[1 - _MAX_TITLES :], match]
            continue
        text = _text_of(match)
        if text is None:
            continue
        if run and match.start() - end_of_last > _MAX_GAP:
            yield run
            run = []
        run += [] if run else _near(titles, match)
        run.append(text)
        titles = []
        end_of_last = match.end()
    if run:
        yield run


def _near(titles: Sequence[re.Match[str]], match: re.Match[str]) -> list[str]:
    """Return the texts of the short strings that are right above a long one."""
    near = [title for title in titles if match.start() - title.end() <= _MAX_GAP]
    return list(filter(None, map(_text_of, near)))


def _text_of(match: re.Match[str]) -> str | None:
    """Return the text of a string literal, or None if it is unclosed or no valid string."""
    groups = match.groupdict()
    is_closed = groups["end1"] or groups.get("end2") or groups.get("end3")
    if not is_closed:
        return None
    raw = groups["double"] or groups.get("single") or groups.get("template") or ""
    if groups["double"] is None:  # JSON has strings in double quotes only
        raw = re.sub(r'(?s)(\\.)|"', lambda part: part[1] or '\\"', raw)
    value = load_json(f'"{_ESCAPE.sub(_plain_escape, raw)}"')
    return value if isinstance(value, str) else None


def _plain_escape(match: re.Match[str]) -> str:
    """Return an escape of JavaScript as JSON writes it."""
    if match["pair"]:
        return match[0]
    if code := match["hex"] or match["code"]:
        letter = chr(min(int(code, 16), 0x10FFFF))
        return json.dumps(letter)[1:-1]  # without the quotes around it
    return match["letter"].strip("\n")  # a letter that needs no escape, or a line that goes on
