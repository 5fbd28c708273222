"""Finds tables that are built of ``<div>`` elements: rows of short cells amid the text."""

from collections.abc import Sequence
from itertools import groupby, pairwise

from pipelines.extraction.blocks.box import Box
from pipelines.extraction.blocks.lists import COLONS
from pipelines.extraction.blocks.places import is_in, is_other_box, shared_box
from pipelines.extraction.blocks.segment import Block, is_sentence
from pipelines.extraction.lines.noise_lines import noise_reason

_MIN_CELLS, _MAX_CELLS = 4, 400  # of a table
_MIN_CELLS_OF_ROW = 2
_MIN_ROWS = 2
_MAX_CELL_CHARS = 120  # a table of longer cells is a layout


def rows_amid(blocks: Sequence[Block], chosen: Sequence[Block]) -> set[int]:
    """Return the indexes of the cells of all such tables between two chosen sentences.

    A table is all that is between the two sentences, without a subhead. Its rows have the same
    number of cells, and its cells have no links and are in boxes of their own.
    """
    indexes: set[int] = set()
    for above, below in pairwise(filter(is_sentence, chosen)):
        if below.index - above.index <= _MIN_CELLS:
            continue
        cells = blocks[above.index + 1 : below.index]
        if cells[0].heading or cells[0].text.endswith(COLONS):
            cells = cells[1:]
        if (
            _MIN_CELLS <= len(cells) <= _MAX_CELLS
            and _are_rows(cells)
            and _is_amid(cells[0], above, below)
        ):
            indexes |= {block.index for block in cells}
    return indexes


def _are_rows(cells: Sequence[Block]) -> bool:
    """Return whether the blocks are the cells of rows of equal length."""
    if not all(map(_is_cell, cells)):
        return False
    rows = [list(row) for _, row in groupby(cells, key=lambda block: id(block.box.parent))]
    lengths = {len(row) for row in rows}
    if len(rows) < _MIN_ROWS or len(lengths) != 1 or lengths.pop() < _MIN_CELLS_OF_ROW:
        return False
    tables = {id(_table_of(row[0])) for row in rows}
    paths = {row[0].box.parent.tag_and_class for row in rows if row[0].box.parent is not None}
    return len(tables) == 1 and len(paths) <= _MIN_ROWS  # a row of headings may have another class


def _is_cell(block: Block) -> bool:
    is_short = len(block.text) <= _MAX_CELL_CHARS and not block.heading
    return is_short and not block.links and noise_reason(block.text) is None


def _table_of(cell: Block) -> Box | None:
    row = cell.box.parent
    return row.parent if row is not None else None


def _is_amid(cell: Block, above: Block, below: Block) -> bool:
    """Return whether the table is in the innermost box around the blocks above and below."""
    table, common = _table_of(cell), shared_box(above.box, below.box)
    if table is None or common is None or table is common:
        return False
    return is_in(table, common) and not is_other_box(cell.box) and not is_other_box(table)
