"""Tests which articles and sources a run takes: days back, number of articles, due sources."""

import sqlite3
from collections.abc import Callable
from datetime import timedelta
from email.utils import format_datetime

import pytest

from tests.local_web import NOW, front, rss, story
from tests.newsroom import Newsroom
from tests.web_site import Site

pytestmark = pytest.mark.slow

CHALLENGE = (
    "<html><head><title>DDoS-Guard</title></head><body><h1>Проверка браузера</h1>"
    '<script src="/.well-known/ddos-guard/check.js"></script><p>Подождите.</p></body></html>'
)


def source(site: Site, name: str = "a", more: str = "") -> str:
    return (
        f'[[source]]\nid = "{name}"\nname = "{name}"\nhome = "{site.url}/"\n'
        f'region = "RU-PNZ"\n{more}\n'
    )


def feed(site: Site, ages: dict[int, timedelta]) -> str:
    items = ""
    for number, age in ages.items():
        moment = NOW - age
        path = f"/news/{1000 + number}/most"
        page = story("a", number).replace(
            (NOW - timedelta(hours=number + 1)).isoformat(), moment.isoformat()
        )
        site.put(path, page)
        items += (
            f"<item><title>Мост номер {number}</title><link>{path}</link>"
            f"<pubDate>{format_datetime(moment)}</pubDate></item>"
        )
    site.put("/rss", rss(items), content_type="application/rss+xml")
    return f'feeds = ["{site.url}/rss"]'


def select(newsroom: Newsroom, sql: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(newsroom.database)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def numbers(newsroom: Newsroom, outcome: str = "stored") -> set[int]:
    rows = select(newsroom, f"SELECT url FROM urls WHERE outcome = '{outcome}'")
    return {int(str(url).split("/")[-2]) - 1000 for (url,) in rows}


def test_the_first_run_goes_back_some_days_and_a_run_with_since_further(
    newsroom: Newsroom, site: Site
) -> None:
    ages = {n: timedelta(days=days) for n, days in enumerate((1, 5, 10, 40))}
    newsroom.sources.write_text(source(site, more=feed(site, ages)))
    newsroom.crawl()
    assert (numbers(newsroom), numbers(newsroom, "too_old")) == ({0, 1}, {2, 3})
    newsroom.crawl("-a", f"since={NOW - timedelta(days=30):%Y-%m-%d}")
    assert (numbers(newsroom), numbers(newsroom, "too_old")) == ({0, 1, 2}, {3})


def test_a_run_fetches_the_newest_and_leaves_the_rest_to_the_next(
    newsroom: Newsroom, site: Site
) -> None:
    ages = {n: timedelta(hours=hours) for n, hours in enumerate((5, 1, 3, 2, 4))}
    newsroom.sources.write_text(source(site, more=feed(site, ages)))
    newsroom.crawl("-s", "NEWS_MAX_ARTICLES=2")
    assert (numbers(newsroom), numbers(newsroom, "pending")) == ({1, 3}, {0, 2, 4})
    site.seen.clear()
    newsroom.crawl("-s", "NEWS_MAX_ARTICLES=2")
    assert numbers(newsroom) == {1, 2, 3, 4}
    assert site.paths() == ["/rss", "/news/1002/most", "/news/1004/most"]


def test_a_run_for_due_sources_polls_no_other(
    newsroom: Newsroom, sites: Callable[[], Site]
) -> None:
    first, second = sites(), sites()
    blocks = [
        source(site, name, feed(site, {0: timedelta(hours=1)}))
        for name, site in {"a": first, "b": second}.items()
    ]
    newsroom.sources.write_text("\n".join(blocks))
    newsroom.crawl("-a", "source=a")
    first.seen.clear()
    run = newsroom.crawl("-a", "due=1")
    assert (run.returncode, run.stderr) == (0, "")
    assert first.seen == []
    assert "/rss" in second.paths()


def test_an_anti_bot_page_is_a_challenge_and_never_an_article(
    newsroom: Newsroom, sites: Callable[[], Site]
) -> None:
    home_only, every_page = sites(), sites()
    home_only.put("/", CHALLENGE)
    more = feed(every_page, {0: timedelta(hours=1)})
    every_page.put("/news/1000/most", CHALLENGE)
    newsroom.sources.write_text(source(home_only) + source(every_page, "b", more))
    run = newsroom.crawl()
    assert run.returncode == 1
    assert select(newsroom, "SELECT id, status FROM sources ORDER BY id") == [
        ("a", "challenge"),
        ("b", "challenge"),
    ]
    assert select(newsroom, "SELECT count(*) FROM articles") == [(0,)]
    assert newsroom.run("sources", *newsroom.settings()).returncode == 3


def test_each_outlet_of_one_host_has_only_its_own_articles(newsroom: Newsroom, site: Site) -> None:
    cards = {"penza": "", "sura": ""}
    for name in cards:
        for number in range(4):
            path = site.put(f"/{name}/news/{1000 + number}/most", story(name, number))
            cards[name] += f'<li><a href="{path}">Мост через Суру открыли: {name} {number}</a>'
    site.put("/", front(cards["penza"] + cards["sura"]))
    site.put("/sura/", front(cards["sura"]))
    root = source(site, "penza")
    below = source(site, "sura").replace(f'{site.url}/"', f'{site.url}/sura/"')
    newsroom.sources.write_text(root + below)
    newsroom.crawl()
    assert select(newsroom, "SELECT source_id, count(*) FROM articles GROUP BY 1") == [
        ("penza", 4),
        ("sura", 4),
    ]
