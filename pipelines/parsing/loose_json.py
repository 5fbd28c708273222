"""Reads the JSON of web pages, which may break the rules of RFC 8259.

A text is parsed strictly first. If this fails, a lenient reader accepts

- unescaped quotation marks and line breaks inside strings, and unknown escapes such as ``\'``;
- trailing commas and semicolons, and several values in a row;
- character references such as ``&quot;`` in place of quotation marks;
- a text that ends too early.

See https://www.rfc-editor.org/rfc/rfc8259.
"""

import html
import json
import re
from contextlib import suppress
from typing import Any

_MAX_DEPTH = 60  # levels of objects and arrays; pages nest fewer, and each level is a recursion
_MAX_UNESCAPES = 2  # a page may escape its markup twice: «&amp;quot;»
_TRAILING_COMMA = re.compile(r",\s*([}\]])")
_SPACE = re.compile(r"[\s\ufeff]*")
_SCALAR = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null")
_PLAIN_CHARS = re.compile(r'[^"\\]+')
# A quotation mark may also be an unescaped part of a string. It ends the string only if the text
# after it matches one of these patterns:
# - after a value of an object, another key or the end;
# - after an item of an array, another item or the end;
# - after a key, a colon.
_AFTER_VALUE = re.compile(r'\s*(?:$|[}\]]|,\s*(?:"[^"\n]{1,80}"\s*:|[}\]]|$))')
_AFTER_ITEM = re.compile(r'\s*(?:$|\]|,\s*(?:["{\[\]\d-]|true|false|null|$))')
_AFTER_KEY = re.compile(r"\s*:")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
_CONSTANTS = {"true": True, "false": False, "null": None}


def read_json_values(text: str) -> list[Any]:
    """Return the JSON values that are in a text one after another; [] if there is none.

    Never raises. Numbers outside strings become int or float, as with ``json.loads``.
    """
    text = text.strip()
    with suppress(ValueError, RecursionError):
        return [json.loads(text, strict=False)]
    with suppress(ValueError, RecursionError):
        return [json.loads(_TRAILING_COMMA.sub(r"\1", text), strict=False)]
    for _ in range(_MAX_UNESCAPES):
        if '"' in text or "&" not in text:
            break
        text = html.unescape(text)
        with suppress(ValueError, RecursionError):
            return [json.loads(text, strict=False)]
    return _LenientReader(text).read_values()


class _LenientReader:
    """Reads the objects and arrays of a text in one pass, so that the time is linear."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0

    def read_values(self) -> list[Any]:
        result = []
        while (start := self._next_container()) is not None:
            self.position = start
            result.append(self._value(0, _AFTER_VALUE))
        return result

    def _next_container(self) -> int | None:
        """Return the position of the next object or array, or None."""
        places = [self.text.find(bracket, self.position) for bracket in "{["]
        return min((place for place in places if place >= 0), default=None)

    def _peek(self) -> str:
        """Skip white space and return the next character, or an empty string at the end."""
        match = _SPACE.match(self.text, self.position)
        self.position = match.end() if match else self.position
        return self.text[self.position : self.position + 1]

    def _value(self, depth: int, ending: re.Pattern[str]) -> Any:
        """Read a value; ``ending`` is the pattern of what follows the value if it is a string.

        None is returned for ``null``, and for a character that cannot begin a value.
        """
        first = self._peek()
        if first == "{" and depth < _MAX_DEPTH:
            return self._object(depth + 1)
        if first == "[" and depth < _MAX_DEPTH:
            return self._array(depth + 1)
        if first == '"':
            return self._string(ending)
        if match := _SCALAR.match(self.text, self.position):
            self.position = match.end()
            word = match[0]
            return _CONSTANTS[word] if word in _CONSTANTS else _number(word)
        self.position += 1  # this character cannot begin a value, so it is skipped
        return None

    def _object(self, depth: int) -> dict[str, Any]:
        """Read an object; what is no pair of a key and a value is skipped."""
        self.position += 1
        result: dict[str, Any] = {}
        while char := self._peek():
            if char == "}":
                self.position += 1
                break
            if char != '"':
                self.position += 1
                continue
            key = self._string(_AFTER_KEY)
            if self._peek() == ":":
                self.position += 1
                result[key] = self._value(depth, _AFTER_VALUE)
        return result

    def _array(self, depth: int) -> list[Any]:
        """Read an array up to its bracket or the end of the text."""
        self.position += 1
        result: list[Any] = []
        while char := self._peek():
            if char == "]":
                self.position += 1
                break
            if char in ",;}":
                self.position += 1
                continue
            result.append(self._value(depth, _AFTER_ITEM))
        return result

    def _string(self, ending: re.Pattern[str]) -> str:
        """Read a string up to the first quotation mark that ``ending`` follows."""
        self.position += 1
        parts: list[str] = []
        while self.position < len(self.text):
            if match := _PLAIN_CHARS.match(self.text, self.position):
                parts.append(match[0])
                self.position = match.end()
                continue
            if self.text[self.position] == "\\":
                parts.append(self._escape())
                continue
            self.position += 1
            if ending.match(self.text, self.position):
                break
            parts.append('"')
        return "".join(parts)

    def _escape(self) -> str:
        """Return the character that an escape such as ``\\n`` or ``\\u0430`` stands for."""
        char = self.text[self.position + 1 : self.position + 2]
        digits = self.text[self.position + 2 : self.position + 6]
        self.position += 2
        if char == "u" and re.fullmatch(r"[0-9a-fA-F]{4}", digits):
            self.position += 4
            letter = chr(int(digits, 16))
            return letter if letter.isprintable() else " "
        return _ESCAPES.get(char, char)


def _number(word: str) -> int | float:
    if re.fullmatch(r"-?\d{1,18}", word):
        return int(word)
    return float(word[:40])  # more digits change nothing, and a very long number takes long
