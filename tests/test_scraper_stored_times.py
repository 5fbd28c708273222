"""Tests how commands show the times of the database."""

import pytest

from scraper.stored_times import shown_minute


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("2026-11-23T14:20:59Z", "2026-11-23 14:20"),
        ("2026-11-23", "2026-11-23"),
    ],
)
def test_a_time_is_shown_to_the_minute_and_a_day_as_it_is(stored: str, shown: str) -> None:
    assert shown_minute(stored) == shown
