"""Tests that databases of earlier versions are upgraded, and can be crawled and browsed."""

import gzip
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database

from scraper.stories.rebuild import rebuild_stories
from storage.database import sqlite
from storage.database.checks import check
from storage.database.errors import DatabaseUnusableError
from storage.database.sqlite import is_outdated, open_database, open_readonly
from storage.schema.copies_without_advertising import COPIES
from storage.schema.migrations import VERSION
from storage.search.indexing import index_pending
from tests.local_web import article_page, rss
from tests.newsroom import Newsroom, source_entry
from tests.reading_site import ReadingSite
from tests.web_site import Site

FOLDER = Path(__file__).parent / "old"
OLD = sorted(path.name.removesuffix(".db.gz") for path in FOLDER.glob("*.gz"))
# How many articles each database has, by the commit or version of Svodka that wrote it.
ARTICLES = {"dd61fc5": 2, "a5f0dfc": 43, "61f5940": 47, "a0e4ca6": 47, "39582de": 46, "135c30c": 47,
            "0.2.0": 47, "615cad0": 47}  # fmt: skip
WITH_COPIES = sorted(set(OLD) - {"dd61fc5", "a5f0dfc"})  # the first two versions had no stories


def unpack(name: str, database: Path) -> None:
    database.write_bytes(gzip.decompress((FOLDER / f"{name}.db.gz").read_bytes()))


def entry_of_museum(url: str) -> str:
    return source_entry(f"{url}/", "museum", feeds=[f"{url}/rss"])


def findings(database: Path) -> list[str]:
    with closing(open_readonly(database)) as db:
        return [finding.text for finding in check(db)]


@pytest.mark.parametrize("name", OLD)
def test_an_old_database_has_no_findings_before_its_upgrade(name: str, tmp_path: Path) -> None:
    unpack(name, tmp_path / "news.db")
    with closing(open_readonly(tmp_path / "news.db", upgrade=False)) as db:
        assert is_outdated(db)
        assert list(check(db)) == []


def test_the_doctor_accepts_an_old_database_unchanged(newsroom: Newsroom) -> None:
    unpack("61f5940", newsroom.database)
    newsroom.sources.write_text(entry_of_museum("http://127.0.0.1:9"))
    before = newsroom.database.read_bytes()
    done = newsroom.run("doctor", *newsroom.settings())
    assert (done.returncode, done.stderr) == (0, "")
    assert "sound; 47 articles" in done.stdout
    assert "the next crawl brings it up to date" in done.stdout
    assert "To restore" not in done.stdout
    assert newsroom.database.read_bytes() == before


@pytest.mark.parametrize("name", OLD)
def test_a_crawl_upgrades_an_old_database(name: str, newsroom: Newsroom, site: Site) -> None:
    unpack(name, newsroom.database)
    site.put("/news/1", article_page("museum", 1))
    item = f"<item><title>Открыт музей</title><link>{site.url}/news/1</link></item>"
    site.put("/rss", rss(item), content_type="application/rss+xml")
    newsroom.sources.write_text(entry_of_museum(site.url))
    done = newsroom.crawl("-a", "since=2026-01-01")
    assert done.returncode == 0, done.stderr
    with closing(open_readonly(newsroom.database)) as db:
        assert db["articles"].count == ARTICLES[name] + 1
        assert db["articles_to_place"].count == 0
    assert findings(newsroom.database) == []


@pytest.mark.parametrize("name", OLD)
def test_stories_of_an_old_database_are_rebuilt_and_browsed(name: str, tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    unpack(name, path)
    with closing(open_database(path)) as db:
        rebuild_stories(db, lambda done, total: None)
        index_pending(db)
        counts = [count for (count,) in db.execute("SELECT article_count FROM stories").fetchall()]
    assert findings(path) == []
    assert sum(counts) == ARTICLES[name]
    assert max(counts) > 1, "no copies were found"
    site = ReadingSite(path)
    for page in ("/", "/sources", "/search?q=мост", "/article/1", "/syndication", "/alerts"):
        assert site.get(page).status_code == 200, page
    assert "Nothing was found" not in site.get("/search?q=открыли").text


@pytest.mark.parametrize("name", OLD)
def test_an_old_database_is_upgraded_before_it_is_read(name: str, tmp_path: Path) -> None:
    unpack(name, tmp_path / "news.db")
    with closing(open_readonly(tmp_path / "news.db")) as db:
        assert not is_outdated(db)
        assert db.execute("PRAGMA user_version").fetchone() == (VERSION,)


@pytest.mark.parametrize("name", WITH_COPIES)
def test_the_upgrade_fills_the_tables_of_copies(name: str, tmp_path: Path) -> None:
    unpack(name, tmp_path / "news.db")
    with closing(open_database(tmp_path / "news.db")) as db:
        stored = set(db.execute("SELECT * FROM copies").fetchall())
        assert stored == set(db.execute(COPIES).fetchall())
        assert len(stored) == 20
        pairs = db.execute("SELECT DISTINCT copier, origin FROM copies").fetchall()
        assert set(pairs) <= set(db.execute("SELECT copier, origin FROM copy_pairs").fetchall())


@pytest.mark.parametrize("name", OLD)
def test_an_upgraded_database_has_the_tables_of_a_new_one(name: str, tmp_path: Path) -> None:
    unpack(name, tmp_path / "old.db")
    with (
        closing(open_database(tmp_path / "old.db")) as old,
        closing(open_database(tmp_path / "new.db")) as new,
    ):
        assert _columns(old) == _columns(new)
        assert _indexes_and_triggers(old) == _indexes_and_triggers(new)


def _columns(db: Database) -> dict[str, set[tuple[object, ...]]]:
    """Return the columns of each table without their positions, which ALTER TABLE changes."""
    tables = [name for name in db.table_names() if name != "sqlite_stat1"]
    return {
        table: {tuple(facts) for _, *facts in db.execute(f"PRAGMA table_info({table})")}
        for table in tables
    }


def _indexes_and_triggers(db: Database) -> set[tuple[str, str]]:
    """Return the name and text of each index and trigger."""
    rows = db.execute(
        "SELECT name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql IS NOT NULL"
    )
    return {(name, " ".join(sql.replace('"', "").split())) for name, sql in rows}


def test_an_outdated_file_that_cannot_be_written_is_refused_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unpack("61f5940", tmp_path / "news.db")
    monkeypatch.setattr(sqlite, "BUSY_TIMEOUT_MS", 50)
    with closing(sqlite3.connect(tmp_path / "news.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseUnusableError, match="locked by another program") as caught:
            open_readonly(tmp_path / "news.db")
    assert "\n" not in str(caught.value)
