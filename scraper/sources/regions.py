"""Regions by ISO 3166-2 code: name, federal district and time zone.

Codes and names outside Russia come from pycountry; Russia's districts, zones and names stand
in ``regions.txt``, because no library has them. Zones follow tzdata's ``zone.tab``.
"""

from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Region:
    """A region; ``timezone`` is None where a country has several zones and no table says which."""

    code: str  # ISO 3166-2
    name: str
    timezone: str | None  # IANA; the zone of the region's capital
    federal_district: str | None = None


def region(code: str) -> Region | None:
    """Return the region with the ISO 3166-2 code, or None if there is no such code."""
    return russian_regions().get(code) or _foreign_region(code)


@cache
def russian_regions() -> dict[str, Region]:
    """The subjects of the Russian Federation in ISO 3166-2, by code."""
    table = resources.files(__package__).joinpath("regions.txt").read_text(encoding="utf-8")
    regions = {}
    for line in table.splitlines():
        if line and not line.startswith("#"):
            code, zone, district, name = (field.strip() for field in line.split("|"))
            regions[code] = Region(code, name, zone, district)
    return regions


@cache
def _foreign_region(code: str) -> Region | None:
    if not code.isascii() or code.upper() != code or code.startswith("RU-"):
        return None
    import pycountry

    found = pycountry.subdivisions.get(code=code)
    return Region(code, found.name, _only_zone(found.country_code)) if found else None


@cache
def _only_zone(country: str) -> str | None:
    """The zone of a country that has just one."""
    table = resources.files("tzdata.zoneinfo").joinpath("zone.tab").read_text(encoding="utf-8")
    zones = [line.split("\t")[2] for line in table.splitlines() if line.startswith(country + "\t")]
    return zones[0] if len(zones) == 1 else None
