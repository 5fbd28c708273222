"""Measures the pages a second of whole crawls by one worker and by several.

``python -m benchmarks.crawl.bench_workers [--pages 400 --pages 1600]`` writes
``results/workers.md``. Without a delay between requests the cores are the limit, with a delay the
outlets are. Workers are processes started with the same arguments; PostgreSQL and Redis are started
for each run. A run in which a page is missing or stored twice ends with an error.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.crawl.bench_crawl import cpu_seconds, family, megabytes, source_block
from benchmarks.crawl.crawl_web import Web, crawl_web
from benchmarks.stories.dedup_report import machine
from storage.stores import open_store
from tests import servers

ROOT = Path(__file__).parents[2]
RESULTS = Path(__file__).parents[1] / "results" / "workers.md"
OUTLETS = 80
WAITING = 10_000  # sources in Redis when its memory is measured
PAGES = [400, 1600]
SETTINGS = {"NEWS_ALLOWED_NETWORKS": "127.0.0.0/8", "LOG_LEVEL": "ERROR"}
FAST = {"DOWNLOAD_DELAY": 0, "CONCURRENT_REQUESTS_PER_DOMAIN": 8}
WIDE = {"CONCURRENT_REQUESTS": OUTLETS}
SLOW = {"DOWNLOAD_DELAY": 3}
HEADER = (
    "| store | workers | pages | pages/s | CPU-ms a page, workers | PostgreSQL | Redis"
    " | peak MB, workers | PostgreSQL | Redis | cores busy otherwise | bytes a page"
    " | of them kept pages |\n"
    "|---|---|---|---|---|---|---|---|---|---|---|---|---|"
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, action="append")
    sizes = parser.parse_args().pages or PAGES
    if problem := servers.missing():
        print(f"bench_workers: {problem}", file=sys.stderr)
        return 1
    lines = ["# Crawling with several workers", "", machine(("scrapy", "psycopg", "redis")), ""]
    for line in report(sizes):
        lines.append(line)
        print(line, flush=True)
        RESULTS.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return 0


def report(sizes: Sequence[int]) -> Iterator[str]:
    """Yield the lines of the tables, each as soon as it is measured."""
    yield (
        f"{OUTLETS} outlets; {os.cpu_count()} cores for everything: each worker reads with"
        f" {os.cpu_count()} processes, beside PostgreSQL, Redis and the web server. Whole commands,"
        " from start to exit; each page was stored once in every run. Cores busy otherwise: the web"
        " server and what else ran on the machine."
    )
    yield f"\n## No delays: the cores are the limit\n\n{HEADER}"
    for pages in sizes:
        with _web(pages) as web:
            yield on_file(web, "SQLite", FAST)
            for workers in (1, 2, 4):
                yield on_servers(web, "PostgreSQL", workers, FAST)
    yield (
        "\n## One request a second and host: the outlets are the limit\n\n"
        f"16 requests at once in a worker, as by default, or {OUTLETS} (wide).\n\n{HEADER}"
    )
    with _web(sizes[-1]) as web:
        yield on_file(web, "SQLite", {})
        yield on_file(web, "SQLite, wide", WIDE)
        for workers in (1, 2, 4):
            yield on_servers(web, "PostgreSQL", workers, {})
        yield on_servers(web, "PostgreSQL, wide", 1, WIDE)
    yield from slow_outlets(sizes[0])
    yield f"\n{WAITING:,} sources that wait take {_waiting():.1f} MB in Redis."


def slow_outlets(pages: int) -> Iterator[str]:
    """Yield the lines of a table of crawls with a delay so long that cores are never the limit."""
    yield (
        f"\n## One request in {SLOW['DOWNLOAD_DELAY']} seconds and host: cores are no limit\n\n"
        f"16 requests at once in a worker, or {OUTLETS} (wide).\n\n{HEADER}"
    )
    with _web(pages) as web:
        for workers in (1, 2, 4):
            yield on_servers(web, "PostgreSQL", workers, SLOW)
        yield on_servers(web, "PostgreSQL, wide", 1, SLOW | WIDE)


def _waiting() -> float:
    """Return the megabytes that WAITING sources take in Redis."""
    import redis
    from scrapy import Spider

    from scraper.cluster.frontier import Frontier

    server, url = servers.start_redis()
    try:
        asked = redis.Redis.from_url(url)
        before = asked.info("memory")["used_memory"]
        frontier = Frontier(url, Spider("news"), group="bench", run="bench")
        frontier.seed([(f"outlet-{n}", f"https://outlet-{n}.example/") for n in range(WAITING)])
        frontier.close()
        return float(asked.info("memory")["used_memory"] - before) / 1e6
    finally:
        server.close()


@contextmanager
def _web(pages: int) -> Iterator[Web]:
    with tempfile.TemporaryDirectory() as folder, crawl_web(Path(folder), pages, OUTLETS) as web:
        yield web


@dataclass
class Watched:
    """The CPU seconds and the peak megabytes of groups of processes so far."""

    cpu: dict[int, float] = field(default_factory=dict)
    megabytes: float = 0.0
    looks: int = 0

    def look(self, roots: Sequence[int]) -> None:
        pids = [pid for root in roots for pid in family(root)]
        self.looks += 1
        if self.looks % 8 == 0:  # reading the memory of a process takes milliseconds
            self.megabytes = max(self.megabytes, sum(map(megabytes, pids)))
        self.cpu |= {pid: spent for pid in pids if (spent := cpu_seconds(pid))}


@dataclass(frozen=True, slots=True)
class Run:
    """What a crawl took: seconds, cores used by other programs, and the cost of each program."""

    seconds: float
    others: float
    watched: list[Watched]


@contextmanager
def two_servers() -> Iterator[tuple[servers.Server, str, servers.Server, str]]:
    postgres, database = servers.start_postgres()
    try:
        redis, frontier = servers.start_redis()
        try:
            yield postgres, database, redis, frontier
        finally:
            redis.close()
    finally:
        postgres.close()


def on_file(web: Web, name: str, settings: Mapping[str, object]) -> str:
    """Crawl once into a new SQLite file, and return a row of the table."""
    file = web.folder / "news.db"
    run = _crawl(web, 1, {"NEWS_DATABASE": file, **settings}, [])
    check(str(file), web.pages)
    row = _row(name, 1, web.pages, run)
    size = f"{file.stat().st_size / web.pages:,.0f} | {_raw(str(file)) / web.pages:,.0f} |"
    for left in web.folder.glob("news.db*"):
        left.unlink()
    return row + size


def on_servers(web: Web, name: str, workers: int, settings: Mapping[str, object]) -> str:
    """Crawl with so many workers into new servers, and return a row of the table."""
    import redis

    with two_servers() as (postgres, database, queue, frontier):
        given = {"NEWS_DATABASE": database, "NEWS_FRONTIER": frontier, **settings}
        served = [postgres.process.pid, queue.process.pid]
        run = _crawl(web, workers, given, served)
        check(database, web.pages)
        info = redis.Redis.from_url(frontier).info("memory")
        run.watched[2].megabytes = info["used_memory_peak"] / 1e6
        db = open_store(database)
        size = db.execute("SELECT pg_database_size(current_database())").fetchone()[0]
        raw = db.execute("SELECT pg_total_relation_size('raw_pages')").fetchone()[0]
        db.close()
    row = _row(name, workers, web.pages, run)
    return f"{row}{size / web.pages:,.0f} | {raw / web.pages:,.0f} |"


def _crawl(web: Web, workers: int, settings: Mapping[str, object], served: Sequence[int]) -> Run:
    """Crawl once with so many workers, and return what the crawl took."""
    file = web.folder / "sources.toml"
    file.write_text("\n".join(map(source_block, web.homes)))
    command = [sys.executable, "-m", "scrapy", "crawl", "news"]
    for name, value in {**SETTINGS, "NEWS_SOURCES": file, **settings}.items():
        command += ["-s", f"{name}={value}"]
    watched = [Watched() for _ in range(1 + len(served))]
    before = [sum(map(cpu_seconds, family(pid))) for pid in served]
    started, busy = time.monotonic(), _busy()
    processes = [subprocess.Popen(command, cwd=ROOT) for _ in range(workers)]
    while any(process.poll() is None for process in processes):
        watched[0].look([process.pid for process in processes])
        for of_server, pid in zip(watched[1:], served, strict=True):
            of_server.look([pid])
        time.sleep(0.3)
    seconds = time.monotonic() - started
    if failed := [process.returncode for process in processes if process.returncode]:
        raise SystemExit(f"benchmarks: workers ended with {failed}")
    for of_server, spent in zip(watched[1:], before, strict=True):
        of_server.cpu[0] = -spent
    ours = sum(sum(of.cpu.values()) for of in watched)
    return Run(seconds, (_busy() - busy - ours) / seconds, watched)


def _busy() -> float:
    """Return the CPU seconds that all programs of the machine have used since its start."""
    user, nice, system, _, _, *interrupts = Path("/proc/stat").read_text().split()[1:8]
    return sum(map(int, (user, nice, system, *interrupts))) / os.sysconf("SC_CLK_TCK")


def check(place: str, pages: int) -> None:
    """End the benchmark unless every page was read and is stored once."""
    db = open_store(place)
    found = {
        "addresses": db.execute(
            "SELECT count(*) FROM urls WHERE url LIKE 'http://127.%/news/______.html'"
        ),
        "articles": db.execute("SELECT count(*) FROM articles"),
        "distinct": db.execute("SELECT count(DISTINCT url) FROM articles"),
        "versions": db.execute("SELECT count(*) FROM revisions"),
        "signatures": db.execute("SELECT count(*) FROM signatures"),
        "placed": db.execute("SELECT count(*) FROM articles WHERE story_id IS NOT NULL"),
    }
    counts = {name: rows.fetchone()[0] for name, rows in found.items()}
    reads = [json.loads(row[0]) for row in db.execute("SELECT counts FROM crawls").fetchall()]
    db.close()
    read = sum(sum(one.values()) for one in reads)
    stored = {counts[name] for name in counts if name != "addresses"}
    if {counts["addresses"], read} != {pages} or len(stored) != 1 or pages * 0.98 > min(stored):
        raise SystemExit(f"benchmarks: {pages} pages, but {read} were read: {counts}")


def _raw(place: str) -> int:
    db = open_store(place)
    size: int = db.execute("SELECT coalesce(sum(length(body)), 0) FROM raw_pages").fetchone()[0]
    db.close()
    return size


def _row(name: str, workers: int, pages: int, run: Run) -> str:
    spent = [f"{sum(of.cpu.values()) / pages * 1000:.1f}" for of in run.watched]
    memory = [f"{of.megabytes:,.0f}" for of in run.watched]
    if len(memory) == 1:
        spent, memory = [*spent, "–", "–"], [*memory, "–", "–"]
    cells = [name, str(workers), f"{pages:,}", f"{pages / run.seconds:.1f}", *spent, *memory]
    cells.append(f"{run.others:.1f}")
    return f"| {' | '.join(cells)} | "


if __name__ == "__main__":
    sys.exit(main())
