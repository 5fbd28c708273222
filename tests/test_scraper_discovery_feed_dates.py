"""Tests the times of feed items, and local times that are labelled GMT."""

from datetime import UTC, datetime

import pytest

from scraper.discovery.documents import DocumentContext
from scraper.discovery.feed_dates import feed_clock

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
CONTEXT = DocumentContext("https://penza.example/rss", timezone="Europe/Moscow", now=NOW)


@pytest.mark.parametrize(
    ("raws", "first"),
    [
        (["Fri, 20 Nov 2026 08:00:00 GMT"], datetime(2026, 11, 20, 8, tzinfo=UTC)),
        # The second item lies in the future as GMT, so the feed writes local time with that label.
        (
            ["Fri, 20 Nov 2026 08:00:00 GMT", "Fri, 20 Nov 2026 11:50:00 GMT"],
            datetime(2026, 11, 20, 5, tzinfo=UTC),
        ),
        (["Fri, 20 Nov 2026 08:00:00 +0300"], datetime(2026, 11, 20, 5, tzinfo=UTC)),
        (["2026-11-20 08:00"], datetime(2026, 11, 20, 5, tzinfo=UTC)),
        (["no date"], None),
    ],
    ids=["gmt", "local-as-gmt", "offset", "without-zone", "unreadable"],
)
def test_a_time_is_read_with_the_zone_that_the_whole_feed_shows(
    raws: list[str], first: datetime | None
) -> None:
    assert feed_clock(raws, CONTEXT).read(raws[0]) == first
