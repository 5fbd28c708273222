"""Tests the reading of rows for pages, and the placeholders of lists."""

import sqlite3
from functools import partial
from pathlib import Path

import pytest

from storage.browse.queries import MAX_REMEMBERED, placeholders, remembered, row, rows


@pytest.fixture
def conn() -> sqlite3.Connection:
    conn = sqlite3.connect(":memory:")
    conn.executescript("CREATE TABLE t (id, name); INSERT INTO t VALUES (1, 'a'), (2, 'b')")
    return conn


def test_rows_are_read_by_the_names_of_columns(conn: sqlite3.Connection) -> None:
    stored = rows(conn, "SELECT * FROM t ORDER BY id")
    assert [(stored_row["id"], stored_row["name"]) for stored_row in stored] == [(1, "a"), (2, "b")]


def test_the_first_row_or_none_is_returned(conn: sqlite3.Connection) -> None:
    stored = row(conn, "SELECT name FROM t WHERE id = :id", {"id": 2})
    assert stored is not None
    assert stored["name"] == "b"
    assert row(conn, "SELECT name FROM t WHERE id = 3") is None


@pytest.mark.parametrize(("count", "text"), [(0, ""), (1, "?"), (3, "?,?,?")])
def test_a_list_has_a_placeholder_for_each_value(count: int, text: str) -> None:
    assert placeholders(range(count)) == text


def test_a_value_is_remembered_until_something_is_written(tmp_path: Path) -> None:
    reader, writer = (sqlite3.connect(tmp_path / "news.db") for _ in range(2))
    writer.execute("CREATE TABLE t (name)")

    def names(conn: sqlite3.Connection) -> list[str]:
        return remembered(
            conn, "names", lambda: [name for (name,) in conn.execute("SELECT name FROM t")]
        )

    assert names(reader) is names(reader), "nothing was written between the two"
    for conn in (writer, reader):
        with conn:
            conn.execute("INSERT INTO t VALUES ('a')")
        assert names(reader) == [name for (name,) in reader.execute("SELECT name FROM t")]
    assert names(writer) == ["a", "a"], "another connection has its own"


def test_few_values_are_remembered(conn: sqlite3.Connection) -> None:
    computed: list[int] = []
    for key in [0, *range(MAX_REMEMBERED), 0]:
        remembered(conn, key, partial(computed.append, key))
    assert computed.count(0) == 2, "the first was forgotten when there were too many"
