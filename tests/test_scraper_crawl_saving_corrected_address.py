"""Tests that an article keeps its row when its corrected headline changes its address."""

import sqlite3
from contextlib import closing
from datetime import date

import pytest

from scraper.crawl.saving.corrected_address import article_number, same_article
from storage.articles.rows import StoredArticle
from tests.local_web import article_page, rss, rss_item
from tests.newsroom import Newsroom, source_entry
from tests.web_site import Site

SITE = "https://sura.example"
DAY = date(2026, 11, 20)
TEXT = "Мост через Суру открыли после ремонта, который шёл с весны. Рабочие заменили опоры. " * 3
OTHER = "Школу на улице Лермонтова закрыли. Детей возят в соседнее село на двух автобусах. " * 3


@pytest.mark.parametrize(
    ("before", "after", "is_same"),
    [
        ("/news/7901-most.html", "/news/7901-most-cherez-suru.html", True),
        ("/news/7901/most", "/news/7901/most-cherez-suru", True),
        ("/most-7901", "/most-cherez-suru-7901/", True),
        ("/news/most-cherez-suru/7901", "/news/most-otkryt-dlya-vseh/7901", True),
        ("/a/most_7901?lang=ru", "/a/most_otkryt_7901?lang=ru", True),
        ("/news/7901-most.html", "/news/7902-most.html", False),
        ("/news/7901-most.html", "/sport/7901-most.html", False),
        # Numbers of a day or year are no number of an article.
        ("/2026/11/20/most", "/2026/11/20/most-cherez-suru", False),
        ("/news/2026-most", "/news/2026-most-cherez-suru", False),
        ("/gorod-1234/most", "/gorod-1234/most-cherez-suru", False),  # a number of the section
    ],
)
def test_only_the_words_beside_a_number_may_differ(
    before: str, after: str, *, is_same: bool
) -> None:
    stored = [StoredArticle(5, SITE + before, "Мост открыт", TEXT, "2026-11-20T08:00:00Z")]
    article_id = same_article(SITE + after, "Мост через Суру открыт", TEXT, DAY, stored)
    assert article_id == (5 if is_same else None)


@pytest.mark.parametrize(
    ("headline", "text", "day", "is_same"),
    [
        ("Мост открыт", OTHER, DAY, True),  # another text under the same headline
        ("Мост через Суру открыли в пятницу", TEXT, DAY, True),
        ("Мост через Суру открыли в пятницу", TEXT + " Дополнено в обед.", DAY, True),
        ("Школу закрыли", OTHER, DAY, False),  # another article with this number in its headline
        ("Мост открыт", TEXT, date(2026, 11, 21), False),  # the next issue of a daily column
        ("Мост открыт", TEXT, None, False),
    ],
)
def test_headline_or_text_and_the_day_must_be_the_same(
    headline: str, text: str, day: date | None, *, is_same: bool
) -> None:
    stored = [StoredArticle(5, SITE + "/news/7901-most", "Мост открыт", TEXT, "2026-11-20")]
    article_id = same_article(SITE + "/news/7901-shkola-i-most", headline, text, day, stored)
    assert article_id == (5 if is_same else None)


@pytest.mark.parametrize("path", ["/", "/news/7901", "/news/57-most", "/news/most", "/2026/most"])
def test_an_address_without_a_number_beside_words_has_no_article_number(path: str) -> None:
    assert article_number(SITE + path) is None


@pytest.mark.slow
def test_a_corrected_article_is_one_row_with_its_old_address_as_alias(
    newsroom: Newsroom, site: Site
) -> None:
    newsroom.sources.write_text(source_entry(f"{site.url}/", feeds=[f"{site.url}/rss"]))
    old, new = "/news/7901-most.html", "/news/7901-most-cherez-suru.html"
    page = article_page("a", 0)
    for path, text in ((old, page), (new, page.replace("открыли после", "открыли в срок после"))):
        site.put(path, text)
        site.put("/rss", rss(rss_item(0, path)), content_type="application/rss+xml")
        assert newsroom.crawl().returncode == 0
    with closing(sqlite3.connect(newsroom.database)) as db:
        assert db.execute("SELECT url FROM articles").fetchall() == [(site.url + new,)]
        assert db.execute("SELECT count(*) FROM revisions").fetchone() == (2,)
        outcomes = dict(db.execute("SELECT url, outcome FROM urls").fetchall())
    assert outcomes == {site.url + old: "alias", site.url + new: "changed"}
