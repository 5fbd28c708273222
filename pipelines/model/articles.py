"""The text and facts of one article, with the evidence for them.

Facts bear the names of schema.org's NewsArticle (https://schema.org/NewsArticle) in snake_case.
Every ``datetime`` here is aware and in UTC. A ``date`` is a day in the outlet's own zone.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import overload


@dataclass(frozen=True, slots=True)
class Evidence:
    """One statement of a fact on a page: its value, and where on the page it was found."""

    fact: str  # the name of a field of Article, or a part of a post such as link, poll or video
    value: str
    found_in: str  # json-ld, opengraph, microdata, time-element, feed, visible-text, …


@dataclass(frozen=True, slots=True)
class Removed:
    """A piece of text that was removed from an article's text, and the reason."""

    text: str
    stage: str  # the name of the cleaning stage that removed it
    reason: str


@dataclass(frozen=True, slots=True)
class Engagement:
    """The views and reactions of a post at one visit; numbers above 999 are rounded."""

    views: int | None = None
    reactions: tuple[tuple[str, int], ...] = ()  # (emoji, number of readers)


@dataclass(frozen=True, slots=True)
class Article:
    """The text and facts of one news page.

    ``article_body`` holds paragraphs separated by one newline. Recurring lines are still in it:
    they are cut when the article is stored.
    """

    url: str
    headline: str
    article_body: str
    canonical_url: str | None = None
    description: str | None = None
    authors: tuple[str, ...] = ()
    date_published: datetime | date | None = None  # a date if only the day is known
    date_published_raw: str | None = None  # the text from which the date was read
    date_modified: datetime | date | None = None
    in_language: str | None = None
    main_image: str | None = None
    main_image_caption: str | None = None
    main_image_credit: str | None = None
    article_section: str | None = None
    keywords: tuple[str, ...] = ()
    credit_text: str | None = None
    is_based_on: str | None = None
    dateline: str | None = None  # the place where the text says it was written
    is_advertising: bool = False
    text_quality: float | None = None  # 0–1, the F1 score that the block model expects of the text
    article_markdown: str | None = None  # the text with its subheads, lists, quotes and links
    engagement: Engagement | None = None  # of a post
    evidence: tuple[Evidence, ...] = ()
    removed: tuple[Removed, ...] = ()

    @property
    def date_published_precision(self) -> str | None:
        """Return ``minute`` or ``day``, or None when no date is known."""
        if self.date_published is None:
            return None
        return "minute" if isinstance(self.date_published, datetime) else "day"

    @property
    def content_location(self) -> tuple[str, ...]:
        """Return the ISO 3166-2 codes of the regions that the text suggests it is about."""
        codes = (
            statement.value for statement in self.evidence if statement.fact == "content_location"
        )
        return tuple(dict.fromkeys(codes))

    @property
    def word_count(self) -> int:
        """Return the number of words in ``article_body``, separated by white space."""
        return len(self.article_body.split())

    def to_dict(self) -> dict[str, object]:
        """Return the text and facts as values that ``json.dumps`` accepts.

        Times are ISO 8601 text in UTC (``2026-11-20T05:30:00Z``), and days are text such as
        ``2026-11-20``. Unknown facts are None, and sequences are lists. The evidence, the removed
        pieces of text and the expected quality of the text are left out.
        """
        return {
            "url": self.url or None,
            "headline": self.headline,
            "article_body": self.article_body,
            "article_markdown": self.article_markdown,
            "description": self.description,
            "authors": list(self.authors),
            "date_published": iso_text(self.date_published),
            "date_published_raw": self.date_published_raw,
            "date_published_precision": self.date_published_precision,
            "date_modified": iso_text(self.date_modified),
            "in_language": self.in_language,
            "main_image": self.main_image,
            "main_image_caption": self.main_image_caption,
            "main_image_credit": self.main_image_credit,
            "article_section": self.article_section,
            "keywords": list(self.keywords),
            "credit_text": self.credit_text,
            "is_based_on": self.is_based_on,
            "dateline": self.dateline,
            "content_location": list(self.content_location),
            "is_advertising": self.is_advertising,
        }


@overload
def iso_text(time_or_day: datetime | date) -> str: ...
@overload
def iso_text(time_or_day: None) -> None: ...
@overload
def iso_text(time_or_day: datetime | date | None) -> str | None: ...
def iso_text(time_or_day: datetime | date | None) -> str | None:
    """Return ``2026-11-20T05:30:00Z`` for a UTC time, ``2026-11-20`` for a day, None for None."""
    if isinstance(time_or_day, datetime):
        return time_or_day.isoformat(timespec="seconds").replace("+00:00", "Z")
    return time_or_day.isoformat() if time_or_day else None
