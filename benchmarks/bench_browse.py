"""Measures how fast the site answers from a generated database, alone and while a crawl writes.

``python -m benchmarks.bench_browse [--articles N] [--database FILE]`` writes
``benchmarks/results/browse.md``. Datasette answers in this process, without a socket. Each address
is requested once to fill caches, and then REPEATS times.
"""

import asyncio
import sqlite3
import threading
import time
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from itertools import chain
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import quote

from datasette.app import Datasette
from sqlite_utils import Database

from benchmarks.command_line import argument_parser
from benchmarks.machine import machine
from benchmarks.news_database import DAYS, REGIONS, SOURCES, WORDS, build
from benchmarks.site import site_of
from storage.database.sqlite import open_database, transaction
from storage.search.alerts import Alert, save_alerts
from storage.search.indexing import index_pending

RESULTS = Path(__file__).parent / "results" / "browse.md"
REPEATS = 20
WRITES_PER_SECOND = 20  # articles; a crawl on two cores reads about as many pages


def common_and_rare_word(conn: sqlite3.Connection) -> tuple[str, str]:
    """Return the shortest word of an article, which is common, and the longest, which is rare."""
    (body,) = conn.execute("SELECT article_body FROM articles WHERE id = 7").fetchone()
    words = body.split()
    return min(words, key=len), max(words, key=len)


def add_alert(database: Path) -> None:
    """Store the alert ``common``, whose page is measured, too."""
    with closing(sqlite3.connect(database)) as conn:
        common, _ = common_and_rare_word(conn)
        save_alerts(Database(conn), [Alert("common", common)], datetime.now(UTC))


def addresses(database: Path) -> dict[str, str]:
    """Return the paths to measure, by the name of their row in the table."""
    with closing(sqlite3.connect(database)) as conn:
        (story,) = conn.execute(
            "SELECT id FROM stories ORDER BY article_count DESC LIMIT 1"
        ).fetchone()
        common, rare = common_and_rare_word(conn)
        (newest,) = conn.execute("SELECT max(date_published) FROM articles").fetchone()
    day = newest[:10]
    earlier_day = date.fromisoformat(day) - timedelta(days=DAYS // 2)
    pages = {
        "front page": "/", "front page, a region": "/?region=RU-PNZ",
        "front page, an outlet": "/?source=source-7",
        "front page, a section": f"/?section={quote('Спорт')}",
        "front page, all filters": f"/?region=RU-PNZ&source=source-30&section={quote('Общество')}",
        "front page, page 20": "/?page=20",
        "front page, a day long ago": f"/?day={earlier_day}",
        "widest story": f"/story/{story}", "article": "/article/7",
        "outlet": "/source/source-7", "outlet, page 20": "/source/source-7?page=20",
        "region": "/region/RU-PNZ", "region, page 20": "/region/RU-PNZ?page=20",
        "outlets": "/sources", "alerts": "/alerts",
        "who copies whom, a day": "/syndication?days=1",
        "who copies whom, 7 days": "/syndication",
        "who copies whom, 30 days": "/syndication?days=30",
        "who copies whom, 30 days, a region": "/syndication?days=30&region=RU-PNZ",
        "edits and removals": "/edits", "edits and removals, a region": "/edits?region=RU-PNZ",
        "citations": "/citations", "citations as CSV": "/citations.csv",
        "region and texts about it": "/?region=RU-PNZ&about=yes&period=week",
        "digest": f"/digest/RU-PNZ/{day}", "search, a common word": f"/search?q={common}",
        "search, a rare word": f"/search?q={rare}",
        "search, a common word, page 10": f"/search?q={common}&page=10",
        "search, in a region": f"/search?q={common}&region=RU-PNZ",
        "search, an outlet": f"/search?q={common}&source=source-7",
        "search, since a day": f"/search?q={common}&since={day}",
        "search, until a day": f"/search?q={common}&until={earlier_day}",
    }  # fmt: skip
    lists = {
        "front page": "/index", "region": "/region/RU-PNZ", "outlet": "/source/source-7",
        "digest": f"/digest/RU-PNZ/{day}", "alert": "/alert/common",
    }  # fmt: skip
    feeds = {f"{name} as Atom": f"{path}.atom" for name, path in lists.items()}
    feeds |= {f"{name} as JSON Feed": f"{path}.feed.json" for name, path in lists.items()}
    return pages | feeds | {"search as Atom": f"/search.atom?q={common}"}


async def measure(site: Datasette, paths: dict[str, str]) -> dict[str, list[float]]:
    """Return the milliseconds of REPEATS answers for each path, by name."""
    times: dict[str, list[float]] = {}
    for name, path in paths.items():
        for attempt in range(REPEATS + 1):
            start = time.perf_counter()
            answer = await site.client.get(path)
            assert answer.status_code == 200, (path, answer.status_code, answer.text[-500:])
            if attempt:  # the first request fills caches
                times.setdefault(name, []).append((time.perf_counter() - start) * 1000)
    return times


def write_articles(path: Path, stop: threading.Event) -> None:
    """Write articles as a crawl does until ``stop`` is set, each with its index entries."""
    db = open_database(path)
    (body,) = db.execute("SELECT article_body FROM articles WHERE id = 9").fetchone()
    while not stop.wait(1 / WRITES_PER_SECOND):
        at = datetime.now(UTC).isoformat()
        with transaction(db):
            db.table("articles").insert({
                "source_id": "source-1", "url": f"https://w.example/{at}", "headline": "Новость",
                "article_body": body, "date_first_seen": at, "date_last_seen": at,
                "in_language": "ru", "word_count": 120,
            })  # fmt: skip
            index_pending(db)
    db.close()


def main() -> None:
    parser = argument_parser(__doc__, __file__)
    parser.add_argument(
        "--articles",
        type=int,
        default=300_000,
        help="to generate if the database is missing (%(default)s)",
    )
    parser.add_argument(
        "--database",
        type=Path,
        default=Path("bench-browse.db"),
        help="is kept for later runs (%(default)s)",
    )
    options = parser.parse_args()
    if not options.database.exists():
        build(options.database, options.articles, datetime.now(UTC)).close()
    add_alert(options.database)
    paths = addresses(options.database)
    site = site_of(options.database)
    idle = asyncio.run(measure(site, paths))
    stop = threading.Event()
    writer = threading.Thread(target=write_articles, args=(options.database, stop))
    writer.start()
    busy = asyncio.run(measure(site, paths))
    stop.set()
    writer.join()
    RESULTS.write_text(report(options.database, idle, busy), encoding="utf-8")
    print(RESULTS.read_text(encoding="utf-8"))


def _row(name: str, idle: list[float], busy: list[float]) -> str:
    return (
        f"| {name} | {median(idle):.0f} | {p95(idle):.0f} | {median(busy):.0f} | {p95(busy):.0f} |"
    )


def p95(times: list[float]) -> float:
    """Return the 95th percentile."""
    return quantiles(times, n=20)[-1]


def report(path: Path, idle: dict[str, list[float]], busy: dict[str, list[float]]) -> str:
    """Return the page of results in Markdown; times are in ms, without and with writes."""
    with closing(sqlite3.connect(path)) as conn:
        (articles,) = conn.execute("SELECT count(*) FROM articles").fetchone()
        (stories,) = conn.execute("SELECT count(*) FROM stories").fetchone()
    lines = [
        "# Pages over a generated database", "",
        f"{articles:,} generated articles of {WORDS} words, {stories:,} stories, {SOURCES} outlets,"
        f" {len(REGIONS)} regions, {DAYS} days; {path.stat().st_size / 1e9:.2f} GB."
        f" {machine(('datasette',))} SQLite {sqlite3.sqlite_version}. Milliseconds over"
        f" {REPEATS} warm requests; *writing*: another thread stores {WRITES_PER_SECOND} articles"
        " a second.", "",
        "| page | median | p95 | median, writing | p95, writing |", "|---|---:|---:|---:|---:|",
    ]  # fmt: skip
    for name, times in idle.items():
        lines.append(_row(name, times, busy[name]))
    all_idle, all_busy = (list(chain.from_iterable(measured.values())) for measured in (idle, busy))
    lines.append(_row("all", all_idle, all_busy))
    return "\n".join([*lines, "", "Again: `python -m benchmarks.bench_browse`.", ""])


if __name__ == "__main__":
    main()
