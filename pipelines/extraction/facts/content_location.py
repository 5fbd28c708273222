"""Suggests the regions that an article is about, by the places in its text."""

from pipelines.model import Evidence
from pipelines.regions.suggest import suggest_regions

CONTENT_LOCATION = "content_location"


def location_evidence(headline: str, body: str, language: str | None) -> tuple[Evidence, ...]:
    """Return the regions of a text as evidence: ISO 3166-2 codes with the named places.

    There are none for a text that is known to be in another language than Russian.
    """
    if language not in (None, "ru"):
        return ()
    regions = suggest_regions(headline, body)
    return tuple(Evidence(CONTENT_LOCATION, region.code, region.evidence) for region in regions)
