"""Tests that the catalogue has enough outlets, each with its own id and stated origin."""

from pathlib import Path
from urllib.parse import urlsplit

import scraper
from scraper.sources.catalogue import catalogued_region
from scraper.sources.loading import load_sources

CATALOGUE = Path(scraper.__file__).parent / "sources" / "catalogue.toml"
SOURCES = load_sources(CATALOGUE)


def _host(address: str) -> str:
    return (urlsplit(address).hostname or "").removeprefix("www.")


def test_the_catalogue_has_sixty_outlets_in_twenty_five_regions_of_russia() -> None:
    regions = {source.region for source in SOURCES}
    assert len(SOURCES) >= 60
    assert len(regions) >= 25
    assert all(region.startswith("RU-") for region in regions)


def test_no_outlet_is_in_the_catalogue_twice() -> None:
    assert len({source.id for source in SOURCES}) == len(SOURCES)
    assert len({_host(source.home) for source in SOURCES}) == len(SOURCES)


def test_every_home_is_the_front_page_of_a_web_host() -> None:
    for source in SOURCES:
        parts = urlsplit(source.home)
        assert parts.scheme in ("http", "https"), source.id
        assert "." in _host(source.home), source.id
        assert (parts.path, parts.query, parts.fragment) == ("/", "", ""), source.id


def test_no_outlet_names_feeds_sitemaps_or_listings() -> None:
    for source in SOURCES:
        assert (source.feeds, source.sitemaps, source.listings) == ((), (), ()), source.id


def test_the_zone_of_an_outlet_comes_from_its_region() -> None:
    assert "timezone" not in CATALOGUE.read_text("utf-8")
    zones = {source.region: source.timezone for source in SOURCES}
    assert zones["RU-PNZ"] == "Europe/Moscow"
    assert zones["RU-SAR"] == "Europe/Saratov"
    assert zones["RU-SAK"] == "Asia/Sakhalin"


def test_the_file_states_that_it_is_unverified_and_the_origin_of_each_group() -> None:
    head, *blocks = CATALOGUE.read_text("utf-8").split("[[source]]")
    assert "UNVERIFIED" in head
    assert len(blocks) == len(SOURCES)
    lines = [line for block in (head, *blocks) for line in block.splitlines()]
    origins = [line for line in lines if "taken from" in line.lower()]
    assert "taken from" in head
    assert all("GitHub " in line or "://" in line for line in origins)


def test_the_region_of_a_home_page_is_that_of_the_catalogue() -> None:
    assert catalogued_region(f"https://www.{_host(SOURCES[0].home)}/news/") == SOURCES[0].region
    assert catalogued_region("https://unlisted.example/") is None
