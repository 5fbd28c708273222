"""Tests that statements sent without waiting behave as statements that were waited for."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from storage.database.sqlite import transaction
from storage.stores import is_lock_free, open_store
from tests import servers

psycopg = pytest.importorskip("psycopg", reason="the extra cluster is not installed")
from storage.postgres.connection import Postgres  # noqa: E402

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(servers.missing()), reason=str(servers.missing())),
]
PUT = "INSERT INTO common_sentences VALUES (?)"


@pytest.fixture
def db(empty_postgres: str) -> Iterator[Postgres]:
    opened = open_store(empty_postgres)
    assert isinstance(opened, Postgres)
    yield opened
    opened.close()


def stored(db: Postgres) -> list[int]:
    rows = db.execute("SELECT template FROM common_sentences ORDER BY template")
    return [template for (template,) in rows]


def test_an_error_of_a_write_is_raised_at_the_latest_at_commit_and_nothing_is_stored(
    db: Postgres,
) -> None:
    with pytest.raises(psycopg.errors.UniqueViolation), transaction(db):
        db.conn.executemany(PUT, [(1,), (1,)])
    assert not db.conn.in_transaction
    assert stored(db) == []


def test_an_error_of_a_write_is_raised_where_rows_are_read_after_it(db: Postgres) -> None:
    with pytest.raises(psycopg.errors.UniqueViolation), transaction(db):
        db.conn.executemany(PUT, [(1,), (1,)])
        stored(db)
        pytest.fail("the rows were read")
    with transaction(db):
        db.conn.executemany(PUT, [(2,)])
    assert stored(db) == [2]


def test_an_exception_of_the_block_rolls_back_what_was_sent(db: Postgres) -> None:
    with pytest.raises(ValueError, match="of the block"), transaction(db):
        db.conn.executemany(PUT, [(1,)])
        raise ValueError("of the block")
    assert stored(db) == []


@pytest.mark.parametrize("count", [1, 29, 30, 500])  # 30 rows or more are sent by COPY
def test_rows_are_counted_and_read_in_their_transaction(db: Postgres, count: int) -> None:
    with transaction(db):
        db.conn.executemany(PUT, [(n,) for n in range(count)])
        assert stored(db) == list(range(count))
        removed = db.execute("DELETE FROM common_sentences WHERE template > ?", [0])
        assert removed.rowcount == count - 1
        first, second = (db.execute("SELECT ?", [text]) for text in ("one", "two"))
        assert (second.fetchone()[0], first.fetchone()[0]) == ("two", "one")
    assert stored(db) == [0]


def test_a_transaction_holds_the_lock_of_writers_before_its_first_answer(
    db: Postgres, empty_postgres: str
) -> None:
    with closing(open_store(empty_postgres)) as other, transaction(db):
        assert db.conn.in_transaction
        db.conn.executemany(PUT, [(1,), (2,)])
        assert stored(db) == [1, 2]
        assert not is_lock_free(other)
        assert stored(other) == []  # type: ignore[arg-type]
    assert stored(db) == [1, 2]
