"""Gives the name, federal district and time zone of each region by its ISO 3166-2 code.

The regions of Russia are read from ``regions.txt``, since no library has their districts and zones.
For other countries, pycountry has the names, and ``zone.tab`` of tzdata has the time zones.
"""

from dataclasses import dataclass
from functools import cache
from importlib import resources

from pipelines.files.errors import BadInputError


@dataclass(frozen=True, slots=True)
class Region:
    """A region; ``timezone`` is None if its country has several zones."""

    code: str  # ISO 3166-2
    name: str
    timezone: str | None  # IANA; the zone of the region's capital
    federal_district: str | None = None


def region(code: str) -> Region | None:
    """Return the region with the ISO 3166-2 code, or None if there is no such code."""
    return russian_regions().get(code) or _foreign_region(code)


def require_region(option: str, code: str | None) -> None:
    """Raise BadInputError if an option of a command is given and names no region."""
    if code is not None and region(code) is None:
        expected = "expected an ISO 3166-2 code such as RU-PNZ"
        raise BadInputError(f"{option}: {expected}, got {code!r}")


@cache
def russian_regions() -> dict[str, Region]:
    """Return the subjects of the Russian Federation by their ISO 3166-2 codes."""
    table = resources.files(__package__).joinpath("regions.txt").read_text(encoding="utf-8")
    regions = {}
    for line in table.splitlines():
        if line and not line.startswith("#"):
            code, zone, district, name = (field.strip() for field in line.split("|"))
            regions[code] = Region(code=code, name=name, timezone=zone, federal_district=district)
    return regions


@cache
def _foreign_region(code: str) -> Region | None:
    if not code.isascii() or code.upper() != code or code.startswith("RU-"):
        return None
    import pycountry

    subdivision = pycountry.subdivisions.get(code=code)
    if subdivision is None:
        return None
    return Region(code, subdivision.name, _only_zone(subdivision.country_code))


@cache
def _only_zone(country: str) -> str | None:
    """Return the time zone of a country; None if it has several."""
    table = resources.files("tzdata.zoneinfo").joinpath("zone.tab").read_text(encoding="utf-8")
    zones = [line.split("\t")[2] for line in table.splitlines() if line.startswith(country + "\t")]
    return zones[0] if len(zones) == 1 else None
