"""Reads the outlets and regions that pages name, once for each request."""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

from pipelines.model import known_status, needs_a_person
from storage.browse.i18n.languages import ENGLISH, Language
from storage.browse.i18n.statuses import describe, remedy_of
from storage.browse.links import lang
from storage.browse.queries import remembered, rows
from storage.database.zones import zone_info


@dataclass(frozen=True, slots=True)
class Region:
    """A region with the outlets in it; ``zone`` is the time zone of most of them."""

    code: str
    name: str  # in the language of the page
    zone: ZoneInfo
    source_ids: tuple[str, ...]
    stored_name: str = ""  # as it is in the database


@dataclass(frozen=True)
class Outlets:
    """All sources by their id, and the names of all regions as they are stored."""

    sources: Mapping[str, sqlite3.Row]
    language: Language = ENGLISH  # of the page
    stored_names: Mapping[str, str] = field(default_factory=dict)  # by the codes of regions
    _links: dict[tuple[str, str], Markup] = field(default_factory=dict, repr=False)

    @cached_property
    def regions(self) -> Mapping[str, Region]:
        """Return the regions that have sources by their code, ordered by name."""
        by_region: dict[str, list[sqlite3.Row]] = {}
        for row in self.sources.values():
            by_region.setdefault(row["region"], []).append(row)
        regions = [
            _region(code, self.stored_names, sources, self.language)
            for code, sources in by_region.items()
        ]
        return {region.code: region for region in sorted(regions, key=lambda region: region.name)}

    @cached_property
    def zone(self) -> ZoneInfo:
        """Return the time zone of pages that show all regions: that of most outlets."""
        return zone_info(_commonest_zone(self.sources.values()) if self.sources else "UTC")

    def zone_of(self, region: str | None, source: str | None = None) -> ZoneInfo:
        """Return the zone of a source, else of a region, else that of most outlets."""
        if source is not None and source in self.sources:
            return zone_info(self.sources[source]["timezone"])
        known_region = self.regions.get(region) if region else None
        return known_region.zone if known_region else self.zone

    def name(self, source_id: str) -> str:
        """Return the name of an outlet, or the id itself if the source is unknown."""
        return str(self.sources[source_id]["name"]) if source_id in self.sources else source_id

    def language_code(self, source_id: str) -> str | None:
        """Return the code of an outlet's language; ru for an outlet of Russia that states none."""
        if source_id not in self.sources:
            return None
        source = self.sources[source_id]
        return source["language"] or ("ru" if source["region"].startswith("RU-") else None)

    def region_of(self, source_id: str) -> str:
        """Return the code of an outlet's region, or an empty text if the source is unknown."""
        return str(self.sources[source_id]["region"]) if source_id in self.sources else ""

    def link(self, source_id: str, root: str) -> Markup:
        """Return a link to the page of an outlet; ``root`` is the path of the site's front page."""
        link = self._links.get((source_id, root))
        if link is None:
            link = self._links[source_id, root] = self._link(source_id, root)
        return link

    def links(self, source_ids: Iterable[str], root: str) -> Markup:
        """Return the links to the pages of several outlets, with commas between them."""
        return Markup(", ").join(self.link(source_id, root) for source_id in source_ids)

    def _link(self, source_id: str, root: str) -> Markup:
        language = lang(self.language, self.language_code(source_id))
        address = f"{escape(root)}source/{escape(source_id)}"
        name = escape(self.name(source_id))
        return Markup(f'<a href="{address}"{language}>{name}</a>')  # noqa: S704, all is escaped

    def options(self, chosen: str | None) -> Markup:
        """Return the HTML options of all outlets; ``chosen`` is the id of the selected outlet."""
        return _selected(self._options, chosen)

    def region_options(self, chosen: str | None) -> Markup:
        """Return the HTML options of all regions with outlets; ``chosen`` is a region's code."""
        return _selected(self._region_options, chosen)

    @cached_property
    def _options(self) -> str:
        return "".join(
            _option(source_id, row["name"], lang(self.language, self.language_code(source_id)))
            for source_id, row in self.sources.items()
        )

    @cached_property
    def _region_options(self) -> str:
        return "".join(_option(code, region.name) for code, region in self.regions.items())

    @property
    def region_choices(self) -> list[tuple[str, str]]:
        """Return (code, name) of each known region by name, also of regions without an outlet."""
        choices = [(code, self.region_name(code)) for code in {*self.stored_names, *self.regions}]
        return sorted(choices, key=_name_of_choice)

    def is_channel(self, source_id: str) -> bool:
        """Return whether an outlet is a channel, whose articles are posts."""
        return source_id in self.sources and self.sources[source_id]["kind"] == "channel"

    @cached_property
    def remedies(self) -> Mapping[str, str]:
        """Return why a source needs a person and what to do, by the id of the source.

        Sources that need no person are left out. The order is that of the sources' names.
        """
        return {
            source_id: remedy_of(row["status"], row["status_detail"], source_id, self.language)
            for source_id, row in self.sources.items()
            if _needs_a_person(row)
        }

    def cause_and_advice(self, source_id: str) -> tuple[str, str]:
        """Return the cause of an outlet's status and what a person can do, each "" if unknown."""
        source = self.sources[source_id]
        return describe(source["status"], source["status_detail"], source_id, self.language)

    def own_region_first(self, regions: Sequence[str], source_id: str) -> list[str]:
        """Return the codes of regions; the region of the outlet comes first."""
        own_region = self.region_of(source_id)
        own = [code for code in regions if code == own_region]
        return own + [code for code in regions if code != own_region]

    def region_names(self, codes: Iterable[str]) -> str:
        """Return the names of several regions, with commas between them."""
        return ", ".join(map(self.region_name, codes))

    def region_name(self, code: str) -> str:
        """Return the name of a region, or the code itself if the name is not known."""
        return self.language.region_name(code, self.stored_names.get(code, code))


def _option(value: str, name: str, attributes: str = "") -> str:
    """Return an option without its end tag, which HTML allows; the list of options is long."""
    return f'\n<option value="{escape(value)}"{attributes}>{escape(name)}'


def _selected(options: str, chosen: str | None) -> Markup:
    """Return HTML options with the attribute ``selected`` on the chosen option."""
    start = f'<option value="{escape(chosen)}"'
    marked = options.replace(f"\n{start}", f"\n{start} selected", 1) if chosen else options
    return Markup(marked)  # noqa: S704, all is escaped


def _needs_a_person(source: sqlite3.Row) -> bool:
    status = known_status(source["status"])
    if status is None or not source["enabled"]:
        return False
    return needs_a_person(status, source["consecutive_failures"])


def load_outlets(conn: sqlite3.Connection, language: Language = ENGLISH) -> Outlets:
    """Return the sources and regions, each ordered by name, for a page in a language."""
    return remembered(conn, ("outlets", language), lambda: _read_outlets(conn, language))


def _read_outlets(conn: sqlite3.Connection, language: Language) -> Outlets:
    sources = {row["id"]: row for row in rows(conn, "SELECT * FROM sources ORDER BY name, id")}
    names = dict(conn.execute("SELECT code, name FROM regions").fetchall())
    return Outlets(sources, language, names)


def _region(
    code: str, stored_names: Mapping[str, str], sources: list[sqlite3.Row], language: Language
) -> Region:
    zone = _commonest_zone(sources)
    ids = tuple(source["id"] for source in sources)
    stored_name = stored_names.get(code, code)
    name = language.region_name(code, stored_name)
    return Region(
        code=code, name=name, zone=zone_info(zone), source_ids=ids, stored_name=stored_name
    )


def _commonest_zone(sources: Iterable[sqlite3.Row]) -> str:
    """Return the time zone of most sources, of which there must be one."""
    [(zone, _)] = Counter(str(source["timezone"]) for source in sources).most_common(1)
    return zone


def _name_of_choice(choice: tuple[str, str]) -> str:
    _, name = choice
    return name
