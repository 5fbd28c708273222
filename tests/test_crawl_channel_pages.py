"""Tests how crawls read the pages of a channel back to known posts, or find no preview."""

from datetime import timedelta

import pytest

from tests.channel_crawls import (
    HOUR,
    NOW,
    POSTS,
    crawl_later,
    post_text,
    source,
    stored_numbers,
    varied_channel,
)
from tests.newsroom import Newsroom, rows
from tests.telegram import Channel, Message, card_page, publish, withhold
from tests.web_site import Site


@pytest.mark.slow
def test_new_posts_are_read_back_to_a_known_one_and_a_gap_is_reported(
    newsroom: Newsroom, site: Site
) -> None:
    channel = Channel(
        "penza_today", [Message(n, post_text(n), NOW - 30 * HOUR) for n in range(1, 6)]
    )
    newsroom.sources.write_text(source(publish(site, channel)))
    newsroom.crawl()
    for number in range(10, 70):
        channel.add(Message(number, post_text(number), NOW - 10 * HOUR + timedelta(minutes=number)))
    publish(site, channel)
    printed = crawl_later(newsroom, HOUR)
    assert stored_numbers(newsroom) == [*range(1, 6), *range(10, 70)]
    assert "posts may have passed unseen" not in printed

    for number in range(100, 150):
        channel.add(Message(number, post_text(number), NOW + timedelta(minutes=number)))
    publish(site, channel)
    # The service answers with an empty page when it limits requests.
    site.put("/s/penza_today?before=110", Channel("penza_today").page())
    printed = crawl_later(newsroom, 4 * HOUR)
    assert "penza: the pages of the channel ended without reaching a stored post" in printed
    assert stored_numbers(newsroom)[-40:] == list(range(110, 150))

    publish(site, channel)
    printed = crawl_later(newsroom, 5 * HOUR)
    assert "unseen" not in printed
    assert stored_numbers(newsroom) == [*range(1, 6), *range(10, 70), *range(100, 150)]


@pytest.mark.slow
def test_an_older_page_is_given_up_only_after_failures_of_its_own(
    newsroom: Newsroom, site: Site
) -> None:
    failures_of_older_pages = "SELECT consecutive_failures FROM endpoints WHERE parent IS NOT NULL"
    channel = Channel(
        "penza_today", [Message(n, post_text(n), NOW - 30 * HOUR) for n in range(1, 6)]
    )
    newsroom.sources.write_text(source(publish(site, channel)))
    newsroom.crawl()
    for number in range(10, 40):
        channel.add(Message(number, post_text(number), NOW - 10 * HOUR + timedelta(minutes=number)))
    publish(site, channel)
    older_page = "/s/penza_today?before=20"
    empty = Channel("penza_today").page()
    site.put(older_page, empty)
    crawl_later(newsroom, HOUR)
    crawl_later(newsroom, 3 * HOUR)
    assert rows(newsroom, failures_of_older_pages) == [(2,)]

    # The card of a channel without preview counts as no failure of the older page.
    site.put(older_page, card_page("penza_today", "Пенза", "12 345 subscribers"))
    crawl_later(newsroom, 5 * HOUR)
    assert rows(newsroom, failures_of_older_pages) == [(2,)]

    site.put(older_page, empty)
    printed = crawl_later(newsroom, 7 * HOUR)
    assert "penza: the pages of the channel ended without reaching a stored post" in printed
    assert rows(newsroom, failures_of_older_pages) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("title", "extra", "expected"),
    [
        ("", "", "there is no public channel of this name"),
        ("Пенза", "12 345 subscribers", "the channel shows no public preview"),
    ],
    ids=["no-channel", "no-preview"],
)
def test_a_channel_without_preview_has_a_status_of_its_own(
    newsroom: Newsroom, site: Site, title: str, extra: str, expected: str
) -> None:
    newsroom.sources.write_text(source(withhold(site, "penza_today", title, extra)))
    newsroom.crawl()
    ((status, detail),) = rows(newsroom, "SELECT status, status_detail FROM sources")
    assert status == "no_preview"
    assert expected in str(detail)
    assert set(site.paths()) == {"/robots.txt", "/s/penza_today", "/penza_today"}
    shown = newsroom.run("sources", *newsroom.settings())
    assert shown.returncode == 3
    assert "Open its preview t.me/s/NAME in a browser" in shown.stdout


@pytest.mark.slow
def test_a_channel_whose_page_is_empty_is_polled_again_and_loses_no_post(
    newsroom: Newsroom, site: Site
) -> None:
    channel = varied_channel()
    newsroom.sources.write_text(source(publish(site, channel)))
    newsroom.crawl()
    site.put("/s/Penza_Today", Channel("Penza_Today").page())
    crawl_later(newsroom, HOUR)
    ((status, detail),) = rows(newsroom, "SELECT status, status_detail FROM sources")
    assert status == "no_links"
    assert "the service may be limiting requests" in str(detail)
    assert rows(newsroom, "SELECT DISTINCT status FROM articles") == [("live",)]
    publish(site, channel)
    crawl_later(newsroom, 3 * HOUR)
    assert rows(newsroom, "SELECT status FROM sources") == [("working",)]


@pytest.mark.slow
def test_the_address_of_a_channel_without_s_leads_to_its_preview(
    newsroom: Newsroom, site: Site
) -> None:
    channel = varied_channel()
    publish(site, channel)
    newsroom.sources.write_text(source(f"{site.url}/Penza_Today"))
    newsroom.crawl()
    assert stored_numbers(newsroom) == sorted(POSTS)


@pytest.mark.slow
def test_the_next_run_continues_where_a_limited_run_stopped(newsroom: Newsroom, site: Site) -> None:
    channel = varied_channel()
    newsroom.sources.write_text(source(publish(site, channel)))
    newsroom.crawl("-s", "NEWS_MAX_ARTICLES=9")
    assert stored_numbers(newsroom) == sorted(POSTS)[-9:]
    for hours in (1, 2, 3):
        crawl_later(newsroom, hours * HOUR, "-s", "NEWS_MAX_ARTICLES=9")
    assert stored_numbers(newsroom) == sorted(POSTS)


@pytest.mark.slow
def test_a_limited_run_with_since_is_finished_by_later_runs(newsroom: Newsroom, site: Site) -> None:
    noon = NOW.replace(hour=12)
    posts = [Message(n, post_text(n), noon - (90 - n) * 24 * HOUR) for n in range(1, 90)]
    oldest = posts[29]  # of the posts since its day
    channel = Channel("penza_today", posts)
    newsroom.sources.write_text(source(publish(site, channel)))
    newsroom.crawl()
    since = oldest.time.strftime("%Y-%m-%d")
    newsroom.crawl("-a", f"since={since}", "-s", "NEWS_MAX_ARTICLES=12")
    assert stored_numbers(newsroom)[0] > oldest.number
    channel.add(Message(90, post_text(90), NOW + HOUR))
    publish(site, channel)
    # The first of these runs may store one post, which is the new one.
    crawl_later(newsroom, 2 * HOUR, "-s", "NEWS_MAX_ARTICLES=1")
    assert stored_numbers(newsroom)[-1] == 90
    crawl_later(newsroom, 4 * HOUR)
    assert stored_numbers(newsroom) == list(range(oldest.number, 91))


@pytest.mark.slow
def test_no_post_counts_as_removed_when_the_channel_withdraws_its_preview(
    newsroom: Newsroom, site: Site
) -> None:
    channel = varied_channel()
    newsroom.sources.write_text(source(publish(site, channel)))
    newsroom.crawl()
    withhold(site, "Penza_Today", "Пенза", "12 345 subscribers")
    for number in POSTS:
        site.put(f"/Penza_Today/{number}?embed=1&mode=tme", channel.embed(1000))
    site.seen.clear()
    for hours in (3, 6):
        crawl_later(newsroom, hours * HOUR, "-a", "revisit=now")
    assert rows(newsroom, "SELECT DISTINCT status FROM articles") == [("live",)]
    assert rows(newsroom, "SELECT status FROM sources") == [("no_preview",)]
    assert not [path for path in site.paths() if "embed" in path]


@pytest.mark.slow
def test_a_user_has_no_preview_to_read(newsroom: Newsroom, site: Site) -> None:
    site.put("/ivan_petrov", card_page("ivan_petrov", "Иван", "@ivan_petrov"))
    newsroom.sources.write_text(source(withhold(site, "ivan_petrov", "Иван", "@ivan_petrov")))
    newsroom.crawl()
    ((status, detail),) = rows(newsroom, "SELECT status, status_detail FROM sources")
    assert status == "no_preview"
    assert "this is no channel" in str(detail)
