"""Serves a local web of outlets with the usual feeds, sitemaps and listings of real ones."""

import gzip
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from urllib.parse import quote

from tests.web_site import Answer, Pages, Site

NOW = datetime.now(UTC).replace(microsecond=0)
TOPICS = (
    "Мост через Суру открыли после ремонта",
    "Школу на улице Лермонтова ждёт капитальный ремонт",
    "В области собрали рекордный урожай сахарной свёклы",
    "Пожарные спасли из горящего дома семью с детьми",
    "На набережной высадили двести молодых лип",
    "Автобусы пойдут до полуночи в дни фестиваля",
    "Театр привёз из столицы новую постановку Чехова",
)


def article_page(outlet: str, number: int, *, extra: str = "") -> str:
    """Return an article's page, whose text is long enough and differs for each number."""
    headline = f"{TOPICS[number % len(TOPICS)]}: выпуск {number}, {outlet}"
    moment = NOW - timedelta(hours=number + 1)
    paragraphs = "".join(
        f"<p>{part}, рассказали изданию «{outlet}» в мэрии. Работы номер {number * 7 + n} вели "
        f"с весны, и на них ушло {number * 13 + n + 40} дней. Жители ждали этого дня давно.</p>"
        for n, part in enumerate(TOPICS)
    )
    return (
        f"<!doctype html><html lang=ru><head><title>{headline}</title>"
        f'<meta property="og:type" content="article"><meta property="article:published_time"'
        f' content="{moment.isoformat()}"></head><body><nav><a href="/">Главная</a>'
        f'<a href="/about">О редакции</a></nav><article><h1>{headline}</h1>{paragraphs}{extra}'
        "</article><footer>© Редакция</footer></body></html>"
    )


def front(links: str, *, head: str = "") -> str:
    """Return a page of links with the navigation that every front page has."""
    return (
        f"<!doctype html><html lang=ru><head><title>Новости</title>{head}</head><body><nav>"
        '<a href="/">Главная</a> <a href="/politika/">Политика</a> <a href="/about">О редакции</a>'
        ' <a href="/reklama/">Реклама на сайте и в газете</a> <a href="/login">Вход</a>'
        f'</nav><main>{links}</main><footer><a href="https://t.me/news">Мы в Телеграме, читайте'
        " нас там</a></footer></body></html>"
    )


def put_dated_feed(site: Site, ages: dict[int, timedelta]) -> str:
    """Serve articles of these numbers and ages, and a feed of them; return the feed's URL."""
    items = ""
    for number, age in ages.items():
        moment, usual_moment = NOW - age, NOW - timedelta(hours=number + 1)
        path = f"/news/{1000 + number}/most"
        page = article_page("a", number)
        site.put(path, page.replace(usual_moment.isoformat(), moment.isoformat()))
        items += (
            f"<item><title>Мост номер {number}</title><link>{path}</link>"
            f"<pubDate>{format_datetime(moment)}</pubDate></item>"
        )
    return site.put("/rss", rss(items), content_type="application/rss+xml")


@dataclass
class Outlet:
    """One outlet: its server, its entry in sources.toml, and what its server offers."""

    id: str
    site: Site
    keys: str = ""  # further lines of its entry in sources.toml
    articles: set[str] = field(default_factory=set)  # URLs
    indexes: set[str] = field(default_factory=set)  # paths that must answer 304 the second time

    def publish(self, path: str, number: int) -> str:
        """Put the article with this number at a path, and return the path."""
        self.site.put(path, article_page(self.id, number))
        self.articles.add(self.site.url + path)
        return path

    def index(self, path: str, body: str | bytes, content_type: str) -> None:
        """Put a feed, sitemap or listing at a path."""
        self.site.put(path, body, content_type=content_type)
        self.indexes.add(path)

    def toml(self) -> str:
        return (
            f'[[source]]\nid = "{self.id}"\nname = "{self.id}"\nhome = "{self.site.url}/"\n'
            f'region = "RU-PNZ"\n{self.keys}\n'
        )


def headline(number: int) -> str:
    return f"{TOPICS[number % len(TOPICS)]}: выпуск {number}"


def rss_item(number: int, link: str) -> str:
    date = format_datetime(NOW - timedelta(hours=number + 1))
    return (
        f"<item><title>{headline(number)}</title><link>{link}</link>"
        f"<pubDate>{date}</pubDate></item>"
    )


def rss(items: str) -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Новости</title>'
        f"<link>/</link>{items}</channel></rss>"
    )


def _rss(outlet: Outlet) -> None:
    """Add a feed with tracking parameters, relative links, an article twice and a foreign link."""
    items = [
        rss_item(n, outlet.publish(f"/news/{1000 + n}/most", n) + "?utm_source=rss&amp;utm_m=1")
        for n in range(4)
    ]
    items += [rss_item(0, "/news/1000/most#top"), rss_item(9, "https://elsewhere.example/1")]
    outlet.index("/rss.xml", rss("".join(items)), "application/rss+xml")
    outlet.keys = f'feeds = ["{outlet.site.url}/rss.xml"]'


def _invalid_xml(outlet: Outlet) -> None:
    """Add a feed with an unescaped ampersand, an open tag and a missing end tag."""
    items = [rss_item(n, outlet.publish(f"/n/{n}-most-otkryli", n)) for n in range(3)]
    broken = rss("".join(items)).replace("выпуск 1", "Tom & Jerry <b>").replace("</channel>", "")
    outlet.index("/feed", "\n  " + broken, "text/html; charset=utf-8")
    outlet.keys = f'feeds = ["{outlet.site.url}/feed"]'


def _atom(outlet: Outlet) -> None:
    """Add an Atom feed with protocol-relative links."""
    host = outlet.site.url.removeprefix("http:")
    entries = "".join(
        f"<entry><title>{headline(n)}</title><id>tag:{n}</id>"
        f'<link rel="alternate" href="{host}{outlet.publish(f"/text/{n}.html", n)}"/>'
        f"<updated>{(NOW - timedelta(hours=n + 1)).isoformat()}</updated></entry>"
        for n in range(3)
    )
    feed = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Новости</title>{entries}</feed>'
    outlet.index("/atom.xml", feed, "application/atom+xml")
    outlet.keys = f'feeds = ["{outlet.site.url}/atom.xml"]'


def _json_feed(outlet: Outlet) -> None:
    """Add a JSON Feed with Cyrillic paths, which the site serves under their encoded form."""
    items = [
        {"id": str(n), "url": outlet.publish(f"/новости/{n}-мост", n), "title": headline(n)}
        for n in range(3)
    ]
    for item in items:  # the crawl requests the encoded path
        path = item["url"]
        encoded = quote(path)
        outlet.site.pages[encoded] = outlet.site.pages.pop(path)
        outlet.articles.remove(outlet.site.url + path)
        outlet.articles.add(outlet.site.url + encoded)
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Новости", "items": items}
    outlet.index("/feed.json", json.dumps(feed), "application/feed+json")
    outlet.keys = f'feeds = ["{outlet.site.url}/feed.json"]'


def _sitemaps(outlet: Outlet) -> None:
    """Add a sitemap index, named in robots.txt, with a gzipped news sitemap and an old sitemap."""
    url = outlet.site.url
    entries = "".join(
        f"<url><loc>{url}{outlet.publish(f'/penza/most-{n}/rekonstruktsiya-{n}', n)}</loc>"
        f"<news:news><news:publication_date>{(NOW - timedelta(hours=n + 1)).isoformat()}"
        f"</news:publication_date><news:title>{headline(n)}</news:title></news:news></url>"
        for n in range(4)
    )
    news = (
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        ' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">' + entries + "</urlset>"
    )
    outlet.index("/sitemap-news.xml.gz", gzip.compress(news.encode(), mtime=0), "application/gzip")
    index = (
        '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        f"<sitemap><loc>{url}/sitemap-news.xml.gz</loc><lastmod>{NOW.isoformat()}</lastmod>"
        f"</sitemap><sitemap><loc>{url}/sitemap-2009.xml</loc><lastmod>2009-12-31</lastmod>"
        "</sitemap></sitemapindex>"
    )
    outlet.index("/sitemap.xml", index, "application/xml")
    outlet.site.put("/robots.txt", f"User-agent: *\nAllow: /\n\nSitemap: {url}/sitemap.xml\n")
    outlet.site.put("/", front("<p>Новости здесь показывает только программа.</p>"))


def _paged_listing(outlet: Outlet) -> None:
    """Add a listing of three numbered pages; pictures and «read more» also link to its articles."""
    for page in range(3):
        cards = "".join(
            f'<div class="card"><a href="{path}"><img src="/i/{n}.jpg"></a><h3><a href="{path}">'
            f'{headline(n)}</a></h3><a href="{path}">Читать далее</a></div>'
            for n in range(page * 5, page * 5 + 5)
            for path in [outlet.publish(f"/news/{12000 - n}/most-cherez-suru", n)]
        )
        pager = "".join(f'<a href="/news/?page={n}">{n}</a>' for n in range(1, 4))
        body = front(f'{cards}<div class="pagination">{pager}</div>')
        outlet.site.put("/news/" if page == 0 else f"/news/?page={page + 1}", body)
    outlet.indexes.add("/news/")
    outlet.keys = f'listings = ["{outlet.site.url}/news/"]'


class Calendar(Pages):
    """The pages of a site, and a calendar in which each day links to the next."""

    def answer(self, path: str) -> Answer | None:
        if path.startswith("/archive/") and path not in self:
            number = int(path.strip("/").rpartition("/")[2])
            links = f'<a class="next" rel="next" href="/archive/{number + 1}">Следующий день</a>'
            return Answer(front(f'<div class="calendar">{links}</div>').encode())
        return super().answer(path)


def _endless_calendar(outlet: Outlet) -> None:
    """Add a home page with dated addresses, sections and a calendar; there is no feed."""
    outlet.site.pages = Calendar()
    day = NOW.strftime("%Y/%m/%d")
    cards = "".join(
        f'<li><a href="{outlet.publish(f"/news/social/{day}/shkola-{n}", n)}">{headline(n)}</a>'
        for n in range(5)
    )
    days = "".join(f'<a href="/news/{NOW:%Y/%m}/{n:02}/">{n}</a>' for n in range(1, 29))
    body = front(f'<ul>{cards}</ul><div class="calendar">{days}'
                 '<a rel="next" href="/archive/1">Следующий день</a></div>')  # fmt: skip
    outlet.index("/", body, "text/html; charset=utf-8")


def home_with_feed(outlet: Outlet) -> None:
    """Add a home page that names a feed of articles whose addresses differ in the query only."""
    items = [rss_item(n, outlet.publish(f"/?id={500 + n}", n)) for n in range(3)]
    outlet.index("/export/rss", rss("".join(items)), "application/rss+xml")
    link = '<link rel="alternate" type="application/rss+xml" href="export/rss">'
    outlet.site.put("/", front("<p>Лента новостей.</p>", head=link))


class BusyOnce(Pages):
    """Pages of a site that answers 503 with Retry-After to the first request for its feed."""

    def __init__(self) -> None:
        super().__init__()
        self.feed_requests = 0

    def answer(self, path: str) -> Answer | None:
        if path == "/rss":
            self.feed_requests += 1
            if self.feed_requests == 1:
                return Answer(b"busy", status=503, headers={"Retry-After": "1"})
        return super().answer(path)


def _busy(outlet: Outlet) -> None:
    """Add a feed that is refused with status 503 at the first request."""
    outlet.site.pages = BusyOnce()
    items = [rss_item(n, outlet.publish(f"/article/{700 + n}", n)) for n in range(3)]
    outlet.index("/rss", rss("".join(items)), "application/rss+xml")
    outlet.keys = f'feeds = ["{outlet.site.url}/rss"]'


def _redirects(outlet: Outlet) -> None:
    """Add a feed that names a redirect loop, a moved article, an alias, no article and a PDF."""
    site = outlet.site
    items = [rss_item(n, outlet.publish(f"/a/{800 + n}/most", n)) for n in range(2)]
    site.put("/loop/1", "", status=302, headers={"Location": "/loop/2"})
    site.put("/loop/2", "", status=302, headers={"Location": "/loop/1"})
    site.put("/old/800", "", status=301, headers={"Location": "/a/800/most"})
    site.put("/list/of/all-the-news", front("<p>Пусто.</p>"))
    site.put("/doklad-o-byudzhete.pdf", b"%PDF-1.4", content_type="application/pdf")
    links = (
        "/loop/1", "/old/800", "/a/800/most/amp/", "/list/of/all-the-news",
        "/doklad-o-byudzhete.pdf", "/missing/900/page",
    )  # fmt: skip
    items += [rss_item(3 + n, link) for n, link in enumerate(links)]
    outlet.index("/rss", rss("".join(items)), "application/rss+xml")
    outlet.keys = f'feeds = ["{site.url}/rss"]'


KINDS: tuple[Callable[[Outlet], None], ...] = (
    _rss, _invalid_xml, _atom, _json_feed, _sitemaps, _paged_listing, _endless_calendar,
    home_with_feed, _busy, _redirects,
)  # fmt: skip


def build_web(start: Callable[[], Site]) -> list[Outlet]:
    """Start one server for each kind."""
    return list(_outlets(start))


def _outlets(start: Callable[[], Site]) -> Iterator[Outlet]:
    for kind in KINDS:
        outlet = Outlet(kind.__name__.strip("_").replace("_", "-"), start())
        kind(outlet)
        yield outlet
