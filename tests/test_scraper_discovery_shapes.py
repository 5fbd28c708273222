"""Tests which addresses of a sitemap and of a listing are taken for articles."""

import gzip
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest

from scraper.discovery.shapes import LinkedAddress, article_urls, probable_articles
from tests.overview_addresses import overviews
from tests.shared import SHARED, needs_shared

HEADLINE = "Глава района сообщил, что ремонт моста закончат к пятнице"
MIN_ARTICLES = 4_000  # real addresses, on which the shares below are measured
LISTED_ARTICLES = 10  # on a listing page
MAX_LOST = 0.002  # share of the articles
MAX_TAKEN_OVERVIEWS = 0.03  # share of the addresses of overviews
HOME = "https://sura.example/"


def addresses_by_host() -> dict[str, list[str]]:
    """Return the real addresses of articles on each fourth host, each address once."""
    by_host: defaultdict[str, dict[str, None]] = defaultdict(dict)
    file = SHARED / "addresses" / "russian-articles.txt.gz"
    for url in gzip.decompress(file.read_bytes()).decode().split():
        by_host[urlsplit(url).netloc][url] = None
    return {host: list(by_host[host]) for host in sorted(by_host)[::4]}


@dataclass
class Shares:
    """How many articles and how many overviews are taken for articles."""

    articles: int = 0
    taken_articles: int = 0
    overviews: int = 0
    taken_overviews: int = 0

    def count(self, articles: Iterable[str], of_overviews: Iterable[str], taken: set[str]) -> None:
        articles, of_overviews = set(articles), set(of_overviews)
        self.articles += len(articles)
        self.taken_articles += len(articles & taken)
        self.overviews += len(of_overviews)
        self.taken_overviews += len(of_overviews & taken)

    @property
    def lost_share(self) -> float:
        return 1 - self.taken_articles / self.articles

    @property
    def taken_overview_share(self) -> float:
        return self.taken_overviews / self.overviews


@needs_shared
def test_of_a_sitemap_articles_are_taken_and_overviews_are_not() -> None:
    shares = Shares()
    for urls in addresses_by_host().values():
        of_overviews = [overview.url for overview in overviews(urls)]
        shares.count(urls, of_overviews, set(probable_articles([*urls, *of_overviews])))
    assert shares.articles > MIN_ARTICLES
    assert shares.lost_share <= MAX_LOST
    assert shares.taken_overview_share <= MAX_TAKEN_OVERVIEWS


@needs_shared
def test_of_a_listing_articles_are_taken_and_overviews_are_not() -> None:
    shares = Shares()
    for urls in addresses_by_host().values():
        menu = [
            LinkedAddress(overview.url, overview.text, overview.kind == "section")
            for overview in overviews(urls)
        ]
        for start in range(0, len(urls), LISTED_ARTICLES):
            listed = urls[start : start + LISTED_ARTICLES]
            links = [*menu, *(LinkedAddress(url, HEADLINE) for url in listed)]
            shares.count(listed, [link.url for link in menu], set(article_urls(links, None)))
    assert shares.articles > MIN_ARTICLES
    assert shares.lost_share <= MAX_LOST
    assert shares.taken_overview_share <= MAX_TAKEN_OVERVIEWS


# What is ambiguous in the addresses of the articles → their paths, and the paths of other pages.
AMBIGUOUS = {
    "below /themes/": (
        ["themes/most-cherez-suru", "themes/kto-vyigral-vybory"],
        ["about", "themes/"],
    ),
    "below numbers, beside a theme": (
        ["57/most-cherez-suru", "58/kto-vyigral-vybory"],
        ["themes/most-cherez-suru"],
    ),
    "files below /archive/": (["archive/41.html", "archive/42.html"], ["archive/", "about"]),
    "short numbers below a year": (
        ["2026/41", "2026/9", "2026/12"],
        ["2026/11/28", "2026/11/29"],
    ),
    "numbers beside days of eight digits": (
        ["news/123.html", "news/124.html", "news/125.html"],
        ["news/20250301", "news/20250302"],
    ),
    "numbers beside a day and a year": (
        ["12345.html", "12346.html", "12347.html"],
        ["28.11.2026", "2026"],
    ),
    "a parameter of unknown meaning": (["news.php?n=57", "news.php?n=58"], ["news.php"]),
    "numbers, one of which could be a day": (
        ["news/20250301", "news/20250399", "news/20259001"],
        ["news/"],
    ),
    "slugs beside one word": (
        ["most-cherez-suru", "kto-vyigral-vybory", "novaya-shkola-otkryta", "dom-sgorel"],
        ["mir"],
    ),
}


@pytest.mark.parametrize(("articles", "others"), AMBIGUOUS.values(), ids=AMBIGUOUS)
def test_other_addresses_of_the_sitemap_decide_what_an_ambiguous_one_is(
    articles: list[str], others: list[str]
) -> None:
    taken = probable_articles(HOME + path for path in [*articles, *others])
    assert taken == tuple(HOME + path for path in articles)


def test_a_lone_headline_is_taken_and_a_lone_menu_item_is_not() -> None:
    links = [LinkedAddress(HOME + "mir/dom", HEADLINE), LinkedAddress(HOME + "mir/mir", "В мире")]
    assert article_urls(links, None) == (HOME + "mir/dom",)
