"""Compares how many pages a second Svodka and a usual Scrapy pipeline crawl and store.

``python -m benchmarks.crawl.bench_crawl [--pages N] [--rounds N]`` writes ``results/crawl.md``. In
each round both crawl the same web on loopback, one after the other, into an empty database, without
delays and with the same concurrency. A time is that of a whole command, from its start to its exit.
``usual_pipeline`` is the pipeline that tutorials show. With ``--web mixed`` the pages of an outlet
have the frames of many sites, as they had in figures of before December 2026; the report is then
printed and not written.

Svodka is also compared with the *possible speed*: the pages a second that the cores would reach if
a page took only the CPU time of its download and of its reading. Both times are measured in each
round.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

from sqlite_utils import Database

from benchmarks.command_line import argument_parser
from benchmarks.crawl.crawl_stages import reading_cost, stages
from benchmarks.crawl.crawl_web import OUTLETS, WEBS, Web, crawl_web, web_pages
from benchmarks.crawl.repeated_blocks import share_of_real_sites, share_of_web
from benchmarks.machine import machine
from tests.newsroom import source_entry

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
RESULTS = HERE.parent / "results" / "crawl.md"
CORES = os.cpu_count() or 1
_MIN_STORED_SHARE = 0.9  # of the pages; if fewer are stored, the crawls do not do the same work
_SAMPLE_PAGES = 300  # about so many pages are read to measure the CPU time of reading


@dataclass(frozen=True, slots=True)
class Cost:
    """The time and memory that one command needed, and the number of articles that it stored."""

    seconds: float  # wall time
    cpu: float  # CPU seconds of all its processes
    megabytes: float  # the peak memory of all its processes together
    stored: int = 0  # articles


def main() -> None:
    parser = argument_parser(__doc__, __file__)
    parser.add_argument("--pages", type=int, default=2000, help="of the web (%(default)s)")
    parser.add_argument("--rounds", type=int, default=3, help="of crawls (%(default)s)")
    parser.add_argument("--web", choices=WEBS, default=WEBS[0], help="(%(default)s)")
    arguments = parser.parse_args()
    page_of = web_pages(arguments.web)
    with (
        tempfile.TemporaryDirectory() as folder,
        crawl_web(Path(folder), arguments.pages, OUTLETS, page_of) as web,
    ):
        lines = report(web, arguments.rounds)
    text = "\n".join(["# Crawling", "", machine(("scrapy", "trafilatura", "lxml")), "", *lines, ""])
    if arguments.web == WEBS[0]:
        RESULTS.write_text(text, encoding="utf-8")
    print(text)


@dataclass(frozen=True, slots=True)
class Round:
    """The costs of one round: of three whole commands, and of reading pages without a crawl.

    ``usual`` and ``svodka`` are the compared crawls, and ``download`` is a crawl that only
    downloads the pages. ``alone`` and ``together`` are the CPU seconds of reading one page and
    computing its signature. For ``alone``, one core reads while the other cores are idle; for
    ``together``, all cores read at the same time.
    """

    usual: Cost
    svodka: Cost
    download: Cost
    alone: float
    together: float

    @property
    def ratio(self) -> float:
        """Return how many times as fast as the usual pipeline Svodka was."""
        return self.usual.seconds / self.svodka.seconds

    @property
    def ratio_of_cores(self) -> float:
        """Return how many times as fast Svodka can be, by CPU time, if it keeps all cores busy.

        The usual pipeline uses one core.
        """
        return CORES * self.usual.cpu / self.svodka.cpu

    def reached(self, pages: int, reading_seconds: float) -> float:
        """Return the share of the possible speed that Svodka reached, 0–1.

        ``reading_seconds`` is the CPU time of reading one page.
        """
        possible_speed = CORES / (self.download.cpu / pages + reading_seconds)
        return pages / self.svodka.seconds / possible_speed


def report(web: Web, rounds: int) -> list[str]:
    """Run all rounds, and return the lines of the report."""
    (web.folder / "front.txt").write_text("\n".join(web.homes))
    write_sources(web)
    sample = _sample(web)
    results = [_round(web, number, sample) for number in range(rounds)]
    # CPU milliseconds a page, in the median of the rounds.
    download_ms = median(result.download.cpu for result in results) / web.page_count * 1000
    alone_ms = median(result.alone for result in results) * 1000
    together_ms = median(result.together for result in results) * 1000
    crawl_ms = median(result.svodka.cpu for result in results) / web.page_count * 1000
    by_stage = {"download, with Scrapy": download_ms} | stages(sample)
    reached_alone = [100 * result.reached(web.page_count, result.alone) for result in results]
    reached_together = [100 * result.reached(web.page_count, result.together) for result in results]
    return [
        f"{web.page_count:,} pages of {web.kilobytes:.0f} kB at {OUTLETS} outlets, served by"
        f" {web.server}; {CORES} cores; {rounds} rounds. Times are of whole commands."
        f" {share_of_web(web.folder / 'web')} of the blocks of a page were on an earlier page of"
        f" its outlet. {share_of_real_sites()}",
        "",
        *_table(results, web.page_count),
        "",
        f"Svodka reaches {_spread([result.ratio for result in results], '×')} the speed of the"
        " usual pipeline. The figure is the median of the rounds; those of all rounds follow in"
        " brackets, here and below.",
        "",
        f"By processor time, on which other programs of the machine have little influence, {CORES}"
        f" cores that are always busy reach {_spread([r.ratio_of_cores for r in results], '×')}"
        " the speed of the usual pipeline, which uses one core.",
        "",
        f"The possible speed is that of {CORES} cores that do nothing but download a page"
        f" ({download_ms:.1f} CPU-ms), read it and compute its signature. On one core, while the"
        f" others are idle, the latter two take {alone_ms:.1f} CPU-ms a page. With this cost the"
        f" possible speed is {CORES * 1000 / (download_ms + alone_ms):.0f} pages/s, and Svodka"
        f" reaches {_spread(reached_alone, '%')} of it. If all cores read at the same time, they"
        f" take {together_ms:.1f} CPU-ms a page. With this cost the possible speed is"
        f" {CORES * 1000 / (download_ms + together_ms):.0f} pages/s, and Svodka reaches"
        f" {_spread(reached_together, '%')} of it. Each share is computed from the figures of one"
        " round, since the speed of the machine changes from round to round.",
        "",
        "| stage, measured alone in one process after the rounds | CPU-ms a page |",
        "|---|---|",
        *(f"| {stage} | {ms:.1f} |" for stage, ms in by_stage.items()),
        "",
        f"A whole crawl took {crawl_ms:.1f} CPU-ms a page in the median of the rounds.",
    ]


def _table(results: Sequence[Round], pages: int) -> list[str]:
    """Return the table of the three crawls."""
    return [
        "| | pages/s | CPU-ms a page | peak memory, all processes | articles stored |",
        "|---|---|---|---|---|",
        _row("the usual pipeline", [result.usual for result in results], pages),
        _row("svodka", [result.svodka for result in results], pages),
        _row("download only", [result.download for result in results], pages),
    ]


def _round(web: Web, number: int, sample: Sequence[Path]) -> Round:
    """Measure one round; ``alone`` is the mean of two measurements, before and after Svodka."""
    usual = _usual(web, number)
    alone_before = reading_cost(sample)
    svodka = _svodka(web, number)
    alone_after = reading_cost(sample)
    download = _usual(web, number, "download")
    together = reading_cost(sample, CORES)
    return Round(usual, svodka, download, (alone_before + alone_after) / 2, together)


def _spread(values: Sequence[float], unit: str) -> str:
    """Return the median in bold, and all values in brackets."""
    digits = 2 if unit == "×" else 0
    all_values = ", ".join(f"{value:.{digits}f}" for value in sorted(values))
    return f"**{median(values):.{digits}f}{unit}** ({all_values})"


def write_sources(web: Web) -> None:
    """Write a ``sources.toml`` with all outlets of the web into its folder."""
    (web.folder / "sources.toml").write_text("\n".join(map(source_block, web.homes)))


def source_block(home: str) -> str:
    """Return the ``[[source]]`` block of an outlet, whose sitemap names its articles."""
    host = urlsplit(home).hostname or ""
    source_id = f"outlet-{host.replace('.', '-')}"
    return source_entry(home, source_id, sitemaps=[f"{home}sitemap.xml"])


def _usual(web: Web, number: int, only: str = "") -> Cost:
    """Run the usual pipeline; with ``only="download"`` it downloads pages and stores nothing."""
    database = web.folder / f"usual{number}.db"
    command = [
        "runspider", str(HERE / "usual_pipeline.py"), "-a", f"front={web.folder / 'front.txt'}",
        "-a", f"database={database}", "-a", f"only={only}",
    ]  # fmt: skip
    cost = _run(command, web.folder)
    if only:
        return cost
    return replace(cost, stored=Database(database)["articles"].count)


def _svodka(web: Web, number: int) -> Cost:
    database = web.folder / f"svodka{number}.db"
    cost = _run(crawl_arguments(web, database), ROOT)
    stored = Database(database)["articles"].count
    if stored < _MIN_STORED_SHARE * web.page_count:
        raise SystemExit(f"benchmarks: only {stored} of {web.page_count} pages were stored")
    return replace(cost, stored=stored)


def crawl_arguments(web: Web, database: Path) -> list[str]:
    """Return the arguments of ``scrapy`` that crawl the web without delays into ``database``."""
    settings = {
        "NEWS_DATABASE": database, "NEWS_SOURCES": web.folder / "sources.toml",
        "NEWS_ALLOWED_NETWORKS": "127.0.0.0/8", "DOWNLOAD_DELAY": 0,
        "NEWS_FIRST_DAYS": 36_500,  # some pages are years old, and all are stored
        "CONCURRENT_REQUESTS": 16, "CONCURRENT_REQUESTS_PER_DOMAIN": 8, "LOG_LEVEL": "ERROR",
    }  # fmt: skip
    options = [("-s", f"{name}={value}") for name, value in settings.items()]
    return ["crawl", "news", *(part for option in options for part in option)]


def _run(arguments: list[str], folder: Path) -> Cost:
    """Run a command and return its cost, without the number of articles."""
    started = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "scrapy", *arguments, "-s", "LOG_LEVEL=ERROR"],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    peak = measured_at = 0.0
    # The CPU seconds of each process by its id. The times that a parent process reports of its
    # children are not used, since they leave out killed workers.
    cpu: dict[int, float] = {}
    while process.poll() is None:
        pids = family(process.pid)
        # The memory is read only once a second, since that takes milliseconds for each process.
        if time.monotonic() - measured_at > 1:
            peak = max(peak, sum(map(megabytes, pids)))
            measured_at = time.monotonic()
        cpu |= {pid: seconds for pid in pids if (seconds := cpu_seconds(pid))}
        time.sleep(0.2)
    seconds = time.monotonic() - started
    if process.returncode:
        raise SystemExit(f"benchmarks: scrapy {arguments[0]} ended with {process.returncode}")
    return Cost(seconds, sum(cpu.values()), peak)


def cpu_seconds(pid: int) -> float:
    """Return the CPU seconds that a running process has used so far; 0 if it has ended."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def family(pid: int) -> list[int]:
    """Return the ids of the process and of all its descendants."""
    pids = [pid]
    for parent in pids:  # the list grows by the children of each process
        for children in Path(f"/proc/{parent}/task").glob("*/children"):
            try:
                pids += map(int, children.read_text().split())
            except OSError:
                continue
    return pids


def megabytes(pid: int) -> float:
    """Return the proportional set size (PSS) of a process in MB, or 0 if it has ended.

    The size of memory that several processes share is divided among them.
    """
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    return next(int(row.split()[1]) for row in text.splitlines() if row.startswith("Pss:")) / 1024


def _sample(web: Web) -> list[Path]:
    """Return the files of about _SAMPLE_PAGES articles, taken evenly from all of them."""
    files = sorted((web.folder / "web").rglob("news/*.html"))
    return files[:: max(1, len(files) // _SAMPLE_PAGES)]


def _row(name: str, costs: list[Cost], pages: int) -> str:
    """Return a row of the table: medians of the rounds, but the highest peak of memory.

    The number of stored articles is that of the last round.
    """
    speed = median(pages / cost.seconds for cost in costs)
    cpu = median(cost.cpu / pages * 1000 for cost in costs)
    memory = max(cost.megabytes for cost in costs)
    return f"| {name} | {speed:.1f} | {cpu:.1f} | {memory:.0f} MB | {costs[-1].stored or '–'} |"


if __name__ == "__main__":
    main()
