"""Stores the articles of refused pages that a person or new rules accept."""

from collections.abc import Mapping
from dataclasses import replace

from sqlite_utils import Database

from pipelines.model import Outcome, Page, PageRead, Reading, Source, TextFeatures, page_from_source
from pipelines.reading import read_with_features
from pipelines.workers.in_order import run_in_order
from pipelines.workers.pool import PageStopped
from scraper.crawl.filing import PageFiler
from scraper.crawl.run_state import RunState
from storage.articles.refused_pages import RefusedPage
from storage.crawl.urls import known_url


def page_of(db: Database, kept: RefusedPage, sources: Mapping[str, Source]) -> Page:
    """Return a stored page with the facts of its address and its source."""
    page = page_from_source(
        sources.get(kept.source_id), kept.url, kept.body, encoding=kept.encoding,
        fetched_at=kept.fetched_at,
    )  # fmt: skip
    known = known_url(db, kept.identity)
    if known is None:
        return page
    return replace(
        page,
        source_id=kept.source_id,
        requested_url=known.address.url,
        next_check_at=kept.fetched_at,  # so that its article is due at once
        is_accepted=known.is_accepted,
        hints=known.hints,
    )


def read_alone(page: Page) -> Reading:
    """Return the reading of one page, made in a worker process."""
    ((_, result),) = run_in_order(read_with_features, [page], workers=1)
    if isinstance(result, PageStopped):
        return Reading(result.outcome, reason=result.reason)
    return result[0]


def file_article(
    db: Database, page: Page, reading: Reading, features: TextFeatures | None, raw_days: int
) -> Outcome:
    """Store the article of a page that was refused before, and return its outcome.

    Raises the exception that prevented the storing.
    """
    filer = PageFiler(RunState(db), raw_days)
    (result,) = filer.file([PageRead(page, reading, features)])
    if isinstance(result, Exception):
        raise result
    return result.reading.outcome
