"""Tests that the records of hosts and crawls are written and read."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from storage.crawl.crawls import begin_crawl, finish_crawl
from storage.crawl.hosts import Host, host_record, pause_host, save_robots, was_paused
from storage.database.sqlite import open_database

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
HOST = "penza.example"


def test_an_unknown_host_has_an_empty_record(tmp_path: Path) -> None:
    db = open_database(tmp_path / "news.db")
    assert host_record(db, HOST) == Host()
    assert not was_paused(db, HOST)


def test_a_later_robots_txt_replaces_the_stored_one(tmp_path: Path) -> None:
    db = open_database(tmp_path / "news.db")
    save_robots(db, HOST, "first", now=NOW)
    save_robots(db, HOST, "second", now=NOW + timedelta(days=1))
    record = host_record(db, HOST)
    assert (record.robots, record.robots_fetched_at) == ("second", NOW + timedelta(days=1))


def test_a_pause_keeps_the_robots_txt(tmp_path: Path) -> None:
    db = open_database(tmp_path / "news.db")
    save_robots(db, HOST, "rules", now=NOW)
    pause_host(db, HOST, until=NOW)
    assert host_record(db, HOST) == Host("rules", NOW, NOW)
    assert was_paused(db, HOST)


def test_a_crawl_without_an_end_was_killed(tmp_path: Path) -> None:
    db = open_database(tmp_path / "news.db")
    killed, ended = begin_crawl(db, NOW), begin_crawl(db, NOW)
    finish_crawl(
        db, ended, now=NOW, counts={"stored": 1}, sources={"a": {"stored": 1}}, exit_reason="ended"
    )
    rows = db.execute("SELECT id, finished_at, counts, exit_reason FROM crawls ORDER BY id")
    assert rows.fetchall() == [
        (killed, None, "{}", None),
        (ended, "2026-11-20T09:00:00Z", json.dumps({"stored": 1}), "ended"),
    ]
