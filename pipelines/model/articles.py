"""The text and facts of one article, with the evidence for them.

Facts bear the names of schema.org's NewsArticle (https://schema.org/NewsArticle) in snake_case.
Every ``datetime`` here is aware and in UTC; a bare ``date`` is a day in the outlet's own zone.
"""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Evidence:
    """One statement of a fact: where it stood and what it said."""

    fact: str  # a field of Article
    value: str
    found_in: str  # json-ld, opengraph, microdata, time-element, feed, visible-text, …


@dataclass(frozen=True, slots=True)
class Removed:
    """A block of text that a cleaning stage took out, and why."""

    text: str
    stage: str
    reason: str


@dataclass(frozen=True, slots=True)
class Article:
    """The text and facts of one news page.

    ``article_body`` holds paragraphs separated by one newline, cleaned by general rules only:
    what a source's pages teach later is cut when the article is stored, never here.
    """

    url: str
    headline: str
    article_body: str
    canonical_url: str | None = None
    description: str | None = None
    authors: tuple[str, ...] = ()
    date_published: datetime | date | None = None  # a bare date when only the day is known
    date_published_raw: str | None = None
    date_modified: datetime | date | None = None
    in_language: str | None = None
    main_image: str | None = None
    main_image_caption: str | None = None
    main_image_credit: str | None = None
    article_section: str | None = None
    keywords: tuple[str, ...] = ()
    credit_text: str | None = None
    is_based_on: str | None = None
    evidence: tuple[Evidence, ...] = ()
    removed: tuple[Removed, ...] = ()

    @property
    def date_published_precision(self) -> str | None:
        """``minute``, ``day`` or None when no date is known."""
        if self.date_published is None:
            return None
        return "minute" if isinstance(self.date_published, datetime) else "day"

    @property
    def word_count(self) -> int:
        return len(self.article_body.split())


def iso_text(moment: datetime | date | None) -> str | None:
    """Return UTC ISO 8601 text with seconds for a time, ``YYYY-MM-DD`` for a bare day."""
    if isinstance(moment, datetime):
        return moment.isoformat(timespec="seconds").replace("+00:00", "Z")
    return moment.isoformat() if moment else None
