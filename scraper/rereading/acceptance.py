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


def page_of(db: Database, refused: RefusedPage, sources: Mapping[str, Source]) -> Page:
    """Return the page of a refused address, with the facts of this address and its source."""
    page = page_from_source(
        sources.get(refused.source_id), refused.url, refused.body, encoding=refused.encoding,
        fetched_at=refused.fetched_at,
    )  # fmt: skip
    known = known_url(db, refused.identity)
    if known is None:  # no visit of the address is recorded
        return page
    return replace(
        page,
        source_id=refused.source_id,  # also if sources.toml names the source no more
        requested_url=known.address.url,
        next_check_at=refused.fetched_at,  # so that its article is due at once
        is_accepted=known.is_accepted,
        hints=known.hints,
    )


def read_alone(page: Page) -> Reading:
    """Return the reading of one page, made in a worker process."""
    ((_, result),) = run_in_order(read_with_features, [page], workers=1)
    if isinstance(result, PageStopped):
        return Reading(result.outcome, reason=result.reason)
    reading, _features = result
    return reading


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
