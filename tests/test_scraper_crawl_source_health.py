"""Tests that a poll is judged by stored values, and that the next poll is set."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from pipelines.model import Outcome, Source
from pipelines.model.health import Status, advice, needs_a_person
from pipelines.parsing.urls import address
from scraper.crawl.health.source_health import judged, poll_of
from scraper.crawl.health.verdicts import Report
from scraper.crawl.indexes.findings import IndexFindings
from scraper.sources.loading import load_sources
from storage.crawl.sources import save_sources
from storage.crawl.urls import record_outcome
from storage.database.sqlite import open_database, transaction
from tests.newsroom import source_entry

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
SURA = Source("sura", "Сура", "https://sura.example/", "RU-PNZ", "Europe/Moscow")


@pytest.fixture
def db(tmp_path: Path) -> Database:
    db = open_database(tmp_path / "news.db")
    save_sources(db, [SURA])
    return db


def report_with(**findings: Any) -> Report:
    """Return the report of a poll whose indexes had these findings."""
    return Report("sura", IndexFindings(**findings), visits=1, counts={}, milliseconds=10)


def test_pages_that_cannot_be_read_are_reported_by_a_poll_that_brings_nothing_new(
    db: Database,
) -> None:
    with transaction(db):
        for n in range(4):
            page = address(f"https://sura.example/news/{n}")
            assert page is not None
            record_outcome(db, page, source_id="sura", outcome=Outcome.NOT_ARTICLE, now=NOW)
    report = judged(db, report_with(not_modified=1), NOW)
    assert report.status is Status.UNREADABLE
    poll = poll_of(db, report, SURA.home, NOW)
    assert (poll.status, poll.failed) == (Status.UNREADABLE, True)
    assert NOW < poll.next_poll_at <= NOW + timedelta(days=1)
    db.close()


@pytest.mark.parametrize(
    ("status", "failures", "expected"),
    [
        (Status.UNREADABLE, 1, True),
        (Status.MOVED, 1, True),
        (Status.TIMEOUT, 1, False),
        (Status.TIMEOUT, 3, True),
        (Status.WORKING, 9, False),
    ],
)
def test_a_person_is_needed_at_once_or_after_three_failures(
    status: Status, failures: int, *, expected: bool
) -> None:
    assert needs_a_person(status, failures) is expected


def test_each_failure_has_advice_and_its_commands_name_the_source() -> None:
    for status in Status:
        words = advice(status, "sura")
        assert words is None or "{id}" not in words, status
    assert "--again sura" in str(advice(Status.MOVED, "sura"))
    assert advice(Status.WORKING, "sura") is None


# The keys of sources.toml that advice names, each with a valid value.
KEYS = {
    "body": ".text",
    "date": ".when",
    "timezone": "Asia/Omsk",
    "article_pattern": "/news/",
    "verify_certificates": False,
}


@pytest.mark.parametrize("status", Status)
def test_advice_names_only_keys_that_sources_toml_accepts(status: Status, tmp_path: Path) -> None:
    text = advice(status, "sura") or ""
    assert "[source." not in text
    named = set(re.findall(r"`([a-z_]+)`", text)) | {key for key in KEYS if f"{key} =" in text}
    file = tmp_path / "sources.toml"
    file.write_text(source_entry(SURA.home, "sura", **{key: KEYS[key] for key in named}), "utf-8")
    assert [source.id for source in load_sources(file)] == ["sura"]
