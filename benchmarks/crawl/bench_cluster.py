"""Measures how many articles a second one, two and four workers store in SQLite or PostgreSQL.

    python -m benchmarks.crawl.bench_cluster --articles 1600 --articles 6400

Each worker is a process that stores pages as a crawl does when they have been read, sixteen in a
transaction: article, version, evidence, signature, matches, story, recurring lines, outcome and
version of the page; in SQLite also the search index. Articles are compared before their
transaction. PostgreSQL is started for the run on a free port. A third of the texts are copies. The
articles are published in the 30 days before they are stored.
"""

import multiprocessing
import os
import random
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import numpy as np

from benchmarks.command_line import argument_parser
from benchmarks.machine import machine
from pipelines.copies.compared_text import text_features
from pipelines.model import (
    Article,
    Evidence,
    Outcome,
    Page,
    PageRead,
    PageVersion,
    Reading,
    Source,
)
from scraper.crawl.filing import PageFiler
from scraper.crawl.run_state import RunState
from storage.crawl.sources import save_sources
from storage.stores import open_store
from storage.stories.band_index import MAX_ARTICLES_IN_MEMORY, PERIOD_DAYS, Period
from tests import servers

RESULTS = Path(__file__).parents[1] / "results" / "cluster.md"
START = datetime(2026, 3, 2, 6, tzinfo=UTC)
DAYS = 30  # in which the articles are published
STORED = START + timedelta(days=DAYS)  # when the articles are stored
# Twelve pieces of evidence, as an article of a real page has; two facts were found in two places.
FACTS = (
    "headline", "headline", "date_published", "date_published", "authors", "description",
    "main_image", "keywords", "in_language", "article_section", "canonical_url", "credit_text",
)  # fmt: skip
OUTLETS = [
    Source(
        f"outlet-{number}", f"Outlet {number}", f"https://outlet-{number}.example/", "RU-PNZ",
        "Europe/Moscow",
    )
    for number in range(20)
]  # fmt: skip
PAGES_PER_TRANSACTION = 16
COPY_SHARE = 0.33  # of the articles
COPIED_TEXTS = 200  # the newest texts, one of which a copy has
SECONDS_TO_START = 4  # in which all workers have started
BEGINNINGS = "мос шко дор вра зав сне теа суд рын пол".split()  # noqa: SIM905
ENDINGS = "т ла ога ч од г тр ья ок е ки ами".split()  # noqa: SIM905
WORDS = [beginning + ending for beginning in BEGINNINGS for ending in ENDINGS]


def articles(count: int) -> list[tuple[str, Article]]:
    """Return (source, article) pairs of about 250 words, in order of time."""
    rng = random.Random(7)
    pairs: list[tuple[str, Article]] = []
    texts: list[str] = []
    for number in range(count):
        if texts and rng.random() < COPY_SHARE:
            text = rng.choice(texts[-COPIED_TEXTS:]) + "\nПодписывайтесь на наш канал."
        else:
            text = "\n".join(
                " ".join(rng.choices(WORDS, k=12)).capitalize() + "." for _ in range(20)
            )
            texts.append(text)
        source = OUTLETS[number % len(OUTLETS)].id
        url = f"https://{source}.example/{number}"
        published = START + timedelta(days=DAYS) * number / count
        pairs.append((source, Article(url, text.split(".")[0], text, date_published=published)))
    return pairs


def page_read(source: str, article: Article) -> PageRead:
    """Return the page of an article as it is when a worker process has read it."""
    evidence = tuple(Evidence(fact, article.headline, "json-ld") for fact in FACTS)
    page = Page(
        article.url, b"", source_id=source, fetched_at=STORED,
        next_check_at=STORED + timedelta(hours=6),
    )  # fmt: skip
    reading = Reading(
        Outcome.STORED, replace(article, evidence=evidence, article_markdown=article.article_body)
    )
    version = PageVersion(b"digest of page", b"digest of text")
    return PageRead(page, reading, text_features(article.article_body), version)


def store(filer: PageFiler, pages: Sequence[PageRead]) -> None:
    """Store a batch of pages; raise the error of a page that cannot be stored."""
    for result in filer.file(pages):
        if isinstance(result, Exception):
            raise result


class Cost(NamedTuple):
    """What one worker needed to store its articles, in seconds."""

    cpu: float  # processor time
    with_lock: float  # the part of it that was spent in the transaction
    end: float  # since 1970


def work(
    place: str,
    number: int,
    workers: int,
    count: int,
    start: float,
    costs: "multiprocessing.Queue[Cost]",
) -> None:
    """Store the articles of one worker's outlets, and put its cost into ``costs``.

    ``number`` is that of the worker among ``workers``. ``place`` is a file or the URL of a server.
    The worker begins at the time ``start``, in seconds since 1970.
    """
    db = open_store(place)
    filer = PageFiler(RunState(db, lambda: STORED))
    own_outlets = {outlet.id for outlet in OUTLETS[number::workers]}
    own_pages = [
        page_read(source, article) for source, article in articles(count) if source in own_outlets
    ]
    time.sleep(max(0.0, start - time.time()))
    before = time.process_time()
    with_lock = 0.0
    for first in range(0, len(own_pages), PAGES_PER_TRANSACTION):
        batch = own_pages[first : first + PAGES_PER_TRANSACTION]
        filer.prepare(batch)
        began = time.process_time()
        store(filer, batch)
        with_lock += time.process_time() - began
    costs.put(Cost(time.process_time() - before, with_lock, time.time()))
    db.close()


def measure(
    name: str, place: str, workers: int, count: int, server: servers.Server | None = None
) -> tuple[str, float]:
    """Store the articles with this number of workers.

    Return a row of the table without its last cell, and the articles stored in a second.
    """
    db = open_store(place)
    save_sources(db, OUTLETS)
    db.close()
    start = time.time() + SECONDS_TO_START
    queue: multiprocessing.Queue[Cost] = multiprocessing.Queue()
    server_before = server_seconds(server)
    processes = [
        multiprocessing.Process(target=work, args=(place, number, workers, count, start, queue))
        for number in range(workers)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    costs = [queue.get() for _ in processes]
    rate = count / (max(cost.end for cost in costs) - start)
    workers_ms = sum(cost.cpu for cost in costs) / count * 1000
    server_ms = (server_seconds(server) - server_before) / count * 1000
    lock_ms = sum(cost.with_lock for cost in costs) / count * 1000
    row = (
        f"| {name} | {workers} | {count:,} | {rate:.1f} | {workers_ms:.1f} +"
        f" {server_ms:.1f} | {lock_ms:.1f} | {_bytes_of_store(place) / count:,.0f} |"
    )
    return row, rate


def _bytes_of_store(place: str) -> int:
    if not place.startswith("postgresql"):
        return Path(place).stat().st_size
    with closing(open_store(place)) as db:
        (size,) = db.execute("SELECT pg_database_size(current_database())").fetchone()
    return int(size)


def server_seconds(server: servers.Server | None) -> float:
    """Return the processor time of a server and its processes so far; 0 without a server."""
    if server is None:
        return 0.0
    parent = str(server.process.pid)
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # a process that has ended meanwhile
            # See proc(5): the fields that follow the name of the program in brackets.
            fields = stat.read_text().rpartition(")")[2].split()
            _state, parent_of_process, *_ = fields
            own_times, times_of_ended_children = fields[11:13], fields[13:15]
            if stat.parent.name == parent:
                ticks += sum(map(int, own_times + times_of_ended_children))
            elif parent_of_process == parent:
                ticks += sum(map(int, own_times))
    return ticks / os.sysconf("SC_CLK_TCK")


def sync_and_sizes(url: str, count: int) -> list[str]:
    """Return lines on how fast ``scrapy sync`` copies the database, and the bytes of each table."""
    from storage.postgres.publishing import publish  # needs the extra `cluster`

    db = open_store(url)
    tables = db.execute(
        "SELECT relname, pg_table_size(oid), pg_indexes_size(oid) FROM pg_class"
        " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        " ORDER BY pg_total_relation_size(oid) DESC"
    ).fetchall()
    db.close()
    table_rows = [
        f"| {name} | {rows / count:,.0f} | {indexes / count:,.0f} |"
        for name, rows, indexes in tables
        if (rows + indexes) / count >= 100
    ]
    with tempfile.TemporaryDirectory() as folder:
        started = time.monotonic()
        publish(url, Path(folder) / "news.db", datetime.now(UTC))
        seconds = time.monotonic() - started
    sync = f"`scrapy sync` of {count:,} articles: {count / seconds:,.0f} a second, one process."
    head = f"PostgreSQL, bytes an article at {count:,}, of tables that take 100 or more:"
    return [sync, "", head, "", "| table | rows | indexes |", "|---|---|---|", *table_rows]


def index_memory(count: int = 300_000) -> str:
    """Fill an index of band values as a worker does, and return a sentence on its memory."""
    with multiprocessing.get_context("spawn").Pool(1) as process:
        index = process.apply(_fill, (count,))
    return (
        f"A worker's index of band values at {count:,}: {index.kept / 1e6:.0f} MB of its own"
        f" memory, at most {index.peak / 1e6:.0f} while it grows, and"
        f" {index.in_files / count:,.0f} bytes an article in files."
    )


class IndexBytes(NamedTuple):
    """The bytes that an index of band values takes."""

    kept: int  # memory, after it has grown
    peak: int  # memory, while it grows
    in_files: int


def _fill(count: int) -> IndexBytes:
    """Fill an index with articles of 16 days, and return the bytes that it takes."""
    rng = np.random.default_rng(1)
    bytes_before = own_bytes()
    period, peak = Period(0), 0
    for first in range(0, count, 1000):
        values = rng.integers(0, 2**32, (1000, 64), dtype=np.uint32)
        period.add(
            [(first + row, row % PERIOD_DAYS, row, values[row].tobytes()) for row in range(1000)]
        )
        peak = max(peak, own_bytes() - bytes_before)
    arrays = [
        array
        for run in period.runs
        if len(run.ids) > MAX_ARTICLES_IN_MEMORY
        for array in (run.entries, run.moments, run.ids, run.sorted_ids, run.places)
    ]
    return IndexBytes(own_bytes() - bytes_before, peak, sum(array.nbytes for array in arrays))


def own_bytes() -> int:
    """Return the memory of this process that no file backs."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("RssAnon:")[2].split()[0]) * 1024


def main() -> None:
    parser = argument_parser(__doc__, __file__)
    parser.add_argument(
        "--articles", type=int, action="append", help="to store; may be repeated (1600 and 6400)"
    )
    arguments = parser.parse_args()
    if problem := servers.missing():
        raise SystemExit(f"benchmarks: {problem}")
    rows = [
        "| store | workers | articles | articles/s | CPU-ms an article, workers + server"
        " | of it workers with the lock | bytes an article | rate, of SQLite's |",
        "|---|---|---|---|---|---|---|---|",
    ]  # fmt: skip
    for count in arguments.articles or [1600, 6400]:
        with tempfile.TemporaryDirectory() as folder:
            row, rate_of_file = measure("SQLite", f"{folder}/news.db", 1, count)
            rows.append(f"{row} 1 |")
        for workers in (1, 2, 4):
            server, url = servers.start_postgres()
            try:
                row, rate = measure("PostgreSQL", url, workers, count, server)
                rows.append(f"{row} {rate / rate_of_file:.2f} |")
                size_lines = sync_and_sizes(url, count)  # shown for the last and largest store
            finally:
                server.close()
    lines = [*rows, "", *size_lines, "", index_memory()]
    text = "\n".join(["# Storing with several workers", "", machine(("psycopg",)), "", *lines, ""])
    RESULTS.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
