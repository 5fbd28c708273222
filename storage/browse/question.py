"""What a reader asked of the search page."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Question:
    """What the reader asked for."""

    query: str = ""
    region: str | None = None
    source: str | None = None
    since: date | None = None
    until: date | None = None
    order: str = "relevance"  # or "time", newest first
