"""Tests that the matrix of who copies whom counts every copy and stays readable."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from storage.browse.figures.matrix import LEVELS, MAX_HEADS, Cell, Head, HeadKind, matrix
from storage.browse.figures.statistics import Pair

outlets = st.integers(0, 199)
different_outlets = st.lists(outlets, min_size=2, max_size=2, unique=True).map(tuple)
counts = st.dictionaries(different_outlets, st.integers(1, 500), min_size=1, max_size=400)


def region_of(outlet: str) -> str:
    return f"RU-{int(outlet) % 40}"


def pairs_of(counted: dict[tuple[int, int], int]) -> list[Pair]:
    return [
        Pair(str(origin), str(copier), count, None) for (origin, copier), count in counted.items()
    ]


@given(counts)
def test_each_copy_is_in_one_cell_of_a_matrix_that_fits_the_page(
    counted: dict[tuple[int, int], int],
) -> None:
    table = matrix(pairs_of(counted), region_of)
    assert len(table.columns) <= MAX_HEADS
    assert len(table.rows) <= MAX_HEADS
    assert {len(cells) for _, cells in table.rows} == {len(table.columns)}
    cells = [cell for _, cells in table.rows for cell in cells]
    assert sum(cell.count for cell in cells) == sum(counted.values())
    assert max(cell.level for cell in cells) == LEVELS
    assert all((cell.level > 0) == (cell.count > 0) for cell in cells)


@given(counts, st.randoms())
def test_the_order_of_the_pairs_does_not_matter(
    counted: dict[tuple[int, int], int], random: Random
) -> None:
    pairs = pairs_of(counted)
    expected = matrix(pairs, region_of)
    random.shuffle(pairs)
    assert matrix(pairs, region_of) == expected


def test_few_outlets_have_a_row_each_and_the_busiest_come_first() -> None:
    table = matrix([Pair("1", "2", 1, None), Pair("1", "3", 4, None)], region_of)
    assert table.columns == (Head(HeadKind.OUTLET, "1"),)
    assert table.rows == (
        (Head(HeadKind.OUTLET, "3"), (Cell(4, 5),)),
        (Head(HeadKind.OUTLET, "2"), (Cell(1, 2),)),
    )
    assert not table.has_regions


def test_many_outlets_are_put_together_by_region() -> None:
    pairs = [Pair("0", str(copier), 1, None) for copier in range(1, 30)]
    table = matrix(pairs, lambda outlet: "RU-PNZ" if int(outlet) < 20 else "RU-SAM")
    assert [head for head, _ in table.rows] == [
        Head(HeadKind.REGION, "RU-PNZ"),
        Head(HeadKind.REGION, "RU-SAM"),
    ]
    assert table.columns == (Head(HeadKind.OUTLET, "0"),)
    assert table.has_regions


def test_many_outlets_of_one_region_leave_the_rest_in_one_row() -> None:
    pairs = [Pair("0", str(copier), 100 - copier, None) for copier in range(1, 41)]
    table = matrix(pairs, lambda _: "RU-PNZ")
    heads = [head for head, _ in table.rows]
    assert heads[0] == Head(HeadKind.OUTLET, "1")
    assert heads[-1] == Head(HeadKind.OTHERS)
    assert len(heads) == MAX_HEADS
