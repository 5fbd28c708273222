"""Tests that the regions in the database have names."""

from pathlib import Path

from pipelines.model import Source
from scraper.sources.region_names import name_regions
from storage.crawl.sources import save_sources
from storage.database.sqlite import open_database, transaction


def test_the_regions_of_sources_get_their_names(tmp_path: Path) -> None:
    db = open_database(tmp_path / "news.db")
    penza = Source("a", "А", "https://a.example/", "RU-PNZ", "Europe/Moscow")
    save_sources(db, [penza])
    name_regions(db)
    names = dict(db.execute("SELECT code, name FROM regions").fetchall())
    assert names["RU-PNZ"] == "Пензенская область"


def test_names_of_regions_are_written_only_if_they_are_missing_or_changed(tmp_path: Path) -> None:
    db = open_database(tmp_path / "news.db")
    name_regions(db)
    before = db.conn.total_changes
    name_regions(db)
    assert db.conn.total_changes == before
    with transaction(db):
        db.execute("UPDATE regions SET name = 'Пенза' WHERE code = 'RU-PNZ'")
        db.execute("DELETE FROM regions WHERE code = 'RU-SAM'")
    before = db.conn.total_changes
    name_regions(db)
    names = dict(db.execute("SELECT code, name FROM regions").fetchall())
    assert (names["RU-PNZ"], names["RU-SAM"]) == ("Пензенская область", "Самарская область")
    assert db.conn.total_changes == before + 2
