"""Tests that each Russian region has a name, a district and an existing time zone."""

from zoneinfo import ZoneInfo

import pycountry
import pytest

from scraper.sources.regions import region, russian_regions

DISTRICTS = {
    "Центральный", "Северо-Западный", "Южный", "Северо-Кавказский", "Приволжский", "Уральский",
    "Сибирский", "Дальневосточный",
}  # fmt: skip


def test_the_codes_are_exactly_those_of_the_standard() -> None:
    standard = {subdivision.code for subdivision in pycountry.subdivisions.get(country_code="RU")}
    assert set(russian_regions()) == standard


def test_every_russian_region_has_a_zone_and_one_of_the_eight_districts() -> None:
    for russian in russian_regions().values():
        assert ZoneInfo(russian.timezone or "").key == russian.timezone
        assert russian.federal_district in DISTRICTS


@pytest.mark.parametrize(
    ("code", "zone"),
    [
        ("RU-PNZ", "Europe/Moscow"),
        ("RU-SAM", "Europe/Samara"),
        ("RU-SAR", "Europe/Saratov"),
        ("RU-KEM", "Asia/Novokuznetsk"),
        ("BY-MI", "Europe/Minsk"),
        ("US-CA", None),
    ],
)
def test_a_region_has_its_zone(code: str, zone: str | None) -> None:
    named_region = region(code)
    assert named_region is not None
    assert named_region.timezone == zone


@pytest.mark.parametrize("code", ["", "RU", "RU-XX", "ru-pnz", "Пенза", "RU-PNZ ", "XX-1"])
def test_other_texts_are_no_code_of_a_region(code: str) -> None:
    assert region(code) is None
