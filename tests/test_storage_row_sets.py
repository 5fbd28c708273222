"""Many rows are written with one statement on a server, and as each of them alone in a file."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import cast

import pytest

from storage.database.row_sets import write_rows
from storage.postgres.row_sets import row_set
from tests import servers


def needs_server(test: Callable[..., None]) -> Callable[..., None]:
    """Mark a test that writes to a server, too."""
    missing = servers.missing()
    mark = pytest.mark.skipif(bool(missing), reason=str(missing))
    return cast("Callable[..., None]", pytest.mark.slow(mark(test)))


CREATE = "CREATE TABLE lines (id BIGINT PRIMARY KEY, text TEXT, share REAL, body {blob})"
INSERT = "INSERT INTO lines (id, text, share, body) VALUES (?, ?, ?, ?)"
Rows = list[tuple[object, ...]]
ROWS: Rows = [
    (1, 'quotes " and \\ and {braces}, NULL', 0.1, b"\x00\xff"),
    (2, "NULL", -2.5, b""),
    (3, "", None, None),
    (4, None, 1e300, "слово".encode()),
]


def written(url: str, *statements: tuple[str, Rows]) -> tuple[Rows, Rows]:
    """Return the rows that a file, and those that a server holds after the statements."""
    from storage.postgres.connection import connect

    select = "SELECT id, text, share, body FROM lines ORDER BY id"
    with closing(sqlite3.connect(":memory:")) as file, closing(connect(url)) as server:
        file.execute(CREATE.format(blob="BLOB"))
        server.execute("DROP TABLE IF EXISTS lines")
        server.execute(CREATE.format(blob="BYTEA").replace("REAL", "DOUBLE PRECISION"))
        for sql, rows in statements:
            write_rows(file, sql, rows)
            write_rows(server.conn, sql, rows)
        return file.execute(select).fetchall(), server.execute(select).fetchall()


@needs_server
def test_every_value_arrives_as_it_was_given(empty_postgres: str) -> None:
    assert written(empty_postgres, (INSERT, ROWS)) == (ROWS, ROWS)


@needs_server
def test_columns_that_are_null_in_all_rows_are_written(empty_postgres: str) -> None:
    rows: Rows = [(1, None, None, None), (2, None, None, None)]
    assert written(empty_postgres, (INSERT, rows)) == (rows, rows)


@needs_server
def test_a_column_that_is_null_in_all_rows_keeps_its_statement(empty_postgres: str) -> None:
    rows: Rows = [(5, None, None, None), (6, None, None, None)]
    assert written(empty_postgres, (INSERT, ROWS), (INSERT, rows)) == (ROWS + rows, ROWS + rows)
    types: dict[str, tuple[str, ...]] = {}
    statements = {row_set(INSERT, each, types)[0] for each in (ROWS, rows)}  # type: ignore[index]
    assert len(statements) == 1


@needs_server
def test_an_update_changes_the_row_of_each_set_of_values(empty_postgres: str) -> None:
    update = (
        "UPDATE lines SET share = CASE WHEN EXISTS (SELECT 1 FROM lines AS l WHERE l.text = ?2)"
        " THEN 1.0 ELSE 0.0 END, text = ?2 WHERE id = ?1 AND text IS DISTINCT FROM ?2"
    )
    in_file, on_server = written(
        empty_postgres, (INSERT, ROWS), (update, [(2, "NULL"), (3, "NULL"), (4, "new 100%")])
    )
    assert on_server == in_file
    assert [(text, share) for _, text, share, _ in in_file[1:]] == [
        ("NULL", -2.5), ("NULL", 1.0), ("new 100%", 0.0),
    ]  # fmt: skip


@needs_server
def test_rows_that_are_there_are_replaced_where_the_statement_says_so(empty_postgres: str) -> None:
    put = (
        "INSERT INTO lines (id, text) VALUES (?, ?)"
        " ON CONFLICT (id) DO UPDATE SET text = excluded.text"
    )
    in_file, on_server = written(empty_postgres, (INSERT, ROWS), (put, [(1, "one"), (9, "nine")]))
    assert on_server == in_file
    texts = {number: text for number, text, _, _ in in_file}
    assert (texts[1], texts[9]) == ("one", "nine")


@needs_server
def test_rows_are_computed_from_each_set_of_values(empty_postgres: str) -> None:
    count = (
        "INSERT INTO lines (id, text) SELECT ?1, count(*) || ?2 FROM lines AS l WHERE l.id < ?1"
        " GROUP BY l.id IS NULL ON CONFLICT (id) DO UPDATE SET text = excluded.text"
    )
    values: Rows = [(3, " before"), (4, " before")]
    in_file, on_server = written(empty_postgres, (INSERT, ROWS), (count, values))
    assert on_server == in_file
    assert [text for _, text, _, _ in in_file[2:]] == ["2 before", "3 before"]


@needs_server
def test_rows_are_deleted(empty_postgres: str) -> None:
    delete = "DELETE FROM lines WHERE id = ? AND text = ?"
    values: Rows = [(1, "another"), (2, "NULL")]
    in_file, on_server = written(empty_postgres, (INSERT, ROWS), (delete, values))
    assert on_server == in_file
    assert [number for number, *_ in in_file] == [1, 3, 4]


def test_values_of_several_types_are_no_set() -> None:
    assert row_set("DELETE FROM lines WHERE id = ?", [(1,), ("1",)], {}) is None


@needs_server
def test_long_texts_are_compressed_with_the_faster_method(empty_postgres: str) -> None:
    from storage.postgres.connection import connect

    with closing(connect(empty_postgres)) as db:
        (methods,) = db.execute(
            "SELECT enumvals FROM pg_settings WHERE name = 'default_toast_compression'"
        ).fetchone()
        db.execute("CREATE TABLE long_texts (text TEXT)")
        db.execute("INSERT INTO long_texts (text) VALUES (?)", ["слово " * 2000])
        (method,) = db.execute("SELECT pg_column_compression(text) FROM long_texts").fetchone()
        db.execute("DROP TABLE long_texts")
    assert method == ("lz4" if "lz4" in methods else "pglz")
