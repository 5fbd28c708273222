"""Tests that databases of earlier versions are upgraded, and can be crawled and browsed."""

import gzip
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from scraper.stories.rebuild import rebuild_stories
from storage.database import sqlite
from storage.database.checks import check
from storage.database.errors import DatabaseUnusableError
from storage.database.sqlite import is_outdated, open_database, open_readonly
from storage.schema.copies_without_advertising import COPIES
from storage.schema.migrations import VERSION
from storage.search.indexing import index_pending
from tests.local_web import story
from tests.newsroom import Newsroom
from tests.reading_site import ReadingSite
from tests.web_site import Site

OLD = sorted(
    path.name.removesuffix(".db.gz") for path in (Path(__file__).parent / "old").glob("*.gz")
)
ARTICLES = {"dd61fc5": 2, "a5f0dfc": 43, "61f5940": 47, "a0e4ca6": 47, "39582de": 46, "135c30c": 47,
            "0.2.0": 47, "615cad0": 47}  # fmt: skip
WITH_COPIES = sorted(set(OLD) - {"dd61fc5", "a5f0dfc"})  # the first two versions had no stories


@pytest.fixture(params=OLD)
def old(request: pytest.FixtureRequest, newsroom: Newsroom) -> tuple[str, Newsroom]:
    name = str(request.param)
    unpack(name, newsroom.database)
    return name, newsroom


def unpack(name: str, database: Path) -> None:
    database.write_bytes(
        gzip.decompress((Path(__file__).parent / "old" / f"{name}.db.gz").read_bytes())
    )


def source(url: str) -> str:
    return (
        f'[[source]]\nid = "museum"\nname = "Музей"\nhome = "{url}/"\nregion = "RU-PNZ"\n'
        f'feeds = ["{url}/rss"]\n'
    )


def findings(database: Path) -> list[str]:
    with closing(open_readonly(database)) as db:
        return [finding.text for finding in check(db)]


@pytest.mark.parametrize("name", OLD)
def test_an_old_database_has_no_findings_before_its_upgrade(name: str, tmp_path: Path) -> None:
    unpack(name, tmp_path / "news.db")
    with closing(open_readonly(tmp_path / "news.db", upgrade=False)) as db:
        assert is_outdated(db)
        assert list(check(db)) == []


def test_the_doctor_accepts_an_old_database_unchanged(
    newsroom: Newsroom,
) -> None:
    unpack("61f5940", newsroom.database)
    newsroom.sources.write_text(source("http://127.0.0.1:9"))
    before = newsroom.database.read_bytes()
    done = newsroom.run("doctor", *newsroom.settings())
    assert (done.returncode, done.stderr) == (0, "")
    assert "sound; 47 articles" in done.stdout
    assert "the next crawl brings it up to date" in done.stdout
    assert "To restore" not in done.stdout
    assert newsroom.database.read_bytes() == before


def test_a_crawl_upgrades_an_old_database(old: tuple[str, Newsroom], site: Site) -> None:
    name, room = old
    site.put("/news/1", story("museum", 1))
    link = f"<item><title>Открыт музей</title><link>{site.url}/news/1</link></item>"
    site.put(
        "/rss",
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>М</title>{link}</channel></rss>',
        content_type="application/rss+xml",
    )
    room.sources.write_text(source(site.url))
    done = room.crawl("-a", "since=2026-01-01")
    assert done.returncode == 0, done.stderr
    with closing(open_readonly(room.database)) as db:
        assert db["articles"].count == ARTICLES[name] + 1
        assert db["articles_to_place"].count == 0
    assert findings(room.database) == []


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


def _columns(db: object) -> dict[str, set[tuple[object, ...]]]:
    """Return the columns of each table without their positions, which ALTER TABLE changes."""
    execute = db.execute  # type: ignore[attr-defined]
    tables = [name for (name,) in execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {
        name: {row[1:] for row in execute(f"PRAGMA table_info({name})")}
        for name in tables
        if name != "sqlite_stat1"
    }


def _indexes_and_triggers(db: object) -> set[tuple[str, str]]:
    """Return the name and text of each index and trigger."""
    rows = db.execute(  # type: ignore[attr-defined]
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
