"""Writes the cells of a table as a table in Markdown, in the columns in which a page shows them."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, islice

from lxml.html import HtmlElement

from pipelines.extraction.blocks.box import Box
from pipelines.extraction.blocks.places import within
from pipelines.extraction.blocks.segment import Block

LINE_SEPARATOR = " / "  # between the lines of one cell, since a cell of Markdown is one line
_CELL_TAGS = ("td", "th")
_MAX_SPAN = 50  # columns or rows that a cell covers; a hostile page states millions
# Shorter rows are filled up to this number of cells, and no span begins after it.
_MAX_PADDED = 100  # columns
_MAX_LINE_CHARS = 200  # a longer line is a paragraph
_MIN_CELLS_WITH_TEXT = 2  # of one row of a table of data
_MAX_LEVELS = 12  # of boxes from a block to its cell, its row and its table


@dataclass(frozen=True, slots=True)
class Place:
    """The place of a block in a table of data."""

    table: Box
    row: Box
    cell: Box


@dataclass(frozen=True, slots=True)
class CellLine:
    """One line of a cell in Markdown, with its place."""

    text: str
    place: Place


def places_in_tables(blocks: Sequence[Block]) -> dict[int, Place]:
    """Return the places of the blocks in tables of data, by the index of the block.

    ``blocks`` are the chosen ones, in order. Blocks in tables that are a layout are left out.
    """
    by_table: defaultdict[Box, dict[int, Place]] = defaultdict(dict)
    chars = {block.index: len(block.text) for block in blocks}
    for block in blocks:
        place = _place_of(block)
        if place is not None and _is_row_of_data(place.row.element, len(block.text)):
            by_table[place.table][block.index] = place
    places: dict[int, Place] = {}
    for places_of_table in by_table.values():
        if not _is_layout(places_of_table, chars):
            places |= places_of_table
    return places


def _place_of(block: Block) -> Place | None:
    """Return the place of a block in the innermost table around it, or None."""
    cell = within(block.box, frozenset(_CELL_TAGS), _MAX_LEVELS)
    row = within(cell, frozenset({"tr"}), _MAX_LEVELS) if cell else None
    table_box = within(row, frozenset({"table"}), _MAX_LEVELS) if row else None
    return Place(table_box, row, cell) if table_box and row and cell else None


def _is_layout(places: Mapping[int, Place], chars: Mapping[int, int]) -> bool:
    """Return whether a table places the parts of a page, and holds no data.

    Then no row has text in two of its cells, or a cell holds a paragraph and other lines.
    ``chars`` are the lengths of the blocks by index.
    """
    blocks_of_cells: defaultdict[tuple[Box, Box], list[int]] = defaultdict(list)
    for index, place in places.items():
        blocks_of_cells[place.row, place.cell].append(index)
    cells_of_rows = Counter(row for row, _ in blocks_of_cells)
    has_paragraphs = any(
        len(indexes) > 1 and max(chars[index] for index in indexes) > _MAX_LINE_CHARS
        for indexes in blocks_of_cells.values()
    )
    return has_paragraphs or max(cells_of_rows.values()) < _MIN_CELLS_WITH_TEXT


def _is_row_of_data(row: HtmlElement, chars: int) -> bool:
    """Return whether a row has several cells, or a cell over several columns below such a row.

    Other rows of a single cell are a layout. ``chars`` is the length of a line in the row.
    """
    cells = _cells(row, 2)
    if len(cells) != 1:
        return len(cells) > 1
    is_title = _span(cells[0], "colspan") > 1 and chars <= _MAX_LINE_CHARS
    above = _row_above(row) if is_title else None
    return above is not None and len(_cells(above, 2)) > 1


def table(lines: Sequence[CellLine]) -> str:
    """Return a table; its first row becomes the header, which Markdown requires.

    A cell that covers several columns or rows is followed by empty cells.
    """
    rows = list(_rows(lines))
    width = min(max(map(len, rows)), _MAX_PADDED)
    written = [f"| {' | '.join(row + [''] * (width - len(row)))} |" for row in rows]
    columns = max(width, len(rows[0]))  # the rule has as many as the header, as Markdown requires
    return "\n".join([written[0], f"|{' --- |' * columns}", *written[1:]])


def _rows(lines: Sequence[CellLine]) -> Iterator[list[str]]:
    """Yield the texts of the cells of each row."""
    covered: dict[int, int] = {}  # by column the number of rows below that a cell still covers
    for row, lines_of_row in groupby(lines, key=lambda line: line.place.row):
        texts: dict[HtmlElement, list[str]] = {}
        for line in lines_of_row:
            texts.setdefault(line.place.cell.element, []).append(line.text)
        cells: list[str] = []
        for cell in row.element.iterchildren(*_CELL_TAGS):
            _skip_covered(cells, covered)
            start = len(cells)
            columns = _span(cell, "colspan") if start < _MAX_PADDED else 1
            cells += [LINE_SEPARATOR.join(texts.get(cell, ())), *[""] * (columns - 1)]
            rows_below = _span(cell, "rowspan") - 1
            if rows_below > 0 and start < _MAX_PADDED:
                covered |= dict.fromkeys(range(start, start + columns), rows_below)
        _skip_covered(cells, covered)
        yield _without_empty_end(cells)


def _skip_covered(cells: list[str], covered: dict[int, int]) -> None:
    """Add an empty cell for each of the next columns that a cell above covers."""
    while rows := covered.pop(len(cells), 0):
        if rows > 1:
            covered[len(cells)] = rows - 1
        cells.append("")


def _without_empty_end(cells: list[str]) -> list[str]:
    while len(cells) > 1 and not cells[-1]:
        cells.pop()
    return cells


def _cells(row: HtmlElement, limit: int) -> list[HtmlElement]:
    """Return the first cells of a row, at most ``limit``."""
    return list(islice(row.iterchildren(*_CELL_TAGS), limit))


def _span(cell: HtmlElement, attribute: str) -> int:
    """Return how many columns or rows a cell covers."""
    value = (cell.get(attribute) or "").strip()[:4]
    return min(max(1, int(value)), _MAX_SPAN) if value.isdecimal() else 1


def _row_above(row: HtmlElement) -> HtmlElement | None:
    """Return the row above another one, perhaps in the table's head; None if there is none."""
    if (above := row.getprevious()) is not None:
        return above
    section = row.getparent()
    section_above = section.getprevious() if section is not None else None
    if section_above is None or section_above.tag not in ("thead", "tbody"):
        return None
    return next(section_above.iterchildren("tr", reversed=True), None)
