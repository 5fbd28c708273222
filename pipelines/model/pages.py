"""A downloaded page, and what came of reading it."""

from dataclasses import dataclass, field
from datetime import datetime

from pipelines.model.articles import Article
from pipelines.model.outcomes import Outcome
from pipelines.model.sources import ExtractionRules, Hints


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
    requested_url: str | None = None  # before redirects
    since: datetime | None = None  # an article published earlier than this is not stored
    next_check_at: datetime | None = None  # when a stored article is looked at again
    hints: Hints = field(default_factory=Hints)
    rules: ExtractionRules = field(default_factory=ExtractionRules)


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading a page: an article, or the outcome and the reason there is none."""

    outcome: Outcome
    article: Article | None = None
    reason: str | None = None
