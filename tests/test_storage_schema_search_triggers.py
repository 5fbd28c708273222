"""Tests when the triggers of the search index run."""

import sqlite3

import pytest

from storage.schema.search_triggers import search_triggers


@pytest.fixture
def conn() -> sqlite3.Connection:
    """Return a database whose triggers note what they would do, with one article inserted."""
    conn = sqlite3.connect(":memory:")
    conn.executescript(
        "CREATE TABLE articles (id, headline, article_body, in_language, source_id);"
        "CREATE TABLE log (action);"
        + search_triggers("INSERT INTO log VALUES ('add');", "INSERT INTO log VALUES ('forget');")
    )
    conn.execute("INSERT INTO articles VALUES (1, 'a', 'b', 'ru', 's')")
    return conn


def log_of(conn: sqlite3.Connection) -> list[str]:
    return [action for (action,) in conn.execute("SELECT action FROM log")]


@pytest.mark.parametrize(
    ("statement", "log"),
    [
        ("SELECT 1", ["add"]),
        ("UPDATE articles SET headline = 'x'", ["add", "forget", "add"]),
        ("UPDATE articles SET in_language = NULL", ["add", "forget", "add"]),
        ("UPDATE articles SET headline = 'a'", ["add"]),
        ("UPDATE articles SET source_id = 'x'", ["add"]),
        ("DELETE FROM articles", ["add", "forget"]),
    ],
    ids=["insert", "headline", "language", "same-headline", "other-column", "delete"],
)
def test_only_a_change_of_text_or_language_is_indexed(
    conn: sqlite3.Connection, statement: str, log: list[str]
) -> None:
    conn.execute(statement)
    assert log_of(conn) == log
