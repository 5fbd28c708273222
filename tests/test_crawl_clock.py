"""Tests that no article or order of events is lost if a clock is set back."""

from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.workers.clock import Clock
from storage.crawl.clock_repair import repair_future_timestamps
from storage.database.sqlite import open_database
from tests.clocked_outlet import ClockedOutlet
from tests.newsroom import Newsroom, findings
from tests.web_site import Answer, Pages, Site

YEAR = 365 * 86_400  # seconds


@given(st.lists(st.tuples(st.floats(-1e9, 1e9), st.floats(0, 1e4)), min_size=2, max_size=20))
def test_the_clock_of_a_run_never_goes_back_or_stops(
    steps: list[tuple[float, float]],
) -> None:
    """Each step is a jump of the wall clock, and the time that passes; both in seconds."""
    wall, steady = 1.7e9, 0.0
    clock = Clock(lambda: wall, lambda: steady)
    shown = clock()
    for jump, passed in steps:
        wall, steady = wall + jump + passed, steady + passed
        before, shown = shown, clock()
        assert shown - before >= timedelta(seconds=passed) - timedelta(milliseconds=1)
        assert shown >= datetime.fromtimestamp(wall, UTC) - timedelta(milliseconds=1)


@pytest.fixture
def outlet(newsroom: Newsroom, site: Site) -> ClockedOutlet:
    return ClockedOutlet(newsroom, site)


def test_a_clock_set_back_between_runs_leaves_no_time_in_the_future(outlet: ClockedOutlet) -> None:
    outlet.publish(range(4))
    outlet.crawl(offset=YEAR)  # all is too old for such a clock
    assert outlet.select("SELECT DISTINCT outcome FROM urls") == [("too_old",)]
    assert max(moment for _, moment in outlet.moments()) > datetime.now(UTC) + timedelta(days=300)
    outlet.publish(range(6))
    outlet.crawl("-a", "due=1")
    assert outlet.select("SELECT outcome, count(*) FROM urls GROUP BY 1") == [("stored", 6)]
    now = datetime.now(UTC)
    assert [name for name, moment in outlet.moments() if moment > now] == []
    planned = outlet.select("SELECT next_poll_at FROM sources UNION SELECT next_check_at FROM urls")
    assert all(datetime.fromisoformat(at) < now + timedelta(days=8) for (at,) in planned)


def test_a_clock_set_back_during_a_run_keeps_the_order_of_events(outlet: ClockedOutlet) -> None:
    outlet.publish(range(3))
    outlet.crawl(offset=7200)
    outlet.publish(range(3), edited="<p>Дополнено: на мосту открыли и второй путь.</p>")

    class Jumping(Pages):
        """Pages of a site that sets the clock back by a day when one of them is requested."""

        def answer(self, path: str) -> Answer | None:
            if path == "/news/1001/most":
                outlet.set_clock(-86_400)
            return super().answer(path)

    outlet.site.pages = Jumping(outlet.site.pages)
    outlet.crawl("-a", "revisit=now", offset=7300)
    assert "/news/1001/most" in outlet.site.paths()
    versions = outlet.select("SELECT article_id, seen_at FROM revisions ORDER BY article_id, rowid")
    assert len(versions) == 6
    assert versions == sorted(versions)
    assert outlet.select("SELECT count(*) FROM crawls WHERE finished_at < started_at") == [(0,)]
    outlet.crawl("-a", "revisit=now")  # with the right time again
    assert len(outlet.select("SELECT 1 FROM revisions")) == 6
    assert all(moment <= datetime.now(UTC) for _, moment in outlet.moments())
    assert findings(outlet.newsroom.database) == []


def test_with_a_right_clock_no_time_is_repaired(outlet: ClockedOutlet) -> None:
    outlet.publish(range(2))
    outlet.crawl()
    with closing(open_database(outlet.newsroom.database)) as db:
        before = [*db.query("SELECT * FROM urls"), *db.query("SELECT * FROM sources")]
        assert repair_future_timestamps(db, datetime.now(UTC)) == []
        assert [*db.query("SELECT * FROM urls"), *db.query("SELECT * FROM sources")] == before


def test_a_pause_of_a_host_that_a_wrong_clock_stored_is_ended(tmp_path: Path) -> None:
    with closing(open_database(tmp_path / "news.db")) as db:
        now = datetime(2026, 11, 1, tzinfo=UTC)
        db.table("hosts").insert_all(
            [
                {"host": "a.example", "not_before": "2027-11-01T00:00:00Z"},
                {"host": "b.example", "not_before": "2026-11-07T00:00:00Z"},
                {"host": "c.example", "robots": "", "robots_fetched_at": "2027-11-01T00:00:00Z"},
            ]
        )
        repair_future_timestamps(db, now)
        assert [tuple(row.values()) for row in db["hosts"].rows] == [
            ("a.example", None, None, "2026-11-01T00:00:00Z"),
            ("b.example", None, None, "2026-11-07T00:00:00Z"),
            ("c.example", "", None, None),
        ]
