"""Writes the text of an article as Markdown, with subheads, lists, quotes, tables and links.

Every character of the page that has a meaning in Markdown is escaped. A link is written only if it
leads to an http or https address. So the only markup in the result is that of this module.
"""

import re
from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from pipelines.extraction.blocks.places import within
from pipelines.extraction.blocks.segment import Block
from pipelines.extraction.blocks.subheads import heading_level
from pipelines.extraction.markdown_items import ListItems, ListMark
from pipelines.extraction.markdown_lists import ListEntry, items_among
from pipelines.extraction.markdown_tables import CellLine, Place, places_in_tables, table
from pipelines.parsing.text import normalized_line
from pipelines.parsing.urls import absolute_url

_MAX_LINKS = 100  # of one block; further links are written as text
_MAX_TARGET_CHARS = 2_000  # a link with a longer address is written as text
_MIN_BOLD_SHARE = 0.9  # a line with this share of bold characters is written in bold type
_MAX_BOXES = 12  # boxes around a block in which its quote is searched for
_MARKUP = re.compile(r"[\\`*_{}\[\]<>#|~&!$]")
_LINE_START = re.compile(r"^(?:[-+=]|\d{1,9}[.)](?=\s|$))")  # of a list or subhead: «- », «1. »
_UNSAFE_IN_TARGET = re.compile(r"[\x00-\x20\x7f()<>\\\"`\[\]|]")
_ESCAPE = r"\\\g<0>"  # a backslash before the match
_QUOTE_TAGS = frozenset({"blockquote"})


@dataclass(frozen=True, slots=True)
class _Unit:
    """One block in Markdown."""

    text: str
    kind: str  # paragraph, item, quote or cell
    cell: CellLine | None = None


def article_markdown(lines: Sequence[str], blocks: Sequence[Block], base: str) -> str:
    """Return the lines of a text as Markdown, with the structure of the blocks they come from.

    ``blocks`` are the chosen blocks of the page, in order. A line without a block of the same text
    is a paragraph. ``base`` is the page's address, to which relative links refer.
    """
    items = items_among(blocks)
    places = places_in_tables(blocks)
    list_items = ListItems(blocks)
    units: list[_Unit] = []
    for text, block in _with_blocks(lines, blocks):
        if block is None:
            units.append(_Unit(escaped(text), "paragraph"))
        else:
            entry = list_items.entry_of(block) or items.get(block.index)
            units.append(_unit(block, base, entry, places.get(block.index)))
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
    # In «1. » the backslash comes before the last sign: «1\\. ».
    return _LINE_START.sub(lambda match: f"{match[0][:-1]}\\{match[0][-1]}", text)


def markdown_link(words: str, url: str) -> str:
    """Return a link to an absolute address in Markdown, or the words alone if it is too long."""
    target = _target(url, url)
    words = _MARKUP.sub(_ESCAPE, words)
    return f"[{words}]({target})" if target else words


def _joined(kind: str, units: list[_Unit]) -> Iterator[str]:
    """Yield the tables, the list, the quote or the paragraphs that units of one kind form."""
    if kind == "cell":
        lines = [unit.cell for unit in units if unit.cell]
        for _, lines_of_table in groupby(lines, key=lambda line: line.place.table):
            yield table(list(lines_of_table))
    elif kind == "item":
        yield "\n".join(unit.text for unit in units).lstrip("\n")
    elif kind == "quote":
        yield "\n>\n".join(unit.text for unit in units)
    else:
        yield from (unit.text for unit in units)


def _unit(
    block: Block, base: str, entry: ListEntry | ListMark | None, place: Place | None
) -> _Unit:
    """Return a block in Markdown: a heading, cell, item, quote or paragraph, perhaps in bold.

    ``entry`` is given if the block is in a list, and ``place`` if it is in a table of data.
    """
    text = _inline(block, base)
    if place:
        return _Unit(text, "cell", CellLine(text, place))
    if level := heading_level(block):
        return _Unit(f"{'#' * max(2, level)} {text}", "paragraph")
    if entry:
        return _Unit(entry.markdown(text), "item")
    if block.bold_chars >= _MIN_BOLD_SHARE * len(block.text) and not block.links:
        text = f"**{text}**"
    if within(block.box, _QUOTE_TAGS, _MAX_BOXES):
        return _Unit(f"> {text}", "quote")
    return _Unit(text, "paragraph")


def _inline(block: Block, base: str) -> str:
    """Return the text of a block with its links.

    The words of each link are searched for after the words of the previous link.
    """
    text = block.text
    end_of_last = 0  # of the words of the last link
    parts: list[str] = []
    for element in block.elements[:_MAX_LINKS]:
        words = normalized_line("".join(element.itertext())[: len(text) + 1])
        start = text.find(words, end_of_last) if words else -1
        target = _target(base, element.get("href"))
        if start < 0 or target is None:
            continue
        before = text[end_of_last:start]
        parts.append(_MARKUP.sub(_ESCAPE, before) if parts else escaped(before))
        parts.append(f"[{_MARKUP.sub(_ESCAPE, words)}]({target})")
        end_of_last = start + len(words)
    if not parts:
        return escaped(text)
    return "".join([*parts, _MARKUP.sub(_ESCAPE, text[end_of_last:])])


def _target(base: str, href: str | None) -> str | None:
    """Return the absolute address of a link, without characters that end a Markdown target."""
    if not href or href.startswith("#") or len(href) > _MAX_TARGET_CHARS:
        return None
    target = absolute_url(base, href)
    if target is None:
        return None
    return _UNSAFE_IN_TARGET.sub(lambda match: f"%{ord(match[0]):02X}", target)
