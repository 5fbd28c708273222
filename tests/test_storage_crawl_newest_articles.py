"""Tests that a poll reads the newest articles of its source without reading all of them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from pipelines.model import Source
from storage.crawl.endpoints import recent_publications
from storage.crawl.source_dates import newest_dates
from storage.crawl.source_health import mean_text_qualities, newest_texts, word_counts
from storage.crawl.sources import save_sources
from storage.database.sqlite import open_database

START = datetime(2026, 1, 1, tzinfo=UTC)


def filled(path: Path, count: int) -> Database:
    """Return a database with articles of one source, of which each is an hour newer than the last.

    Of every third one only the day of publication is known, and of every fifth not even that.
    """
    db = open_database(path)
    save_sources(db, [Source("sura", "Сура", "https://sura.example/", "RU-PNZ", "UTC")])
    db.table("articles").insert_all(article(number) for number in range(count))
    return db


def article(number: int) -> dict[str, object]:
    hour = (START + timedelta(hours=number)).strftime("%Y-%m-%dT%H:%M:%SZ")
    seen = (START + timedelta(hours=number, minutes=30)).strftime("%Y-%m-%dT%H:%M:%SZ")
    published: str | None = hour
    precision: str | None = "minute"
    if number % 5 == 0:
        published = precision = None
    elif number % 3 == 0:
        published, precision = hour[:10], "day"
    return {
        "source_id": "sura", "url": f"https://sura.example/{number}", "headline": f"{number}",
        "article_body": "Мост открыли.", "word_count": 2, "text_quality": 0.9,
        "date_published": published, "date_published_precision": precision,
        "date_first_seen": seen, "date_last_seen": seen,
    }  # fmt: skip


def steps(db: Database, read: Callable[[Database, str], object]) -> int:
    """Return how many instructions of SQLite's virtual machine a function needs, in hundreds."""
    count = 0

    def add() -> int:
        nonlocal count
        count += 1
        return 0

    db.conn.set_progress_handler(add, 100)
    read(db, "sura")
    db.conn.set_progress_handler(None, 100)
    return count


@pytest.mark.parametrize(
    "read", [recent_publications, newest_dates, newest_texts, word_counts, mean_text_qualities]
)
def test_reading_costs_the_same_for_a_long_archive(
    read: Callable[[Database, str], object], tmp_path: Path
) -> None:
    short, long = filled(tmp_path / "short.db", 400), filled(tmp_path / "long.db", 3_000)
    assert steps(long, read) <= 1.2 * steps(short, read) + 5


def test_recent_publications_are_the_newest_of_all(tmp_path: Path) -> None:
    """The time of the first look stands for a time of publication that is not known."""
    db = filled(tmp_path / "news.db", 400)
    rows = db.execute(
        "SELECT iif(date_published_precision = 'minute', date_published, date_first_seen)"
        " FROM articles"
    ).fetchall()
    newest = sorted((datetime.fromisoformat(moment) for (moment,) in rows), reverse=True)
    assert recent_publications(db, "sura", 50) == newest[:50]
