"""A downloaded page, and the result of reading it."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from pipelines.model.articles import Article
from pipelines.model.outcomes import Outcome
from pipelines.model.sources import ExtractionRules, Hints, Source
from pipelines.model.stories import TextFeatures


@dataclass(frozen=True, slots=True)
class PageVersion:
    """Two digests that tell whether a page that is downloaded again still shows its article.

    ``page_digest`` computes the first one, ``pipelines.extraction.page_versions`` the second.
    """

    page: bytes  # of its bytes and its context
    article: bytes | None = None  # of the parts that the article was read from; None if not known


@dataclass(frozen=True, slots=True)
class Validators:
    """What an outlet sent to ask later whether a page has changed (RFC 9110 §8.8)."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A downloaded page that may hold an article, with the context needed to read it."""

    url: str  # after redirects
    body: bytes = field(repr=False)
    encoding: str | None = None  # the one that HTTP declares
    fetched_at: datetime | None = None
    timezone: str | None = None  # IANA zone of the source; times without a zone are read in it
    language: str | None = None
    source_id: str | None = None
    source_name: str | None = None  # the outlet's name, which is cut from headlines and bylines
    is_revisit: bool = False  # whether an article from this address is already stored
    is_accepted: bool = False  # whether a person has decided that the page is an article
    requested_url: str | None = None  # before redirects
    since: datetime | None = None  # an article published earlier than this is not stored
    next_check_at: datetime | None = None  # when the address is visited again
    hints: Hints = field(default_factory=Hints)
    half_drawn_reason: str | None = None  # why the scripts of a rendered page may not be done
    rules: ExtractionRules = field(default_factory=ExtractionRules)
    validators: Validators = field(default_factory=Validators)
    known_version: PageVersion | None = None  # of the last visit, if its article is stored
    is_not_modified: bool = False  # whether the outlet answered 304; ``body`` is empty then


def page_from_source(
    source: Source | None,
    url: str,
    body: bytes,
    *,
    encoding: str | None = None,
    fetched_at: datetime | None = None,
    timezone: str | None = None,
) -> Page:
    """Return a page with the language, time zone, name and rules of its source.

    ``source`` is None if the page's source is unknown. ``encoding`` is the one that HTTP declares.
    ``timezone``, if given, is used instead of the source's.
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
    """The result of reading a page: an article, or the outcome and reason why there is none.

    The outcome UNCHANGED says that the page still shows the article of ``Page.known_version``.
    """

    outcome: Outcome
    article: Article | None = None
    reason: str | None = None
    article_digest: bytes | None = None  # see PageVersion


@dataclass(frozen=True, slots=True)
class PageRead:
    """A downloaded page and the result of reading it."""

    page: Page
    reading: Reading
    features: TextFeatures | None = None  # of the article's text, if there is an article
    version: PageVersion | None = None  # the version of the page, if it shows an article
