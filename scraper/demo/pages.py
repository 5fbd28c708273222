"""Generates what a demo outlet serves: articles, listings, feeds, sitemaps, robots.txt."""

import gzip
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from functools import cache
from xml.sax.saxutils import escape, quoteattr

from jinja2 import Environment, PackageLoader, StrictUndefined

from scraper.demo.content import DemoArticle
from scraper.demo.outlets import OUTLETS, RECURRING_LINES, Outlet

_PER_PAGE = 4  # articles on a listing page
_MAX_OTHERS = 5  # articles to which the page of an article links


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer of the server at one path."""

    body: bytes
    content_type: str


def site_answers(
    outlet: Outlet, articles: Sequence[DemoArticle], homes: Mapping[str, str], now: datetime
) -> dict[str, Answer]:
    """Return the answers of an outlet by path and query; ``homes`` are the URLs of all outlets."""
    home = homes[outlet.id]
    newest = sorted(articles, key=lambda article: article.published, reverse=True)
    answers = {
        "/robots.txt": _text(f"User-agent: *\nDisallow: /admin/\n{_sitemap_line(outlet, home)}"),
        "/static/photo.svg": Answer(_PHOTO, "image/svg+xml"),
    }
    for path in ("/about", "/about/", "/about.html", "/contacts/"):
        answers[path] = _html(outlet, "about.html")
    for article in newest:
        others = [other for other in newest if other is not article][:_MAX_OTHERS]
        answers[article.path] = _article_page(article, others, home, now)
    answers |= _listings(outlet, newest)
    answers |= _feeds(outlet, newest, homes)
    if "sitemaps" in outlet.source_keys:
        answers |= _sitemaps(newest, home)
    return answers


def _article_page(
    article: DemoArticle, others: list[DemoArticle], home: str, now: datetime
) -> Answer:
    outlet = article.outlet
    return _html(
        outlet,
        f"{outlet.id}.html",
        article=article,
        others=others,
        url=home + article.path,
        local_time=article.local_time,
        date=outlet.visible_date(article.published, now),
        recurring_lines=RECURRING_LINES,
        ld_json=_json_ld(article),
    )


def _json_ld(article: DemoArticle) -> str:
    facts: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": article.headline,
        "datePublished": article.local_time.isoformat(),
        "articleSection": article.section,
        "publisher": {"@type": "Organization", "name": article.outlet.name},
    }
    if article.author:
        facts["author"] = {"@type": "Person", "name": article.author}
    return json.dumps(facts, ensure_ascii=False)


def _listings(outlet: Outlet, newest: Sequence[DemoArticle]) -> dict[str, Answer]:
    """Return the home page and, if the outlet has listings, their pages of _PER_PAGE articles."""
    if "listings" not in outlet.source_keys:
        feed = "/export/rss" if outlet.id == "iset-live" else None
        page = _html(outlet, "listing.html", articles=newest[:_PER_PAGE], pages=[], feed=feed)
        return {"/": page}
    path = "/news/" if outlet.id == "sura-online" else "/"
    groups = [newest[start : start + _PER_PAGE] for start in range(0, len(newest), _PER_PAGE)]
    numbers = range(1, len(groups) + 1)
    answers = {
        f"{path}?page={number}": _html(
            outlet, "listing.html", articles=group, pages=numbers, feed=None
        )
        for number, group in zip(numbers, groups, strict=True)
    }
    first_page = answers[f"{path}?page=1"]
    return answers | {path: first_page, "/": first_page}


def _feeds(
    outlet: Outlet, newest: Sequence[DemoArticle], homes: Mapping[str, str]
) -> dict[str, Answer]:
    """Return the answers for the feeds of an outlet, by path."""
    home = homes[outlet.id]
    rss = "application/rss+xml; charset=utf-8"
    match outlet.id:
        case "penza-vesti" | "prokuratura-ural":
            return {"/rss.xml": Answer(_rss(newest, home, homes, full=False), rss)}
        case "iset-live":
            return {"/export/rss": Answer(_rss(newest, home, homes, full=False), rss)}
        case "ural-liniya":
            return {"/feed/": Answer(_rss(newest, home, homes, full=True), rss)}
        case "samara-segodnya":
            return {"/atom.xml": Answer(_atom(newest, home), "application/atom+xml")}
    return {}


def _rss(
    articles: Iterable[DemoArticle], home: str, homes: Mapping[str, str], *, full: bool
) -> bytes:
    items = "".join(_rss_item(article, home, homes, full=full) for article in articles)
    xml = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        f"<title>Лента</title><link>{home}/</link><description/>{items}</channel></rss>"
    )
    return xml.encode()


def _rss_item(article: DemoArticle, home: str, homes: Mapping[str, str], *, full: bool) -> str:
    date = format_datetime(article.local_time)
    parts = [
        f"<title>{escape(article.headline)}</title><link>{home}{article.path}</link>",
        f"<guid>{home}{article.path}</guid><pubDate>{date}</pubDate>",
        f"<category>{escape(article.section)}</category>",
        f"<description>{escape(article.paragraphs[0])}</description>",
    ]
    if full:
        text = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in article.paragraphs)
        parts.append(f"<content:encoded>{escape(text)}</content:encoded>")
    if article.source:
        origin = OUTLETS[article.source]
        url = quoteattr(homes[origin.id] + "/")
        parts.append(f"<source url={url}>{escape(origin.name)}</source>")
    return f"<item>{''.join(parts)}</item>"


def _atom(articles: Iterable[DemoArticle], home: str) -> bytes:
    entries = "".join(
        f"<entry><title>{escape(article.headline)}</title><id>{home}{article.path}</id>"
        f'<link href="{home}{article.path}"/><published>{article.published.isoformat()}</published>'
        f"<updated>{article.published.isoformat()}</updated>"
        f"<summary>{escape(article.paragraphs[0])}</summary></entry>"
        for article in articles
    )
    xml = (
        '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom">'
        f"<title>Самара сегодня</title><id>{home}/</id>{entries}</feed>"
    )
    return xml.encode()


def _sitemaps(newest: Sequence[DemoArticle], home: str) -> dict[str, Answer]:
    """Return the answers for a sitemap and its index, by path."""
    namespace = "http://www.sitemaps.org/schemas/sitemap/0.9"
    urls = "".join(
        f"<url><loc>{home}{article.path}</loc>"
        f"<lastmod>{article.local_time.isoformat()}</lastmod></url>"
        for article in newest
    )
    index = (
        f'<sitemapindex xmlns="{namespace}"><sitemap><loc>{home}/sitemap-news.xml.gz</loc>'
        f"<lastmod>{newest[0].local_time.isoformat()}</lastmod></sitemap></sitemapindex>"
    )
    packed = gzip.compress(f'<urlset xmlns="{namespace}">{urls}</urlset>'.encode(), mtime=0)
    return {
        "/sitemap_index.xml": Answer(index.encode(), "application/xml"),
        "/sitemap-news.xml.gz": Answer(packed, "application/gzip"),
    }


def _sitemap_line(outlet: Outlet, home: str) -> str:
    return f"Sitemap: {home}/sitemap_index.xml\n" if "sitemaps" in outlet.source_keys else ""


def _html(outlet: Outlet, template: str, **values: object) -> Answer:
    text = _templates().get_template(template).render(outlet=outlet, **values)
    charset = "" if outlet.encoding == "windows-1251" else f"; charset={outlet.encoding}"
    body = text.encode(outlet.encoding, "xmlcharrefreplace")
    return Answer(body, f"text/html{charset}")


def _text(text: str) -> Answer:
    return Answer(text.encode(), "text/plain; charset=utf-8")


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("scraper.demo"), autoescape=True, undefined=StrictUndefined
    )


_PHOTO = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="640" height="360">'
    b'<rect width="640" height="360" fill="#9db4c0"/></svg>'
)
