"""Reads the bundled catalogue of outlets, ``catalogue.toml``."""

from importlib import resources

from pipelines.files.errors import BadInputError
from pipelines.model import Source
from pipelines.parsing.urls import host_of
from scraper.sources.loading import load_sources


def catalogue() -> tuple[Source, ...]:
    """Return the outlets of the bundled catalogue; nobody has checked their addresses."""
    with resources.as_file(resources.files("scraper.sources") / "catalogue.toml") as path:
        return load_sources(path)


def catalogue_of(code: str) -> list[Source]:
    """Return the catalogue's outlets of a region; raises BadInputError if there are none."""
    outlets = catalogue()
    in_region = [outlet for outlet in outlets if outlet.region == code.upper()]
    if not in_region:
        codes = ", ".join(sorted({outlet.region for outlet in outlets}))
        raise BadInputError(f"--catalogue: no outlet in {code!r}; the catalogue has {codes}")
    return in_region


def catalogued_region(home: str) -> str | None:
    """Return the region of the outlet with this home page; None if the catalogue lacks it."""
    try:
        outlets = catalogue()
    except BadInputError:  # a damaged installation
        return None
    regions = (outlet.region for outlet in outlets if host_of(outlet.home) == host_of(home))
    return next(regions, None)
