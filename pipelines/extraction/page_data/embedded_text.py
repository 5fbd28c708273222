"""Finds the text of a page in its JSON, for pages that a script builds in the browser.

The text is the longest prose in the page's JSON (``__NEXT_DATA__``, ``self.__next_f.push``,
``window.__INITIAL_STATE__``, ``__APOLLO_STATE__``, ``__NUXT__`` and the like) that fits the page's
title or description. The search uses no names of frameworks.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any

from lxml.html import HtmlElement

from pipelines.extraction.blocks.segment import read_blocks
from pipelines.parsing.html import parse
from pipelines.parsing.text import alphanumeric, normalized_line

FOUND_IN = "page-data"
# These limits bound the time for a page: characters of its scripts, nodes and levels of its JSON,
# and values that one script assigns.
_MAX_SCRIPT_CHARS = 5_000_000
_MAX_NODES = 60_000
_MAX_DEPTH = 60
_MAX_ASSIGNMENTS = 20
_MIN_SCRIPT_CHARS = 200  # a shorter script holds no text
_MAX_NESTED = 3  # levels of JSON inside strings of JSON
_MIN_PROSE_CHARS = 40  # a shorter string is no paragraph
_MIN_TEXT_CHARS = 120  # a shorter text may be a teaser
_MIN_COMMON_WORDS = 0.5  # of the title's words must be in a fitting text
_STEM_CHARS = 5  # words are compared by their first letters, since endings differ by case
# React sends a page as a stream of strings: self.__next_f.push([1, "…"]). Joined, they have rows
# such as «1:{…}», which is JSON, and «2:T5a3,…», a text of 0x5a3 bytes.
_FLIGHT = re.compile(r'\.push\(\s*\[\s*\d+\s*,\s*("(?:[^"\\]|\\.)*")\s*\]\s*\)')
_FLIGHT_ROW = re.compile(r"[0-9a-f]{1,8}:[A-Z]{0,2}(?=[\[{\"])")
_FLIGHT_TEXT = re.compile(r"[0-9a-f]{1,8}:T([0-9a-f]{1,6}),")
_ASSIGNED = re.compile(r"[=(]\s*(?=[\[{])")  # before a JSON value: «window.state = {»
_MAX_STRING_GAP = 120  # characters between two strings of one text in a script
_MAX_ITEM_GAP = 3  # items between two paragraphs of one text in a flat list
# The pattern also matches an unclosed string, so that no character is scanned twice.
_STRING = re.compile(r'"((?:[^"\\\n]|\\.)*+)("?)')
_HEX_ESCAPE = re.compile(r"\\x([0-9a-fA-F]{2})")
_TAG = re.compile(
    r"<(?:p|br|div|h[1-6]|ul|ol|li|strong|em|a|blockquote|figure|span)\b", re.IGNORECASE
)
_SENTENCE_END = re.compile(r"[.!?…։。][»\"”’)\]]*(?:\s|$|<)")
_WORD = re.compile(r"\w{4,}")
_ADDRESS_KEYS = frozenset({"url", "href", "slug", "link", "uri", "path", "permalink"})
_DATE_KEYS = (
    "datePublished", "publishedAt", "published_at", "publishDate", "publish_date",
    "publicationDate", "datepublished", "published", "pubDate", "firstPublished",
    "date_published", "published_time",
    "publishedTime", "date", "createdAt", "created_at",
)  # fmt: skip
_TITLE_KEYS = ("headline", "title", "name", "seoTitle", "h1")
_DATE = re.compile(r"^\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class EmbeddedText:
    """A text found in a page's data, with the facts in the JSON objects around it."""

    lines: tuple[str, ...]
    headline: str | None = None
    date_published: str | None = None


def scripts_of(tree: HtmlElement) -> list[str]:
    """Return the scripts of a page that may hold its data; JSON-LD scripts are left out."""
    found: list[str] = []
    left = _MAX_SCRIPT_CHARS
    for script in tree.iter("script"):
        text = script.text
        if not text or len(text) < _MIN_SCRIPT_CHARS or script.get("type") == "application/ld+json":
            continue
        if len(text) <= left and '"' in text:
            found.append(text)
            left -= len(text)
    return found


def embedded_text(scripts: Sequence[str], title: str, description: str) -> EmbeddedText | None:
    """Return the longest text in the scripts' JSON that fits title or description, or None."""
    best: EmbeddedText | None = None
    best_size = _MIN_TEXT_CHARS - 1
    fit = _Fit(title, description)
    for value in _values(scripts):
        for text, around in _texts(value):
            if len(text) <= best_size or not fit.matches(text, around):
                continue
            lines = text_lines(text)
            size = sum(map(len, lines))
            if size > best_size:
                best, best_size = _with_facts(lines, around), size
    return best


def text_lines(text: str) -> tuple[str, ...]:
    """Return the lines of a text that is HTML or plain text."""
    if not _TAG.search(text):
        return tuple(one for raw in unescape(text).split("\n") if (one := normalized_line(raw)))
    tree = parse(text)
    return (
        tuple(block.text for block in read_blocks(tree, normalized_line))
        if tree is not None
        else ()
    )


class _Fit:
    """Decides by the page's description and title whether a text belongs to the page."""

    def __init__(self, title: str, description: str) -> None:
        self._title = alphanumeric(title)
        self._summary = alphanumeric(description)[:60]
        self._words = _stems(title)

    def matches(self, text: str, around: Sequence[Mapping[str, Any]]) -> bool:
        """Return whether a text fits; ``around`` are the JSON objects that contain it.

        The text holds the description, an object around it has the title, or it has half of the
        title's words.
        """
        letters = alphanumeric(text)
        if len(self._summary) >= 40 and self._summary in letters:
            return True
        for node in around[-3:]:
            for key in _TITLE_KEYS:
                named = alphanumeric(node[key]) if isinstance(node.get(key), str) else ""
                if len(named) >= 10 and (named in self._title or self._title[:200] == named):
                    return True
        common = len(self._words & _stems(text))
        return bool(self._words) and common >= max(2, _MIN_COMMON_WORDS * len(self._words))


def _values(scripts: Sequence[str]) -> Iterator[Any]:
    """Yield the JSON values of the scripts; a script without JSON gives lists of its strings."""
    flight: list[str] = []
    for script in scripts:
        pushed = [text for raw in _FLIGHT.findall(script) if (text := _load(raw)) is not None]
        if pushed:
            flight += [text for text in pushed if isinstance(text, str)]
            continue
        value = _whole_json(script)
        if value is not None:
            yield value
        else:
            yield from _string_runs(script)
    if flight:
        yield from _flight_values("".join(flight))


def _flight_values(text: str) -> Iterator[Any]:
    """Yield the values of the rows in React's stream: ``1:{…}`` is JSON, ``2:T5a3,…`` a text."""
    data = text.encode("utf-8", "replace")
    position = 0
    while position < len(data):
        end = data.find(b"\n", position)
        end = len(data) if end < 0 else end
        row = data[position:end].decode("utf-8", "replace")
        if match := _FLIGHT_TEXT.match(row):
            start = position + len(match[0])
            end = start + int(match[1], 16)
            yield data[start:end].decode("utf-8", "replace")
            position = max(end, position + 1)  # the next row follows without a line break
            continue
        if len(row) >= _MIN_PROSE_CHARS and (match := _FLIGHT_ROW.match(row)):
            yield _load(row[match.end() :])
        position = end + 1


def _string_runs(script: str) -> Iterator[Any]:
    """Yield lists of the long strings of a script that is no JSON.

    Strings that are near each other form one list.
    """
    run: list[str] = []
    last = 0
    for match in _STRING.finditer(script):
        is_long = match[2] and len(match[1]) >= _MIN_PROSE_CHARS
        text = _literal(match[1]) if is_long else None
        if text is None:
            continue
        if run and match.start() - last > _MAX_STRING_GAP:
            yield run
            run = []
        run.append(text)
        last = match.end()
    yield run


def _whole_json(script: str) -> Any:
    """Return the JSON value that a script consists of, or the largest one it assigns, or None."""
    stripped = script.strip()
    if stripped[:1] in "[{":
        return _load(stripped)
    best, size, position = None, _MIN_SCRIPT_CHARS, 0
    decoder = json.JSONDecoder(strict=False)
    for _ in range(_MAX_ASSIGNMENTS):
        if (match := _ASSIGNED.search(script, position)) is None:
            break
        position = match.end()
        try:
            value, end = decoder.raw_decode(script, match.end())
        except (ValueError, RecursionError):
            continue
        if end - match.end() > size:
            best, size = value, end - match.end()
        position = end
    return best


def _load(text: str) -> Any:
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _literal(raw: str) -> str | None:
    """Return the text of a JavaScript string, given the characters between its quotation marks."""
    value = _load('"' + _HEX_ESCAPE.sub(r"\\u00\1", raw).replace("\\'", "'") + '"')
    return value if isinstance(value, str) else None


def _texts(value: Any) -> Iterator[tuple[str, tuple[Mapping[str, Any], ...]]]:
    """Yield each text of a JSON value with the five innermost objects that contain it.

    A text is a string of prose, or the paragraphs of a list joined by line breaks.
    """
    # (value, the objects around it, its level, how many of the levels are JSON inside strings)
    stack: list[tuple[Any, tuple[Mapping[str, Any], ...], int, int]] = [(value, (), 0, 0)]
    visited = 0
    while stack and visited < _MAX_NODES:
        node, around, depth, nested = stack.pop()
        visited += 1
        if depth > _MAX_DEPTH:
            continue
        if isinstance(node, str):
            may_be_json = node[:1] in ("{", "[") and len(node) > _MIN_SCRIPT_CHARS
            if may_be_json and nested < _MAX_NESTED and (inner := _load(node)) is not None:
                stack.append((inner, around, depth + 1, nested + 1))
            elif _is_prose(node):
                yield node, around
        elif isinstance(node, list):
            yield from (("\n".join(run), around) for run in _runs(node) if len(run) > 1)
            stack += [(item, around, depth + 1, nested) for item in node]
        elif isinstance(node, dict):
            stack += [(item, (*around[-4:], node), depth + 1, nested) for item in node.values()]


def _runs(items: Sequence[Any]) -> Iterator[list[str]]:
    """Yield the prose of neighbouring items of a list, without objects that link to other pages."""
    run: list[str] = []
    gap = 0
    for item in items:
        prose: list[str] = []
        if isinstance(item, str) and _is_prose(item):
            prose = [item]
        elif isinstance(item, dict) and not (_ADDRESS_KEYS & item.keys()):
            prose = _own_prose(item, 0)
        gap = 0 if prose else gap + 1
        run += prose
        if gap > _MAX_ITEM_GAP:
            yield run
            run, gap = [], 0
    yield run


def _own_prose(node: Mapping[str, Any], depth: int) -> list[str]:
    """Return the prose in an object and in objects inside it that link to no other page."""
    found: list[str] = []
    for value in node.values():
        if isinstance(value, str) and _is_prose(value):
            found.append(value)
        elif depth < 4:
            if isinstance(value, dict) and not (_ADDRESS_KEYS & value.keys()):
                found += _own_prose(value, depth + 1)
            elif isinstance(value, list):
                for item in value:
                    if isinstance(item, dict) and not (_ADDRESS_KEYS & item.keys()):
                        found += _own_prose(item, depth + 1)
                    elif isinstance(item, str) and _is_prose(item):
                        found.append(item)
        if len(found) > 500:
            break
    return found


def _is_prose(text: str) -> bool:
    return len(text) >= _MIN_PROSE_CHARS and " " in text and bool(_SENTENCE_END.search(text))


def _with_facts(lines: tuple[str, ...], around: Sequence[Mapping[str, Any]]) -> EmbeddedText:
    """Return a text with the headline and date of the innermost objects that have them."""
    headline = date = None
    for node in reversed(around):
        for key in _TITLE_KEYS[:2]:
            if headline is None and isinstance(node.get(key), str):
                headline = normalized_line(node[key]) or None
        for key in _DATE_KEYS:
            value = node.get(key)
            if date is None and isinstance(value, str) and _DATE.match(value):
                date = value[:40]
    return EmbeddedText(lines, headline, date)


def _stems(text: str) -> set[str]:
    return {word[:_STEM_CHARS] for word in _WORD.findall(text.lower())}
