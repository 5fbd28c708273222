"""Tests which addresses of a sitemap and of a listing are taken for articles."""

import gzip
from collections import defaultdict
from urllib.parse import urlsplit

import pytest

from scraper.discovery.shapes import LinkedAddress, article_urls, probable_articles
from tests.overview_addresses import overviews
from tests.shared import SHARED, needs_shared

HEADLINE = "Глава района сообщил, что ремонт моста закончат к пятнице"
MAX_LOST = 0.002  # share of the articles
MAX_TAKEN_OVERVIEWS = 0.03  # share of the addresses of overviews
HOME = "https://sura.example/"


def addresses_by_host() -> dict[str, list[str]]:
    """Return the real addresses of articles on each fourth host, each address once."""
    found: defaultdict[str, dict[str, None]] = defaultdict(dict)
    file = SHARED / "addresses" / "russian-articles.txt.gz"
    for url in gzip.decompress(file.read_bytes()).decode().split():
        found[urlsplit(url).netloc][url] = None
    return {host: list(found[host]) for host in sorted(found)[::4]}


@needs_shared
def test_of_a_sitemap_articles_are_taken_and_overviews_are_not() -> None:
    articles = taken = pages = wrong = 0
    for urls in addresses_by_host().values():
        of_overviews = [one.url for one in overviews(urls)]
        found = set(probable_articles([*urls, *of_overviews]))
        articles, taken = articles + len(urls), taken + len(found & set(urls))
        pages, wrong = pages + len(of_overviews), wrong + len(found & set(of_overviews))
    assert articles > 4000
    assert taken >= (1 - MAX_LOST) * articles
    assert wrong <= MAX_TAKEN_OVERVIEWS * pages


@needs_shared
def test_of_a_listing_articles_are_taken_and_overviews_are_not() -> None:
    articles = taken = pages = wrong = 0
    for urls in addresses_by_host().values():
        of_overviews = overviews(urls)
        menu = [LinkedAddress(one.url, one.text, one.kind == "section") for one in of_overviews]
        for start in range(0, len(urls), 10):
            page = urls[start : start + 10]
            links = [*menu, *(LinkedAddress(url, HEADLINE) for url in page)]
            found = set(article_urls(links, None))
            articles, taken = articles + len(page), taken + len(found & set(page))
            pages, wrong = pages + len(menu), wrong + len(found & {one.url for one in of_overviews})
    assert taken >= (1 - MAX_LOST) * articles
    assert wrong <= MAX_TAKEN_OVERVIEWS * pages


@pytest.mark.parametrize(
    ("articles", "others"),
    [
        (["themes/most-cherez-suru", "themes/kto-vyigral-vybory"], ["about", "themes/"]),
        (["57/most-cherez-suru", "58/kto-vyigral-vybory"], ["themes/most-cherez-suru"]),
        (["archive/41.html", "archive/42.html"], ["archive/", "about"]),
        (["2026/41", "2026/9", "2026/12"], ["2026/11/28", "2026/11/29"]),
        (["news/123.html", "news/124.html", "news/125.html"], ["news/20250301", "news/20250302"]),
        (["12345.html", "12346.html", "12347.html"], ["28.11.2026", "2026"]),
        (["news.php?n=57", "news.php?n=58"], ["news.php"]),
        (["news/20250301", "news/20250399", "news/20259001"], ["news/"]),
        (
            ["most-cherez-suru", "kto-vyigral-vybory", "novaya-shkola-otkryta", "dom-sgorel"],
            ["mir"],
        ),
    ],
)
def test_other_addresses_of_the_sitemap_decide_what_an_ambiguous_one_is(
    articles: list[str], others: list[str]
) -> None:
    found = probable_articles(HOME + path for path in [*articles, *others])
    assert found == tuple(HOME + path for path in articles)


def test_a_lone_headline_is_taken_and_a_lone_menu_item_is_not() -> None:
    links = [LinkedAddress(HOME + "mir/dom", HEADLINE), LinkedAddress(HOME + "mir/mir", "В мире")]
    assert article_urls(links, None) == (HOME + "mir/dom",)
