"""Reading JSON as careless templates write it: strictly first, then with the flaws repaired.

Repaired are unescaped quotation marks and line breaks inside strings, unknown escapes such as
``\'``, trailing commas and semicolons, several values in a row, markup entities in the place of
quotation marks, and a text that breaks off. See https://www.rfc-editor.org/rfc/rfc8259.
"""

import html
import json
import re
from typing import Any

_MAX_DEPTH = 60  # nested objects and arrays that are read
_TRAILING_COMMA = re.compile(r",\s*([}\]])")
_SPACE = re.compile(r"[\s\ufeff]*")
_SCALAR = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null")
_PLAIN_CHARS = re.compile(r'[^"\\]+')
# What follows the quotation mark that ends a string: in an object another key or the end.
_AFTER_VALUE = re.compile(r'\s*(?:$|[}\]]|,\s*(?:"[^"\n]{1,80}"\s*:|[}\]]|$))')
_AFTER_ITEM = re.compile(r'\s*(?:$|\]|,\s*(?:["{\[\]\d-]|true|false|null|$))')
_AFTER_KEY = re.compile(r"\s*:")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
_CONSTANTS = {"true": True, "false": False, "null": None}


def read_json_values(text: str) -> list[Any]:
    """Return the JSON values of a text, most often one; an empty list when there is none."""
    text = text.strip()
    for attempt in (text, _TRAILING_COMMA.sub(r"\1", text)):
        try:
            return [json.loads(attempt, strict=False)]
        except (ValueError, RecursionError):
            continue
    if '"' not in text and "&" in text:
        text = html.unescape(text)
        try:
            return [json.loads(text, strict=False)]
        except (ValueError, RecursionError):
            pass
    return _Reader(text).values()


class _Reader:
    """A reader that goes through the text once and never back."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def values(self) -> list[Any]:
        found = []
        while (start := self._next_container()) is not None:
            self.at = start
            found.append(self._value(0, _AFTER_VALUE))
        return found

    def _next_container(self) -> int | None:
        places = [self.text.find(bracket, self.at) for bracket in "{["]
        return min((place for place in places if place >= 0), default=None)

    def _peek(self) -> str:
        match = _SPACE.match(self.text, self.at)
        self.at = match.end() if match else self.at
        return self.text[self.at : self.at + 1]

    def _value(self, depth: int, ending: re.Pattern[str]) -> Any:
        first = self._peek()
        if first == "{" and depth < _MAX_DEPTH:
            return self._object(depth + 1)
        if first == "[" and depth < _MAX_DEPTH:
            return self._array(depth + 1)
        if first == '"':
            return self._string(ending)
        if match := _SCALAR.match(self.text, self.at):
            self.at = match.end()
            word = match[0]
            return _CONSTANTS[word] if word in _CONSTANTS else _number(word)
        self.at += 1  # a character that begins no value
        return None

    def _object(self, depth: int) -> dict[str, Any]:
        self.at += 1
        found: dict[str, Any] = {}
        while char := self._peek():
            if char == "}":
                self.at += 1
                break
            if char != '"':
                self.at += 1
                continue
            key = self._string(_AFTER_KEY)
            if self._peek() == ":":
                self.at += 1
                found[key] = self._value(depth, _AFTER_VALUE)
        return found

    def _array(self, depth: int) -> list[Any]:
        self.at += 1
        found: list[Any] = []
        while char := self._peek():
            if char == "]":
                self.at += 1
                break
            if char in ",;}":
                self.at += 1
                continue
            found.append(self._value(depth, _AFTER_ITEM))
        return found

    def _string(self, ending: re.Pattern[str]) -> str:
        """Read a string to the first quotation mark after which the text can go on."""
        self.at += 1
        parts: list[str] = []
        while self.at < len(self.text):
            if match := _PLAIN_CHARS.match(self.text, self.at):
                parts.append(match[0])
                self.at = match.end()
                continue
            if self.text[self.at] == "\\":
                parts.append(self._escape())
                continue
            self.at += 1
            if ending.match(self.text, self.at):
                break
            parts.append('"')
        return "".join(parts)

    def _escape(self) -> str:
        char = self.text[self.at + 1 : self.at + 2]
        digits = self.text[self.at + 2 : self.at + 6]
        self.at += 2
        if char == "u" and re.fullmatch(r"[0-9a-fA-F]{4}", digits):
            self.at += 4
            letter = chr(int(digits, 16))
            return letter if letter.isprintable() else " "
        return _ESCAPES.get(char, char)


def _number(word: str) -> int | float:
    if re.fullmatch(r"-?\d{1,18}", word):
        return int(word)
    return float(word[:40])
