"""Tests a day of polls: all articles are stored, and each change of an outlet is reported."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.newsroom import Newsroom
from tests.published_days import Days
from tests.web_site import Site

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
MIN_PUBLISHED = 180  # articles; fewer would prove little
MIN_STORED_SHARE = 0.995
MAX_POLLS_UNTIL_REPORTED = 3


def test_of_twelve_outlets_exactly_those_that_changed_are_named(
    newsroom: Newsroom, start_site: Callable[[], Site]
) -> None:
    days = Days(newsroom, start_site)
    days.crawl(timedelta(0))
    changing = [outlet for outlet in days.outlets if outlet.change]
    days.changed_at = {outlet.id: timedelta(hours=1) for outlet in changing}
    for hours in (7, 14, 21):
        days.crawl(timedelta(hours=hours))
    stored, published = days.count_stored_and_fetchable(timedelta(hours=21))
    assert published > MIN_PUBLISHED
    assert stored >= MIN_STORED_SHARE * published
    polls_by_outlet = {outlet.id: outlet.polls_until_reported for outlet in changing}
    reported_late = {
        outlet: polls
        for outlet, polls in polls_by_outlet.items()
        if polls is None or polls > MAX_POLLS_UNTIL_REPORTED
    }
    assert reported_late == {}
    assert days.false_reports == []
    listed = newsroom.run("sources", *newsroom.settings())
    assert listed.returncode == 3
    not_working = {line.partition(":")[0] for line in listed.stdout.splitlines() if ": " in line}
    assert not_working == polls_by_outlet.keys()
