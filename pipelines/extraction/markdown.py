"""Writes the text of an article as Markdown, with subheads, lists, quotes, tables and links.

Every character of the page that has a meaning in Markdown is escaped, and a link is written only if
it leads to an http or https address. So the only markup in the result is that of this module.
"""

import re
from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from pipelines.extraction.blocks.box import Box
from pipelines.extraction.blocks.places import within
from pipelines.extraction.blocks.segment import Block
from pipelines.parsing.text import normalized_line
from pipelines.parsing.urls import absolute_url

_MAX_LINKS = 100  # of one block; further links are written as text
_MAX_TARGET_CHARS = 2_000  # a link with a longer address is written as text
_MIN_BOLD_SHARE = 0.9  # a line with this share of bold characters is written in bold type
_MAX_LIST_DEPTH = 6  # levels of nested lists; deeper items are indented as those of level 6
_MAX_BOXES = 12  # boxes around a block in which its list, quote or table is searched for
_MARKUP = re.compile(r"[\\`*_{}\[\]<>#|~&!$]")
_LINE_START = re.compile(r"^(?:[-+=]|\d{1,9}[.)](?=\s|$))")
_UNSAFE_IN_TARGET = re.compile(r"[\x00-\x20\x7f()<>\\\"`\[\]|]")
_ESCAPE = r"\\\g<0>"
_LIST, _QUOTE, _ROW = frozenset({"li"}), frozenset({"blockquote"}), frozenset({"tr"})


@dataclass(frozen=True, slots=True)
class _Unit:
    """One block in Markdown; a cell of a table has its ``row`` and ``table``."""

    text: str
    kind: str  # paragraph, item, quote or cell
    row: Box | None = None
    table: Box | None = None


def article_markdown(lines: Sequence[str], blocks: Sequence[Block], base: str) -> str:
    """Return the lines of a text as Markdown, with the structure of the blocks they come from.

    ``blocks`` are the chosen blocks of the page, in order. A line without a block of the same text
    is a paragraph. ``base`` is the page's address, to which relative links refer.
    """
    units = [
        _unit(block, base) if block else _Unit(escaped(text), "paragraph")
        for text, block in _with_blocks(lines, blocks)
    ]
    parts: list[str] = []
    for kind, group in groupby(units, key=lambda unit: unit.kind):
        parts += _joined(kind, list(group))
    return "\n\n".join(parts)


def _with_blocks(
    lines: Sequence[str], blocks: Sequence[Block]
) -> Iterator[tuple[str, Block | None]]:
    """Yield each line with the next block that has the same text, or None."""
    places: defaultdict[str, deque[int]] = defaultdict(deque)
    for place, block in enumerate(blocks):
        places[block.text].append(place)
    start = 0
    for text in lines:
        places_of_text = places[text]
        while places_of_text and places_of_text[0] < start:
            places_of_text.popleft()
        if not places_of_text:
            yield text, None
            continue
        start = places_of_text[0] + 1
        yield text, blocks[places_of_text[0]]


def escaped(text: str) -> str:
    """Return a text in which no character has a meaning in Markdown."""
    text = _MARKUP.sub(_ESCAPE, text)
    return _LINE_START.sub(lambda match: f"{match[0][:-1]}\\{match[0][-1]}", text)


def markdown_link(words: str, url: str) -> str:
    """Return a link to an absolute address in Markdown, or the words alone if it is too long."""
    target = _target(url, url)
    words = _MARKUP.sub(_ESCAPE, words)
    return f"[{words}]({target})" if target else words


def _joined(kind: str, units: list[_Unit]) -> Iterator[str]:
    """Yield the tables, the list, the quote or the paragraphs that units of one kind form."""
    if kind == "cell":
        for _, cells in groupby(units, key=lambda unit: unit.table):
            yield _table(list(cells))
    elif kind == "item":
        yield "\n".join(unit.text for unit in units)
    elif kind == "quote":
        yield "\n>\n".join(unit.text for unit in units)
    else:
        yield from (unit.text for unit in units)


def _table(cells: list[_Unit]) -> str:
    """Return a table; its first row becomes the header, which Markdown requires."""
    rows = [[unit.text for unit in row] for _, row in groupby(cells, key=lambda unit: unit.row)]
    width = max(map(len, rows))
    lines = [f"| {' | '.join(row + [''] * (width - len(row)))} |" for row in rows]
    return "\n".join([lines[0], f"|{' --- |' * width}", *lines[1:]])


def _unit(block: Block, base: str) -> _Unit:
    """Return a block in Markdown: a heading, cell, item, quote or paragraph, perhaps in bold."""
    text = _inline(block, base)
    if block.heading:
        return _Unit(f"{'#' * max(2, block.heading)} {text}", "paragraph")
    if row := within(block.box, _ROW, _MAX_BOXES):
        table = within(row, frozenset({"table"}), _MAX_BOXES)
        if table is not None and _is_of_data(row):
            return _Unit(text, "cell", row, table)
    if item := within(block.box, _LIST, _MAX_BOXES):
        return _Unit(f"{_item_mark(item)}{text}", "item")
    if block.bold_chars >= _MIN_BOLD_SHARE * len(block.text) and not block.links:
        text = f"**{text}**"
    if within(block.box, _QUOTE, _MAX_BOXES):
        return _Unit(f"> {text}", "quote")
    return _Unit(text, "paragraph")


def _is_of_data(row: Box) -> bool:
    """Return whether a table row has several cells; a row of a single cell is a layout."""
    cells = (child for child in row.element if child.tag in ("td", "th"))
    return next(cells, None) is not None and next(cells, None) is not None


def _item_mark(item: Box) -> str:
    """Return the mark of a list item, indented by the lists around it."""
    outer = [box for box in _parents(item) if box.tag in ("ul", "ol")]
    is_numbered = bool(outer) and outer[0].tag == "ol"
    indent = "    " * min(len(outer) - 1, _MAX_LIST_DEPTH)
    return f"{indent}{'1. ' if is_numbered else '- '}"


def _parents(box: Box) -> Iterator[Box]:
    current = box.parent
    for _ in range(2 * _MAX_BOXES):
        if current is None:
            return
        yield current
        current = current.parent


def _inline(block: Block, base: str) -> str:
    """Return the text of a block with its links.

    The words of each link are searched for in the text after those of the link before.
    """
    text, end = block.text, 0  # of the words of the last link
    parts: list[str] = []
    for element in block.elements[:_MAX_LINKS]:
        words = normalized_line("".join(element.itertext())[: len(text) + 1])
        start = text.find(words, end) if words else -1
        target = _target(base, element.get("href"))
        if start < 0 or target is None:
            continue
        before = text[end:start]
        parts.append(_MARKUP.sub(_ESCAPE, before) if parts else escaped(before))
        parts.append(f"[{_MARKUP.sub(_ESCAPE, words)}]({target})")
        end = start + len(words)
    if not parts:
        return escaped(text)
    return "".join([*parts, _MARKUP.sub(_ESCAPE, text[end:])])


def _target(base: str, href: str | None) -> str | None:
    """Return the absolute address of a link, without characters that end a Markdown target."""
    if not href or href.startswith("#") or len(href) > _MAX_TARGET_CHARS:
        return None
    target = absolute_url(base, href)
    if target is None:
        return None
    return _UNSAFE_IN_TARGET.sub(lambda match: f"%{ord(match[0]):02X}", target)
