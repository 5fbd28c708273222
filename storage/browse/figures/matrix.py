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


class Of(StrEnum):
    """What a row or column stands for."""

    OUTLET = "outlet"
    REGION = "region"
    OTHERS = "others"  # all outlets or regions that have no row or column of their own


@dataclass(frozen=True, slots=True)
class Head:
    """A row or column; ``id`` is that of its outlet or region, "" for OTHERS."""

    of: Of
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
        return any(head.of is Of.REGION for head, _ in self.rows)


def matrix(pairs: Sequence[Pair], region_of: Callable[[str], str]) -> Matrix:
    """Return the matrix of the pairs; ``region_of`` returns the code of an outlet's region."""
    row_of = _heads(((pair.copier, pair.count) for pair in pairs), region_of)
    column_of = _heads(((pair.origin, pair.count) for pair in pairs), region_of)
    counts: Counter[tuple[Head, Head]] = Counter()
    for pair in pairs:
        counts[row_of[pair.copier], column_of[pair.origin]] += pair.count
    rows, columns = Counter[Head](), Counter[Head]()
    for (row, column), count in counts.items():
        rows[row] += count
        columns[column] += count
    most = max(counts.values(), default=1)
    ordered = _ordered(columns)
    return Matrix(
        ordered,
        tuple(
            (row, tuple(_cell(counts[row, column], most) for column in ordered))
            for row in _ordered(rows)
        ),
    )


def _cell(count: int, most: int) -> Cell:
    return Cell(count, ceil(LEVELS * count / most))


def _heads(counted: Iterable[tuple[str, int]], region_of: Callable[[str], str]) -> dict[str, Head]:
    """Return the row or column of each outlet: of its own, of its region, or of all others."""
    weights: Counter[str] = Counter()
    for outlet, count in counted:
        weights[outlet] += count
    if len(weights) <= MAX_HEADS:
        return {outlet: Head(Of.OUTLET, outlet) for outlet in weights}
    regions: Counter[str] = Counter()
    for outlet, count in weights.items():
        regions[region_of(outlet)] += count
    if len(regions) == 1:
        kept = _most(weights)
        return {one: Head(Of.OUTLET, one) if one in kept else Head(Of.OTHERS) for one in weights}
    kept = _most(regions)
    return {one: _of_region(region_of(one), kept) for one in weights}


def _of_region(code: str, kept: frozenset[str]) -> Head:
    return Head(Of.REGION, code) if code in kept else Head(Of.OTHERS)


def _most(weights: Mapping[str, int]) -> frozenset[str]:
    """Return the names that get a row or column of their own: all, or the heaviest ones.

    In the second case one row or column is left for the others.
    """
    names = sorted(weights, key=lambda name: (-weights[name], name))
    return frozenset(names if len(names) <= MAX_HEADS else names[: MAX_HEADS - 1])


def _ordered(weights: Mapping[Head, int]) -> tuple[Head, ...]:
    """Return the heads with the most copies first; all others come last."""
    return tuple(sorted(weights, key=lambda one: (one.of is Of.OTHERS, -weights[one], one.id)))
