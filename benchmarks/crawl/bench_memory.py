"""Measures the memory of all processes of one long crawl while the number of stored pages grows.

``python -m benchmarks.crawl.bench_memory [--pages N]`` writes ``results/memory.md`` and the plot
``results/memory.svg``. The crawl visits 100 outlets on loopback. The benchmark shows how the memory
grows with each page that was stored, which small pages of about 5 kB show as well.
``results/crawl.md`` shows the peak memory with pages of usual size.
"""

import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from sqlite_utils import Database

from benchmarks.command_line import argument_parser
from benchmarks.crawl.bench_crawl import crawl_arguments, family, megabytes, write_sources
from benchmarks.crawl.crawl_web import crawl_web
from benchmarks.crawl.outlet_pages import mixed_pages
from benchmarks.machine import machine
from benchmarks.plot import plot
from storage.database.errors import StorageError
from storage.database.sqlite import open_readonly

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
RESULTS = HERE.parent / "results"
OUTLETS = 100
TABLE_ROWS = 10  # the table has about so many; the plot has all points


class Point(NamedTuple):
    """The memory of the crawl when a number of pages is stored."""

    stored: float  # pages
    megabytes: float


def main() -> None:
    parser = argument_parser(__doc__, __file__)
    parser.add_argument("--pages", type=int, default=100_000, help="of the web (%(default)s)")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with crawl_web(folder, arguments.pages, OUTLETS, mixed_pages(small_pages())) as web:
            write_sources(web)
            started = time.monotonic()
            database = folder / "news.db"
            points = watch(
                [sys.executable, "-m", "scrapy", *crawl_arguments(web, database)], database
            )
            seconds = time.monotonic() - started
            stored = Database(database)["articles"].count
    svg = plot(points, "Memory of all processes, by pages stored", "MB")
    (RESULTS / "memory.svg").write_text(svg, encoding="utf-8")
    step = max(1, len(points) // TABLE_ROWS)
    lines = ["| pages stored | MB, all processes |", "|---|---|"]
    lines += [
        f"| {point.stored:,.0f} | {point.megabytes:.0f} |" for point in points[step - 1 :: step]
    ]
    peak = max(point.megabytes for point in points)
    lines += [
        "",
        f"{stored:,} articles of {web.kilobytes:.0f} kB pages from {OUTLETS} outlets in"
        f" {seconds / 60:.0f} minutes; the peak was {peak:.0f} MB.",
        "",
        "![Memory](memory.svg)",
    ]
    text = "\n".join(["# Memory of a long crawl", "", machine(("scrapy", "lxml")), "", *lines, ""])
    (RESULTS / "memory.md").write_text(text, encoding="utf-8")
    print(text)


def watch(command: list[str], database: Path) -> list[Point]:
    """Run the crawl, and return a point for each of its seconds.

    The memory is the sum of the proportional set sizes (PSS) of the crawl and its descendants.
    """
    points: list[Point] = []
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    while process.poll() is None:
        time.sleep(1)
        size = sum(map(megabytes, family(process.pid)))
        if size:
            points.append(Point(highest_article_id(database), size))
    if process.returncode:
        raise SystemExit(f"benchmarks: the crawl ended with {process.returncode}")
    return points


def highest_article_id(database: Path) -> float:
    """Return the highest id in ``articles``; 0 if there is none yet.

    It is the number of stored pages, since no article is deleted during the crawl. SQLite finds it
    sooner than it counts the rows.
    """
    try:
        db = open_readonly(database)
    except StorageError:  # the crawl is still creating the database
        return 0.0
    (highest,) = db.execute("SELECT coalesce(max(id), 0) FROM articles").fetchone()
    db.close()
    return float(highest)


def small_pages() -> list[bytes]:
    """Return 100 pages of about 5 kB, with five paragraphs of random words between two menus."""
    pages = []
    for number in range(100):
        rng = random.Random(number)
        words = [
            "".join(rng.choices("бвгджзклмнпрстфхцчшщаеиоу", k=rng.randint(2, 11)))
            for _ in range(300)
        ]
        sentences = [" ".join(rng.choices(words, k=30)).capitalize() for _ in range(5)]
        menu = "".join(
            f'<li><a href="/r/{index}">{word}</a></li>' for index, word in enumerate(words[:30])
        )
        title = " ".join(rng.choices(words, k=8)).capitalize()
        prose = "".join(f"<p>{sentence}.</p>" for sentence in sentences)
        pages.append(
            f"<!doctype html><meta charset=utf-8><title>{title}</title><body><ul class=menu>{menu}"
            f"</ul><article><h1>{title}</h1><time datetime=2026-01-02T03:04:05Z></time>{prose}"
            f"</article><footer><ul>{menu}</ul></footer>".encode()
        )
    return pages


if __name__ == "__main__":
    main()
