"""Two outlets for tests of killed crawls; a third of their articles are copies."""

import random
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tests.fork_server import Started
from tests.newsroom import Newsroom, findings, source_entry
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
    articles: set[str]  # their addresses

    def arguments(self) -> list[str]:
        """Return the command that crawls both outlets."""
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

    def wait_for_pages(self, number: int, run: Started | subprocess.Popen[str]) -> None:
        """Wait until the run has requested ``number`` pages, or has ended, at most a minute."""
        deadline = time.monotonic() + 60
        while run.poll() is None and time.monotonic() < deadline:
            if sum(len(site.seen) for site in self.sites) >= number:
                break
            time.sleep(0.005)

    def findings(self) -> list[str]:
        return findings(self.newsroom.database)

    def stories(self) -> set[frozenset[str]]:
        """Return the articles of each story, by URL."""
        members: dict[str, set[str]] = {}
        with closing(sqlite3.connect(self.newsroom.database)) as db:
            for story, url in db.execute("SELECT story_id, url FROM articles"):
                members.setdefault(story, set()).add(url)
        return {frozenset(urls) for urls in members.values()}


def publish_two_outlets(
    newsroom: Newsroom, start_site: Callable[[], Site], count: int
) -> TwoOutlets:
    """Publish ``count`` articles, by turns at both outlets, and write these to sources.toml."""
    outlets = [start_site(), start_site()]
    articles = set()
    entries = []
    for place, site in enumerate(outlets):
        urls = [site.put(f"/news/{n}.html", page(n)) for n in range(place, count, 2)]
        articles.update(urls)
        items = "".join(f"<item><link>{url}</link></item>" for url in urls)
        rss = f"<rss version='2.0'><channel><title>Лента</title>{items}</channel></rss>"
        site.put("/rss", rss, content_type="application/rss+xml")
        entries.append(source_entry(f"{site.url}/", f"outlet{place}", feeds=[f"{site.url}/rss"]))
    newsroom.sources.write_text("\n".join(entries))
    return TwoOutlets(newsroom, outlets, articles)
