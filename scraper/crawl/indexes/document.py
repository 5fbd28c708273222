"""Reads a fetched document of a source (a feed, sitemap, listing, channel or home page).

The bytes are read in a worker. A document that can't be read ends in an UnreadIndexError, whose
status says why.
"""

from dataclasses import replace

from pipelines.model import Outcome, Page, Source
from pipelines.model.health import Status
from pipelines.reading import read_with_features
from pipelines.workers.pool import PageStopped, WorkersUnavailableError
from scraper.crawl.fetching import Answer
from scraper.crawl.run import Run
from scraper.discovery.documents import (
    Document,
    DocumentContext,
    EmptyPreviewError,
    Kind,
    NoPreviewError,
    UnreadableError,
)
from scraper.discovery.reading import read_document
from scraper.rendering.policy import is_html_page

# A worker has 2 s for a page, but a sitemap of 50,000 short addresses (2.4 MB) takes 2.3 s.
_MIN_LARGE_MEGABYTES = 0.5  # from this size on, the time limit of a document depends on its size
_MAX_SECONDS_PER_MEGABYTE = 4.0  # of a large document; enough for a machine three times slower
_GZIP_RATIO = 8  # a sitemap is usually eight times as large as its gzip file
_PAGES = (Kind.HOME, Kind.LISTING)


class UnreadIndexError(Exception):
    """A document was fetched and could not be read."""

    def __init__(self, status: Outcome | Status, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail


async def read_answer(run: Run, source: Source, kind: Kind, answer: Answer) -> Document:
    """Return the document that an answer holds.

    Raises UnreadIndexError if the answer holds none, or shows an anti-bot page instead.
    """
    context = DocumentContext(
        url=answer.url,
        content_type=answer.content_type,
        timezone=source.timezone,
        now=run.now(),
        article_pattern=source.article_pattern,
    )
    try:
        document = await _in_worker(run, kind, answer.body, context)
    except WorkersUnavailableError:
        raise
    except Exception as error:  # a document that crashes its reader counts as unreadable
        if await _is_challenge(run, answer):
            raise UnreadIndexError(Outcome.CHALLENGE, "anti-bot page") from error
        is_expected = isinstance(error, UnreadableError | PageStopped)
        detail = str(error) if is_expected else f"{type(error).__name__}: {error}"
        raise UnreadIndexError(status_of(error), detail) from error
    may_be_drawn = source.render and kind is Kind.LISTING and not document.links
    if may_be_drawn and is_html_page(answer.content_type, answer.body):
        document = await _rendered_document(run, source, answer, context) or document
    if kind in _PAGES and _shows_nothing(document) and await _is_challenge(run, answer):
        raise UnreadIndexError(Outcome.CHALLENGE, "anti-bot page")
    return document


async def _rendered_document(
    run: Run, source: Source, answer: Answer, context: DocumentContext
) -> Document | None:
    """Return a listing as its scripts draw it; None if the drawn page is unreadable.

    Raises UnreadIndexError with the reason if the page could not be drawn, or if a half-drawn page
    shows no link.
    """
    drawn = await run.fetcher.rendered(answer, source)
    if drawn.outcome is not None:
        statuses = {status.value: status for status in Status}
        status = statuses.get(drawn.outcome.value, Status.TIMEOUT)
        raise UnreadIndexError(status, drawn.reason or "its page was not drawn")
    context = replace(context, content_type=drawn.content_type)
    try:
        document = await _in_worker(run, Kind.LISTING, drawn.body, context)
    except WorkersUnavailableError:
        raise
    except Exception:  # a drawn page that crashes its reader shows no links
        return None
    if drawn.half_drawn_reason and not document.links:
        raise UnreadIndexError(Status.TIMEOUT, f"half-drawn: {drawn.half_drawn_reason}")
    return document


def status_of(error: Exception) -> Status:
    """Return the status of an index that raised this error when it was read."""
    if isinstance(error, NoPreviewError):
        return Status.NO_PREVIEW
    if isinstance(error, EmptyPreviewError):
        return Status.NO_LINKS
    return Status.PARSE_ERROR


async def _in_worker(run: Run, kind: Kind, body: bytes, context: DocumentContext) -> Document:
    """Read the document in a worker process; a large document gets more time."""
    megabytes = len(body) / 1e6
    if body.startswith(b"\x1f\x8b"):  # gzip
        megabytes *= _GZIP_RATIO
    if megabytes < _MIN_LARGE_MEGABYTES:
        return await run.pool.run(read_document, kind, body, context)
    seconds = megabytes * _MAX_SECONDS_PER_MEGABYTE
    return await run.pool.run_long(seconds, read_document, kind, body, context)


def _shows_nothing(document: Document) -> bool:
    """Return whether a page has no links, feeds, channels or posts."""
    return document.channel is None and not (document.links or document.feeds or document.channels)


async def _is_challenge(run: Run, answer: Answer) -> bool:
    """Return whether the answer is an anti-bot page."""
    try:
        page = Page(answer.url, answer.body, encoding=answer.charset)
        reading, _ = await run.pool.run(read_with_features, page)
    except Exception:  # the failure to read the document is reported by the caller
        return False
    return reading.outcome is Outcome.CHALLENGE
