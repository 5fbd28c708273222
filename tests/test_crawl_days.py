"""Tests a day of polls: all articles are stored, and each change of an outlet is reported."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.newsroom import Newsroom
from tests.published_days import Days
from tests.web_site import Site

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
MIN_STORED_SHARE = 0.995
MAX_POLLS_UNTIL_REPORTED = 3


def test_of_twelve_outlets_exactly_those_that_changed_are_named(
    newsroom: Newsroom, sites: Callable[[], Site]
) -> None:
    days = Days(newsroom, sites)
    days.crawl(timedelta(0))
    days.changed_at = {one.id: timedelta(hours=1) for one in days.outlets if one.change}
    for hours in (7, 14, 21):
        days.crawl(timedelta(hours=hours))
    stored, published = days.count_stored_and_fetchable(timedelta(hours=21))
    assert published > 180
    assert stored >= MIN_STORED_SHARE * published
    polls_by_outlet = {one.id: one.polls_until_reported for one in days.outlets if one.change}
    slow = {
        outlet: polls
        for outlet, polls in polls_by_outlet.items()
        if polls is None or polls > MAX_POLLS_UNTIL_REPORTED
    }
    assert slow == {}
    assert days.false_reports == []
    listed = newsroom.run("sources", *newsroom.settings())
    assert listed.returncode == 3
    not_working = {line.partition(":")[0] for line in listed.stdout.splitlines() if ": " in line}
    assert not_working == polls_by_outlet.keys()
