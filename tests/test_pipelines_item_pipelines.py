"""Tests what is stored after a page has been read."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from scrapy.exceptions import DropItem

from pipelines.item_pipelines import ReadPage
from pipelines.model import Article, Outcome, Page, PageRead, Reading, Source
from scraper.crawl.filing import PageFiler
from scraper.crawl.run_state import RunState
from storage.crawl.sources import save_sources
from storage.database.sqlite import open_database

TEXT = (
    "Городской совет Вольска утвердил проект новой набережной, сообщили в мэрии. Её строительство "
    "начнут весной и закончат через два года, средства выделит областной дорожный фонд."
)


def read(source: str, hour: int) -> PageRead:
    """Return the reading of an article that a source published at this hour."""
    moment = datetime(2026, 3, 2, hour, tzinfo=UTC)
    url = f"https://{source}.example/1"
    article = Article(url, "Набережная", TEXT, date_published=moment)
    page = Page(url=url, body=b"", fetched_at=moment, source_id=source, is_revisit=True)
    return PageRead(page, Reading(Outcome.STORED, article))


def test_a_changed_date_alone_gives_the_story_another_original(tmp_path: Path) -> None:
    db = open_database(tmp_path / "news.db")
    filer = PageFiler(RunState(db))
    sources = [
        Source(name, name, f"https://{name}.example/", "RU-SAR", "Europe/Moscow") for name in "ab"
    ]
    save_sources(db, sources)
    filer.file([read("a", 9), read("b", 10)])
    originals = (
        "SELECT a.source_id FROM stories AS s JOIN articles AS a ON a.id = s.canonical_article_id"
    )
    assert db.execute(originals).fetchall() == [("a",)]
    later = read("a", 9)
    assert later.reading.article is not None
    corrected = replace(later.reading.article, date_published=datetime(2026, 3, 2, 12, tzinfo=UTC))
    (filed,) = filer.file([replace(later, reading=Reading(Outcome.STORED, corrected))])
    assert isinstance(filed, PageRead)
    assert filed.reading.outcome is Outcome.UNCHANGED
    assert db.execute(originals).fetchall() == [("b",)]
    assert db.execute("SELECT relation FROM articles ORDER BY id").fetchall() == [
        ("reprint",), ("original",),
    ]  # fmt: skip
    db.close()


def test_a_page_after_the_end_of_a_run_is_dropped_without_a_message() -> None:
    async def main() -> None:
        read_page = ReadPage(workers=1)
        read_page.open_spider()
        read_page.close_spider()
        with pytest.raises(DropItem) as dropped:
            await read_page.process_item(Page("https://sura.example/1", b"<p>Text</p>"))
        assert dropped.value.log_level == "DEBUG"

    asyncio.run(main())
