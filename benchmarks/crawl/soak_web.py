"""Serves 30 outlets for a simulated month; their pages depend on nothing but the hour.

Each outlet publishes 2–6 articles a day. Some articles are reprints of another outlet, some are
edited or removed later. One outlet stops answering, and another one gets a new design and new
addresses. Every page names the newest articles of its outlet, so it changes with each new article.
"""

import random
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from benchmarks.stories.random_texts import random_texts
from tests.newsroom import source_entry
from tests.published_days import feed, home, sitemap
from tests.web_site import Answer, Pages, Site

OUTLETS = 30
HISTORY_DAYS = 2  # published before the first crawl
DEAD, DIES_ON_DAY = 7, 10  # the outlet that stops answering
REDESIGNED, REDESIGNED_ON_DAY = 11, 15
_ARTICLES_A_DAY = range(2, 7)
_FIRST_HOUR, _LAST_HOUR = 7, 22  # of the day, in which outlets publish
_REPRINT_SHARE, _EDIT_SHARE, _REMOVAL_SHARE = 0.2, 0.1, 0.01
# Hours between an article and its reprint, and how many articles back the original may be.
_MIN_REPRINT_HOURS, _MAX_REPRINT_HOURS, _MAX_REPRINT_ARTICLES = 1, 6, 60
_INDEXES = ("declared", "sitemap", "listing", "cyrillic")
_MAX_LISTED = 40  # articles in an index
_NEWEST = 6  # articles that each page names


@dataclass(slots=True)
class Article:
    """One article; its times are hours after the first crawl."""

    outlet: int
    number: int
    published_at: float
    title: str
    sentences: tuple[str, ...]
    reprinted_from: int | None = None  # outlet
    edited_at: float = float("inf")
    removed_at: float = float("inf")


@dataclass
class Outlet:
    """One outlet, its server and all articles that it will publish, the oldest first."""

    number: int
    site: Site
    articles: list[Article] = field(default_factory=list)

    @property
    def id(self) -> str:
        return f"outlet-{self.number}"

    @property
    def index(self) -> str:
        """Return the kind of the outlet's index, one of _INDEXES."""
        return _INDEXES[self.number % len(_INDEXES)]

    def path(self, article: Article) -> str:
        """Return the path of an article; the redesigned outlet has new paths for new articles."""
        is_new_path = self.number == REDESIGNED and article.published_at >= REDESIGNED_ON_DAY * 24
        folder = "materials" if is_new_path else "news"
        return f"/{folder}/{40_000 + 7 * article.number}-most.html"


class SoakWeb:
    """All outlets as they are at ``hour``, which is counted from ``started``."""

    def __init__(self, sites: Sequence[Site], days: int, started: datetime, seed: int = 1) -> None:
        self.started = started
        self.hour = 0.0
        self.outlets = [Outlet(number, site) for number, site in enumerate(sites)]
        self._publish(days, random.Random(seed))
        for outlet in self.outlets:
            outlet.site.pages = _SoakPages(self, outlet)

    def sources(self) -> str:
        """Return the sources.toml of the outlets."""
        return "\n".join(
            source_entry(
                f"{outlet.site.url}/",
                outlet.id,
                name=f"Outlet {outlet.number}",
                timezone="Europe/Moscow",
            )
            for outlet in self.outlets
        )

    def turn_to(self, hour: float) -> None:
        """Show the outlets as they are at this hour."""
        self.hour = hour
        if hour == DIES_ON_DAY * 24:
            self.outlets[DEAD].site.close()

    def published(self, outlet: Outlet) -> list[Article]:
        """Return the articles that the outlet shows now, the newest first."""
        count = bisect_right(outlet.articles, self.hour, key=lambda article: article.published_at)
        newest_first = reversed(outlet.articles[:count])
        return [article for article in newest_first if article.removed_at > self.hour]

    def reachable(self) -> Iterator[str]:
        """Yield the URL of each article that an hourly poll could fetch until now."""
        for outlet in self.outlets:
            until = min(self.hour, DIES_ON_DAY * 24 - 1) if outlet.number == DEAD else self.hour
            for article in outlet.articles:
                first_poll = max(0.0, article.published_at + 1)
                if article.published_at <= until and article.removed_at > first_poll:
                    yield outlet.site.url + outlet.path(article)

    def moment(self, article: Article) -> datetime:
        """Return when an article is published."""
        return (self.started + timedelta(hours=article.published_at)).replace(microsecond=0)

    def _publish(self, days: int, rng: random.Random) -> None:
        """Give the outlets all articles of the month, in order of publication."""
        planned = sorted(
            (day * 24 + rng.uniform(_FIRST_HOUR, _LAST_HOUR), outlet.number)
            for outlet in self.outlets
            for day in range(-HISTORY_DAYS, days + 1)
            for _ in range(rng.choice(_ARTICLES_A_DAY))
        )
        written: list[Article] = []
        for number, (published_at, outlet) in enumerate(planned):
            recent = [
                article
                for article in written[-_MAX_REPRINT_ARTICLES:]
                if _MIN_REPRINT_HOURS < published_at - article.published_at < _MAX_REPRINT_HOURS
                and article.outlet != outlet
            ]
            origin = rng.choice(recent) if recent and rng.random() < _REPRINT_SHARE else None
            article = (
                _reprint(origin, outlet, number, published_at)
                if origin
                else _new(outlet, number, published_at)
            )
            if rng.random() < _EDIT_SHARE:
                article.edited_at = published_at + rng.uniform(0.5, 30)
            if rng.random() < _REMOVAL_SHARE:
                article.removed_at = published_at + rng.uniform(12, 60)
            written.append(article)
            self.outlets[outlet].articles.append(article)


class _SoakPages(Pages):
    """The pages of one outlet by path; a page is written when it is requested."""

    def __init__(self, web: SoakWeb, outlet: Outlet) -> None:
        super().__init__()
        self._web = web
        self._outlet = outlet

    def answer(self, path: str) -> Answer | None:
        shown = self._web.published(self._outlet)
        for article in shown:
            if self._outlet.path(article) == path:
                return Answer(_page(self._web, self._outlet, article, shown).encode())
        return self._index(path, shown)

    def _index(self, path: str, shown: list[Article]) -> Answer | None:
        """Return the home page, the feed or the sitemap; None for a path without one."""
        outlet = self._outlet
        links = [(outlet.path(article), article.title, self._web.moment(article))
                 for article in shown]  # fmt: skip
        newest = links[:_MAX_LISTED]
        has_feed = outlet.index in ("declared", "cyrillic")
        if path == "/":
            head = '<link rel="alternate" type="application/rss+xml" href="/rss.xml">'
            is_list = outlet.index in ("declared", "listing")
            return Answer(home(newest if is_list else (), head if has_feed else "").encode())
        if path == "/rss.xml" and has_feed:
            encoding = "windows-1251" if outlet.index == "cyrillic" else "utf-8"
            body = feed(newest, encoding).encode(encoding, "xmlcharrefreplace")
            return Answer(body, "application/rss+xml")
        if path == "/sitemap.xml" and outlet.index == "sitemap":
            return Answer(sitemap(outlet.site.url, links).encode(), "application/xml")
        return None


def _new(outlet: int, number: int, published_at: float) -> Article:
    sentences = random_texts(1, seed=number)[0].split(". ")[: 8 + number % 10]
    title = " ".join(sentences[0].split()[:9])
    return Article(outlet, number, published_at, title, tuple(sentences[1:]))


def _reprint(origin: Article, outlet: int, number: int, published_at: float) -> Article:
    title = origin.title if number % 2 else " ".join(origin.sentences[0].split()[:8])
    return Article(outlet, number, published_at, title, origin.sentences[:-1], origin.outlet)


def _page(web: SoakWeb, outlet: Outlet, article: Article, shown: Sequence[Article]) -> str:
    is_redesigned = outlet.number == REDESIGNED and web.hour >= REDESIGNED_ON_DAY * 24
    sentences = list(article.sentences)
    if web.hour >= article.edited_at:
        sentences[len(sentences) // 2] = f"Уточнено: погибших нет, пострадали {article.number}"
    paragraphs = [
        ". ".join(sentences[start : start + 3]) + "." for start in range(0, len(sentences), 3)
    ]
    if article.reprinted_from is not None:
        site = web.outlets[article.reprinted_from].site.url
        credit = f'Об этом сообщает <a href="{site}/">Outlet {article.reprinted_from}</a>.'
        paragraphs.append(credit)
    paragraphs.append(f"Читайте новости издания «Outlet {outlet.number}» в нашем канале.")
    newest = "".join(
        f'<li><a href="{outlet.path(other)}">{other.title}</a></li>' for other in shown[:_NEWEST]
    )
    design = _new_design if is_redesigned else _old_design
    return (
        f"<!doctype html><html lang=ru><head><meta charset=utf-8><title>{article.title}</title>"
        '<meta property="article:published_time"'
        f' content="{web.moment(article).isoformat()}"></head><body>'
        f"{design(article.title, paragraphs, newest)}</body></html>"
    )


def _old_design(title: str, paragraphs: Sequence[str], newest: str) -> str:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        '<nav><a href="/">Главная</a> <a href="/about">О редакции</a></nav>'
        f"<article><h1>{title}</h1>{text}</article>"
        f"<aside><h3>Последние новости</h3><ul>{newest}</ul></aside><footer>© Редакция</footer>"
    )


def _new_design(title: str, paragraphs: Sequence[str], newest: str) -> str:
    text = "".join(
        f'<div class="t-par"><p class="t-text">{paragraph}</p></div>' for paragraph in paragraphs
    )
    return (
        '<div class="t-head"><div class="t-menu"><a href="/">Главная</a></div></div>'
        f'<div class="t-cover"><div class="t-name">Лента</div><ul>{newest}</ul></div>'
        f'<div class="t-main"><h1 class="t-title">{title}</h1>{text}</div>'
        '<div class="t-foot">© Редакция</div>'
    )
