"""Tests that ``scrapy crawl news`` reports mistakes before it starts, and runs don't overlap."""

import pytest

from scraper.crawl.lock import run_lock
from scraper.crawl.summary import interrupted_line
from storage.database.sqlite import open_database
from tests.newsroom import Newsroom, rows, source_entry

# Nothing listens on port 9, so this source cannot be reached.
UNREACHABLE = source_entry("http://127.0.0.1:9/", "penza", feeds=["http://127.0.0.1:9/rss"])


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["-a", "sources=penza"], "argument sources: no such argument"),
        (["--due"], "unknown option --due"),
    ],
)
def test_a_mistake_ends_with_code_2_and_no_database(
    newsroom: Newsroom, arguments: list[str], expected: str
) -> None:
    newsroom.sources.write_text(UNREACHABLE)
    run = newsroom.crawl(*arguments)
    assert run.returncode == 2
    assert expected in run.stderr + run.stdout
    assert "Traceback" not in run.stderr
    assert not newsroom.database.exists()


def test_the_help_names_every_argument_of_the_spider(newsroom: Newsroom) -> None:
    text = newsroom.run("crawl", "-h").stdout
    for name in ("source=", "region=", "since=", "due=1", "revisit=now"):
        assert name in text, name


def test_an_interrupted_run_counts_what_it_has_stored() -> None:
    line = interrupted_line({"stored": 17, "changed": 2, "gone": 5})
    assert line.startswith("Interrupted: 17 new articles and 2 changed ones are stored")


def test_a_second_run_on_one_database_ends_at_once(newsroom: Newsroom) -> None:
    newsroom.sources.write_text(UNREACHABLE)
    with run_lock(newsroom.database):
        run = newsroom.crawl()
    assert run.returncode == 75
    assert run.stderr.count("\n") == 1
    assert "another run" in run.stderr


def test_a_file_that_is_no_database_ends_with_code_4(newsroom: Newsroom) -> None:
    newsroom.sources.write_text(UNREACHABLE)
    newsroom.database.write_text("not SQLite at all, but long enough to be looked at " * 20)
    run = newsroom.crawl()
    assert run.returncode == 4
    assert "Traceback" not in run.stderr


def test_a_run_that_reached_no_source_ends_with_code_1_and_the_reason(newsroom: Newsroom) -> None:
    newsroom.sources.write_text(UNREACHABLE)
    run = newsroom.crawl()
    assert run.returncode == 1
    assert run.stderr.startswith("penza: network_error")


def test_an_error_while_events_are_computed_is_one_line_and_the_run_is_recorded(
    newsroom: Newsroom,
) -> None:
    db = open_database(newsroom.database)
    db.execute("DROP TABLE event_features")
    db.execute("INSERT INTO events_to_place (story_id) VALUES ('story_of_the_past')")
    db.close()
    newsroom.sources.write_text(UNREACHABLE)
    run = newsroom.crawl()
    (line,) = [line for line in run.stderr.splitlines() if not line.startswith("penza: ")]
    assert line.startswith("scrapy crawl: events were not computed: OperationalError: no such")
    assert "the next run tries again" in line
    query = "SELECT exit_reason, finished_at IS NOT NULL FROM crawls"
    assert rows(newsroom, query) == [("finished", 1)]
    assert rows(newsroom, "SELECT story_id FROM events_to_place") == [("story_of_the_past",)]
