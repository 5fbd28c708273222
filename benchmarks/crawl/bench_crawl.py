"""Compares the pages a second of a whole crawl with those of the usual pipeline.

``python -m benchmarks.crawl.bench_crawl [--pages N] [--rounds N]`` writes ``results/crawl.md``.
Both crawl the same local web in turn, each into a fresh database, without delays and with the same
concurrency. Times are of whole commands, from start to exit. The *floor* is the least time that the
cores need if a page costs only its download and its reading; both are measured in the same run.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from sqlite_utils import Database

from benchmarks.crawl.crawl_stages import reading_cost, stages
from benchmarks.crawl.crawl_web import OUTLETS, Web, crawl_web
from benchmarks.stories.dedup_report import machine

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
RESULTS = HERE.parent / "results" / "crawl.md"
CORES = os.cpu_count() or 1
_SAMPLE = 300  # pages that are read to measure the cost of reading for the floor


@dataclass(frozen=True, slots=True)
class Cost:
    """What one command took."""

    seconds: float  # of wall time
    cpu: float  # seconds of all its processes
    megabytes: float  # of all its processes, at their peak
    stored: int  # pages


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=3)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, crawl_web(Path(folder), chosen.pages) as web:
        lines = report(web, chosen.rounds)
    text = "\n".join(["# Crawling", "", machine(("scrapy", "trafilatura", "lxml")), "", *lines, ""])
    RESULTS.write_text(text, encoding="utf-8")
    print(text)
    return 0


@dataclass(frozen=True, slots=True)
class Round:
    """The costs of one round: three whole commands, and reading pages without a crawl.

    ``alone`` and ``together`` are CPU seconds a page of reading and signing: on one core while the
    other cores are idle, and on all cores at once.
    """

    usual: Cost
    svodka: Cost
    download: Cost
    alone: float
    together: float

    @property
    def ratio(self) -> float:
        return self.usual.seconds / self.svodka.seconds

    def reached(self, pages: int, reading: float) -> float:
        """Return the share of the floor's pages a second that Svodka reached, 0–1."""
        floor = CORES / (self.download.cpu / pages + reading)
        return pages / self.svodka.seconds / floor


def report(web: Web, rounds: int) -> list[str]:
    (web.folder / "front.txt").write_text("\n".join(web.homes))
    write_sources(web)
    sample = _sample(web)
    turns = [_round(web, number, sample) for number in range(rounds)]
    ours = [turn.svodka for turn in turns]
    fetch = median(turn.download.cpu for turn in turns) / web.pages * 1000
    alone = median(turn.alone for turn in turns) * 1000
    together = median(turn.together for turn in turns) * 1000
    by_stage = {"download, with Scrapy": fetch} | stages(sample)
    spent = median(cost.cpu / web.pages * 1000 for cost in ours)
    return [
        f"{web.pages:,} pages of {web.kilobytes:.0f} kB at {OUTLETS} outlets, from {web.server};"
        f" {CORES} cores, {rounds} rounds in turn, whole commands.",
        "",
        "| | pages/s | CPU-ms a page | peak memory, all processes | stored |",
        "|---|---|---|---|---|",
        _row("the usual pipeline", [turn.usual for turn in turns], web.pages),
        _row("svodka", ours, web.pages),
        _row("download only", [turn.download for turn in turns], web.pages),
        "",
        f"Svodka: {_spread([turn.ratio for turn in turns], '×')} the usual pipeline.",
        "",
        f"The floor, {CORES} cores that only download ({fetch:.1f} CPU-ms a page) and read"
        f" and sign, is {CORES * 1000 / (fetch + alone):.0f} pages/s if a page costs what it costs"
        f" on one core while the others rest ({alone:.1f} CPU-ms); svodka reaches"
        f" {_spread([100 * turn.reached(web.pages, turn.alone) for turn in turns], '%')}."
        f" With all cores reading at once the same costs {together:.1f} CPU-ms, the floor is"
        f" {CORES * 1000 / (fetch + together):.0f} pages/s, and svodka reaches"
        f" {_spread([100 * turn.reached(web.pages, turn.together) for turn in turns], '%')}."
        " Each share is of its own round, since the machine's speed changes between rounds.",
        "",
        "| stage, by itself in one process after the rounds | CPU-ms a page |",
        "|---|---|",
        *(f"| {stage} | {ms:.1f} |" for stage, ms in by_stage.items()),
        "",
        f"A whole crawl took {spent:.1f} CPU-ms a page in the median of the rounds.",
    ]


def _round(web: Web, number: int, sample: Sequence[Path]) -> Round:
    usual = _usual(web, number)
    before = reading_cost(sample)
    svodka = _svodka(web, number)
    after = reading_cost(sample)
    download = _usual(web, number, "download")
    together = reading_cost(sample, CORES)
    return Round(usual, svodka, download, (before + after) / 2, together)


def _spread(values: Sequence[float], unit: str) -> str:
    digits = 2 if unit == "×" else 0
    each = ", ".join(f"{value:.{digits}f}" for value in sorted(values))
    return f"**{median(values):.{digits}f}{unit}** ({each})"


def write_sources(web: Web) -> None:
    (web.folder / "sources.toml").write_text("\n".join(map(source_block, web.homes)))


def source_block(home: str) -> str:
    name = home.split("//")[1].split(":")[0].replace(".", "-")
    return (
        f'[[source]]\nid = "outlet-{name}"\nname = "Outlet {name}"\nhome = "{home}"\n'
        f'region = "RU-PNZ"\nsitemaps = ["{home}sitemap.xml"]\n'
    )


def _usual(web: Web, number: int, only: str = "") -> Cost:
    database = web.folder / f"usual{number}.db"
    command = [
        "runspider", str(HERE / "usual_pipeline.py"), "-a", f"front={web.folder / 'front.txt'}",
        "-a", f"database={database}", "-a", f"only={only}",
    ]  # fmt: skip
    cost = _run(command, web.folder)
    stored = Database(database)["articles"].count if database.exists() and not only else 0
    return Cost(*cost, stored)


def _svodka(web: Web, number: int) -> Cost:
    database = web.folder / f"svodka{number}.db"
    cost = _run(crawl_arguments(web, database), ROOT)
    return Cost(*cost, Database(database)["articles"].count)


def crawl_arguments(web: Web, database: Path) -> list[str]:
    """Return the arguments of ``scrapy`` that crawl the web without delays into ``database``."""
    settings = {
        "NEWS_DATABASE": database, "NEWS_SOURCES": web.folder / "sources.toml",
        "NEWS_ALLOWED_NETWORKS": "127.0.0.0/8", "DOWNLOAD_DELAY": 0,
        "CONCURRENT_REQUESTS": 16, "CONCURRENT_REQUESTS_PER_DOMAIN": 8, "LOG_LEVEL": "ERROR",
    }  # fmt: skip
    chosen = [f"{name}={value}" for name, value in settings.items()]
    return ["crawl", "news", *(part for one in chosen for part in ("-s", one))]


def _run(arguments: list[str], folder: Path) -> tuple[float, float, float]:
    """Run a command and return its wall seconds, CPU seconds and peak megabytes."""
    started = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "scrapy", *arguments, "-s", "LOG_LEVEL=ERROR"],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    peak = looked = 0.0
    used: dict[int, float] = {}  # by process, since a parent's sum leaves out killed workers
    while process.poll() is None:
        pids = family(process.pid)
        if time.monotonic() - looked > 1:  # reading the memory of a process takes milliseconds
            peak = max(peak, sum(map(megabytes, pids)))
            looked = time.monotonic()
        used |= {pid: spent for pid in pids if (spent := cpu_seconds(pid))}
        time.sleep(0.2)
    seconds = time.monotonic() - started
    if process.returncode:
        raise SystemExit(f"benchmarks: scrapy {arguments[0]} ended with {process.returncode}")
    return seconds, sum(used.values()), peak


def cpu_seconds(pid: int) -> float:
    """Return the CPU seconds that a running process has used so far; 0 if it has ended."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def family(pid: int) -> list[int]:
    """Return the ids of the process and of all its descendants."""
    found = [pid]
    for parent in found:
        for children in Path(f"/proc/{parent}/task").glob("*/children"):
            try:
                found += map(int, children.read_text().split())
            except OSError:
                continue
    return found


def megabytes(pid: int) -> float:
    """Return the proportional memory (PSS) of a process, which splits shared pages among them."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    return next(int(row.split()[1]) for row in text.splitlines() if row.startswith("Pss:")) / 1024


def _sample(web: Web) -> list[Path]:
    files = sorted((web.folder / "web").rglob("news/*.html"))
    return files[:: max(1, len(files) // _SAMPLE)]


def _row(name: str, costs: list[Cost], pages: int) -> str:
    speed = median(pages / cost.seconds for cost in costs)
    cpu = median(cost.cpu / pages * 1000 for cost in costs)
    memory = max(cost.megabytes for cost in costs)
    return f"| {name} | {speed:.1f} | {cpu:.1f} | {memory:.0f} MB | {costs[-1].stored or '–'} |"


if __name__ == "__main__":
    sys.exit(main())
