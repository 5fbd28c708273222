"""Arranges the copies as a matrix: a row for each outlet that copied, a column for each origin.

If there are too many outlets, the rows or columns stand for regions instead.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import ceil

from storage.browse.figures.statistics import Pair

MAX_HEADS = 24  # rows or columns; more do not fit the width of a page
LEVELS = 5  # shades of colour for cells with copies


class HeadKind(StrEnum):
    """What a row or column stands for."""

    OUTLET = "outlet"
    REGION = "region"
    OTHERS = "others"  # all outlets or regions that have no row or column of their own


@dataclass(frozen=True, slots=True)
class Head:
    """A row or column; ``id`` is the id of its outlet or the code of its region, "" for OTHERS."""

    kind: HeadKind
    id: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """How many articles a row copied from a column; ``level`` is 0 (none) to LEVELS (the most)."""

    count: int = 0
    level: int = 0


@dataclass(frozen=True, slots=True)
class Matrix:
    """The rows with their cells, in the order of the columns; the most copies come first."""

    columns: tuple[Head, ...]
    rows: tuple[tuple[Head, tuple[Cell, ...]], ...]

    @property
    def has_regions(self) -> bool:
        """Return whether some rows are regions."""
        return any(head.kind is HeadKind.REGION for head, _ in self.rows)


def matrix(pairs: Sequence[Pair], region_of: Callable[[str], str]) -> Matrix:
    """Return the matrix of the pairs; ``region_of`` returns the code of an outlet's region."""
    rows_of_outlets = _heads(((pair.copier, pair.count) for pair in pairs), region_of)
    columns_of_outlets = _heads(((pair.origin, pair.count) for pair in pairs), region_of)
    counts: Counter[tuple[Head, Head]] = Counter()  # by row and column
    for pair in pairs:
        counts[rows_of_outlets[pair.copier], columns_of_outlets[pair.origin]] += pair.count
    row_totals, column_totals = Counter[Head](), Counter[Head]()
    for (row, column), count in counts.items():
        row_totals[row] += count
        column_totals[column] += count
    max_count = max(counts.values(), default=1)
    columns = _ordered(column_totals)
    rows = []
    for row in _ordered(row_totals):
        cells = tuple(_cell(counts[row, column], max_count) for column in columns)
        rows.append((row, cells))
    return Matrix(columns, tuple(rows))


def _cell(count: int, max_count: int) -> Cell:
    return Cell(count, ceil(LEVELS * count / max_count))


def _heads(counted: Iterable[tuple[str, int]], region_of: Callable[[str], str]) -> dict[str, Head]:
    """Return the row or column of each outlet: its own, that of its region, or that of all others.

    ``counted`` are pairs of an outlet and a number of copies.
    """
    copies: Counter[str] = Counter()
    for outlet, count in counted:
        copies[outlet] += count
    if len(copies) <= MAX_HEADS:
        return {outlet: Head(HeadKind.OUTLET, outlet) for outlet in copies}
    copies_of_regions: Counter[str] = Counter()
    for outlet, count in copies.items():
        copies_of_regions[region_of(outlet)] += count
    if len(copies_of_regions) == 1:
        shown_outlets = _with_most(copies)
        return {outlet: _head(HeadKind.OUTLET, outlet, shown_outlets) for outlet in copies}
    shown_regions = _with_most(copies_of_regions)
    return {outlet: _head(HeadKind.REGION, region_of(outlet), shown_regions) for outlet in copies}


def _head(kind: HeadKind, name: str, shown: frozenset[str]) -> Head:
    return Head(kind, name) if name in shown else Head(HeadKind.OTHERS)


def _with_most(copies: Mapping[str, int]) -> frozenset[str]:
    """Return the names that get a row or column of their own: all, or those with most copies.

    In the second case one row or column is left for the others.
    """
    names = sorted(copies, key=lambda name: (-copies[name], name))
    return frozenset(names if len(names) <= MAX_HEADS else names[: MAX_HEADS - 1])


def _ordered(copies: Mapping[Head, int]) -> tuple[Head, ...]:
    """Return the heads with the most copies first; the head of all others comes last."""

    def place(head: Head) -> tuple[bool, int, str]:
        return head.kind is HeadKind.OTHERS, -copies[head], head.id

    return tuple(sorted(copies, key=place))
