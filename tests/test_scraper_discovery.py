"""Tests that links are read from each format of outlets, also from broken files."""

import gzip
import json
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.discovery import sitemaps
from scraper.discovery.documents import Document, DocumentContext, Kind, UnreadableError
from scraper.discovery.reading import read_document
from scraper.discovery.sitemaps import sitemaps_in_robots

HOME = "https://penza.example"
URL = f"{HOME}/index"
NOW = datetime(2026, 11, 21, tzinfo=UTC)


def read(kind: Kind, body: str | bytes, **context: Any) -> Document:
    """Read a document of an outlet in Moscow's time zone; ``context`` has fields of its context."""
    data = body if isinstance(body, bytes) else body.encode()
    fields: dict[str, Any] = {"content_type": "text/xml", "timezone": "Europe/Moscow"} | context
    return read_document(kind, data, DocumentContext(URL, now=NOW, **fields))


def paths(document: Document) -> list[str]:
    return [link.url.removeprefix(HOME) for link in document.links]


RSS = """<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:media="http://search.yahoo.com/mrss/">
<channel><title>Пенза</title><ttl>20</ttl><language>ru</language><item>
<title>Мост &amp; река</title><link>/news/1</link>
<description>&lt;p&gt;Открыли &lt;b&gt;мост&lt;/b&gt;&lt;/p&gt;</description>
<pubDate>Fri, 20 Nov 2026 10:00:00 +0300</pubDate><source url="https://tass.example/">ТАСС</source>
<dc:creator>Анна Белова</dc:creator><category>Город</category><category>Дороги</category>
<enclosure url="/i/1.jpg" type="image/jpeg"/>
<content:encoded>&lt;p&gt;Весь текст&lt;/p&gt;</content:encoded>
</item></channel></rss>"""


def test_an_rss_item_gives_all_its_facts() -> None:
    feed = read(Kind.FEED, RSS)
    (link,) = feed.links
    hints = link.hints
    assert link.url == "https://penza.example/news/1"
    assert hints.headline == "Мост & река"
    assert hints.description == "Открыли мост"
    assert hints.date_published == datetime(2026, 11, 20, 7, 0, tzinfo=UTC)
    assert hints.authors == ("Анна Белова",)
    assert (hints.article_section, hints.keywords) == ("Город", ("Дороги",))
    assert hints.main_image == "https://penza.example/i/1.jpg"
    assert hints.article_body == "<p>Весь текст</p>"
    assert (hints.credit_text, hints.is_based_on) == ("ТАСС", "https://tass.example/")
    assert (feed.title, feed.language, feed.minutes_to_live) == ("Пенза", "ru", 20)
    assert feed.damage is None


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("20.11.2026 10:00", datetime(2026, 11, 20, 7, 0, tzinfo=UTC)),
        ("Fri, 20 Nov 2026 10:00:00", datetime(2026, 11, 20, 7, 0, tzinfo=UTC)),
        ("2026-11-20", date(2026, 11, 20)),
        ("вчера", date(2026, 11, 20)),
        ("скоро", None),
    ],
)
def test_a_time_without_a_zone_is_in_the_zone_of_the_outlet(raw: str, expected: object) -> None:
    feed = read(Kind.FEED, RSS.replace("Fri, 20 Nov 2026 10:00:00 +0300", raw))
    assert feed.links[0].hints.date_published == expected
    assert feed.links[0].hints.date_published_raw == raw


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param(RSS.replace("&amp; река", "& река"), id="a bare ampersand"),
        pytest.param(RSS.replace("</channel></rss>", ""), id="unclosed elements"),
        pytest.param("\n\n<br>Warning: mysql_connect()\n" + RSS, id="text before the XML"),
        pytest.param(RSS.replace("Мост", "М\x0bост"), id="a control character"),
    ],
)
def test_a_broken_feed_is_read_and_its_damage_is_reported(broken: str) -> None:
    feed = read(Kind.FEED, broken)
    assert paths(feed) == ["/news/1"]
    assert feed.damage


def test_a_feed_in_windows_1251_is_read() -> None:
    body = RSS.replace('version="1.0"?', 'version="1.0" encoding="windows-1251"?', 1)
    assert read(Kind.FEED, body.encode("cp1251")).links[0].hints.headline == "Мост & река"


def test_an_atom_feed_is_read() -> None:
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><link rel="next" href="?page=2"/><entry>'
        '<title>А</title><link rel="alternate" href="//penza.example/a"/>'
        "<published>2026-11-20T10:00:00+03:00</published><author><name>Б</name></author>"
        "</entry></feed>"
    )
    feed = read(Kind.FEED, atom)
    assert (paths(feed), feed.links[0].hints.authors) == (["/a"], ("Б",))
    assert feed.next_pages == ("https://penza.example/index?page=2",)


def test_an_rss_1_feed_is_read() -> None:
    rdf = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
        ' xmlns="http://purl.org/rss/1.0/"><item><title>А</title><link>/b</link></item></rdf:RDF>'
    )
    assert paths(read(Kind.FEED, rdf)) == ["/b"]


def test_a_json_feed_is_read() -> None:
    item = {
        "id": 7, "url": "/c", "title": "А", "date_published": "2026-11-20T10:00:00+03:00",
        "content_html": "<p>Текст</p>", "authors": [{"name": "Б"}], "tags": ["Город", "Мост"],
    }  # fmt: skip
    feed = {"version": "https://jsonfeed.org/version/1.1", "items": [item, 5, {"id": "x"}]}
    document = read(Kind.FEED, json.dumps(feed | {"next_url": "/2"}))
    assert paths(document) == ["/c"]
    hints = document.links[0].hints
    assert hints.date_published == datetime(2026, 11, 20, 7, 0, tzinfo=UTC)
    assert (hints.article_body, hints.authors) == ("<p>Текст</p>", ("Б",))
    assert document.next_pages == ("https://penza.example/2",)


@pytest.mark.parametrize(
    "body",
    ["", "   ", "<html><body>Ведутся работы</body></html>", "{", "{}", '{"items": 3}', "нет"],
)
def test_a_document_that_is_no_feed_is_refused(body: str) -> None:
    with pytest.raises(UnreadableError):
        read(Kind.FEED, body)


SITEMAP = """<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
 xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc> https://penza.example/news/100/most </loc><lastmod>2026-11-20</lastmod>
<image:image><image:loc>https://penza.example/i.jpg</image:loc></image:image>
<news:news><news:publication><news:name>П</news:name></news:publication>
<news:publication_date>2026-11-20T10:00:00+03:00</news:publication_date>
<news:title>Мост</news:title><news:keywords>река, мост</news:keywords></news:news></url>
<url><loc>https://penza.example/news/101/shkola</loc></url>
<url><loc>https://penza.example/about</loc></url></urlset>"""


def test_a_sitemap_gives_facts_of_articles_and_no_fixed_pages() -> None:
    sitemap = read(Kind.SITEMAP, SITEMAP)
    assert paths(sitemap) == ["/news/100/most", "/news/101/shkola"]
    hints = sitemap.links[0].hints
    assert hints.date_published == datetime(2026, 11, 20, 7, 0, tzinfo=UTC)
    assert (hints.headline, hints.keywords) == ("Мост", ("река", "мост"))
    assert hints.main_image == "https://penza.example/i.jpg"
    assert hints.date_modified == datetime(2026, 11, 20, 20, 59, 59, tzinfo=UTC), "end of the day"


def test_a_limited_number_of_addresses_of_a_sitemap_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sitemaps, "_MAX_LINKS", 5)  # reading 50,000 takes seconds
    lines = "".join(f"https://penza.example/news/{n}/most\n" for n in range(9))
    assert len(read(Kind.SITEMAP, lines).links) == 5
    urls = "".join(f"<url><loc>/news/{n}/most</loc></url>" for n in range(9))
    assert len(read(Kind.SITEMAP, f"<urlset>{urls}</urlset>").links) == 5
    children = "".join(f"<sitemap><loc>/{n}.xml</loc></sitemap>" for n in range(9))
    assert len(read(Kind.SITEMAP, f"<sitemapindex>{children}</sitemapindex>").children) == 5


def test_a_gzipped_index_names_its_sitemaps() -> None:
    index = (
        "<sitemapindex><sitemap><loc>/a.xml</loc><lastmod>2026-11-20T10:00Z</lastmod></sitemap>"
        "<sitemap><loc>/b.xml.gz</loc></sitemap></sitemapindex>"
    )
    children = read(Kind.SITEMAP, gzip.compress(index.encode())).children
    assert [child.url for child in children] == [
        "https://penza.example/a.xml",
        "https://penza.example/b.xml.gz",
    ]
    assert children[0].lastmod == datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
    assert children[1].lastmod is None


def test_a_text_sitemap_is_read_and_a_gzip_bomb_is_refused() -> None:
    assert paths(read(Kind.SITEMAP, "https://penza.example/1\nhttps://penza.example/2\n")) == [
        "/1",
        "/2",
    ]
    bomb = gzip.compress(b"<urlset>" + b" " * 60_000_000, compresslevel=1)
    with pytest.raises(UnreadableError, match="unpacks to more"):
        read(Kind.SITEMAP, bomb)


def test_entities_of_a_sitemap_are_not_expanded(tmp_path: Path) -> None:
    (tmp_path / "private").write_text("private-words")
    evil = (
        f'<!DOCTYPE x [<!ENTITY f SYSTEM "{(tmp_path / "private").as_uri()}">]><urlset><url><loc>'
        "https://penza.example/news/1/&f;</loc></url></urlset>"
    )
    assert "private-words" not in str(read(Kind.SITEMAP, evil))


def test_robots_names_sitemaps_in_any_case() -> None:
    text = "User-agent: *\nSITEMAP: /a.xml\n sitemap:https://penza.example/b.xml\nSitemap:\n"
    assert sitemaps_in_robots(text, "https://penza.example/") == (
        "https://penza.example/a.xml",
        "https://penza.example/b.xml",
    )


def listed(path: str, text: str) -> str:
    """Return an entry of a list with a link."""
    return f'<li><a href="{path}">{text}</a></li>'


HEADLINE = "Мост через Суру открыли после ремонта"
MENU = (
    '<nav><a href="/">Главная</a><a href="/politika/">Политика</a><a href="/tag/suda">Суды и закон'
    ' в Пензенской области</a><a href="/news/2026/11/">Ноябрь</a><a href="/about-us-all">О нас</a>'
    '<a href="/login?back=1">Войти</a><a href="/i.pdf">Отчёт мэрии за прошлый год</a></nav>'
)


@pytest.mark.parametrize(
    "form",
    [
        "/news/{n}2345/most-cherez-suru",
        "/penza/most-cherez-suru-{n}/slug",
        "/news/most/2026/06/0{n}/most-cherez",
        "/{n}12345.html",
        "/index.php?id={n}12",
        "/novosti/most_cherez_suru_{n}.html",
        "/a/b1c{n}d2e3f4",
    ],
)
def test_articles_and_sections_are_distinguished_by_their_addresses(form: str) -> None:
    expected = [form.format(n=n) for n in range(1, 6)]
    body = MENU + "".join(listed(path, f"{HEADLINE} {path}") for path in expected)
    page = read(Kind.LISTING, body, content_type="text/html")
    assert sorted(paths(page)) == sorted(expected)


def test_a_given_pattern_alone_decides() -> None:
    body = MENU + listed("/x/1", "Мост") + listed("/news/12345/most-cherez-suru", HEADLINE)
    page = read(Kind.LISTING, body, content_type="text/html", article_pattern=r"^/x/\d$")
    assert paths(page) == ["/x/1"]


@pytest.mark.parametrize(
    ("pager", "next_page"),
    [
        ('<link rel="next" href="/p2"><a rel="next" href="/n?page=2">2</a>', "/n?page=2"),
        ('<div class="pages"><a href="?page=3">3</a><a href="?page=2">2</a></div>',
         "/index?page=2"),
        ('<a href="/index/page/2/">2</a>', "/index/page/2/"),
        ('<div class="pagination"><a href="/index?PAGEN_1=2">След.</a></div>', "/index?PAGEN_1=2"),
        ('<div class="pagination"><a href="/older">Следующая »</a></div>', "/older"),
        ('<div class="calendar"><a href="/2026/12/">Следующий месяц</a></div>', None),
        ('<a href="/other?page=2">2</a>', None),
    ],
)  # fmt: skip
def test_the_next_page_is_found(pager: str, next_page: str | None) -> None:
    page = read(Kind.LISTING, MENU + pager, content_type="text/html")
    assert page.next_pages[:1] == (() if next_page is None else (HOME + next_page,))


def test_links_to_other_hosts_are_left_out() -> None:
    body = "".join(listed(f"https://other.example/news/{n}000/most", HEADLINE) for n in range(5))
    assert paths(read(Kind.LISTING, body, content_type="text/html")) == []


def test_feeds_of_a_home_page_are_found_but_for_those_of_comments() -> None:
    body = (
        '<html lang="ru-RU"><head><title> Пенза </title><base href="/sub/">'
        '<link rel="alternate" type="application/rss+xml" href="rss.xml">'
        '<link rel="alternate" type="application/rss+xml" title="Комментарии" href="/c/">'
        '<link rel="alternate" type="application/rss+xml" href="https://other.example/rss">'
        "</head><body></body></html>"
    )
    home = read(Kind.HOME, body, content_type="text/html")
    own, service = "https://penza.example/sub/rss.xml", "https://other.example/rss"
    assert home.feeds == (own, service)
    assert (home.title, home.language) == ("Пенза", "ru")


def test_a_feed_that_a_home_page_only_links_to_is_found() -> None:
    body = '<a href="/rss">RSS</a><a href="/news">Новости</a><a href="/feedback">Написать</a>'
    assert read(Kind.HOME, body, content_type="text/html").feeds == ("https://penza.example/rss",)


@given(st.sampled_from(Kind), st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_any_bytes_are_read_or_refused_with_an_unreadable_error(kind: Kind, body: bytes) -> None:
    for prefix in (b"", b"<rss version='2.0'>", b"<urlset>", b"<html>", b"{", b"\x1f\x8b\x08"):
        with suppress(UnreadableError):
            read_document(kind, prefix + body, DocumentContext(URL))
