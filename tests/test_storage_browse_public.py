"""Tests that a public site shows what readers need, and nothing of the crawl or of the server."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlite_utils import Database

from storage.browse.public import PUBLIC_COLUMNS, is_private_request, is_public_table
from storage.database.sqlite import open_database
from tests.reading_site import ReadingSite
from tests.sample_news import fill

# Parts of the status and the addresses of feeds below, which the operator alone reads.
HEALTH = ("not in the public network", "10.1.2.3", "feeds.example", "NEWS_ALLOWED_NETWORKS")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("public")
    db = fill(folder / "news.db")
    db.execute("UPDATE sources SET status = 'blocked', status_detail = 'looks like 10.1.2.3'")
    db.execute(
        "INSERT INTO endpoints (source_id, url, kind, configured)"
        " SELECT id, 'https://feeds.example/' || id, 'feed', 0 FROM sources"
    )
    db.close()
    return folder


@pytest.fixture(scope="module")
def public(folder: Path) -> ReadingSite:
    return ReadingSite(folder / "news.db", default_allow_sql=False, allow_download=False)


@pytest.fixture
def schema(tmp_path: Path) -> Iterator[Database]:
    db = open_database(tmp_path / "news.db")
    yield db
    db.close()


def test_each_public_column_is_named_and_exists(schema: Database) -> None:
    """A new column makes its table private until it is added to PUBLIC_COLUMNS."""
    for table, columns in PUBLIC_COLUMNS.items():
        assert {column.name for column in schema[table].columns} == columns, table


def test_a_new_table_and_a_new_column_are_private_until_named(schema: Database) -> None:
    assert not is_public_table("visitors", ["id"])
    assert is_public_table("regions", ["code", "name"])
    assert not is_public_table("regions", ["code", "name", "editor"])


@pytest.mark.parametrize(
    "table", ["outbox", "alerts", "raw_pages", "urls", "hosts", "receivers", "endpoints", "crawls",
              "sources", "refused_pages", "article_search_data", "OUTBOX", "_sqlite_migrations"],
)  # fmt: skip
def test_a_table_of_the_crawl_is_forbidden(table: str, public: ReadingSite) -> None:
    for path in (f"/news/{table}", f"/news/{table}.json", f"/news/{table}.csv", f"/news/{table}/1"):
        assert public.get(path).status_code in (403, 404), path


def test_the_list_of_tables_names_public_ones_only(public: ReadingSite) -> None:
    listed = public.get("/news.json").json()["tables"]
    assert {table["name"] for table in listed} <= PUBLIC_COLUMNS.keys()
    assert "articles" in {table["name"] for table in listed}


def test_readers_see_articles_and_stories(public: ReadingSite) -> None:
    for path in ("/", "/search?q=мост", "/news/articles", "/news/stories.json", "/sources"):
        assert public.get(path).status_code == 200, path
    assert public.get("/-/static/app.css").status_code == 200
    assert public.get("/-/data").status_code == 302


@pytest.mark.parametrize(
    "path",
    [
        "/-/databases.json", "/-/databases", "/-/plugins.json", "/-/metadata.json", "/-/threads",
        "/-/settings", "/-/versions", "/alerts", "/alerts/add", "/news.db",
        "/alert/bridges.atom",
        '/news/articles.json?_through={"table":"outbox","column":"alert","value":"bridges"}',
        "/news.json?sql=select+1",
    ],
)  # fmt: skip
def test_no_page_shows_the_server_or_the_alerts(
    path: str, public: ReadingSite, folder: Path
) -> None:
    answer = public.get(path)
    assert answer.status_code in (403, 404), path
    assert str(folder) not in answer.text


def test_no_page_of_readers_names_the_file_of_the_database(
    public: ReadingSite, folder: Path
) -> None:
    for path in ("/", "/news", "/news.json", "/news/articles", "/news/articles.json", "/none"):
        assert str(folder) not in public.get(path).text, path


@pytest.mark.parametrize(
    ("path", "query", "is_private"),
    [
        ("/news/articles", "%5Fthrough=1", True),
        ("/site/-/databases", "", True),
        ("/-/static/app.css", "", False),
        ("/story/story-1", "q=alerts", False),
    ],
)
def test_a_request_is_judged_by_its_path_and_arguments(
    path: str, query: str, is_private: bool
) -> None:
    assert is_private_request(path, query) is is_private


def test_readers_see_no_health_of_an_outlet_and_no_address_of_its_feeds(
    public: ReadingSite, folder: Path
) -> None:
    db = Database(folder / "news.db")
    (source_id,) = db.execute("SELECT id FROM sources ORDER BY id LIMIT 1").fetchone()
    db.close()
    paths = ("/", "/sources", f"/source/{source_id}")
    private = "".join(ReadingSite(folder / "news.db").get(path).text for path in paths)
    assert [word for word in HEALTH if word not in private] == []
    for path in paths:
        answer = public.get(path)
        assert answer.status_code == 200, path
        assert [word for word in HEALTH if word in answer.text] == [], path


def test_only_named_queries_are_run(public: ReadingSite, folder: Path) -> None:
    assert public.get("/news/silent_sources.json").status_code == 403
    assert "silent_sources" not in public.get("/news.json").text
    assert public.get("/news/widest_stories.json?since=2000-01-01").status_code == 200
    assert public.get("/news/search_articles.json?q=мост").status_code == 200
    private = ReadingSite(folder / "news.db")
    assert private.get("/news/silent_sources.json").status_code == 200


def test_a_site_without_public_readers_shows_everything(folder: Path) -> None:
    private = ReadingSite(folder / "news.db")
    for path in ("/news/outbox", "/-/databases.json", "/alerts"):
        assert private.get(path).status_code == 200, path


def test_the_health_page_shows_whether_articles_can_be_read(
    public: ReadingSite, tmp_path: Path
) -> None:
    assert (public.get("/-/health").status_code, public.get("/-/health").text) == (200, "ok\n")
    (tmp_path / "news.db").write_bytes(b"")
    broken = ReadingSite(tmp_path / "news.db").get("/-/health")
    assert (broken.status_code, broken.text) == (503, "the database cannot be read\n")
