"""Tests which database of Datasette the pages read."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from datasette.app import Datasette
from datasette.utils.asgi import NotFound

from storage.browse.database import news_database
from tests.reading_site import ReadingSite
from tests.sample_news import fill


def test_pages_read_the_database_under_any_name_of_its_file(tmp_path: Path) -> None:
    file = tmp_path / "penza.db"
    with closing(sqlite3.connect(file)) as conn:
        conn.execute("CREATE TABLE t (id)")
    assert news_database(Datasette([str(file)])).name == "penza"


@pytest.mark.parametrize("name", ["ru", "en", "sources", "search", "story"])
def test_a_file_named_like_a_page_or_a_language_hides_no_page(tmp_path: Path, name: str) -> None:
    fill(tmp_path / f"{name}.db").close()
    site = ReadingSite(tmp_path / f"{name}.db")
    assert site.path == f"/{name}-db"
    assert "<h1>" in site.get("/ru/sources").text
    assert "<h1 " in site.get("/story/bridge").text
    assert site.get(f"/{name}-db/articles.json?_shape=array").json()[0]["id"] == 7
    assert site.get("/-/data").headers["location"] == f"/{name}-db"


def test_without_a_database_there_is_no_page() -> None:
    with pytest.raises(NotFound, match="no database is served"):
        news_database(Datasette([]))
