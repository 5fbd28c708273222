"""Tests the names and time zones of outlets and regions on the pages of the site."""

import sqlite3
from pathlib import Path

import pytest

from pipelines.model import Source
from storage.browse.outlets import Outlets, load_outlets
from storage.crawl.sources import save_sources
from storage.database.sqlite import open_database
from storage.database.zones import zone_info


@pytest.fixture
def outlets(tmp_path: Path) -> Outlets:
    db = open_database(tmp_path / "news.db")
    save_sources(
        db,
        [
            Source("sura", "Сура", "https://sura.example/", "RU-PNZ", "Europe/Moscow"),
            Source("penza", "Пенза", "https://penza.example/", "RU-PNZ", "Europe/Moscow"),
            Source("samara", "Самара", "https://samara.example/", "RU-SAM", "Europe/Samara"),
        ],
    )
    db.execute("INSERT OR REPLACE INTO regions VALUES ('RU-PNZ', 'Пензенская область')")
    db.conn.commit()
    db.conn.row_factory = sqlite3.Row
    return load_outlets(db.conn)


def test_outlets_are_ordered_by_name(outlets: Outlets) -> None:
    assert list(outlets.sources) == ["penza", "samara", "sura"]
    assert outlets.regions["RU-PNZ"].source_ids == ("penza", "sura")


def test_an_unknown_outlet_or_region_is_shown_by_its_id(outlets: Outlets) -> None:
    assert outlets.name("penza") == "Пенза"
    assert outlets.name("gone") == "gone"
    assert outlets.region_name("RU-PNZ") == "Penza Oblast"
    assert outlets.region_name("XX-YY") == "XX-YY"


@pytest.mark.parametrize(
    ("region", "source", "zone"),
    [
        (None, None, "Europe/Moscow"),
        ("RU-SAM", None, "Europe/Samara"),
        ("RU-PNZ", "samara", "Europe/Samara"),
        ("RU-XXX", "gone", "Europe/Moscow"),
    ],
)
def test_a_page_has_the_zone_of_its_source_or_region(
    outlets: Outlets, region: str | None, source: str | None, zone: str
) -> None:
    assert outlets.zone_of(region, source).key == zone


def test_an_unknown_zone_is_utc() -> None:
    assert zone_info("Europe/Penza").key == "UTC"


def test_sources_that_work_have_no_remedy(outlets: Outlets) -> None:
    assert not outlets.remedies


def test_the_region_of_the_first_publisher_comes_first(outlets: Outlets) -> None:
    regions = ["RU-NIZ", "RU-PNZ", "RU-SAM"]
    assert outlets.own_region_first(regions, "samara") == ["RU-SAM", "RU-NIZ", "RU-PNZ"]
    assert outlets.own_region_first(regions, "unknown") == regions
