"""Reads the outlets and regions that pages name, once for each request."""

import sqlite3
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pipelines.model import remedy
from storage.browse.queries import rows


@dataclass(frozen=True, slots=True)
class Region:
    """A region with the outlets in it; ``zone`` is the time zone of most of them."""

    code: str
    name: str
    zone: ZoneInfo
    source_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outlets:
    """All sources by their id, and the regions that have sources by their code."""

    sources: Mapping[str, sqlite3.Row]
    regions: Mapping[str, Region]

    @property
    def zone(self) -> ZoneInfo:
        """Return the time zone of pages that show all regions: that of most outlets."""
        zones = Counter(row["timezone"] for row in self.sources.values())
        return zone_info(zones.most_common(1)[0][0] if zones else "UTC")

    def zone_of(self, region: str | None, source: str | None = None) -> ZoneInfo:
        """Return the zone of a source, else of a region, else that of most outlets."""
        if source is not None and source in self.sources:
            return zone_info(self.sources[source]["timezone"])
        known = self.regions.get(region) if region else None
        return known.zone if known else self.zone

    def name(self, source_id: str) -> str:
        """Return the name of an outlet, or the id itself if the source is unknown."""
        return str(self.sources[source_id]["name"]) if source_id in self.sources else source_id

    def is_channel(self, source_id: str) -> bool:
        """Return whether an outlet is a channel, whose articles are posts."""
        return source_id in self.sources and self.sources[source_id]["kind"] == "channel"

    @property
    def remedies(self) -> Mapping[str, str]:
        """Return why a source needs a person and what to do, by the id of the source.

        Sources that need nobody are left out. The order is that of the sources' names.
        """
        found = {
            source_id: remedy(
                row["status"], row["status_detail"], row["consecutive_failures"], source_id
            )
            for source_id, row in self.sources.items()
            if row["enabled"]
        }
        return {source_id: text for source_id, text in found.items() if text}

    def region_name(self, code: str) -> str:
        """Return the name of a region, or the code itself if it has no sources."""
        return self.regions[code].name if code in self.regions else code


def load_outlets(conn: sqlite3.Connection) -> Outlets:
    """Read the sources and regions, each ordered by name."""
    sources = {row["id"]: row for row in rows(conn, "SELECT * FROM sources ORDER BY name, id")}
    names = dict(conn.execute("SELECT code, name FROM regions").fetchall())
    by_region: dict[str, list[sqlite3.Row]] = {}
    for row in sources.values():
        by_region.setdefault(row["region"], []).append(row)
    regions = [_region(code, names, members) for code, members in by_region.items()]
    ordered = sorted(regions, key=lambda region: region.name)
    return Outlets(sources, {region.code: region for region in ordered})


def _region(code: str, names: Mapping[str, str], members: list[sqlite3.Row]) -> Region:
    zone = Counter(row["timezone"] for row in members).most_common(1)[0][0]
    ids = tuple(row["id"] for row in members)
    return Region(code, names.get(code, code), zone_info(zone), ids)


def zone_info(name: str) -> ZoneInfo:
    """Return the zone of a name, or UTC if there is no such zone."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
