"""Measures what it costs to store one more article as the database grows.

``python -m benchmarks.bench_growth [--articles N]`` fills a database with the code of a crawl
(``PageFiler``), eight articles in a transaction: article, version, copies, story, recurring lines
and search index, without raw pages. It writes ``results/growth.md`` with the plot
``results/growth.svg``. Times are CPU time of one core. A text is 130 words of real Russian news in
random order. A quarter of the articles are copies of articles of the last three days. All articles
are spread over a year.
"""

import random
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from benchmarks.command_line import argument_parser
from benchmarks.machine import machine
from benchmarks.plot import plot
from benchmarks.stories.random_texts import random_texts
from pipelines.copies.compared_text import text_features
from pipelines.model import Article, Outcome, Page, PageRead, Reading, Source
from scraper.crawl.filing import PageFiler
from scraper.crawl.run_state import RunState
from storage.crawl.sources import save_sources
from storage.stores import open_store

RESULTS = Path(__file__).parent / "results"
OUTLETS = 100
COPY_SHARE = 0.25  # of the articles
ARTICLES_PER_TRANSACTION = 8
ARTICLES_PER_POINT = 10_000  # of the plot and the table
TEXTS_AT_ONCE = 1000  # made
FIRST_PUBLISHED = datetime(2025, 1, 1, tzinfo=UTC)
DAYS = 365  # over which the articles are spread
PLOT = "CPU time to store one more article, by articles stored"


class Point(NamedTuple):
    """What one more article costs when a number of articles is stored."""

    stored: int  # articles
    milliseconds: float  # of processor time, to store one article
    bytes: float  # of the file, for each article


def main() -> None:
    parser = argument_parser(__doc__, __file__)
    parser.add_argument(
        "--articles", type=int, default=300_000, help="to store (%(default)s), 10,000 or more"
    )
    options = parser.parse_args()
    if options.articles < ARTICLES_PER_POINT:
        parser.error(f"--articles: expected {ARTICLES_PER_POINT} or more")
    with tempfile.TemporaryDirectory() as folder:
        points = grow(Path(folder) / "news.db", options.articles)
    chart = plot([(point.stored, point.milliseconds) for point in points], PLOT, "ms")
    (RESULTS / "growth.svg").write_text(chart, encoding="utf-8")
    lines = ["| stored | CPU-ms to store one more | bytes an article |", "|---|---|---|"]
    # The first point and every tenth; of few points, all.
    table_points = [points[0], *points[9::10]] if len(points) > 10 else points
    lines += [
        f"| {point.stored:,} | {point.milliseconds:.2f} | {point.bytes:,.0f} |"
        for point in table_points
    ]
    early, late = _mean_milliseconds(points[:3]), _mean_milliseconds(points[-3:])
    lines += ["", f"The last articles cost {late / early:.2f} of what the first did.", "",
              "![CPU time to store one more article](growth.svg)"]  # fmt: skip
    text = "\n".join(["# Growth", "", machine(()), "", *lines, ""])
    (RESULTS / "growth.md").write_text(text, encoding="utf-8")
    print(text)


def grow(path: Path, count: int) -> list[Point]:
    """Store ``count`` articles and return a point for each ARTICLES_PER_POINT."""
    db = open_store(path)
    names = [f"outlet-{number}" for number in range(OUTLETS)]
    save_sources(
        db, [Source(name, name, f"https://{name}.example/", "RU-PNZ", "UTC") for name in names]
    )
    filer = PageFiler(RunState(db))
    filer.begin()
    points: list[Point] = []
    seconds = 0.0  # of processor time since the last point
    read_pages = pages(count)
    for start in range(0, count, ARTICLES_PER_TRANSACTION):
        batch = list(islice(read_pages, ARTICLES_PER_TRANSACTION))
        stored = start + ARTICLES_PER_TRANSACTION
        started = time.process_time()
        for result in filer.file(batch):
            if isinstance(result, Exception):
                raise result
        seconds += time.process_time() - started
        if stored % ARTICLES_PER_POINT == 0:
            milliseconds = seconds / ARTICLES_PER_POINT * 1000
            points.append(Point(stored, milliseconds, path.stat().st_size / stored))
            print(f"{stored:,}: {milliseconds:.2f} ms", file=sys.stderr, flush=True)
            seconds = 0.0
    db.close()
    return points


def pages(count: int) -> Iterator[PageRead]:
    """Yield ``count`` pages that are already read, in order of publication."""
    rng = random.Random(1)
    recent: deque[str] = deque(maxlen=3 * max(1, count // DAYS))  # texts of the last three days
    for start in range(0, count, TEXTS_AT_ONCE):
        for number, text in enumerate(random_texts(TEXTS_AT_ONCE, seed=start), start=start):
            own_body = text[: len(text) // 2].rpartition(".")[0] + "."
            body = rng.choice(recent) if recent and rng.random() < COPY_SHARE else own_body
            recent.append(body)
            source = f"outlet-{rng.randrange(OUTLETS)}"
            published_at = FIRST_PUBLISHED + timedelta(days=DAYS) * number / count
            url = f"https://{source}.example/news/{number}"
            article = Article(
                url, body.split(".")[0], body, date_published=published_at, in_language="ru"
            )
            page = Page(url=url, body=b"", source_id=source, fetched_at=published_at)
            yield PageRead(page, Reading(Outcome.STORED, article), text_features(body))


def _mean_milliseconds(points: Sequence[Point]) -> float:
    return sum(point.milliseconds for point in points) / len(points)


if __name__ == "__main__":
    main()
