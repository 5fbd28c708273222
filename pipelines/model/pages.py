"""A downloaded page, and what came of reading it."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from pipelines.model.articles import Article
from pipelines.model.outcomes import Outcome
from pipelines.model.sources import ExtractionRules, Hints, Source
from pipelines.model.stories import TextFeatures


@dataclass(frozen=True, slots=True)
class Page:
    """A downloaded page that may hold an article, with the context needed to read it."""

    url: str  # after redirects
    body: bytes = field(repr=False)
    encoding: str | None = None  # as HTTP declared it
    fetched_at: datetime | None = None
    timezone: str | None = None  # IANA zone of the source, for times without one
    language: str | None = None
    source_id: str | None = None
    source_name: str | None = None  # the outlet's own, which is no part of headlines and bylines
    is_revisit: bool = False  # of an address known to be an article's
    is_accepted: bool = False  # a person has ruled that the page is an article
    requested_url: str | None = None  # before redirects
    since: datetime | None = None  # an article published earlier than this is not stored
    next_check_at: datetime | None = None  # when a stored article is looked at again
    hints: Hints = field(default_factory=Hints)
    rules: ExtractionRules = field(default_factory=ExtractionRules)


def page_from_source(
    source: Source | None,
    url: str,
    body: bytes,
    *,
    encoding: str | None = None,
    fetched_at: datetime | None = None,
    timezone: str | None = None,
) -> Page:
    """Return a page with what its source says of all its pages; None is an unknown source.

    ``encoding`` is the one HTTP declared; ``timezone`` is used instead of the source's.
    """
    page = Page(url, body, encoding=encoding, fetched_at=fetched_at, timezone=timezone)
    if source is None:
        return page
    return replace(
        page,
        timezone=timezone or source.timezone,
        language=source.language,
        source_id=source.id,
        source_name=source.name,
        rules=source.rules,
    )


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading a page: an article, or the outcome and the reason there is none."""

    outcome: Outcome
    article: Article | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class PageRead:
    """A downloaded page and what came of reading it."""

    page: Page
    reading: Reading
    features: TextFeatures | None = None  # of the article's text
