"""Tests that pages stored in one batch leave what they leave when stored one after the other."""

import re
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from pipelines.model import Article, Evidence, Outcome, Page, PageRead, PageVersion, Reading, Source
from scraper.crawl.filing import PageFiler
from scraper.crawl.run_state import RunState
from scraper.crawl.saving.independent_pages import independent_pages
from scraper.crawl.saving.page_saving import Changes, PageSaver
from scraper.crawl.saving.visit_records import VisitRecords
from storage.crawl.sources import save_sources
from storage.database.sqlite import open_database

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
HOST = "https://town.example"
TEXT = "Городской совет утвердил проект новой набережной, сообщили в мэрии.\nРаботы начнут весной."
# What is compared. The id of a story tells under which address its article was first stored.
ROWS = (
    "SELECT id, source_id, url, headline, article_body, date_last_seen FROM articles ORDER BY 1",
    "SELECT * FROM urls ORDER BY identity",
    "SELECT article_id, headline, article_body FROM revisions ORDER BY 1, rowid",
    "SELECT * FROM evidence ORDER BY 1, 2, 3",
    "SELECT * FROM page_versions ORDER BY 1",
    "SELECT * FROM boilerplate_sightings ORDER BY 1, 2, 3",
)
# What a statement may read as a whole: lists of parameters, subqueries with a limit or with the
# regions of one story, tables with one row, and the articles that wait for the search index.
READ_AS_A_WHOLE = {
    "wanted", "wanted_texts", "wanted_rows", "CONSTANT", "found", "seen", "recent", "r",
    "signature_state", "main.article_search_config", "p",
}  # fmt: skip


def read(source: str, path: str, text: str = TEXT, **of_page: object) -> PageRead:
    """Return the reading of a page; ``canonical`` and ``requested_url`` name other addresses."""
    canonical = of_page.pop("canonical", None)
    url = f"{HOST}/{path}"
    article = Article(
        url, "Набережная", text, canonical_url=str(canonical) if canonical else None,
        date_published=NOW, evidence=(Evidence("headline", "Набережная", "h1"),),
    )  # fmt: skip
    page = Page(url, b"", source_id=source, fetched_at=NOW, next_check_at=NOW + timedelta(hours=6))
    reading = Reading(Outcome.STORED, article)
    return PageRead(replace(page, **of_page), reading, version=PageVersion(b"page"))  # type: ignore[arg-type]


def unchanged(item: PageRead) -> PageRead:
    return replace(item, reading=Reading(Outcome.UNCHANGED))


BATCHES = {
    "an article under two addresses": [
        read("penza", "penza/1"), read("penza", "penza/2", canonical=f"{HOST}/penza/1"),
    ],
    "an address that redirects, twice": [
        read("penza", "penza/1", requested_url=f"{HOST}/go/1"),
        read("penza", "penza/1", TEXT + "\nДополнено.", requested_url=f"{HOST}/go/2"),
    ],
    "a corrected headline": [
        read("penza", "penza/7901-most"), read("penza", "penza/7901-most-cherez-suru"),
    ],
    "a claimed address": [
        read("samara", "samara/1", canonical=f"{HOST}/penza/1"), read("penza", "penza/1"),
    ],
    "an article and its next visit": [
        read("penza", "penza/1"), unchanged(read("penza", "penza/1", is_revisit=True)),
    ],
    "different articles": [
        read("penza", f"penza/{number}", f"{TEXT}\nНомер {number}.") for number in range(5)
    ],
}  # fmt: skip


def filed(path: Path, batches: Sequence[Sequence[PageRead]]) -> tuple[list[Outcome], list[object]]:
    """Return the outcomes of pages that are stored in batches, and the rows of all tables."""
    with closing(open_database(path)) as db:
        save_sources(db, sources())
        filer = PageFiler(RunState(db, lambda: NOW))
        results = [result for batch in batches for result in filer.file(batch)]
        outcomes = [item.reading.outcome for item in results if isinstance(item, PageRead)]
        return outcomes, [db.execute(query).fetchall() for query in ROWS]


def sources() -> list[Source]:
    return [
        Source(name, name, f"{HOST}/{name}/", "RU-PNZ", "Europe/Moscow")
        for name in ("penza", "samara")
    ]


@pytest.mark.parametrize("batch", BATCHES.values(), ids=BATCHES)
def test_a_batch_leaves_what_its_pages_leave_one_after_the_other(
    tmp_path: Path, batch: Sequence[PageRead]
) -> None:
    outcomes, rows = filed(tmp_path / "together.db", [batch])
    assert len(outcomes) == len(batch), "no page failed"
    assert (outcomes, rows) == filed(tmp_path / "alone.db", [[page] for page in batch])


@pytest.mark.parametrize(
    ("name", "count"),
    [("an article under two addresses", 1), ("a corrected headline", 1), ("different articles", 5)],
)
def test_pages_that_may_show_one_article_are_not_stored_together(
    tmp_path: Path, name: str, count: int
) -> None:
    with closing(open_database(tmp_path / "news.db")) as db:
        assert len(independent_pages(db, BATCHES[name])) == count


def test_new_and_changed_texts_are_noted_and_others_are_not(tmp_path: Path) -> None:
    first, *others = BATCHES["different articles"]
    changed = replace(others[0], reading=read("penza", "penza/1", "Другой текст.").reading)
    with closing(open_database(tmp_path / "news.db")) as db:
        save_sources(db, sources())
        state = RunState(db, lambda: NOW)
        visits = VisitRecords(db, lambda: NOW)
        for batch, ids in (([first, others[0]], [1, 2]), ([first, changed, others[1]], [2, 3])):
            changes = Changes()
            saver = PageSaver(state, visits, changes, keeps_refused_pages=False)
            saver.save(independent_pages(db, batch))
            assert sorted(changes.fresh) == ids


def test_no_statement_that_stores_pages_reads_a_whole_table(tmp_path: Path) -> None:
    with closing(open_database(tmp_path / "news.db")) as db:
        save_sources(db, sources())
        filer = PageFiler(RunState(db, lambda: NOW))
        statements: list[str] = []
        db.conn.set_trace_callback(statements.append)
        for batch in BATCHES.values():
            filer.file(batch)
        db.conn.set_trace_callback(None)
        scanned = {name_of_scanned(step) for sql in statements for step in plan_of(db, sql)}
    assert "wanted" in scanned
    assert scanned - {None} <= READ_AS_A_WHOLE


def name_of_scanned(step: str) -> str | None:
    """Return what a step of a plan reads as a whole, or None if it uses an index."""
    scan = re.match(r"SCAN (\S+)", step)
    return scan[1] if scan else None


def plan_of(db: Database, sql: str) -> list[str]:
    """Return the steps of the plan of a statement."""
    if not sql.lstrip().startswith(("SELECT", "INSERT", "UPDATE", "DELETE")):
        return []
    return [step for *_, step in db.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall()]
