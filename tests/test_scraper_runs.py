"""Tests which articles and sources a run takes: days back, number of articles, due sources.

A source is due when the time of its next poll has come.
"""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.local_web import NOW, article_page, front, put_dated_feed
from tests.newsroom import Newsroom, rows, source_entry
from tests.web_site import Site

pytestmark = pytest.mark.slow

CHALLENGE = (
    "<html><head><title>DDoS-Guard</title></head><body><h1>Проверка браузера</h1>"
    '<script src="/.well-known/ddos-guard/check.js"></script><p>Подождите.</p></body></html>'
)
NEEDS_A_PERSON = 3  # the exit code of `scrapy sources` if a source needs a person's action
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def with_feed(site: Site, ages: dict[int, timedelta], source_id: str = "a") -> str:
    """Serve articles of these numbers and ages; return the entry of their source."""
    return source_entry(f"{site.url}/", source_id, feeds=[put_dated_feed(site, ages)])


def numbers(newsroom: Newsroom, outcome: str = "stored") -> set[int]:
    """Return the numbers of the articles with this outcome; "pending" means not yet visited."""
    addresses = rows(newsroom, f"SELECT url FROM urls WHERE outcome = '{outcome}'")
    return {int(str(url).split("/")[-2]) - 1000 for (url,) in addresses}


def test_the_first_run_goes_back_some_days_and_a_run_with_since_goes_back_further(
    newsroom: Newsroom, site: Site
) -> None:
    ages = {0: DAY, 1: 5 * DAY, 2: 10 * DAY, 3: 40 * DAY}
    newsroom.sources.write_text(with_feed(site, ages))
    newsroom.crawl()
    assert (numbers(newsroom), numbers(newsroom, "too_old")) == ({0, 1}, {2, 3})
    newsroom.crawl("-a", f"since={NOW - 30 * DAY:%Y-%m-%d}")
    assert (numbers(newsroom), numbers(newsroom, "too_old")) == ({0, 1, 2}, {3})


def test_a_run_fetches_the_newest_and_leaves_the_rest_to_the_next(
    newsroom: Newsroom, site: Site
) -> None:
    ages = {0: 5 * HOUR, 1: HOUR, 2: 3 * HOUR, 3: 2 * HOUR, 4: 4 * HOUR}
    newsroom.sources.write_text(with_feed(site, ages))
    newsroom.crawl("-s", "NEWS_MAX_ARTICLES=2")
    assert (numbers(newsroom), numbers(newsroom, "pending")) == ({1, 3}, {0, 2, 4})
    site.seen.clear()
    newsroom.crawl("-s", "NEWS_MAX_ARTICLES=2")
    assert numbers(newsroom) == {1, 2, 3, 4}
    assert site.paths() == ["/rss", "/news/1002/most", "/news/1004/most"]


def test_a_run_for_due_sources_polls_no_source_that_was_just_polled(
    newsroom: Newsroom, start_site: Callable[[], Site]
) -> None:
    first, second = start_site(), start_site()
    entries = [with_feed(first, {0: HOUR}, "a"), with_feed(second, {0: HOUR}, "b")]
    newsroom.sources.write_text("\n".join(entries))
    newsroom.crawl("-a", "source=a")
    first.seen.clear()
    run = newsroom.crawl("-a", "due=1")
    assert (run.returncode, run.stderr) == (0, "")
    assert first.seen == []
    assert "/rss" in second.paths()


def test_an_anti_bot_page_is_a_challenge_and_never_an_article(
    newsroom: Newsroom, start_site: Callable[[], Site]
) -> None:
    with_blocked_home, with_blocked_article = start_site(), start_site()
    with_blocked_home.put("/", CHALLENGE)
    entry_a = source_entry(f"{with_blocked_home.url}/", "a")
    entry_b = with_feed(with_blocked_article, {0: HOUR}, "b")
    with_blocked_article.put("/news/1000/most", CHALLENGE)  # replaces the article of the feed
    newsroom.sources.write_text(f"{entry_a}\n{entry_b}")
    run = newsroom.crawl()
    assert run.returncode == 1
    assert rows(newsroom, "SELECT id, status FROM sources ORDER BY id") == [
        ("a", "challenge"),
        ("b", "challenge"),
    ]
    assert rows(newsroom, "SELECT count(*) FROM articles") == [(0,)]
    assert newsroom.run("sources", *newsroom.settings()).returncode == NEEDS_A_PERSON


def test_each_outlet_of_one_host_has_only_its_own_articles(newsroom: Newsroom, site: Site) -> None:
    cards = {"penza": "", "sura": ""}
    for name in cards:
        for number in range(4):
            path = site.put(f"/{name}/news/{1000 + number}/most", article_page(name, number))
            cards[name] += f'<li><a href="{path}">Мост через Суру открыли: {name} {number}</a>'
    site.put("/", front(cards["penza"] + cards["sura"]))
    site.put("/sura/", front(cards["sura"]))
    entries = [source_entry(f"{site.url}/", "penza"), source_entry(f"{site.url}/sura/", "sura")]
    newsroom.sources.write_text("\n".join(entries))
    newsroom.crawl()
    assert rows(newsroom, "SELECT source_id, count(*) FROM articles GROUP BY 1") == [
        ("penza", 4),
        ("sura", 4),
    ]
