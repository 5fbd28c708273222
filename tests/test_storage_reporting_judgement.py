"""Tests when the last poll of an outlet shows what the outlet published about a story."""

from datetime import UTC, datetime

import pytest

from pipelines.model import Status
from storage.reporting.judgement import Period, PolledOutlet, moment

PERIOD = Period(datetime(2026, 3, 2, 6, tzinfo=UTC), datetime(2026, 3, 5, 6, tzinfo=UTC))


@pytest.mark.parametrize(
    ("status", "polled_at", "counts"),
    [
        (Status.WORKING, "2026-03-03T06:00:00Z", True),
        (Status.NOT_MODIFIED, "2026-03-05T06:00:00Z", True),
        (Status.WORKING, "2026-03-05T06:00:01Z", False),
        (Status.WORKING, "2026-03-02T05:59:59Z", False),
        (Status.BLOCKED, "2026-03-03T06:00:00Z", False),
        (None, None, False),
    ],
)
def test_only_a_poll_without_error_in_the_period_counts(
    status: str | None, polled_at: str | None, counts: bool
) -> None:
    outlet = PolledOutlet("alpha", status, polled_at)
    expected = moment(polled_at) if polled_at and counts else None
    assert outlet.polled_within(PERIOD) == expected


def test_a_day_without_a_time_stands_for_its_start() -> None:
    assert moment("2026-03-02") == datetime(2026, 3, 2, tzinfo=UTC)
