"""Tests that articles are counted by the local day on which they were published."""

from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from storage.browse.figures.statistics import activity
from storage.browse.i18n.times import local_day
from tests.sample_news import fill

TIMES = (
    "2026-03-07T23:59:59Z", "2026-03-08T04:59:59Z", "2026-03-08T05:00:00Z", "2026-03-08T20:45:00Z",
    "2026-03-09T03:59:59Z", "2026-03-09T04:00:00Z", "2026-03-09",
)  # fmt: skip


@pytest.mark.parametrize("zone", ["UTC", "Asia/Vladivostok", "Asia/Kolkata", "America/New_York"])
def test_an_article_counts_on_its_local_day(tmp_path: Path, zone: str) -> None:
    """One zone changed to summer time on 8 March 2026: America/New_York."""
    db = fill(tmp_path / "news.db")
    ids = [one for (one,) in db.conn.execute("SELECT id FROM articles LIMIT ?", [len(TIMES)])]
    assert len(ids) == len(TIMES)
    source = "sura-press"
    db.conn.executemany(
        "UPDATE articles SET source_id = ?, date_published = ? WHERE id = ?",
        [(source, at, i) for at, i in zip(TIMES, ids, strict=True)],
    )
    found = activity(db.conn, [source], ZoneInfo(zone), date(2026, 3, 10), 6)
    expected = [local_day(at, ZoneInfo(zone)) for at in TIMES]
    days = [date(2026, 3, 5) + timedelta(days=n) for n in range(6)]
    assert [own + copies for _, own, copies in found.days] == [expected.count(day) for day in days]
