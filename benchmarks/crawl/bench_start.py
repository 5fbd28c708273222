"""Measures what a cron run costs when nothing is new, and how soon it sends its first request.

``python -m benchmarks.crawl.bench_start [--articles N] [--database FILE]`` writes
``results/start.md``. On loopback 100 outlets serve a feed each, and answer 304 to later requests.
The database has N generated articles, or is a copy of FILE.
"""

import http.server
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from sqlite_utils import Database

from benchmarks.command_line import argument_parser
from benchmarks.crawl.bench_crawl import cpu_seconds, family
from benchmarks.machine import machine
from benchmarks.news_database import build
from tests.newsroom import source_entry

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
RESULTS = HERE.parent / "results" / "start.md"
OUTLETS = 100
RUNS = 5
_FEED = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>Outlet</title>
<link>/</link><description>.</description><item><title>A bridge was opened</title>
<link>/news/1</link></item></channel></rss>"""
_PAGE = f"""<!doctype html><html lang=en><title>A bridge was opened</title><article>
<h1>A bridge was opened</h1>
{"<p>The new bridge over the river was opened to all this morning.</p>" * 5}
</article></html>""".encode()


@dataclass(slots=True)
class Requests:
    """The requests of one crawl: when the first came, and how often each path was requested."""

    first_at: float | None = None  # seconds of the monotonic clock
    paths: Counter[str] = field(default_factory=Counter)

    def note(self, path: str) -> None:
        """Count a request for a path."""
        self.first_at = self.first_at or time.monotonic()
        self.paths[path] += 1

    def clear(self) -> None:
        """Forget the requests, before the next crawl."""
        self.first_at = None
        self.paths = Counter()


def main() -> None:
    parser = argument_parser(__doc__, __file__)
    parser.add_argument("--articles", type=int, default=300_000, help="to generate (%(default)s)")
    parser.add_argument(
        "--database", type=Path, help="copy this file instead of generating articles"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        database = folder / "news.db"
        if options.database:
            shutil.copy(options.database, database)
        else:
            build(database, options.articles, datetime.now(UTC)).close()
        lines = report(folder, database)
    text = "\n".join(["# Starting", "", machine(("scrapy",)), "", *lines, ""])
    RESULTS.write_text(text, encoding="utf-8")
    print(text)


def report(folder: Path, database: Path) -> list[str]:
    """Crawl once, then RUNS times with nothing new, and return the lines of the report."""
    requests = Requests()
    # The server listens on all addresses, since each outlet has an address of loopback of its own.
    server = http.server.ThreadingHTTPServer(("0.0.0.0", 0), _handler(requests))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sources = "\n".join(_block(number, server.server_port) for number in range(OUTLETS))
    (folder / "sources.toml").write_text(sources)
    _crawl(folder, database)  # stores the feeds, their validators and robots.txt
    seconds_to_first, cpu, request_counts = [], [], []
    for _ in range(RUNS):
        requests.clear()
        began = time.monotonic()
        cpu.append(_crawl(folder, database))
        assert requests.first_at is not None
        seconds_to_first.append(requests.first_at - began)
        request_counts.append(requests.paths.total())
    server.shutdown()
    articles = Database(database)["articles"].count
    return [
        f"{OUTLETS} outlets with nothing new, {articles:,} stored articles; medians of {RUNS} runs,"
        f" with the slowest.",
        "",
        f"- first request after {median(seconds_to_first):.2f} s"
        f" (slowest {max(seconds_to_first):.2f} s)",
        f"- {median(cpu):.1f} s of CPU for the whole run (most {max(cpu):.1f} s)",
        f"- {max(request_counts) / OUTLETS:.2f} requests an outlet",
    ]


def _block(number: int, port: int) -> str:
    home = f"http://127.0.3.{number + 1}:{port}/"
    return source_entry(home, f"start-{number}", feeds=[f"{home}rss"])


def _crawl(folder: Path, database: Path) -> float:
    """Run a crawl and return the CPU seconds of all its processes."""
    settings = {
        "NEWS_DATABASE": database,
        "NEWS_SOURCES": folder / "sources.toml",
        "NEWS_ALLOWED_NETWORKS": "127.0.0.0/8",
    }
    command = [sys.executable, "-m", "scrapy", "crawl", "news"]
    for name, value in settings.items():
        command += ["-s", f"{name}={value}"]
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ)
    cpu: dict[int, float] = {}  # process id → CPU seconds
    while process.poll() is None:
        cpu |= {pid: seconds for pid in family(process.pid) if (seconds := cpu_seconds(pid))}
        time.sleep(0.05)
    if process.returncode:
        raise SystemExit(f"benchmarks: the crawl ended with {process.returncode}")
    return sum(cpu.values())


def _handler(requests: Requests) -> type[http.server.BaseHTTPRequestHandler]:
    """Return the handler of all outlets, which counts the requests."""

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            requests.note(self.path)
            if self.path == "/robots.txt":
                self._send(200, b"User-agent: *\nDisallow:\n", "text/plain")
            elif self.path == "/news/1":
                self._send(200, _PAGE, "text/html")
            elif self.path != "/rss":
                self._send(404, b"", "text/plain")
            elif self.headers.get("If-None-Match") == '"one"':
                self._send(304, b"", "application/rss+xml")
            else:
                self._send(200, _FEED, "application/rss+xml")

        def _send(self, status: int, body: bytes, content_type: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            self.send_header("ETag", '"one"')
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Write no access log."""

    return Handler


if __name__ == "__main__":
    main()
