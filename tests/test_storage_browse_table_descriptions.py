"""Tests that tables, facets and stored queries are described under any name of the file."""

import pytest

from storage.browse.table_descriptions import metadata_for
from tests.reading_site import ReadingSite
from tests.sample_news import fill


@pytest.fixture(scope="module", params=["news", "demo", "пенза 2026"])
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def site(name: str, tmp_path_factory: pytest.TempPathFactory) -> ReadingSite:
    database = tmp_path_factory.mktemp("names") / f"{name}.db"
    fill(database).close()
    return ReadingSite(database)


def test_tables_of_the_search_index_are_hidden(site: ReadingSite) -> None:
    tables = site.get(f"{site.path}.json").json()["tables"]
    hidden = {table["name"] for table in tables if table["hidden"]}
    assert {"bands", "signatures", "search_pending", "raw_pages"} <= hidden
    assert not {"articles", "stories", "sources"} & hidden


def test_articles_are_listed_with_their_facets(site: ReadingSite) -> None:
    facets = site.get(f"{site.path}/articles.json?_shape=objects").json()["facet_results"]
    assert set(facets) == {"source_id", "relation", "status"}


def test_a_stored_query_finds_words(site: ReadingSite) -> None:
    rows = site.get(f"{site.path}/search_articles.json?q=мост&_shape=array").json()
    assert "Новый мост через Суру открыли в Пензе" in {row["headline"] for row in rows}


def test_the_databases_of_datasette_itself_are_not_described() -> None:
    assert set(metadata_for(["_internal", "penza"])["databases"]) == {"penza"}
