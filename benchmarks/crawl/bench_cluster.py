"""Measures how many articles a second one, two and four workers store in SQLite or PostgreSQL.

    python -m benchmarks.crawl.bench_cluster --articles 1600 --articles 6400

Each worker is a process that stores articles as a crawl does: article, version, signature, matches,
story, recurring lines and outcome, sixteen articles in a transaction. Articles are compared before
their transaction. PostgreSQL is started for the run on a free port. A third of the texts are
copies.
"""

import multiprocessing
import os
import random
import resource
import tempfile
import time
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import numpy as np

from benchmarks.command_line import argument_parser
from benchmarks.machine import machine
from pipelines.extraction.lines.recurring_lines import learnable_lines
from pipelines.model import Address, Article, Outcome, Source, StoryMember, iso_text
from pipelines.stories.keeper import StoryKeeper
from scraper.stories.recurring_lines import NewText, learn_lines
from storage.articles.rows import save_article
from storage.crawl.sources import save_sources
from storage.crawl.urls import record_outcome
from storage.database.protocols import Store
from storage.database.sqlite import snapshot, transaction
from storage.stores import open_store, prepare_for_crawl, story_index
from storage.stories.band_index import Period
from tests import servers

RESULTS = Path(__file__).parents[1] / "results" / "cluster.md"
START = datetime(2026, 3, 2, 6, tzinfo=UTC)
STORED = START + timedelta(days=30)  # when the articles are stored
OUTLETS = [
    Source(
        f"outlet-{number}", f"Outlet {number}", f"https://outlet-{number}.example/", "RU-PNZ",
        "Europe/Moscow",
    )
    for number in range(20)
]  # fmt: skip
PAGES_PER_TRANSACTION = 16
COPY_SHARE = 0.33  # of the articles
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
            text = rng.choice(texts[-200:]) + "\nПодписывайтесь на наш канал."
        else:
            text = "\n".join(
                " ".join(rng.choices(WORDS, k=12)).capitalize() + "." for _ in range(20)
            )
            texts.append(text)
        source = OUTLETS[number % len(OUTLETS)].id
        url = f"https://{source}.example/{number}"
        published = START + timedelta(seconds=40 * number)
        pairs.append((source, Article(url, text.split(".")[0], text, date_published=published)))
    return pairs


class Cost(NamedTuple):
    """The processor time that one worker needed to store its articles, in seconds."""

    cpu: float
    with_lock: float  # the part of it that was spent with the lock of writers


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
    prepare_for_crawl(db)
    keeper = StoryKeeper(story_index(db))
    own_articles = [
        pair
        for index, pair in enumerate(articles(count))
        if index % len(OUTLETS) % workers == number  # by the number of the outlet
    ]
    time.sleep(max(0.0, start - time.time()))
    before, with_lock = time.process_time(), 0.0
    for first in range(0, len(own_articles), PAGES_PER_TRANSACTION):
        batch = own_articles[first : first + PAGES_PER_TRANSACTION]
        prepare(db, keeper, batch)
        with transaction(db):
            locked_at = time.process_time()
            store(db, keeper, batch)
        with_lock += time.process_time() - locked_at
    costs.put(Cost(time.process_time() - before, with_lock))
    db.close()


def prepare(db: Store, keeper: StoryKeeper, batch: list[tuple[str, Article]]) -> None:
    """Compare a batch of (source, article) pairs with the stored articles, as a crawl does."""
    members = [
        StoryMember(
            -number, article.url, article.article_body, article.headline,
            date_published=iso_text(article.date_published), date_first_seen=iso_text(STORED) or "",
        )
        for number, (_, article) in enumerate(batch, start=1)
    ]  # fmt: skip
    with snapshot(db):
        keeper.prepare(members)
    for member in members:
        learnable_lines(member.text)  # the hashes of the lines are kept


def store(db: Store, keeper: StoryKeeper, batch: list[tuple[str, Article]]) -> None:
    """Store a batch of (source, article) pairs, as a crawl does."""
    now = STORED
    ids = []
    for source, article in batch:
        saved = save_article(db, article, url=article.url, source_id=source, now=now)
        ids.append(saved.article_id)
        record_outcome(
            db, Address(article.url, article.url), source_id=source, outcome=Outcome.STORED,
            now=now, article_id=saved.article_id,
        )  # fmt: skip
    keeper.place(ids)
    learn_lines(
        db,
        [
            NewText(article_id, source, article.article_body, now)
            for article_id, (source, article) in zip(ids, batch, strict=True)
        ],
    )


def measure(
    name: str, place: str, workers: int, count: int, server: servers.Server | None = None
) -> str:
    """Store the articles with this number of workers, and return a row of the table."""
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
    seconds = time.time() - start
    costs = [queue.get() for _ in processes]
    workers_ms = sum(cost.cpu for cost in costs) / count * 1000
    server_ms = (server_seconds(server) - server_before) / count * 1000
    lock_ms = sum(cost.with_lock for cost in costs) / count * 1000
    return (
        f"| {name} | {workers} | {count:,} | {count / seconds:.1f} | {workers_ms:.1f} +"
        f" {server_ms:.1f} | {lock_ms:.1f} | {_bytes_of_store(place) / count:,.0f} |"
    )


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
    parent, ticks = str(server.process.pid), 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # a process that has ended meanwhile
            fields = stat.read_text().rpartition(")")[2].split()
            if stat.parent.name == parent:
                ticks += sum(int(field) for field in fields[11:15])  # with ended processes
            elif fields[1] == parent:
                ticks += sum(int(field) for field in fields[11:13])
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
        bytes_kept, peak_bytes = process.apply(_fill, (count,))
    return (
        f"A worker's index of band values at {count:,}: {bytes_kept:,} bytes an article,"
        f" {peak_bytes:,} at most while it grows."
    )


def _fill(count: int) -> tuple[int, int]:
    """Fill an index; return the bytes an article that it keeps, and those at its peak."""
    rng, bytes_before = np.random.default_rng(1), _resident_bytes()
    period = Period(0)
    for first in range(0, count, 1000):
        values = rng.integers(0, 2**32, (1000, 64), dtype=np.uint32)
        # Each row is (article id, day, order, band values).
        period.add([(first + row, row % 16, row, values[row].tobytes()) for row in range(1000)])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    bytes_kept = _resident_bytes() - bytes_before
    return round(bytes_kept / count), round((peak - bytes_before) / count)


def _resident_bytes() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


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
        " | of it workers with the lock | bytes an article |",
        "|---|---|---|---|---|---|---|",
    ]  # fmt: skip
    for count in arguments.articles or [1600, 6400]:
        with tempfile.TemporaryDirectory() as folder:
            rows.append(measure("SQLite", f"{folder}/news.db", 1, count))
        for workers in (1, 2, 4):
            server, url = servers.start_postgres()
            try:
                rows.append(measure("PostgreSQL", url, workers, count, server))
                size_lines = sync_and_sizes(url, count)
            finally:
                server.close()
    lines = [*rows, "", *size_lines, "", index_memory()]
    text = "\n".join(["# Storing with several workers", "", machine(("psycopg",)), "", *lines, ""])
    RESULTS.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
