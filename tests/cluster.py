"""Runs several workers as processes that share one PostgreSQL and one Redis."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests import servers
from tests.fork_server import ForkServer, Started

if TYPE_CHECKING:
    import subprocess

    from tests.web_site import Site

needs_servers = pytest.mark.skipif(bool(servers.missing()), reason=str(servers.missing()))
PARAGRAPH = (
    "Жители посёлка номер {n} рассказали о ремонте дороги у школы, который начался в понедельник."
    " Подрядчик {word} обещает закончить работы до первого снега и посадить у обочины липы."
    " На {n} километре появится новый пешеходный переход со светофором и освещением."
)
PAGE = """<!doctype html><html lang="ru"><head><title>{title}</title>
<meta property="og:type" content="article">
<meta property="article:published_time" content="{time}"></head>
<body><article><h1>{title}</h1>{text}</article></body></html>"""


def article_page(n: int, time: str) -> str:
    """Return the page of the article with that number."""
    paragraph = PARAGRAPH.format(n=n, word=f"«Дорстрой-{n}»")
    other_paragraph = paragraph.replace("школы", f"дома {n * 7}")
    text = f"<p>{paragraph}</p><p>{other_paragraph}</p>"
    return PAGE.format(title=f"В посёлке {n} чинят дорогу", time=time, text=text)


@dataclass
class Cluster:
    """PostgreSQL, Redis, a folder with sources.toml, and methods that start workers."""

    folder: Path
    postgres: servers.Server
    redis: servers.Server
    database: str  # the URL of PostgreSQL
    frontier: str  # the URL of Redis
    server: ForkServer

    @property
    def sources(self) -> Path:
        return self.folder / "sources.toml"

    def settings(self, **changed: object) -> list[str]:
        values: dict[str, object] = {
            "NEWS_DATABASE": self.database,
            "NEWS_FRONTIER": self.frontier,
            "NEWS_SOURCES": self.sources,
            "NEWS_ALLOWED_NETWORKS": "127.0.0.0/8",
            "DOWNLOAD_DELAY": 0,
            "NEWS_RAW_DAYS": 0,
        }
        values |= changed
        return [part for name, value in values.items() for part in ("-s", f"{name}={value}")]

    def start(self, **changed: object) -> Started:
        """Start a worker that runs beside the test, with changed settings."""
        return self.server.start("crawl", "news", *self.settings(**changed))

    def run(self, *command: object, **changed: object) -> "subprocess.CompletedProcess[str]":
        return self.server.run(*command, *self.settings(**changed))

    def rows(self, sql: str) -> list[Any]:
        import psycopg

        with psycopg.connect(self.database) as connection:
            return list(connection.execute(sql))

    def publish(self, sites: "list[Site]", articles: int, first: int = 0) -> None:
        """Put a feed of ``articles`` new articles on each site, and name the sites in sources.toml.

        ``first`` is the number of the first article; other numbers give other articles.
        """
        for place, site in enumerate(sites):
            urls = []
            for number in range(first, first + articles):
                n = place * 1000 + number  # differs from the numbers of all sites
                page = article_page(n, f"2026-11-20T08:{number % 60:02}:00Z")
                urls.append(site.put(f"/news/2026/11/20/{n}-doroga.html", page))
            items = "".join(f"<item><title>{url}</title><link>{url}</link></item>" for url in urls)
            site.put("/feed.xml", f"<rss version='2.0'><channel>{items}</channel></rss>",
                     content_type="application/rss+xml")  # fmt: skip
            site.put("/robots.txt", "User-agent: *\nAllow: /\n", content_type="text/plain")
        self.sources.write_text(
            "\n".join(
                f'[[source]]\nid = "site-{place}"\nname = "Сайт {place}"\nhome = "{site.url}/"\n'
                f'region = "RU-PNZ"\nfeeds = ["{site.url}/feed.xml"]\n'
                for place, site in enumerate(sites)
            )
        )


@pytest.fixture(scope="session")
def running_postgres() -> Iterator[tuple[servers.Server, str]]:
    server, url = servers.start_postgres()
    yield server, url
    server.close()


@pytest.fixture(scope="session")
def running_redis() -> Iterator[tuple[servers.Server, str]]:
    server, url = servers.start_redis()
    yield server, url
    server.close()


@pytest.fixture
def empty_postgres(running_postgres: tuple[servers.Server, str]) -> str:
    """Return the URL of a database without tables."""
    import psycopg

    _, url = running_postgres
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
    return url


@pytest.fixture
def cluster(
    running_postgres: tuple[servers.Server, str],
    running_redis: tuple[servers.Server, str],
    empty_postgres: str,
    tmp_path: Path,
    scrapy_server: ForkServer,
) -> Cluster:
    """Return a cluster with no worker, no table in PostgreSQL and no key in Redis."""
    import redis

    redis_server, frontier = running_redis
    redis.Redis.from_url(frontier).flushall()
    postgres, _ = running_postgres
    return Cluster(tmp_path, postgres, redis_server, empty_postgres, frontier, scrapy_server)
