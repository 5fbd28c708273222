"""Tests the table of all outlets: its numbers, its order, and what a public site leaves out."""

import sqlite3
from datetime import date
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from storage.browse.figures.outlet_table import DAYS, Column, OutletRow, outlet_rows, sort_rows
from storage.browse.outlets import load_outlets
from tests.reading_site import ReadingSite
from tests.sample_news import fill


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("outlets") / "news.db"
    db = fill(path)
    db.execute("UPDATE articles SET text_quality = 0.5 WHERE source_id = 'sura-press'")
    db.execute("UPDATE sources SET next_poll_at = '2026-02-01T10:00:00Z'")
    db.close()
    return path


def outlet_row(
    name: str, *days: tuple[int, int], quality: float | None = None, region: str = "А"
) -> OutletRow:
    """Return the row of an outlet; each day has its numbers of own articles and of copies."""
    conn = sqlite3.connect(":memory:")
    conn.row_factory = sqlite3.Row
    source = conn.execute(
        "SELECT ? AS name, 'working' AS status, 1 AS enabled, NULL AS last_new_article_at,"
        " NULL AS next_poll_at",
        [name],
    ).fetchone()
    return OutletRow(name, source, region, days, quality)


def test_own_articles_and_copies_are_counted_by_day(database: Path) -> None:
    conn = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    (last_day,) = conn.execute("SELECT max(substr(date_published, 1, 10)) FROM articles").fetchone()
    rows = outlet_rows(conn, load_outlets(conn), date.fromisoformat(last_day))
    for row in rows:
        articles, copies = conn.execute(
            "SELECT count(*), total(relation IN ('reprint', 'excerpt')) FROM articles"
            " WHERE source_id = ? AND date_published >= date(?, ?) AND date_published < date(?, ?)"
            " AND NOT is_advertising",
            [row.id, last_day, f"-{DAYS - 1} days", last_day, "+1 day"],
        ).fetchone()
        assert row.articles == articles
        assert sum(copied for _, copied in row.days) == copies
        assert len(row.days) == DAYS
    assert {row.id: row.text_quality for row in rows}["sura-press"] == 0.5


def test_the_share_of_copies_is_unknown_without_articles() -> None:
    assert outlet_row("a", (0, 0)).copied_share is None
    assert outlet_row("a", (3, 0), (0, 1)).copied_share == 0.25


def test_outlets_are_sorted_both_ways_and_unknown_values_come_last() -> None:
    rows = [
        outlet_row("в"),
        outlet_row("б", quality=0.9),
        outlet_row("А", quality=0.4),
        outlet_row("г", quality=0.9),
    ]
    upwards = [row.id for row in sort_rows(rows, Column.QUALITY)]
    assert upwards == ["А", "б", "г", "в"]
    downwards = [row.id for row in sort_rows(rows, Column.QUALITY, descending=True)]
    assert downwards == ["б", "г", "А", "в"]
    assert [row.id for row in sort_rows(rows, Column.NAME)] == ["А", "б", "в", "г"]


@pytest.mark.parametrize("column", Column)
def test_a_click_on_each_heading_sorts_the_page_and_another_reverses_it(
    database: Path, column: Column
) -> None:
    site = ReadingSite(database)
    page = BeautifulSoup(site.get(f"/sources?sort={column}").text, "lxml")
    (heading,) = page.select("th[aria-sort=ascending]")
    address_of_reverse = str(heading.a["href"])  # type: ignore[index]
    assert f"sort={column}&order=desc" in address_of_reverse
    page = BeautifulSoup(site.get(address_of_reverse).text, "lxml")
    assert len(page.select("th[aria-sort=descending]")) == 1


def test_an_unknown_column_is_reported(database: Path) -> None:
    answer = ReadingSite(database).get("/sources?sort=colour")
    assert answer.status_code == 400
    assert "expected one of name, region" in answer.text


def test_a_public_site_shows_no_status_and_no_poll(database: Path) -> None:
    public = ReadingSite(database, default_allow_sql=False)
    html = public.get("/sources").text
    assert "sort=status" not in html
    assert "sort=next" not in html
    assert public.get("/sources?sort=status").status_code == 400
    assert "sort=next" in ReadingSite(database).get("/sources").text
