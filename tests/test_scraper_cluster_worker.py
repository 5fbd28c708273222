"""Tests that several workers share a crawl: each page once, one worker at a host."""

import asyncio
import signal
import sqlite3
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from scrapy import Spider

from pipelines.model import Source
from tests.cluster import Cluster, needs_servers
from tests.waiting import becomes_true
from tests.web_site import Site

pytestmark = [needs_servers, pytest.mark.slow]
MIN_STORED_BEFORE_A_KILL = 4  # articles, so that the killed process has stored and left some


def requested_pages(sites: list[Site]) -> list[str]:
    return [path for site in sites for path in site.paths() if path.endswith(".html")]


def counted_articles(cluster: Cluster) -> tuple[int, int]:
    """Return how many articles are stored, and how many addresses they have."""
    ((articles, addresses),) = cluster.rows("SELECT count(*), count(DISTINCT url) FROM articles")
    return articles, addresses


def is_time_for_a_kill(cluster: Cluster) -> bool:
    stored, _ = counted_articles(cluster)
    return stored >= MIN_STORED_BEFORE_A_KILL


def test_two_workers_store_each_article_once_and_publish_a_consistent_file(
    cluster: Cluster, start_site: Callable[[], Site]
) -> None:
    outlets = [start_site() for _ in range(4)]
    cluster.publish(outlets, 5)
    for worker in [cluster.start(), cluster.start()]:
        _, errors = worker.communicate()
        assert (worker.returncode, errors) == (0, "")
    assert counted_articles(cluster) == (20, 20)
    assert len(requested_pages(outlets)) == 20

    file = cluster.folder / "published.db"
    done = cluster.run("sync", file)
    assert (done.returncode, done.stderr) == (0, "")
    assert cluster.run("doctor", NEWS_DATABASE=file, NEWS_FRONTIER="").returncode == 0
    with sqlite3.connect(file) as published:
        articles = published.execute("SELECT url, story_id, relation FROM articles").fetchall()
        indexed = published.execute("SELECT count(*) FROM article_search_docsize").fetchone()
    assert sorted(articles) == sorted(cluster.rows("SELECT url, story_id, relation FROM articles"))
    assert indexed == (20,)


def test_few_sources_are_spread_over_workers_that_start_together(cluster: Cluster) -> None:
    from scraper.cluster.frontier import Frontier
    from scraper.cluster.worker import Worker

    sources = [Source(f"s{n}", f"S{n}", f"https://s{n}.example/", "RU-PNZ", "UTC") for n in "12345"]
    taken: list[list[str]] = [[], []]

    async def work(number: int) -> None:
        async def gather(source: Source) -> None:
            taken[number].append(source.id)
            await asyncio.sleep(2)

        frontier = Frontier(cluster.frontier, Spider("news"), group="g", run="r")
        await Worker(frontier, sources, gather).work(sources, concurrency=16)
        frontier.close()

    async def both() -> None:
        await asyncio.gather(work(0), work(1))

    asyncio.run(both())
    assert sorted(taken[0] + taken[1]) == [source.id for source in sources]
    assert min(map(len, taken)) >= 2


def test_the_next_run_stores_the_articles_that_a_killed_worker_left(
    cluster: Cluster, start_site: Callable[[], Site]
) -> None:
    outlets = [start_site() for _ in range(2)]
    cluster.publish(outlets, 12)
    cluster.run("crawl", "news", "-a", "source=site-0", NEWS_MAX_ARTICLES=1)  # makes the tables
    killed = cluster.start(DOWNLOAD_DELAY=0.3)
    assert becomes_true(lambda: is_time_for_a_kill(cluster))
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    stored, _ = counted_articles(cluster)
    assert stored < 24
    done = cluster.run("crawl", "news")
    assert (done.returncode, done.stderr) == (0, "")
    assert counted_articles(cluster) == (24, 24)


@pytest.mark.parametrize("server", ["redis", "postgres"])
def test_a_server_killed_during_a_run_is_reported_in_one_line_and_loses_nothing(
    cluster: Cluster, start_site: Callable[[], Site], server: str
) -> None:
    outlets = [start_site() for _ in range(2)]
    cluster.publish(outlets, 12)
    cluster.run("crawl", "news", "-a", "source=site-0", NEWS_MAX_ARTICLES=1)
    worker = cluster.start(DOWNLOAD_DELAY=0.3)
    assert becomes_true(lambda: is_time_for_a_kill(cluster))
    killed = getattr(cluster, server)
    killed.kill()
    _, errors = worker.communicate()
    killed.start()
    assert worker.returncode == 4
    assert len(errors.splitlines()) == 1, errors
    assert {"redis": "Redis", "postgres": "PostgreSQL"}[server] in errors
    stored, _ = counted_articles(cluster)  # PostgreSQL may lose the last transactions
    assert (MIN_STORED_BEFORE_A_KILL if server == "redis" else 0) <= stored < 24
    done = cluster.run("crawl", "news")
    assert (done.returncode, done.stderr) == (0, "")
    assert counted_articles(cluster) == (24, 24)


def test_one_worker_at_a_time_sends_requests_to_a_host(cluster: Cluster, site: Site) -> None:
    cluster.publish([site], 4)
    # A second source on the same host, whose articles have addresses below /second/.
    first_entry = cluster.sources.read_text()
    site.put("/second/feed.xml", site.pages["/feed.xml"].body.replace(b"/news/", b"/second/"),
             content_type="application/rss+xml")  # fmt: skip
    for path, page in list(site.pages.items()):
        if path.startswith("/news/"):
            site.put(path.replace("/news/", "/second/"), page.body)
    second_entry = (
        first_entry.replace("site-0", "second")
        .replace("/feed.xml", "/second/feed.xml")
        .replace(f'"{site.url}/"', f'"{site.url}/second/"')
    )
    cluster.sources.write_text(first_entry + second_entry)
    for worker in [cluster.start(DOWNLOAD_DELAY=0.5), cluster.start(DOWNLOAD_DELAY=0.5)]:
        _, errors = worker.communicate()
        assert errors == ""
    times = [seen.at for seen in site.seen]
    gaps = [later - earlier for earlier, later in pairwise(times)]
    assert min(gaps) > 0.2, "Scrapy varies the delay of 0.5 s from half to one and a half"
    stored, _ = counted_articles(cluster)
    assert stored == 8


def test_an_unreachable_server_is_reported_in_one_line(
    cluster: Cluster, site: Site, tmp_path: Path
) -> None:
    cluster.publish([site], 1)
    unreachable = (
        {"NEWS_DATABASE": "postgresql://u:secret@127.0.0.1:1/news"},
        {"NEWS_FRONTIER": "redis://:secret@127.0.0.1:1/0"},
    )
    for changed in unreachable:
        done = cluster.run("crawl", "news", **changed)
        assert (done.returncode, len(done.stderr.splitlines())) == (4, 1), done.stderr
        assert "secret" not in done.stderr
    done = cluster.run("sync", tmp_path / "news.db", **unreachable[0])
    assert (done.returncode, len(done.stderr.splitlines())) == (4, 1), done.stderr
    assert [file.name for file in tmp_path.glob("news.db*")] == ["news.db.alerts.lock"]


def test_a_missing_password_is_reported_with_the_place_it_is_read_from(
    cluster: Cluster, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    import psycopg

    monkeypatch.delenv("PGPASSWORD", raising=False)
    cluster.publish([site], 1)
    with psycopg.connect(cluster.database, autocommit=True) as connection:
        ((file_of_rules,),) = connection.execute("SHOW hba_file").fetchall()
        rules = Path(file_of_rules)
        before = rules.read_text()
        rules.write_text(f"host all guest 127.0.0.1/32 scram-sha-256\n{before}")
        connection.execute("CREATE USER guest PASSWORD 'geheim'")
        connection.execute("SELECT pg_reload_conf()")
        guest = cluster.database.replace("svodka@", "guest@")
        try:
            done = cluster.run("crawl", "news", NEWS_DATABASE=guest)
        finally:
            rules.write_text(before)
            connection.execute("SELECT pg_reload_conf()")
            connection.execute("DROP USER guest")
    assert (done.returncode, len(done.stderr.splitlines())) == (4, 1), done.stderr
    assert done.stderr.endswith("it is read from ~/.pgpass or PGPASSWORD\n")
