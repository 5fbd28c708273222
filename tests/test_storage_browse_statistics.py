"""Tests that articles are counted by the local day on which they were published."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from storage.browse.figures.outlet_table import outlet_rows
from storage.browse.figures.statistics import activity
from storage.browse.outlets import load_outlets
from storage.database.zones import local_day
from tests.sample_news import fill

TIMES = (
    "2026-03-07T23:59:59Z", "2026-03-08T04:59:59Z", "2026-03-08T05:00:00Z", "2026-03-08T20:45:00Z",
    "2026-03-09T03:59:59Z", "2026-03-09T04:00:00Z", "2026-03-09",
)  # fmt: skip


@pytest.mark.parametrize("zone", ["UTC", "Asia/Vladivostok", "Asia/Kolkata", "America/New_York"])
def test_an_article_counts_on_its_local_day(tmp_path: Path, zone: str) -> None:
    """One zone changed to summer time on 8 March 2026: America/New_York."""
    db = fill(tmp_path / "news.db")
    ids = [
        article_id
        for (article_id,) in db.conn.execute("SELECT id FROM articles LIMIT ?", [len(TIMES)])
    ]
    assert len(ids) == len(TIMES)
    source = "sura-press"
    db.conn.executemany(
        "UPDATE articles SET source_id = ?, date_published = ?, is_advertising = 0 WHERE id = ?",
        [(source, at, article_id) for at, article_id in zip(TIMES, ids, strict=True)],
    )
    counted = activity(db.conn, [source], ZoneInfo(zone), date(2026, 3, 10), 6)
    expected = [local_day(at, ZoneInfo(zone)) for at in TIMES]
    days = [date(2026, 3, day) for day in range(5, 11)]
    assert [own + copies for _, own, copies in counted.days] == [
        expected.count(day) for day in days
    ]


def test_advertising_is_counted_by_itself(tmp_path: Path) -> None:
    db = fill(tmp_path / "news.db")
    today = datetime.now(UTC).date()
    sources = ["sura-press", "penza-den", "volga-novosti", "vostok"]
    before = activity(db.conn, sources, ZoneInfo("UTC"), today, 3)
    assert (before.own, before.copied, before.advertising) == (4, 2, 1)
    db.execute("UPDATE articles SET is_advertising = 1 WHERE relation = 'reprint'")
    after = activity(db.conn, sources, ZoneInfo("UTC"), today, 3)
    assert (after.own, after.copied, after.advertising) == (4, 1, 2)
    assert before.median_lag == timedelta(minutes=45).total_seconds()
    assert after.median_lag == timedelta(minutes=75).total_seconds()
    assert after.copied_from == (("sura-press", 1),)
    rows = outlet_rows(db.conn, load_outlets(db.conn), today)
    assert sum(row.articles for row in rows) == 5
