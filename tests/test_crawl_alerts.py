"""Tests that a crawl sends its alerts, and that a hanging receiver delays no other crawl."""

import json
from datetime import timedelta

import pytest

from scraper.crawl.lock import run_lock
from tests.local_web import put_dated_feed
from tests.newsroom import Newsroom, source_entry
from tests.receivers import webhook
from tests.web_site import Site

pytestmark = pytest.mark.slow


def test_stories_that_come_after_the_first_poll_are_sent_by_the_crawl(
    newsroom: Newsroom, site: Site
) -> None:
    ages = {number: timedelta(hours=number + 1) for number in range(8)}
    first_ages = {number: ages[number] for number in range(2)}
    later_ages = {number: ages[number] for number in range(2, 8)}
    feed = put_dated_feed(site, first_ages)
    newsroom.sources.write_text(source_entry(f"{site.url}/", feeds=[feed]))
    with webhook() as hook:
        alerts = f"[[alert]]\nregion = 'RU-PNZ'\nnotify = {json.dumps(hook.address)}\n"
        newsroom.sources.with_name("alerts.toml").write_text(alerts)
        assert newsroom.crawl().returncode == 0
        assert hook.ids == [], "the first poll is no news"
        put_dated_feed(site, later_ages)
        hook.hangs = True
        run = newsroom.crawl()
        assert "json (address 1 of alert 'ru-pnz') did not accept a message" in run.stderr
        assert (run.returncode, hook.tries) == (0, 1)
        hook.hangs = False
        with run_lock(newsroom.database):  # sending needs no lock of the crawl
            newsroom.run("alerts", "--now", *newsroom.settings())
    stories = [item["story_id"] for body in hook.bodies for item in body["items"]]
    assert len(stories) == len(set(stories)) == len(later_ages), "each new story is sent once"
    assert len(hook.ids) == 4, "three alone, the rest as one list"
