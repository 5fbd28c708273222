"""Tests that the times of an alert are read from its table in alerts.toml."""

from datetime import time
from typing import Any

import pytest

from pipelines.files.errors import BadInputError
from scraper.alerts.fields import read_timing


def test_a_daily_alert_has_its_hour_and_quiet_hours() -> None:
    timing = read_timing("alerts.toml", {"every": "day", "at": "7:30", "quiet": "23:00-07:00"})
    assert (timing.every, timing.at, timing.quiet) == ("day", time(7, 30), (time(23), time(7)))


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({"every": "week"}, 'every: expected "hour" or "day"'),
        ({"at": "08:00"}, "at: goes with every"),
        ({"every": "day", "at": "25:00"}, "at: expected a time"),
        ({"quiet": "23:00"}, "quiet: expected two different times"),
        ({"quiet": "23:00-23:00"}, "quiet: expected two different times"),
        ({"timezone": "Europe/Penza"}, "timezone: expected a name"),
    ],
)
def test_a_mistake_names_its_key(table: dict[str, Any], message: str) -> None:
    with pytest.raises(BadInputError, match=message):
        read_timing("alerts.toml", table)
