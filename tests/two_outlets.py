"""Two outlets for tests of killed crawls; a third of their articles are copies."""

import random
import sqlite3
import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from storage.database.checks import check
from storage.database.sqlite import open_database
from tests.fork_server import Started
from tests.newsroom import Newsroom
from tests.web_site import Site

SUBJECTS = ("мост", "школу", "парк", "театр", "стадион", "рынок", "вокзал", "музей", "причал")
VERBS = ("построили", "открыли", "обновили", "осмотрели", "перекрасили", "закрыли", "утеплили")
PLACES = ("в Пензе", "в Заречном", "в Кузнецке", "в Сердобске", "в Каменке", "в Нижнем Ломове")


def sentence(rng: random.Random) -> str:
    words = (rng.choice(VERBS), rng.choice(SUBJECTS), rng.choice(PLACES))
    return f"За {rng.randrange(2, 900)} дней {' '.join(words)}, ушло {rng.randrange(9_999)} рублей."


def page(number: int) -> str:
    """Return the page of an article; every third article reprints the one before.

    A reprint has another headline and another last paragraph, with its own number.
    """
    rng = random.Random(number - 1 if number % 3 == 2 else number)
    text = "".join(f"<p>{' '.join(sentence(rng) for _ in range(4))}</p>" for _ in range(5))
    moment = datetime.now(UTC) - timedelta(minutes=number)
    return (
        f"<!doctype html><html lang=ru><head><title>Новость {number} о городе</title>"
        f'<meta property="article:published_time" content="{moment.isoformat()}"></head><body>'
        f"<article><h1>Новость {number} о городе</h1>{text}<p>Номер {number}.</p></article></body>"
    )


@dataclass
class TwoOutlets:
    """Two outlets that publish the same number of articles, some of them copies."""

    newsroom: Newsroom
    sites: list[Site]
    articles: set[str]

    def arguments(self) -> list[str]:
        settings = self.newsroom.settings()
        return [sys.executable, "-m", "scrapy", "crawl", "news", *settings]

    def start(self) -> Started:
        return self.newsroom.start_crawl()

    def committed(self) -> set[tuple[str, str]]:
        """Return URL and headline of each article that is committed now."""
        if not self.newsroom.database.exists():
            return set()
        uri = f"{self.newsroom.database.as_uri()}?mode=ro"
        with closing(sqlite3.connect(uri, uri=True)) as db:
            try:
                return set(db.execute("SELECT url, headline FROM articles"))
            except sqlite3.OperationalError:  # not created yet
                return set()

    def wait_for_pages(self, number: int, run: Started) -> None:
        """Wait until the run has requested ``number`` pages, or has ended."""
        until = time.monotonic() + 60
        while run.poll() is None and time.monotonic() < until:
            if sum(len(site.seen) for site in self.sites) >= number:
                break
            time.sleep(0.005)

    def findings(self) -> list[str]:
        with closing(open_database(self.newsroom.database)) as db:
            return [finding.text for finding in check(db)]

    def stories(self) -> set[frozenset[str]]:
        """Return the articles of each story, by URL."""
        groups: dict[str, set[str]] = {}
        with closing(sqlite3.connect(self.newsroom.database)) as db:
            for story, url in db.execute("SELECT story_id, url FROM articles"):
                groups.setdefault(story, set()).add(url)
        return {frozenset(group) for group in groups.values()}


def publish_two_outlets(newsroom: Newsroom, sites: Callable[[], Site], count: int) -> TwoOutlets:
    """Publish ``count`` articles at each outlet, and write both outlets to sources.toml."""
    outlets, articles, blocks = [sites(), sites()], set(), []
    for place, site in enumerate(outlets):
        paths = [f"/news/{number}.html" for number in range(place, count, 2)]
        for number, path in zip(range(place, count, 2), paths, strict=True):
            articles.add(site.put(path, page(number)))
        items = "".join(f"<item><link>{site.url}{path}</link></item>" for path in paths)
        rss = f"<rss version='2.0'><channel><title>Лента</title>{items}</channel></rss>"
        site.put("/rss", rss, content_type="application/rss+xml")
        blocks.append(
            f'[[source]]\nid = "outlet{place}"\nname = "Outlet {place}"\nhome = "{site.url}/"\n'
            f'region = "RU-PNZ"\nfeeds = ["{site.url}/rss"]\n'
        )
    newsroom.sources.write_text("\n".join(blocks))
    return TwoOutlets(newsroom, outlets, articles)
