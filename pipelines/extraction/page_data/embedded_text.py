"""Finds the text of a page in its JSON, for pages that a script builds in the browser.

The text is the longest prose in the page's JSON (``__NEXT_DATA__``, ``self.__next_f.push``,
``window.__INITIAL_STATE__``, ``__APOLLO_STATE__``, ``__NUXT__``, ``data-page`` and the like) that
fits the page's title or description. The search uses no names of frameworks.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from itertools import pairwise
from typing import Any, TypeGuard, cast

from lxml.etree import XPath
from lxml.html import HtmlElement

from pipelines.extraction.blocks.segment import Block, read_blocks
from pipelines.extraction.lines.line_forms import ends_sentence
from pipelines.extraction.page_data.fit import Fit
from pipelines.extraction.page_data.flat_json import rebuilt_values, strings_as_object
from pipelines.extraction.page_data.script_strings import (
    encoded_values,
    load_json,
    string_runs,
    without_state_escapes,
)
from pipelines.parsing.html import parse
from pipelines.parsing.text import normalized_line

PAGE_DATA = "page-data"  # where the evidence of such a text was found
# These limits bound the time for a page.
_MAX_SCRIPT_CHARS = 5_000_000  # of all scripts of a page
_MAX_NODES = 60_000  # of one JSON value
_MAX_DEPTH = 60  # levels of one JSON value
_MAX_ASSIGNMENTS = 20  # of JSON values by one script
_MIN_SCRIPT_CHARS = 200  # a shorter script holds no text
_MAX_ATTRIBUTES = 20  # attributes with JSON that are read, the longest first
_JSON_ATTRIBUTES = XPath(
    "descendant::*/@*[string-length(.) > 300 and (starts-with(., '{') or starts-with(., '['))]"
)
_MAX_NESTED = 3  # levels of JSON inside strings of JSON
_MIN_PROSE_CHARS = 40  # a shorter string is no paragraph
_MIN_TEXT_CHARS = 120  # a shorter text may be a teaser
_MAX_OBJECTS = 5  # innermost objects around a text that are remembered
_MAX_DATE_CHARS = 40  # the rest of a longer text is no part of a date
# React sends a page as a stream of strings: self.__next_f.push([1, "…"]). Joined, they have rows
# such as «1:{…}», which is JSON, and «2:T5a3,…», a text of 0x5a3 bytes.
_PUSHED_STRING = re.compile(r'\.push\(\s*\[\s*\d+\s*,\s*("(?:[^"\\]|\\.)*")\s*\]\s*\)')
_JSON_ROW = re.compile(r"[0-9a-f]{1,8}:[A-Z]{0,2}(?=[\[{\"])")
_TEXT_ROW = re.compile(r"[0-9a-f]{1,8}:T([0-9a-f]{1,6}),")
_ASSIGNED = re.compile(r"[=(]\s*(?=[\[{])")  # before a JSON value: «window.state = {»
_MAX_ITEM_GAP = 3  # items between two paragraphs of one text in a flat list
_QUOTE = re.compile(r"[\"'`]")  # a script without one holds no strings
_TAG = re.compile(
    r"<(?:p|br|div|h[1-6]|ul|ol|li|strong|em|a|blockquote|figure|span)\b", re.IGNORECASE
)
_MARKUP_START = re.compile(r"\s*<[a-z]", re.IGNORECASE)  # «<!--» begins a script of old pages
_SENTENCE_END = re.compile(r"[.!?…։。][»\"”’)\]]*(?:\s|$|<)")
_HEADLINE_KEYS = ("headline", "title")
_ADDRESS_KEYS = frozenset({"url", "href", "slug", "link", "uri", "path", "permalink"})
_DATE_KEYS = (
    "datePublished", "publishedAt", "published_at", "publishDate", "publish_date",
    "publicationDate", "datepublished", "published", "pubDate", "firstPublished",
    "date_published", "published_time",
    "publishedTime", "date", "createdAt", "created_at",
)  # fmt: skip
# A span is a part of a paragraph in one style. These keys state what an object is, and these are
# their values for a span.
_SPAN_KEYS = ("_type", "type", "nodeType", "object")
_SPAN_KINDS = frozenset(
    ["text", "span", "leaf", "link", "a", "hyperlink", "mark", "strong", "em", "b", "i",
     "linebreak", "hardbreak", "br"]
)  # fmt: skip
_MAX_SPANS = 200  # of one paragraph
_MAX_TUPLE_ITEMS = 6  # of an element that is a list: ["$", "p", null, {"children": "…"}]
_MAX_SPAN_DEPTH = 2  # levels of spans within spans
_MAX_PROSE_DEPTH = 4  # levels of objects that are searched for the prose of one object
_MAX_PROSE_STRINGS = 500  # of one object
_DATE = re.compile(r"^\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class EmbeddedText:
    """A text found in a page's data, with the facts in the JSON objects around it."""

    lines: tuple[str, ...]
    headline: str | None = None
    date_published: str | None = None


def scripts_of(tree: HtmlElement) -> list[str]:
    """Return the scripts of a page that may hold its data; JSON-LD scripts are left out.

    Attributes with JSON, such as ``data-page``, are returned as well.
    """
    scripts: list[str] = []
    chars_left = _MAX_SCRIPT_CHARS
    for script in tree.iter("script"):
        text = script.text
        if not text or script.get("type") == "application/ld+json":
            continue
        if len(text) < _MIN_SCRIPT_CHARS and ".push(" not in text:
            continue
        text = without_state_escapes(text)
        holds_data = _QUOTE.search(text) is not None or _is_markup(text)
        if len(text) <= chars_left and holds_data:
            scripts.append(text)
            chars_left -= len(text)
    values = cast("list[str]", _JSON_ATTRIBUTES(tree))
    for value in sorted(values, key=len, reverse=True)[:_MAX_ATTRIBUTES]:
        if len(value) <= chars_left:
            scripts.append(str(value))
            chars_left -= len(value)
    return scripts


def embedded_text(
    scripts: Sequence[str], title: str, description: str, body: str = ""
) -> EmbeddedText | None:
    """Return the longest text in the scripts that fits title or description, or None.

    ``body`` is the text that was found in the page's blocks.
    """
    longest: EmbeddedText | None = None
    max_chars = _MIN_TEXT_CHARS - 1  # of the longest text so far
    fit = Fit(title, description)
    shows_text = any(map(_is_prose, body.split("\n")))
    scripts_of_page = [
        script
        for script in scripts
        if not _is_markup(script) or _is_of_page(script, fit, shows_text=shows_text)
    ]
    for value in _values(scripts_of_page):
        for text, objects_around in _texts(value):
            if len(text) <= max_chars or not fit.matches(text, objects_around):
                continue
            lines = text_lines(text)
            chars = sum(map(len, lines))  # without markup
            if chars > max_chars:
                longest, max_chars = _with_facts(lines, objects_around), chars
    return longest


def text_lines(text: str) -> tuple[str, ...]:
    """Return the lines of a text that is HTML or plain text."""
    if not _TAG.search(text):
        return tuple(filter(None, map(normalized_line, unescape(text).split("\n"))))
    tree = parse(text)
    if tree is None:
        return ()
    return tuple(block.text for block in read_blocks(tree, normalized_line))


def _values(scripts: Sequence[str]) -> Iterator[Any]:
    """Yield the JSON values of the scripts; a script without JSON gives lists of its strings."""
    stream: list[str] = []  # the strings of React's stream
    for script in scripts:
        if _is_markup(script):
            yield script
            continue
        pushed = [
            value for value in map(load_json, _PUSHED_STRING.findall(script)) if value is not None
        ]
        if pushed:
            stream += [value for value in pushed if isinstance(value, str)]
            continue
        value = _whole_json(script)
        if value is not None:
            yield from rebuilt_values(value)
            continue
        yield from encoded_values(script)
        yield from string_runs(script)
    if stream:
        yield from _stream_values("".join(stream))


def _is_markup(script: str) -> bool:
    """Return whether a script holds markup that another script shows, and no code or JSON."""
    return _MARKUP_START.match(script) is not None and _TAG.search(script) is not None


def _is_of_page(markup: str, fit: Fit, *, shows_text: bool) -> bool:
    """Return whether the markup in a script may be the page's article, and is of no other article.

    It is of another article if its heading is not the page's. If the page shows a text, markup
    without a heading must hold the page's description.
    """
    tree = parse(markup)
    if tree is None:
        return False
    blocks = read_blocks(tree, normalized_line)
    if fit.holds_summary(" ".join(block.text for block in blocks)):
        return True
    headings = _headings(blocks)
    return any(map(fit.is_headline, headings)) if headings else not shows_text


def _headings(blocks: Sequence[Block]) -> list[str]:
    """Return the headings of markup; below a sentence, a heading of level 2 to 6 is of a part."""
    headings: list[str] = []
    is_below_prose = False
    for block in blocks:
        if block.heading == 1 or (block.heading and not is_below_prose):
            headings.append(block.text)
        elif not block.heading and _is_prose(block.text):
            is_below_prose = True
    return headings


def _stream_values(text: str) -> Iterator[Any]:
    """Yield the values of the rows in React's stream: ``1:{…}`` is JSON, ``2:T5a3,…`` a text."""
    stream = text.encode("utf-8", "replace")
    position = 0
    while position < len(stream):
        line_break = stream.find(b"\n", position)
        end = len(stream) if line_break < 0 else line_break
        row = stream[position:end].decode("utf-8", "replace")
        if match := _TEXT_ROW.match(row):
            text_start = position + len(match[0])
            text_end = text_start + int(match[1], 16)
            yield stream[text_start:text_end].decode("utf-8", "replace")
            position = max(text_end, position + 1)  # the next row follows without a line break
            continue
        if len(row) >= _MIN_PROSE_CHARS and (match := _JSON_ROW.match(row)):
            yield load_json(row[match.end() :])
        position = end + 1


def _whole_json(script: str) -> Any:
    """Return the JSON value that a script consists of, or the largest one it assigns, or None."""
    stripped = script.strip()
    if stripped[:1] in "[{":
        return load_json(stripped)
    largest, max_chars = None, _MIN_SCRIPT_CHARS
    position = 0
    decoder = json.JSONDecoder(strict=False)
    for _ in range(_MAX_ASSIGNMENTS):
        if (match := _ASSIGNED.search(script, position)) is None:
            break
        start = position = match.end()
        try:
            value, end = decoder.raw_decode(script, start)
        except (ValueError, RecursionError):
            continue
        if end - start > max_chars:
            largest, max_chars = value, end - start
        position = end
    return largest


def _texts(value: Any) -> Iterator[tuple[str, tuple[Mapping[str, Any], ...]]]:
    """Yield each text of a JSON value with the five innermost objects that contain it.

    A text is a string of prose, or the paragraphs of a list joined by line breaks.
    """
    # (value, the objects around it, its level, how many of the levels are JSON inside strings)
    stack: list[tuple[Any, tuple[Mapping[str, Any], ...], int, int]] = [(value, (), 0, 0)]
    visited = 0
    while stack and visited < _MAX_NODES:
        node, objects_around, depth, nested = stack.pop()
        visited += 1
        if depth > _MAX_DEPTH:
            continue
        if isinstance(node, str):
            may_be_json = node[:1] in ("{", "[") and len(node) > _MIN_SCRIPT_CHARS
            if may_be_json and nested < _MAX_NESTED and (inner := load_json(node)) is not None:
                stack.append((inner, objects_around, depth + 1, nested + 1))
            elif _is_prose(node):
                yield node, objects_around
        elif isinstance(node, list):
            if (joined := _joined_spans(node)) is not None:
                stack.append((joined, objects_around, depth + 1, nested))
                continue
            texts = ("\n".join(run) for run in _runs(node) if len(run) > 1)
            yield from ((text, objects_around) for text in texts)
            inner_objects = (*objects_around, *strings_as_object(node))[-_MAX_OBJECTS:]
            stack += [(item, inner_objects, depth + 1, nested) for item in node]
        elif isinstance(node, dict):
            inner_objects = (*objects_around, node)[-_MAX_OBJECTS:]
            stack += [(item, inner_objects, depth + 1, nested) for item in node.values()]


def _runs(items: Sequence[Any]) -> Iterator[list[str]]:
    """Yield the prose of neighbouring items of a list, without objects that link to other pages.

    React writes each element of a page as a short list of its tag and its properties.
    """
    run: list[str] = []
    gap = 0  # items without prose since the last item with prose
    for item in items:
        prose: list[str] = []
        if isinstance(item, str) and _is_prose(item):
            prose = [item]
        elif _is_own_object(item):
            prose = _own_prose(item, 0)
        elif isinstance(item, list) and len(item) <= _MAX_TUPLE_ITEMS:
            prose = _own_prose(dict(enumerate(item)), 0)
        gap = 0 if prose else gap + 1
        run += prose
        if gap > _MAX_ITEM_GAP:
            yield run
            run, gap = [], 0
    yield run


def _joined_spans(items: Sequence[Any]) -> str | None:
    """Return the text of a paragraph that is stored as a list of spans, or None.

    An editor stores emphasis and links within a paragraph as spans: ``{"type": "text", …}``.
    """
    if not items or len(items) > _MAX_SPANS:
        return None
    texts = [text for item in items if (text := _span_text(item, 0)) is not None]
    if len(texts) < len(items):
        return None  # some items are no spans
    if len(texts) > 1 and all(map(_is_prose, texts)):
        return None  # the items are paragraphs
    if any(_is_border(one, other) for one, other in pairwise(filter(None, texts))):
        return None
    return "".join(texts)


def _is_border(text: str, following: str) -> bool:
    """Return whether a paragraph ends between two texts: «… мэрии.», «Мост …»."""
    return ends_sentence(text) and following[0].isupper()


def _span_text(item: Any, depth: int) -> str | None:
    """Return the text of a span, "\\n" for a line break, or None if the item is no span."""
    if not isinstance(item, dict) or depth > _MAX_SPAN_DEPTH:
        return None
    kind = next((item[key] for key in _SPAN_KEYS if isinstance(item.get(key), str)), None)
    if kind is None or kind.lower() not in _SPAN_KINDS:
        return None
    text = next((item[key] for key in ("text", "value") if isinstance(item.get(key), str)), None)
    if text is not None:
        return str(text)
    lists = (item[key] for key in ("children", "content") if isinstance(item.get(key), list))
    inner_spans = next(lists, None)
    if inner_spans is None:
        return "\n" if kind.lower().endswith(("break", "br")) else None
    return "".join(filter(None, (_span_text(span, depth + 1) for span in inner_spans)))


def _own_prose(node: Mapping[Any, Any], depth: int) -> list[str]:
    """Return the prose in an object and in objects inside it that link to no other page.

    At _MAX_PROSE_DEPTH, lists and objects are left out.
    """
    prose: list[str] = []
    may_descend = depth < _MAX_PROSE_DEPTH
    for value in node.values():
        if isinstance(value, list) and not may_descend:
            continue
        for item in _items(value):
            if isinstance(item, str):
                if _is_prose(item):
                    prose.append(item)
            elif may_descend and _is_own_object(item):
                prose += _own_prose(item, depth + 1)
        if len(prose) > _MAX_PROSE_STRINGS:
            break
    return prose


def _items(value: Any) -> Sequence[Any]:
    """Return the items of a list, or their joined text if they are spans; else [value]."""
    if not isinstance(value, list):
        return [value]
    joined = _joined_spans(value)
    return value if joined is None else [joined]


def _is_own_object(value: Any) -> TypeGuard[Mapping[str, Any]]:
    """Return whether a value is an object without an address, so that it is of no other page."""
    return isinstance(value, dict) and not (_ADDRESS_KEYS & value.keys())


def _is_prose(text: str) -> bool:
    """Return whether a text is long enough and holds the end of a sentence."""
    return len(text) >= _MIN_PROSE_CHARS and " " in text and bool(_SENTENCE_END.search(text))


def _with_facts(
    lines: tuple[str, ...], objects_around: Sequence[Mapping[str, Any]]
) -> EmbeddedText:
    """Return a text with the headline and date of the innermost objects that have them."""
    headline = date = None
    for node in reversed(objects_around):
        for key in _HEADLINE_KEYS:
            if headline is None and isinstance(node.get(key), str):
                headline = normalized_line(node[key]) or None
        for key in _DATE_KEYS:
            value = node.get(key)
            if date is None and isinstance(value, str) and _DATE.match(value):
                date = value[:_MAX_DATE_CHARS]
    return EmbeddedText(lines, headline, date)
