"""Tests the reading of rows for pages, and the placeholders of lists."""

import sqlite3

import pytest

from storage.browse.queries import marks, row, rows


@pytest.fixture
def conn() -> sqlite3.Connection:
    conn = sqlite3.connect(":memory:")
    conn.executescript("CREATE TABLE t (id, name); INSERT INTO t VALUES (1, 'a'), (2, 'b')")
    return conn


def test_rows_are_read_by_the_names_of_columns(conn: sqlite3.Connection) -> None:
    found = rows(conn, "SELECT * FROM t ORDER BY id")
    assert [(one["id"], one["name"]) for one in found] == [(1, "a"), (2, "b")]


def test_the_first_row_or_none_is_returned(conn: sqlite3.Connection) -> None:
    found = row(conn, "SELECT name FROM t WHERE id = :id", {"id": 2})
    assert found is not None
    assert found["name"] == "b"
    assert row(conn, "SELECT name FROM t WHERE id = 3") is None


@pytest.mark.parametrize(("count", "text"), [(0, ""), (1, "?"), (3, "?,?,?")])
def test_a_list_has_a_placeholder_for_each_value(count: int, text: str) -> None:
    assert marks(range(count)) == text
