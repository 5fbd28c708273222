"""Reads saved HTML files in worker processes, and returns a JSON object for each."""

import gzip
import stat
import sys
import zlib
from collections.abc import Generator, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from pipelines.model import Source, page_from_source
from pipelines.workers.fork_server import LIMITS
from pipelines.workers.in_order import run_in_order
from pipelines.workers.pool import PageStopped

MAX_PAGE_BYTES = 20_000_000  # of a decompressed file; real pages have less than 5 MB
STANDARD_INPUT = "-"

Record = dict[str, object]


@dataclass(frozen=True, slots=True)
class PageContext:
    """The options that hold for all given pages."""

    source: Source | None = None
    timezone: str | None = None  # IANA; used instead of the zone of the source
    fetched_at: datetime | None = None
    explain: bool = False  # add the evidence and what was removed


@dataclass(frozen=True, slots=True)
class SavedPage:
    """A file to read in a worker process."""

    path: str
    url: str
    context: PageContext
    body: bytes | None = None  # only of a pipe, which a worker process can't read
    error: str | None = None  # why the file can't be read


def extract_files(
    paths_and_urls: Iterable[tuple[str, str]], context: PageContext
) -> Generator[Record, None, None]:
    """Yield one JSON object for each (path, url), in order; a failure is in its ``error``.

    Each file is read and parsed in a worker process with the limits of a crawled page.
    """
    pages = (_saved_page(path, url, context) for path, url in paths_and_urls)
    limits = LIMITS
    if context.explain:  # which reads each page a second time
        limits = replace(limits, cpu_seconds=2 * limits.cpu_seconds)
    for page, result in run_in_order(_extract_file, pages, limits=limits):
        yield _failed(page, str(result)) if isinstance(result, PageStopped) else result


def _saved_page(path: str, url: str, context: PageContext) -> SavedPage:
    """Return the file to read, with its bytes if it is a pipe, which only this process can read."""
    page = SavedPage(path, url, context)
    try:
        if path != STANDARD_INPUT and stat.S_ISREG(Path(path).stat().st_mode):
            return page
        return replace(page, body=read_file(path))
    except (OSError, EOFError, zlib.error, ValueError) as error:
        return replace(page, error=_reason(error))


def _extract_file(page: SavedPage) -> Record:
    """Return the JSON object of one file; runs in a worker process."""
    from pipelines.extraction import read_page  # imported here: only a worker process needs it

    if page.error is not None:
        return _failed(page, f"cannot be read: {page.error}")
    try:
        body = read_file(page.path) if page.body is None else page.body
    except (OSError, EOFError, zlib.error, ValueError) as error:
        return _failed(page, f"cannot be read: {_reason(error)}")
    context = page.context
    html_page = page_from_source(
        context.source, page.url, body, fetched_at=context.fetched_at, timezone=context.timezone
    )
    reading = read_page.read_page(html_page)
    article = reading.article
    if article is None:
        return _failed(page, f"{reading.outcome}: {reading.reason}")
    region = context.source.region if context.source else None
    record: Record = {"path": page.path, "url": page.url or None} | article.to_dict()
    record["region"] = region
    if context.explain:
        removed = (*article.removed, *read_page.explain(html_page))
        record["evidence"] = [
            {"fact": fact.fact, "value": fact.value, "found_in": fact.found_in}
            for fact in article.evidence
        ]
        record["removed"] = [
            {"text": line.text, "stage": line.stage, "reason": line.reason} for line in removed
        ]
    return record


def read_file(path: str) -> bytes:
    """Return the decompressed bytes of a file; raises ValueError above MAX_PAGE_BYTES."""
    if path == STANDARD_INPUT:
        body = sys.stdin.buffer.read(MAX_PAGE_BYTES + 1)
    elif path.endswith(".gz"):
        with gzip.open(path) as file:
            body = file.read(MAX_PAGE_BYTES + 1)
    else:
        with Path(path).open("rb") as file:
            body = file.read(MAX_PAGE_BYTES + 1)
    if len(body) > MAX_PAGE_BYTES:
        raise ValueError(f"larger than {MAX_PAGE_BYTES:,} bytes")
    return body


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error) or type(error).__name__


def _failed(page: SavedPage, error: str) -> Record:
    return {"path": page.path, "url": page.url or None, "error": error}
