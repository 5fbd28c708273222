"""Tests the list of outlets that a feed reader can import, and that Svodka reads again."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from scraper.sources.opml import from_opml
from storage.browse.documents.opml import Subscription, to_opml
from tests.reading_site import ReadingSite
from tests.sample_news import fill

FEED = "https://penza.example/rss?key=secret&full=1"


@given(st.text("абв<>&\"' \t", min_size=1).filter(str.strip))
def test_outlets_and_feeds_are_read_again_as_they_were_written(name: str) -> None:
    outlets = [
        Subscription(name, "https://a.example/", "RU-PNZ", (FEED, "https://a.example/atom")),
        Subscription("Сура", "https://b.example/", "RU-PNZ"),
    ]
    written = " ".join(name.split())
    assert from_opml(to_opml(outlets).encode(), "x.opml") == [
        (written, "https://a.example/", FEED),
        (written, "https://a.example/", "https://a.example/atom"),
        ("Сура", "https://b.example/", None),
    ]


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("opml") / "news.db"
    db = fill(path)
    first, second = [source["id"] for source in db["sources"].rows_where(order_by="id", limit=2)]
    _add_feed(db, first, FEED, "working")
    _add_feed(db, first, "https://penza.example/gone", "gone")
    db.execute("UPDATE sources SET enabled = 0 WHERE id = ?", [second])
    db.close()
    return path


def _add_feed(db: Database, source_id: str, url: str, status: str) -> None:
    db.execute(
        "INSERT INTO endpoints (url, source_id, kind, configured, status)"
        " VALUES (?, ?, 'feed', 0, ?)",
        [url, source_id, status],
    )


def test_the_site_lists_enabled_outlets_with_the_feeds_that_work(database: Path) -> None:
    answer = ReadingSite(database).get("/sources.opml")
    assert answer.headers["content-type"] == "text/x-opml; charset=utf-8"
    listed = from_opml(answer.content, "sources.opml")
    assert len(listed) == Database(database)["sources"].count_where("enabled")
    assert [feed for _, _, feed in listed if feed] == [FEED]


def test_a_public_site_names_no_feed(database: Path) -> None:
    """The address of a feed may hold a key."""
    answer = ReadingSite(database, default_allow_sql=False).get("/sources.opml")
    assert {feed for _, _, feed in from_opml(answer.content, "sources.opml")} == {None}
