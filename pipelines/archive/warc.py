"""Reads the articles of web archives (WARC, ISO 28500), each page as a crawl would read it."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, BinaryIO

from pipelines.archive.records import member_from_page
from pipelines.extraction.read_page import read_page
from pipelines.files.errors import BadInputError
from pipelines.model import Outcome, Page, Source, StoryMember, page_from_source
from pipelines.parsing.sites import outlet_of
from pipelines.parsing.urls import address
from pipelines.workers.in_order import run_in_order
from pipelines.workers.pool import PageStopped

if TYPE_CHECKING:
    from warcio.recordloader import ArcWarcRecord

_MAX_PAGE_BYTES = 20_000_000  # of one page, decompressed; a larger page is skipped
_MAX_REASON_CHARS = 100  # of an error of warcio in a message
_HTML_TYPES = ("text/html", "application/xhtml+xml")


def pages(
    file: BinaryIO, name: str, timezone: str | None, sources: Mapping[str, Source]
) -> Iterator[Page]:
    """Yield the HTML pages of a web archive whose HTTP status is 200.

    ``sources`` maps ``outlet_of(home)`` to the source with this home page. Pages of other outlets
    are read in the zone ``timezone``. Raises BadInputError for a file that is no web archive.
    """
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    try:
        for record in ArchiveIterator(file):
            page = _page_of(record, timezone, sources)
            if page is not None:
                yield page
    except (ArchiveLoadFailed, OSError, EOFError, ValueError) as error:
        reason = " ".join(str(error).split())[:_MAX_REASON_CHARS] or type(error).__name__
        raise BadInputError(f"{name}: cannot be read as a web archive: {reason}") from None


def _page_of(
    record: "ArcWarcRecord", timezone: str | None, sources: Mapping[str, Source]
) -> Page | None:
    """Return the page of a record of a web archive; None if it holds no HTML page, or a large one.

    ``timezone`` and ``sources`` are as in ``pages``.
    """
    headers = record.http_headers
    if record.rec_type != "response" or headers is None or headers.get_statuscode() != "200":
        return None
    content_type = headers.get_header("Content-Type") or ""
    media_type, _, parameters = content_type.partition(";")
    if media_type.strip().lower() not in _HTML_TYPES:
        return None
    body = record.content_stream().read(_MAX_PAGE_BYTES + 1)
    page_address = address(record.rec_headers.get_header("WARC-Target-URI") or "")
    if page_address is None or len(body) > _MAX_PAGE_BYTES:
        return None
    source = sources.get(outlet_of(page_address.url))
    return page_from_source(
        source,
        page_address.url,
        body,
        encoding=_charset(parameters),
        fetched_at=_moment(record.rec_headers.get_header("WARC-Date")),
        timezone=None if source else timezone,
    )


def read_pages(
    html_pages: Iterator[Page], sources: Mapping[str, Source]
) -> Iterator[tuple[Outcome, StoryMember | None]]:
    """Yield the outcome of each page and its article, which worker processes with limits read.

    ``sources`` maps ``outlet_of(home)`` to the source with this home page.
    """
    for page, reading in run_in_order(read_page, html_pages, workers=1):
        if isinstance(reading, PageStopped):
            yield reading.outcome, None
            continue
        article = None
        if reading.article is not None:
            source = sources.get(outlet_of(page.url))
            article = member_from_page(page, reading.article, source)
        yield reading.outcome, article


def _charset(parameters: str) -> str | None:
    """Return the charset among the parameters of a media type, or None."""
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return value.strip(" \"'") or None
    return None


def _moment(text: str | None) -> datetime | None:
    """Return a time of ISO 8601 in UTC; None if it is missing or not valid."""
    try:
        return datetime.fromisoformat(text).astimezone(UTC) if text else None
    except ValueError:
        return None
