"""Tests that commands that list findings read days in one time zone."""

import argparse
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipelines.files.errors import BadInputError
from scraper.days import add_day_options, chosen_period
from tests.sample_news import fill


def options(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    add_day_options(parser, "what was seen")
    return parser.parse_args(words)


@pytest.mark.parametrize(
    ("region", "source", "midnight"),
    [
        (None, None, "2026-03-09T21:00:00Z"),  # Moscow, the zone of two of the four outlets
        ("RU-PRI", None, "2026-03-09T14:00:00Z"),
        ("RU-PRI", "volga-novosti", "2026-03-09T20:00:00Z"),  # the outlet is more exact
    ],
)
def test_days_are_those_of_the_outlet_the_region_or_most_outlets(
    tmp_path: Path, region: str | None, source: str | None, midnight: str
) -> None:
    conn = fill(tmp_path / "news.db").conn
    days = options("--since", "2026-03-10", "--until", "2026-03-11")
    start, end = chosen_period(conn, days, 7, region=region, source=source)
    assert start == midnight
    assert end == midnight.replace("03-09", "03-11"), "the last day is whole"


def test_without_options_the_period_ends_with_today(tmp_path: Path) -> None:
    conn = fill(tmp_path / "news.db").conn
    start, end = (datetime.fromisoformat(text) for text in chosen_period(conn, options(), 7))
    assert end - start == timedelta(days=8)
    assert timedelta() < end - datetime.now(UTC) <= timedelta(days=1)


def test_a_text_that_is_no_day_is_refused(tmp_path: Path) -> None:
    conn = fill(tmp_path / "news.db").conn
    with pytest.raises(BadInputError, match="--until: expected YYYY-MM-DD, got 'March'"):
        chosen_period(conn, options("--until", "March"), 7)
