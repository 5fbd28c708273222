"""A search: its query, filters and order."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Question:
    """A search as the reader asked for it; None means no filter."""

    query: str = ""
    region: str | None = None  # the code of a region
    source: str | None = None  # the id of a source
    since: date | None = None
    until: date | None = None  # included
    order: str = "relevance"  # or "time", newest first
