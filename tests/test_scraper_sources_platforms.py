"""Tests ``scrapy add-source`` on outlets built with common content management systems."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta

import pytest

from scraper.sources.loading import load_sources
from tests.local_web import NOW, TOPICS, article_page, front, headline, rss, rss_item
from tests.newsroom import Newsroom
from tests.telegram import Channel, Message
from tests.telegram import publish as publish_channel
from tests.web_site import Site

pytestmark = pytest.mark.slow
# The text of pages that are no articles.
SERVICE_TEXT = "".join(
    f"<p>{topic}: условия размещения рекламы в редакции.</p>" for topic in TOPICS
)
XML = "application/xml"


def publish(site: Site, pattern: str, count: int = 6) -> list[str]:
    """Put articles at addresses of the pattern and pages that are no articles on the site.

    The paths of the articles are returned.
    """
    for path in ("/about", "/reklama/", "/privacy-policy/", "/kontakty.html"):
        site.put(path, f"<html><title>О нас</title><h1>О редакции</h1>{SERVICE_TEXT}</html>")
    paths = []
    for number in range(count):
        day = NOW - timedelta(hours=number + 1)
        path = pattern.format(n=7100 + number, day=f"{day:%Y/%m/%d}")
        site.put(path, article_page("Сура", number))
        paths.append(path)
    return paths


def cards(paths: list[str]) -> str:
    return "".join(
        f'<div class="news-item"><a href="{path}">{headline(n)}</a></div>'
        for n, path in enumerate(paths)
    )


def feed(paths: list[str]) -> str:
    return rss("".join(rss_item(n, path) for n, path in enumerate(paths)))


def urlset(site: Site, paths: list[str]) -> str:
    entries = "".join(f"<url><loc>{site.url}{path}</loc></url>" for path in paths)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>'


def bitrix(site: Site) -> list[str]:
    paths = publish(site, "/news/obshchestvo/most-cherez-suru-otkryli-{n}/")
    pages = '<a href="/news/?PAGEN_1=2">2</a><a href="/search/?q=мост">Поиск</a>'
    site.put("/", front(cards(paths) + pages))
    site.put("/robots.txt", f"User-agent: *\nDisallow: /bitrix/\nSitemap: {site.url}/sitemap.xml")
    index = (
        '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        f"<sitemap><loc>{site.url}/sitemap-files.xml</loc></sitemap>"
        f"<sitemap><loc>{site.url}/sitemap-iblock-1.xml</loc></sitemap></sitemapindex>"
    )
    site.put("/sitemap.xml", index, content_type=XML)
    site.put("/sitemap-files.xml", urlset(site, ["/about/", "/reklama/"]), content_type=XML)
    site.put("/sitemap-iblock-1.xml", urlset(site, paths), content_type=XML)
    return paths


def wordpress(site: Site) -> list[str]:
    paths = publish(site, "/{day}/most-cherez-suru-{n}/")
    head = (
        '<link rel="alternate" type="application/rss+xml" title="Комментарии"'
        ' href="/comments/feed/"><link rel="alternate" type="application/rss+xml" href="/feed/">'
    )
    site.put("/", front(cards(paths) + '<a href="/category/obshchestvo/">Общество</a>', head=head))
    site.put("/feed/", feed(paths), content_type="application/rss+xml")
    return paths


def joomla(site: Site) -> list[str]:
    paths = publish(site, "/index.php/novosti/{n}-most-cherez-suru")
    menu = '<a href="/index.php/kontakty">Контакты</a><a href="/index.php/novosti?start=10">2</a>'
    head = (
        '<link href="/index.php?format=feed&amp;type=rss" rel="alternate"'
        ' type="application/rss+xml" title="RSS 2.0">'
    )
    site.put("/", front(cards(paths) + menu, head=head))
    site.put("/index.php?format=feed&type=rss", feed(paths), content_type="application/rss+xml")
    return paths


def dle(site: Site) -> list[str]:
    paths = publish(site, "/obshchestvo/{n}-most-cherez-suru.html")
    menu = (
        '<a href="/kontakty.html">Контакты</a><a href="/page/2/">2</a><a href="/tags/мост/">м</a>'
    )
    site.put("/", front(cards(paths) + menu))
    site.put("/rss.xml", feed(paths), content_type="application/rss+xml")
    return paths


def next_js(site: Site) -> list[str]:
    paths = publish(site, "/news/{n}")
    data = '<script id="__NEXT_DATA__" type="application/json">{"props":{}}</script>'
    site.put("/", front(f'<div id="__next">{cards(paths)}</div>{data}'))
    return paths


@pytest.mark.parametrize("build", [bitrix, wordpress, joomla, dle, next_js])
def test_all_articles_of_an_outlet_are_found_and_no_other_page(
    build: Callable[[Site], list[str]], newsroom: Newsroom, site: Site
) -> None:
    paths = build(site)
    newsroom.sources.write_text("# none yet\n")
    add = newsroom.run("add-source", f"{site.url}/", "--region", "RU-PNZ", *newsroom.settings())
    assert add.returncode == 0, add.stderr
    assert add.stdout.count(f"  {site.url}/") == 3, "three samples are shown"
    assert "О редакции" not in add.stdout
    assert len(load_sources(newsroom.sources)) == 1
    crawl = newsroom.crawl()
    assert (crawl.returncode, crawl.stderr) == (0, "")
    with closing(sqlite3.connect(newsroom.database)) as db:
        stored = {url for (url,) in db.execute("SELECT url FROM articles")}
    assert stored == {site.url + path for path in paths}


def test_an_outlet_drawn_by_scripts_is_refused_since_it_has_no_links(
    newsroom: Newsroom, site: Site
) -> None:
    shell = '<html><head><title>Сура</title></head><body><div id="__next"></div></body></html>'
    for path in ("/", "/news/7100", "/news/7101"):
        site.put(path, shell)
    newsroom.sources.write_text("# none yet\n")
    add = newsroom.run("add-source", f"{site.url}/", *newsroom.settings())
    assert add.returncode == 1
    assert add.stdout.count("\n") == 1
    assert "no article links in its feeds, sitemaps and listings" in add.stdout
    assert newsroom.sources.read_text() == "# none yet\n"


def test_addresses_without_public_posts_are_refused_before_any_request(
    newsroom: Newsroom,
) -> None:
    newsroom.sources.write_text("# none yet\n")
    for address, reason in (
        ("https://vk.com/surapress", "its posts have no pages of their own to read"),
        ("https://t.me/+AbCdEf", "expected a public channel such as https://t.me/NAME"),
        ("https://t.me/c/123/4", "expected a public channel such as https://t.me/NAME"),
    ):
        add = newsroom.run("add-source", address, *newsroom.settings())
        assert add.returncode == 2
        assert reason in add.stderr
        assert add.stderr.count("\n") == 1


def test_several_channels_of_one_host_are_added_but_each_only_once(
    newsroom: Newsroom, site: Site
) -> None:
    newsroom.sources.write_text("# none yet\n")
    for name in ("sura_press", "sura_live"):
        messages = [Message(n, f"<b>{name}: мост {n}</b><br/>Открыт.") for n in range(1, 40)]
        publish_channel(site, Channel(name, messages, title=f"Канал {name}"))
        add = newsroom.run(
            "add-source", f"{site.url}/s/{name}", "--region", "RU-PNZ", *newsroom.settings()
        )
        assert add.returncode == 0, add.stdout + add.stderr
        shown = [n for n in range(30, 40) if f"{name}: мост {n}\n" in add.stdout]
        assert shown == [37, 38, 39], "the three newest posts are shown"
    again = newsroom.run("add-source", f"{site.url}/s/sura_live", *newsroom.settings())
    assert again.returncode == 2
    assert "source 'tg-sura-live' has that home page already" in again.stderr
    sources = load_sources(newsroom.sources)
    assert [(source.id, source.name) for source in sources] == [
        ("tg-sura-press", "Канал sura_press"),
        ("tg-sura-live", "Канал sura_live"),
    ]
    # Adding the other channel did not fetch this one again.
    assert site.paths().count("/s/sura_press") == 1
