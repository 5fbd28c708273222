"""Measures how much requests for unknown addresses slow the pages of the site down.

``python -m benchmarks.bench_unknown_addresses [--articles N]`` writes
``benchmarks/results/unknown_addresses.md``. ``scrapy browse`` serves a generated database. In each
round the pages are requested one after another, first alone, and then while other clients request
UNKNOWN unknown addresses. The output of the server is searched for tracebacks.
"""

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from socket import socket
from statistics import median

import httpx

from benchmarks.command_line import argument_parser
from benchmarks.machine import machine
from benchmarks.news_database import build

RESULTS = Path(__file__).parent / "results" / "unknown_addresses.md"
PROJECT = Path(__file__).parent.parent
UNKNOWN = 100  # unknown addresses in a round
CLIENTS = 6  # that request unknown addresses at the same time
ROUNDS = 5
PASSES_ALONE = 5  # over all pages, in a round
MAX_START_SECONDS = 60  # of the server
PAGES = (
    "/",
    "/ru/",
    "/?region=RU-PNZ",
    "/sources",
    "/source/source-7",
    "/article/7",
    "/search?q=мост",
)
# Unknown articles, stories, outlets, regions and days; unknown pages and tables; wrong parameters.
KINDS = (
    "/article/{}999999", "/story/unknown-{}", "/source/unknown-{}", "/region/RU-X{}",
    "/day/2026-13-{}", "/unknown/{}/page", "/wp-login.php?attempt={}", "/news/no_table_{}",
    "/?page=-{}", "/search?q=мост&since=day-{}",
)  # fmt: skip


def unknown_addresses() -> list[str]:
    """Return UNKNOWN paths that the site answers with an error page."""
    return [KINDS[number % len(KINDS)].format(number) for number in range(UNKNOWN)]


@contextmanager
def browsing(database: Path, log: Path) -> Iterator[str]:
    """Yield the address of ``scrapy browse``, whose output is written to ``log``."""
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))  # the system chooses a free port
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "scrapy", "browse", "--port", str(port)]
    command += ["-s", f"NEWS_DATABASE={database}"]
    with log.open("wb") as output:
        server = subprocess.Popen(
            command, cwd=PROJECT, stdout=output, stderr=output, start_new_session=True
        )
        address = f"http://127.0.0.1:{port}"
        try:
            wait_for(address)
            yield address
        finally:
            os.killpg(server.pid, 15)
            server.wait()


def wait_for(address: str) -> None:
    """Return when the site answers; raises TimeoutError after MAX_START_SECONDS."""
    end = time.monotonic() + MAX_START_SECONDS
    while time.monotonic() < end:
        try:
            httpx.get(f"{address}/-/health")
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(f"no answer from {address}")


def page_times(client: httpx.Client, stop: threading.Event | None = None) -> list[float]:
    """Return the milliseconds of each page, requested once, or again and again until ``stop``."""
    times: list[float] = []
    while not times or (stop is not None and not stop.is_set()):
        for path in PAGES:
            start = time.perf_counter()
            assert client.get(path).status_code == 200, path
            times.append((time.perf_counter() - start) * 1000)
    return times


def times_beside(client: httpx.Client, paths: Sequence[str]) -> tuple[list[float], set[int]]:
    """Return the times of the pages beside unknown addresses, and the answers' status codes."""
    stop = threading.Event()
    times: list[float] = []
    reader = threading.Thread(target=lambda: times.extend(page_times(client, stop)))
    reader.start()
    with (
        httpx.Client(base_url=client.base_url, timeout=60) as other,
        ThreadPoolExecutor(CLIENTS) as pool,
    ):
        codes = set(pool.map(lambda path: other.get(path).status_code, paths))
    stop.set()
    reader.join()
    return times, codes


def main() -> None:
    parser = argument_parser(__doc__, __file__)
    parser.add_argument("--articles", type=int, default=20_000, help="to generate (%(default)s)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        database, log = Path(folder) / "news.db", Path(folder) / "log"
        build(database, options.articles, datetime.now(UTC)).close()
        alone: list[float] = []
        busy: list[float] = []
        codes: set[int] = set()
        with (
            browsing(database, log) as address,
            httpx.Client(base_url=address, timeout=60) as client,
        ):
            page_times(client)  # fill caches
            for _ in range(ROUNDS):
                for _ in range(PASSES_ALONE):
                    alone += page_times(client)
                times, round_codes = times_beside(client, unknown_addresses())
                busy += times
                codes |= round_codes
        printed = log.read_text(encoding="utf-8")
    RESULTS.write_text(report(options.articles, alone, busy, codes, printed), encoding="utf-8")
    print(RESULTS.read_text(encoding="utf-8"))


def report(
    articles: int, alone: list[float], busy: list[float], codes: set[int], printed: str
) -> str:
    """Return the page of results in Markdown; the times are in ms."""
    return "\n".join([
        "# Pages beside unknown addresses", "", machine(("datasette",)), "",
        f"{articles:,} generated articles; {ROUNDS} rounds of {UNKNOWN} unknown addresses from"
        f" {CLIENTS} clients, each answered with {' or '.join(map(str, sorted(codes)))}.", "",
        "| | page requests | median, ms |", "|---|---:|---:|",
        f"| alone | {len(alone)} | {median(alone):.1f} |",
        f"| beside unknown addresses | {len(busy)} | {median(busy):.1f} |", "",
        f"The median is {median(busy) / median(alone):.2f} times that of pages alone. The server"
        f" printed {len(printed.splitlines())} lines and"
        f" {printed.count('Traceback')} tracebacks.", "",
        "Again: `python -m benchmarks.bench_unknown_addresses`.", "",
    ])  # fmt: skip


if __name__ == "__main__":
    main()
