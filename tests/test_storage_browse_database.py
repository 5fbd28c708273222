"""Tests which database of Datasette the pages read."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from datasette.app import Datasette
from datasette.utils.asgi import NotFound

from storage.browse.database import news_database


def test_pages_read_the_database_under_any_name_of_its_file(tmp_path: Path) -> None:
    file = tmp_path / "penza.db"
    with closing(sqlite3.connect(file)) as conn:
        conn.execute("CREATE TABLE t (id)")
    assert news_database(Datasette([str(file)])).name == "penza"


def test_without_a_database_there_is_no_page() -> None:
    with pytest.raises(NotFound, match="no database is served"):
        news_database(Datasette([]))
