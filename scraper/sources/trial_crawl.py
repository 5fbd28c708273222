"""Prepares a crawl of a few articles into a temporary database, and reads its result."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import tomlkit
from sqlite_utils import Database

from pipelines.model import Source, SourceKind, kind_of_address
from scraper.discovery.documents import Kind
from storage.crawl.endpoints import endpoints_of
from storage.database.sqlite import open_readonly

SAMPLES = 3  # articles fetched from each outlet
_STATUS = "SELECT coalesce(status, 'never_polled'), status_detail FROM sources WHERE id = ?"
_SAMPLES = """
    SELECT url, headline, date_published, article_body FROM articles WHERE source_id = ?
    ORDER BY id LIMIT ?
"""
_PLACES_OF_TEXTS = """
    SELECT DISTINCT evidence.found_in FROM evidence JOIN articles
    ON articles.id = evidence.article_id
    WHERE evidence.fact = 'article_body' AND articles.source_id = ?
"""


@dataclass(frozen=True, slots=True)
class Sample:
    """An article as it would be stored."""

    url: str
    headline: str
    date_published: str | None
    article_body: str


@dataclass(frozen=True, slots=True)
class TrialResult:
    """The indexes and articles that were found when an outlet was tried."""

    source: Source
    feeds: tuple[str, ...]
    sitemaps: tuple[str, ...]
    listings: tuple[str, ...]
    samples: tuple[Sample, ...]
    status: str
    detail: str | None
    text_found_in: tuple[str, ...] = ()  # places of texts that were read from data, as «json-ld»
    browser: str | None = None  # «tried», or why a browser that may be needed was not tried

    @property
    def works(self) -> bool:
        return bool(self.samples)


@contextmanager
def trial_folder(sources: Sequence[Source]) -> Iterator[Path]:
    """Yield a temporary folder with a ``sources.toml`` of the outlets that are to be tried."""
    with tempfile.TemporaryDirectory(prefix="svodka-") as name:
        folder = Path(name)
        document = tomlkit.document()
        tables = tomlkit.aot()
        for source in sources:
            tables.append(block(source))
        document["source"] = tables
        (folder / "sources.toml").write_text(tomlkit.dumps(document), encoding="utf-8")
        yield folder


def read_results(folder: Path, sources: Sequence[Source]) -> list[TrialResult]:
    """Return what a crawl of the trial folder stored of each source."""
    db = open_readonly(folder / "news.db")
    try:
        return [_result_of(db, source) for source in sources]
    finally:
        db.close()


def block(source: Source) -> tomlkit.items.Table:
    """Return the source as a ``[[source]]`` table of the keys that differ from their defaults."""
    table = tomlkit.table()
    for key in ("id", "name", "home", "region", "timezone"):
        table[key] = getattr(source, key)
    for key in ("feeds", "sitemaps", "listings"):
        if getattr(source, key):
            table[key] = list(getattr(source, key))
    for key in ("article_pattern", "language", "owner"):
        if getattr(source, key):
            table[key] = getattr(source, key)
    kind = kind_of_address(source.home)
    if kind is not SourceKind.OUTLET:
        table["kind"] = str(kind)
    if not source.verify_certificates:
        table["verify_certificates"] = False
    if source.render:
        table["render"] = True
    return table


def _result_of(db: Database, source: Source) -> TrialResult:
    """Return what the database holds of a source; sitemaps within other sitemaps are left out."""
    working = [
        endpoint
        for endpoint in endpoints_of(db, source.id)
        if endpoint.status == "working" and not endpoint.parent
    ]
    urls_by_kind = {
        kind: tuple(endpoint.url for endpoint in working if endpoint.kind == kind) for kind in Kind
    }
    status, detail = db.execute(_STATUS, [source.id]).fetchone() or ("never_polled", None)
    return TrialResult(
        text_found_in=tuple(place for (place,) in db.execute(_PLACES_OF_TEXTS, [source.id])),
        source=source,
        feeds=urls_by_kind[Kind.FEED],
        sitemaps=urls_by_kind[Kind.SITEMAP],
        listings=urls_by_kind[Kind.LISTING],
        samples=tuple(Sample(*row) for row in db.execute(_SAMPLES, [source.id, SAMPLES])),
        status=status,
        detail=detail,
    )
