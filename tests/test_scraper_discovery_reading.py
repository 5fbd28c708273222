"""Tests that a document is read by its kind, and leads to the documents it names."""

from datetime import UTC, datetime

import pytest

from scraper.discovery.autodiscovery import read_home, usual_feeds, usual_sitemaps
from scraper.discovery.documents import DocumentContext, Kind
from scraper.discovery.reading import read_document, sniffed_kind
from scraper.discovery.sitemaps import read_sitemap

HOME = "https://sura.example/"
CONTEXT = DocumentContext(HOME, now=datetime(2026, 11, 29, 12, tzinfo=UTC))
ENTRY = "<url><loc>https://sura.example/news/12345</loc></url>"
FEED = (
    "<rss version='2.0'><channel><item><title>Мост открыли</title><link>/news/1234</link>"
    "</item></channel></rss>"
)


@pytest.mark.parametrize(
    ("named_kind", "body", "kind"),
    [
        (Kind.SITEMAP, FEED, Kind.FEED),
        (Kind.FEED, f"<urlset>{ENTRY}</urlset>", Kind.SITEMAP),
        (Kind.FEED, "<?xml version='1.0'?><sitemapindex></sitemapindex>", Kind.SITEMAP),
        (Kind.FEED, FEED, Kind.FEED),
        (Kind.LISTING, f"<p>{FEED}", Kind.LISTING),
    ],
)
def test_a_sitemap_named_as_a_feed_and_the_reverse_are_recognised_by_content(
    named_kind: Kind, body: str, kind: Kind
) -> None:
    assert sniffed_kind(named_kind, body.encode()) is kind


def test_a_feed_named_as_a_sitemap_shows_its_items() -> None:
    document = read_document(Kind.SITEMAP, FEED.encode(), CONTEXT)
    assert [link.url for link in document.links] == [HOME + "news/1234"]


@pytest.mark.parametrize(
    "noise",
    ["\nNotice: undefined index in /www/x.php\n", "<br />\n<b>Warning</b>: x in <b>/www/x.php</b>"],
)
def test_text_before_the_xml_of_a_sitemap_is_ignored(noise: str) -> None:
    body = f"{noise}<?xml version='1.0'?><urlset>{ENTRY}</urlset>"
    assert [link.url for link in read_sitemap(body.encode(), CONTEXT).links] == [
        HOME + "news/12345"
    ]


def test_a_urlset_may_name_sitemaps() -> None:
    body = f"<urlset><url><loc>{HOME}sitemap-2026.xml.gz</loc></url>{ENTRY}</urlset>"
    document = read_sitemap(body.encode(), CONTEXT)
    assert [child.url for child in document.children] == [HOME + "sitemap-2026.xml.gz"]
    assert len(document.links) == 1


@pytest.mark.parametrize(
    ("names", "polled"),
    [
        (["post-sitemap.xml", "page-sitemap.xml", "author-sitemap.xml"], ["post-sitemap.xml"]),
        (["news.xml", "category-sitemap2.xml", "post_tag-sitemap.xml"], ["news.xml"]),
        (
            ["wp-sitemap-posts-post-1.xml", "wp-sitemap-posts-page-1.xml", "wp-sitemap-users-1.xml",
             "wp-sitemap-taxonomies-category-1.xml"],
            ["wp-sitemap-posts-post-1.xml"],
        ),
        (["map.xml?page=1", "map.xml?page=2"], ["map.xml?page=1", "map.xml?page=2"]),
        (["pages.xml"], ["pages.xml"]),  # the only sitemap is polled anyway
    ],
)  # fmt: skip
def test_sitemaps_of_pages_categories_tags_and_authors_are_left_out(
    names: list[str], polled: list[str]
) -> None:
    body = "".join(f"<sitemap><loc>{HOME}{name}</loc></sitemap>" for name in names)
    document = read_sitemap(f"<sitemapindex>{body}</sitemapindex>".encode(), CONTEXT)
    assert [child.url.removeprefix(HOME) for child in document.children] == polled


@pytest.mark.parametrize(
    ("head", "feeds"),
    [
        ('<link rel="alternate" type="application/rss+xml" href="">', 0),
        ("".join(f'<link rel="alternate" type="application/rss+xml" href="/{n}.rss">'
                 for n in range(8)), 8),
        ('<link rel="alternate" type="application/rss+xml" href="#">', 0),
        ('<link rel="alternate" type="application/json" href="/feed.json">', 1),
        ('<link rel="alternate" type="application/xml" title="RSS" href="/export/all">', 1),
        ('<link rel="alternate" type="application/json" href="/wp-json/wp/v2/pages/7">', 0),
        ('<a href="/rss/politika/">RSS</a><a href="/rss/sport.xml">RSS</a>', 2),
    ],
)  # fmt: skip
def test_every_declared_feed_is_found_and_an_empty_address_is_no_feed(
    head: str, feeds: int
) -> None:
    assert len(read_home(f"<html><head>{head}</head></html>".encode(), CONTEXT).feeds) == feeds


@pytest.mark.parametrize(
    ("markup", "target"),
    [
        ('<meta http-equiv="refresh" content="0; url=/ru/">', HOME + "ru/"),
        ('<META HTTP-EQUIV="Refresh" CONTENT="1;URL=\'index2.php\'">', HOME + "index2.php"),
        ("<script>window.location.href = '/news/';</script>", HOME + "news/"),
        ("<script>location.replace(\"/ru/\")</script>", HOME + "ru/"),
        ('<meta http-equiv="refresh" content="300">', None),
        ('<meta http-equiv="refresh" content="0; url=/">', None),
        ('<meta http-equiv="refresh" content="0; url=https://elsewhere.example/">', None),
        ("<a href=/news>Новости</a><script>if (x) location.href = '/m/';</script>", None),
    ],
)  # fmt: skip
def test_the_target_of_a_home_page_that_only_redirects_is_found(
    markup: str, target: str | None
) -> None:
    assert read_home(f"<html><head></head><body>{markup}".encode(), CONTEXT).leads_to == target


def test_addresses_linked_only_in_menus_by_short_texts_are_returned() -> None:
    page = (
        '<nav><a href="/istoriya-nashey-gazety/">История</a><a href="/news/57">Мост</a></nav>'
        '<main><a href="/news/57">Мост открыт</a></main><div class="footer-menu">'
        '<a href="/kak-prislat-pismo/">Как прислать письмо</a></div>'
    )
    menu = read_home(page.encode(), CONTEXT).menu
    assert menu == (HOME + "istoriya-nashey-gazety/", HOME + "kak-prislat-pismo/")


def test_usual_addresses_of_sitemaps_and_feeds_are_tried_at_the_host_of_the_home_page() -> None:
    assert HOME + "sitemap.xml.gz" in usual_sitemaps(HOME)
    assert HOME + "yandex.xml" in usual_feeds(HOME)
