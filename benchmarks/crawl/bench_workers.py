"""Measures how many pages a second one crawl process and several of them read together.

``python -m benchmarks.crawl.bench_workers [--pages 400 --pages 1600]`` writes
``results/workers.md``. Here, a *worker* is one process of ``scrapy crawl news``, and not a process
in which pages are read. All workers of a run have the same arguments and share PostgreSQL and
Redis, which are started for each run. Crawls without a delay between requests are limited by the
cores, and crawls with a delay by the outlets. The benchmark ends with an error if a page of a run
was not read, was read twice, or was stored twice.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from benchmarks.command_line import argument_parser
from benchmarks.crawl.bench_crawl import cpu_seconds, family, megabytes, source_block
from benchmarks.crawl.crawl_web import Web, crawl_web
from benchmarks.machine import machine
from storage.stores import open_store
from tests import servers

ROOT = Path(__file__).parents[2]
RESULTS = Path(__file__).parents[1] / "results" / "workers.md"
OUTLETS = 80
QUEUED_SOURCES = 10_000  # in the frontier when the memory of Redis is measured
PAGES = [400, 1600]  # article pages of the web, for the tables without a delay
MAX_UNSTORED_SHARE = 0.02  # of the pages of a run, which end for instance as ``not_article``
CHECKS_PER_MEMORY = 8  # only every eighth check reads the memory, which takes milliseconds
# Scrapy settings of all runs, and those of single rows of the tables.
SETTINGS = {"NEWS_ALLOWED_NETWORKS": "127.0.0.0/8", "LOG_LEVEL": "ERROR"}
NO_DELAY = {"DOWNLOAD_DELAY": 0, "CONCURRENT_REQUESTS_PER_DOMAIN": 8}
LONG_DELAY = {"DOWNLOAD_DELAY": 3}  # seconds between two requests to a host; the default is 1
ALL_OUTLETS_AT_ONCE = {"CONCURRENT_REQUESTS": OUTLETS}  # the default of Scrapy is 16
HEADER = (
    "| store | workers | pages | pages/s | CPU-ms a page, workers | CPU-ms a page, PostgreSQL"
    " | CPU-ms a page, Redis | peak MB, workers | peak MB, PostgreSQL | peak MB, Redis"
    " | cores busy with other programs | bytes a page in the store"
    " | of these, bytes a page for stored HTML |\n"
    "|---|---|---|---|---|---|---|---|---|---|---|---|---|"
)


def main() -> None:
    parser = argument_parser(__doc__, __file__)
    parser.add_argument(
        "--pages", type=int, action="append", help="of the web; may be repeated (400 and 1600)"
    )
    sizes = parser.parse_args().pages or PAGES
    if problem := servers.missing():
        raise SystemExit(f"benchmarks: {problem}")
    lines = ["# Crawling with several workers", "", machine(("scrapy", "psycopg", "redis")), ""]
    for line in report(sizes):
        lines.append(line)
        print(line, flush=True)
        RESULTS.write_text("\n".join([*lines, ""]), encoding="utf-8")


def report(sizes: Sequence[int]) -> Iterator[str]:
    """Yield the lines of the tables, each as soon as it is measured."""
    yield (
        f"The web has {OUTLETS} outlets. A worker is a process of `scrapy crawl news` with"
        f" {os.cpu_count()} processes that read pages. All workers, PostgreSQL, Redis and the web"
        f" server share {os.cpu_count()} cores. A time is that of whole commands, from the start of"
        " the first to the exit of the last. Every run read each page exactly once. It stored at"
        f" least {1 - MAX_UNSTORED_SHARE:.0%} of them, each once; the others ended otherwise,"
        " such as `not_article`. The other programs are the web server and whatever else ran on the"
        " machine."
        " For SQLite the last column counts the compressed HTML only; for PostgreSQL it counts"
        " the whole table with its indexes."
    )
    yield f"\n## Without a delay, where the cores are the limit\n\n{HEADER}"
    for pages in sizes:
        with _web(pages) as web:
            yield row_of_file(web, "SQLite", NO_DELAY)
            for workers in (1, 2, 4):
                yield row_of_servers(web, "PostgreSQL", workers, NO_DELAY)
    yield (
        "\n## One request a second to each host, where the outlets are the limit\n\n"
        f"A worker sends up to 16 requests at the same time, as by default, or {OUTLETS} in rows"
        f" with that number.\n\n{HEADER}"
    )
    with _web(sizes[-1]) as web:
        yield row_of_file(web, "SQLite", {})
        yield row_of_file(web, f"SQLite, {OUTLETS} requests", ALL_OUTLETS_AT_ONCE)
        for workers in (1, 2, 4):
            yield row_of_servers(web, "PostgreSQL", workers, {})
        yield row_of_servers(web, f"PostgreSQL, {OUTLETS} requests", 1, ALL_OUTLETS_AT_ONCE)
    yield from slow_outlets(sizes[0])
    yield f"\n{QUEUED_SOURCES:,} sources in the queue take {_megabytes_of_queue():.1f} MB in Redis."


def slow_outlets(pages: int) -> Iterator[str]:
    """Yield the lines of a table of crawls with a delay so long that cores are never the limit."""
    yield (
        f"\n## One request in {LONG_DELAY['DOWNLOAD_DELAY']} seconds to each host, where the cores"
        " are no limit\n\n"
        f"A worker sends up to 16 requests at the same time, or {OUTLETS} in the row with that"
        f" number.\n\n{HEADER}"
    )
    with _web(pages) as web:
        for workers in (1, 2, 4):
            yield row_of_servers(web, "PostgreSQL", workers, LONG_DELAY)
        settings = LONG_DELAY | ALL_OUTLETS_AT_ONCE
        yield row_of_servers(web, f"PostgreSQL, {OUTLETS} requests", 1, settings)


def _megabytes_of_queue() -> float:
    """Return the megabytes that QUEUED_SOURCES sources take in the frontier in Redis."""
    import redis
    from scrapy import Spider

    from scraper.cluster.frontier import Frontier

    server, url = servers.start_redis()
    try:
        client = redis.Redis.from_url(url)
        before = client.info("memory")["used_memory"]
        frontier = Frontier(url, Spider("news"), group="bench", run="bench")
        frontier.seed(
            [
                (f"outlet-{number}", f"https://outlet-{number}.example/")
                for number in range(QUEUED_SOURCES)
            ]
        )
        frontier.close()
        return float(client.info("memory")["used_memory"] - before) / 1e6
    finally:
        server.close()


@contextmanager
def _web(pages: int) -> Iterator[Web]:
    with tempfile.TemporaryDirectory() as folder, crawl_web(Path(folder), pages, OUTLETS) as web:
        yield web


@dataclass
class Usage:
    """The CPU time and the peak memory that a group of processes has used so far."""

    cpu: dict[int, float] = field(default_factory=dict)  # id of the process → CPU seconds
    megabytes: float = 0.0  # the peak of the whole group
    checks: int = 0

    def update(self, roots: Sequence[int]) -> None:
        """Read the usage of the processes ``roots`` and of all their descendants."""
        pids = [pid for root in roots for pid in family(root)]
        self.checks += 1
        if self.checks % CHECKS_PER_MEMORY == 0:
            self.megabytes = max(self.megabytes, sum(map(megabytes, pids)))
        self.cpu |= {pid: seconds for pid in pids if (seconds := cpu_seconds(pid))}


@dataclass(frozen=True, slots=True)
class Run:
    """The time that a crawl took, and what it used of the machine."""

    seconds: float  # wall time
    other_cores: float  # cores that were busy with other programs, in the mean of the run
    usages: list[Usage]  # of the workers, and then of PostgreSQL and Redis if they were used


class Servers(NamedTuple):
    """PostgreSQL and Redis, and their URLs."""

    postgres: servers.Server
    database: str
    redis: servers.Server
    frontier: str


@contextmanager
def running_servers() -> Iterator[Servers]:
    """Start both servers, and stop them at the end."""
    postgres, database = servers.start_postgres()
    with closing(postgres):
        redis, frontier = servers.start_redis()
        with closing(redis):
            yield Servers(postgres, database, redis, frontier)


def row_of_file(web: Web, name: str, settings: Mapping[str, object]) -> str:
    """Crawl once into a new SQLite file, and return a row of the table."""
    file = web.folder / "news.db"
    run = _crawl(web, 1, {"NEWS_DATABASE": file, **settings}, [])
    require_complete(str(file), web.page_count)
    row = _row(name, 1, web.page_count, run)
    stored = file.stat().st_size / web.page_count
    html = _bytes_of_stored_pages(str(file)) / web.page_count
    for created_file in web.folder.glob("news.db*"):
        created_file.unlink()
    return f"{row}{stored:,.0f} | {html:,.0f} |"


def row_of_servers(web: Web, name: str, workers: int, settings: Mapping[str, object]) -> str:
    """Crawl with this number of workers into new servers, and return a row of the table."""
    import redis

    with running_servers() as both:
        all_settings = {
            "NEWS_DATABASE": both.database, "NEWS_FRONTIER": both.frontier, **settings,
        }  # fmt: skip
        server_pids = [both.postgres.process.pid, both.redis.process.pid]
        run = _crawl(web, workers, all_settings, server_pids)
        require_complete(both.database, web.page_count)
        info = redis.Redis.from_url(both.frontier).info("memory")
        _, _, redis_usage = run.usages
        redis_usage.megabytes = info["used_memory_peak"] / 1e6
        db = open_store(both.database)
        (stored,) = db.execute("SELECT pg_database_size(current_database())").fetchone()
        (html,) = db.execute("SELECT pg_total_relation_size('raw_pages')").fetchone()
        db.close()
    row = _row(name, workers, web.page_count, run)
    return f"{row}{stored / web.page_count:,.0f} | {html / web.page_count:,.0f} |"


def _crawl(
    web: Web, workers: int, settings: Mapping[str, object], server_pids: Sequence[int]
) -> Run:
    """Crawl once with this number of workers, and return the time and usage of the crawl.

    ``server_pids`` are the processes of PostgreSQL and Redis, if the crawl uses them.
    """
    file = web.folder / "sources.toml"
    file.write_text("\n".join(map(source_block, web.homes)))
    command = [sys.executable, "-m", "scrapy", "crawl", "news"]
    for name, value in {**SETTINGS, "NEWS_SOURCES": file, **settings}.items():
        command += ["-s", f"{name}={value}"]
    usages = [Usage() for _ in range(1 + len(server_pids))]
    servers_before = [sum(map(cpu_seconds, family(pid))) for pid in server_pids]
    started, machine_before = time.monotonic(), _cpu_seconds_of_machine()
    processes = [subprocess.Popen(command, cwd=ROOT) for _ in range(workers)]
    while any(process.poll() is None for process in processes):
        usages[0].update([process.pid for process in processes])
        for usage, pid in zip(usages[1:], server_pids, strict=True):
            usage.update([pid])
        time.sleep(0.3)
    seconds = time.monotonic() - started
    if failed := [process.returncode for process in processes if process.returncode]:
        raise SystemExit(f"benchmarks: workers ended with {failed}")
    for usage, seconds_before in zip(usages[1:], servers_before, strict=True):
        usage.cpu[0] = -seconds_before  # what the server used before the crawl does not count
    crawl_cpu = sum(sum(usage.cpu.values()) for usage in usages)
    other_cpu = _cpu_seconds_of_machine() - machine_before - crawl_cpu
    return Run(seconds, other_cpu / seconds, usages)


def _cpu_seconds_of_machine() -> float:
    """Return the CPU seconds that all programs of the machine have used since its start."""
    # The first line is «cpu 4705 150 1120 16250 520 13 45 0 …»; the 4th and 5th number are the time
    # in which nothing ran.
    user, nice, system, _, _, *interrupts = Path("/proc/stat").read_text().split()[1:8]
    return sum(map(int, (user, nice, system, *interrupts))) / os.sysconf("SC_CLK_TCK")


def require_complete(place: str, pages: int) -> None:
    """End the benchmark with an error unless the crawl was complete.

    Each page must have been read exactly once. All but MAX_UNSTORED_SHARE of the pages must be
    stored, each as one article with one version, one signature and a story.
    """
    db = open_store(place)
    queries = {
        "addresses": db.execute(
            "SELECT count(*) FROM urls WHERE url LIKE 'http://127.%/news/______.html'"
        ),
        "articles": db.execute("SELECT count(*) FROM articles"),
        "distinct": db.execute("SELECT count(DISTINCT url) FROM articles"),
        "versions": db.execute("SELECT count(*) FROM revisions"),
        "signatures": db.execute("SELECT count(*) FROM signatures"),
        "articles with a story": db.execute(
            "SELECT count(*) FROM articles WHERE story_id IS NOT NULL"
        ),
    }
    counts = {name: rows.fetchone()[0] for name, rows in queries.items()}
    crawls = db.execute("SELECT counts FROM crawls").fetchall()
    db.close()
    read_count = sum(sum(json.loads(outcomes).values()) for (outcomes,) in crawls)
    stored_counts = {counts[name] for name in counts if name != "addresses"}
    is_read = {counts["addresses"], read_count} == {pages}
    min_stored = pages * (1 - MAX_UNSTORED_SHARE)
    is_stored = len(stored_counts) == 1 and min(stored_counts) >= min_stored
    if not (is_read and is_stored):
        raise SystemExit(f"benchmarks: {pages} pages, but {read_count} were read: {counts}")


def _bytes_of_stored_pages(place: str) -> int:
    """Return the bytes of the compressed pages that an SQLite file stores."""
    db = open_store(place)
    (size,) = db.execute("SELECT coalesce(sum(length(body)), 0) FROM raw_pages").fetchone()
    db.close()
    return int(size)


def _row(name: str, workers: int, pages: int, run: Run) -> str:
    """Return the cells of a row up to the busy cores; the caller adds the bytes."""
    cpu = [f"{sum(usage.cpu.values()) / pages * 1000:.1f}" for usage in run.usages]
    memory = [f"{usage.megabytes:,.0f}" for usage in run.usages]
    if len(memory) == 1:  # a crawl into SQLite uses neither PostgreSQL nor Redis
        cpu, memory = [*cpu, "–", "–"], [*memory, "–", "–"]
    cells = [name, str(workers), f"{pages:,}", f"{pages / run.seconds:.1f}", *cpu, *memory]
    cells.append(f"{run.other_cores:.1f}")
    return f"| {' | '.join(cells)} | "


if __name__ == "__main__":
    main()
