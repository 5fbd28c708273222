"""Serves several days of twelve outlets of different kinds, with a shifted clock.

The published articles depend on the time only. ``Days.crawl`` serves the articles of one time and
crawls. Some outlets break at some time, in the way that ``Outlet.change`` names. Afterwards
``Days`` knows which articles are stored, after how many polls each change was reported, and which
outlets were reported without a change.
"""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import NamedTuple

from pipelines.model.health import FAILED, Status
from tests.newsroom import Newsroom
from tests.web_site import Answer, Site

HISTORY = timedelta(hours=36)  # published before the first crawl
MAX_FEED_LINKS = 40
PublishedLink = tuple[str, str, datetime]  # path, title, time of publication
_SUBJECTS = ("Глава района", "Тренер команды", "Директор школы", "Хранитель музея", "Инженер депо")
_EVENTS = (
    "рассказал о ремонте моста", "показал новый паровоз", "объявил набор в секцию гребли",
    "передал в музей письма прадеда", "назвал причину аварии", "открыл выставку кружева",
    "пообещал вернуть вечерний автобус",
)  # fmt: skip


@dataclass
class Outlet:
    """One outlet: its index, the time between its articles, and the way in which it breaks."""

    id: str
    # feed: a feed that the home page names; declared: such a feed beside a list of articles;
    # cyrillic: a feed in windows-1251; sitemap; listing: only a list of articles
    index_kind: str
    gap: timedelta  # between two articles
    path: str  # of an article, with {n} for its number and {day} for its day
    site: Site
    change: str | None = None
    expected_status: Status | None = None
    new_site: Site | None = None
    polls_until_reported: int | None = None
    polls_since_change: int = 0
    statuses: list[str] = field(default_factory=list)


class OutletKind(NamedTuple):
    """One kind of outlet; see ``Outlet`` for the fields."""

    id: str
    index_kind: str
    hours: float  # between two articles
    path: str
    change: str | None = None
    expected_status: Status | None = None  # which reports the change


OUTLETS = (
    OutletKind(
        "feed-gone", "declared", 2, "/news/{n}-most-otkryt.html", "feed_gone", Status.INDEX_LOST
    ),
    OutletKind(
        "feed-html", "feed", 3, "/{day}/most-cherez-suru-{n}/", "feed_html", Status.INDEX_LOST
    ),
    OutletKind("moves", "declared", 4, "/politika/{n}", "moves", Status.MOVED),
    OutletKind("scripts", "sitemap", 3, "/n/{n}/most", "scripts", Status.UNREADABLE),
    OutletKind("check", "declared", 4, "/news/{n}/", "check", Status.CHALLENGE),
    OutletKind("frozen", "declared", 2, "/archive/{day}/{n}", "frozen", Status.STALE),
    OutletKind("garbled", "feed", 3, "/index.php?id={n}", "garbled", Status.MOJIBAKE),
    OutletKind(
        "short", "declared", 3, "/category/news/most-cherez-suru-{n}", "short", Status.TEXT_POORER
    ),
    OutletKind("down", "feed", 3, "/news/{n}", "down", Status.HTTP_ERROR),
    OutletKind("plain-sitemap", "sitemap", 4, "/rubric/gorod/{n}-most"),
    OutletKind("plain-listing", "listing", 6, "/news/{n}-most-cherez-suru.html"),
    OutletKind("plain-1251", "cyrillic", 8, "/node/{n}"),
)
UNREADABLE_CHANGES = {"scripts", "check", "down", "garbled"}  # after them no article can be stored


class LastPoll(NamedTuple):
    """When a source was polled last, and its status then."""

    polled_at: str
    status: str


class Days:
    """The outlets, and the results of the crawls that polled them."""

    def __init__(
        self,
        newsroom: Newsroom,
        start_site: Callable[[], Site],
        kinds: Sequence[OutletKind] = OUTLETS,
    ) -> None:
        self.newsroom = newsroom
        self.started = datetime.now(UTC).replace(microsecond=0)
        self.outlets = [
            Outlet(
                kind.id, kind.index_kind, timedelta(hours=kind.hours), kind.path, start_site(),
                kind.change, kind.expected_status,
                start_site() if kind.change == "moves" else None,
            )
            for kind in kinds
        ]  # fmt: skip
        self.changed_at: dict[str, timedelta] = {}
        self.false_reports: list[tuple[str, str]] = []  # outlet and status, without a change
        newsroom.sources.write_text(
            "\n".join(
                f'[[source]]\nid = "{outlet.id}"\nname = "{outlet.id}"\n'
                f'home = "{outlet.site.url}/"\n'
                f'region = "RU-PNZ"\ntimezone = "Europe/Moscow"\n'
                for outlet in self.outlets
            )
        )

    def crawl(self, after: timedelta) -> str:
        """Serve what is published ``after`` the start, crawl then, and look at the statuses.

        Returns what the crawl printed.
        """
        for outlet in self.outlets:
            self._serve(outlet, after)
        before = self._last_polls()
        offset = self.newsroom.folder / "clock_offset"
        offset.write_text(str(after.total_seconds()))
        run = self.newsroom.run(
            "crawl", "news", "-a", "due=1", *self.newsroom.settings(),
            clock_offset=offset, max_seconds=300,
        )  # fmt: skip
        if "Traceback" in run.stderr:
            raise RuntimeError(run.stderr)
        last_polls = self._last_polls()
        for outlet in self.outlets:
            if last_polls[outlet.id] != before.get(outlet.id):
                self._note_status(outlet, last_polls[outlet.id].status, after)
        return run.stdout + run.stderr

    def count_stored_and_fetchable(self, after: timedelta) -> tuple[int, int]:
        """Return the number of stored articles, and of those that could be fetched."""
        with closing(sqlite3.connect(self.newsroom.database)) as db:
            urls = {url for (url,) in db.execute("SELECT url FROM urls WHERE article_id NOTNULL")}
        stored = fetchable = 0
        for outlet in self.outlets:
            sites = [site.url for site in (outlet.site, outlet.new_site) if site]
            until = after
            if outlet.change in UNREADABLE_CHANGES:
                until = self.changed_at.get(outlet.id, after)
            for number, _ in self._published(outlet, until):
                path = self._path(outlet, number)
                fetchable += 1
                if any(site + path in urls for site in sites):
                    stored += 1
        return stored, fetchable

    def _note_status(self, outlet: Outlet, status: str, after: timedelta) -> None:
        changed_at = self.changed_at.get(outlet.id)
        outlet.statuses.append(status)
        if changed_at is None or after < changed_at:
            if status in FAILED or status == Status.SILENT:
                self.false_reports.append((outlet.id, status))
            return
        outlet.polls_since_change += 1
        if status == outlet.expected_status and outlet.polls_until_reported is None:
            outlet.polls_until_reported = outlet.polls_since_change

    def _last_polls(self) -> Mapping[str, LastPoll]:
        """Return the last poll of each source by its id."""
        if not self.newsroom.database.exists():
            return {}
        with closing(sqlite3.connect(self.newsroom.database)) as db:
            rows = db.execute("SELECT id, last_polled_at, status FROM sources").fetchall()
        return {source: LastPoll(polled_at, status) for source, polled_at, status in rows}

    def _moment(self, outlet: Outlet, number: int) -> datetime:
        return self.started - HISTORY + number * outlet.gap

    def _published(self, outlet: Outlet, after: timedelta) -> list[tuple[int, datetime]]:
        """Return the numbers and times of all articles published by then, newest first."""
        count = int((HISTORY + after) / outlet.gap)
        return [(n, self._moment(outlet, n)) for n in range(count, -1, -1)]

    def _path(self, outlet: Outlet, number: int) -> str:
        day = self._moment(outlet, number)
        return outlet.path.format(n=41_000 + 17 * number, day=f"{day:%Y/%m/%d}")

    def _serve(self, outlet: Outlet, after: timedelta) -> None:
        """Put the articles and indexes on the outlet's site, as they are at this time."""
        changed_at = self.changed_at.get(outlet.id)
        change = outlet.change if changed_at is not None and after >= changed_at else None
        published = self._published(outlet, after)
        site = outlet.site
        if change == "moves" and outlet.new_site:
            target = outlet.new_site.url
            for path in site.pages:
                site.pages[path] = Answer(b"", status=301, headers={"Location": target + path})
            site = outlet.new_site
        for number, moment in published:
            is_new = changed_at is not None and moment >= self.started + changed_at
            body = page(outlet.id, number, moment, change if is_new else None)
            site.put(self._path(outlet, number), body)
        if change == "down":
            for path in site.pages:
                site.pages[path] = Answer(b"down", status=503)
        else:
            self._serve_indexes(outlet, site, published, change)

    def _serve_indexes(
        self, outlet: Outlet, site: Site, published: list[tuple[int, datetime]], change: str | None
    ) -> None:
        links = [(self._path(outlet, n), title(outlet.id, n), when) for n, when in published]
        newest = links[:MAX_FEED_LINKS]
        feed_path = "/rss.xml"
        declared = None if outlet.index_kind in ("sitemap", "listing") else feed_path
        if change in ("feed_gone", "feed_html"):
            gone = Answer(b"<html><h1>Not here</h1></html>", status=404)
            site.pages[feed_path] = gone if change == "feed_gone" else Answer(b"<html>News</html>")
            feed_path = declared = "/export/news.xml"
        if outlet.index_kind in ("declared", "feed", "cyrillic") and change != "frozen":
            encoding = "windows-1251" if outlet.index_kind == "cyrillic" else "utf-8"
            text = feed(newest, encoding)
            site.put(feed_path, text.encode(encoding), content_type="application/rss+xml")
        if outlet.index_kind == "sitemap":
            site.put("/sitemap.xml", sitemap(site.url, links), content_type="application/xml")
        head = f'<link rel="alternate" type="application/rss+xml" href="{declared}">'
        lists_articles = outlet.index_kind in ("listing", "declared") or change == "feed_html"
        site.put("/", home(newest if lists_articles else [], head if declared else ""))


def title(outlet: str, number: int) -> str:
    return f"{_event(number, number)} на участке {number} у станции {outlet}"


def _event(subject: int, event: int) -> str:
    return f"{_SUBJECTS[subject % len(_SUBJECTS)]} {_EVENTS[event % len(_EVENTS)]}"


def page(outlet: str, number: int, moment: datetime, change: str | None) -> str | bytes:
    """Return the page of an article, as an outlet shows it before or after a change."""
    if change == "scripts":
        return '<html><head><title>Новости</title></head><body><div id="root"></div></body></html>'
    if change == "check":
        return (
            "<html><head><title>DDoS-Guard</title></head><body><h1>Проверка браузера</h1><script"
            ' src="/.well-known/ddos-guard/check.js"></script><p>Подождите.</p></body></html>'
        )
    count = 1 if change == "short" else 6
    text = "".join(
        f"<p>{_event(number + n, number * 3 + n)}, сообщает станция {outlet}. Работы номер"
        f" {number * 7 + n} заняли {number * 13 + n + 40} дней.</p>"
        for n in range(count)
    )
    whole = (
        f"<!doctype html><html lang=ru><head><meta charset=utf-8><title>{title(outlet, number)}"
        f'</title><meta property="article:published_time" content="{moment.isoformat()}"></head>'
        f'<body><nav><a href="/">Главная</a></nav><article><h1>{title(outlet, number)}</h1>'
        f"{text}</article><footer>© Редакция</footer></body></html>"
    )
    return whole.encode().decode("cp1251", "replace") if change == "garbled" else whole


def feed(links: Sequence[PublishedLink], encoding: str) -> str:
    items = "".join(
        f"<item><title>{name}</title><link>{path}</link><pubDate>{format_datetime(when)}</pubDate>"
        "</item>"
        for path, name, when in links
    )
    return (
        f'<?xml version="1.0" encoding="{encoding}"?><rss version="2.0"><channel>'
        f"<title>Новости</title><link>/</link>{items}</channel></rss>"
    )


def sitemap(base: str, links: Sequence[PublishedLink]) -> str:
    entries = "".join(
        f"<url><loc>{base}{path}</loc><lastmod>{when.isoformat()}</lastmod></url>"
        for path, _, when in links
    )
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>'


def home(links: Sequence[PublishedLink], head: str) -> str:
    cards = "".join(f'<li><a href="{path}">{name}</a></li>' for path, name, _ in links)
    return (
        f"<!doctype html><html lang=ru><head><title>Новости</title>{head}</head><body><nav>"
        '<a href="/">Главная</a> <a href="/about">О редакции</a> <a href="/reklama/">Реклама</a>'
        f"</nav><main><ul>{cards}</ul></main></body></html>"
    )
