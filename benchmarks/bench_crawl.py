"""Pages a second of a whole crawl, side by side with the usual pipeline on the same local web.

``python -m benchmarks.bench_crawl [--pages N] [--rounds N]`` writes ``results/crawl.md``. Both
crawl in turn, each into a fresh database, without delays and with the same concurrency; times are
of whole commands, from start to exit. The floor is what two cores could do if a page cost no more
than its download and its reading, each measured alone in the same run.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from sqlite_utils import Database

from benchmarks.crawl_stages import read_on_all_cores, stages
from benchmarks.crawl_web import OUTLETS, Web, crawl_web
from benchmarks.dedup_report import machine

HERE = Path(__file__).parent
RESULTS = HERE / "results" / "crawl.md"
_TIMES = 2  # that stages are measured; the lower one counts, since others use the machine too
_SAMPLE = 600  # pages read alone for the floor; a crawl sees each template about as often


@dataclass(frozen=True, slots=True)
class Cost:
    """What one command took: seconds of wall and CPU time, and the most memory at once."""

    seconds: float
    cpu: float
    megabytes: float
    stored: int


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=2)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, crawl_web(Path(folder), chosen.pages) as web:
        lines = report(web, chosen.rounds)
    text = "\n".join(["# Crawling", "", machine(("scrapy", "trafilatura", "lxml")), "", *lines, ""])
    RESULTS.write_text(text, encoding="utf-8")
    print(text)
    return 0


def report(web: Web, rounds: int) -> list[str]:
    (web.folder / "front.txt").write_text("\n".join(web.homes))
    write_sources(web)
    usual, ours, download = [], [], []
    for number in range(rounds):
        usual.append(_usual(web, number))
        ours.append(_svodka(web, number))
        download.append(_usual(web, number, "download"))
    fetch = min(cost.cpu for cost in download) / web.pages
    sample = _sample(web)
    by_stage, read = min((stages(sample) for _ in range(_TIMES)), key=lambda found: found[1])
    read_together = min(read_on_all_cores(sample) for _ in range(_TIMES))
    by_stage = {"download, with Scrapy": fetch * 1000} | by_stage
    spent = median(cost.cpu / web.pages * 1000 for cost in ours)
    by_stage["the rest: handing pages over, links, start"] = spent - sum(by_stage.values())
    speed = {name: median(web.pages / c.seconds for c in costs)
             for name, costs in (("usual", usual), ("svodka", ours))}  # fmt: skip
    ratios = sorted(u.seconds / s.seconds for u, s in zip(usual, ours, strict=True))
    cores = os.cpu_count() or 1
    floor, reachable = cores / (fetch + read), cores / (fetch + read_together)
    return [
        f"{web.pages:,} pages of {web.kilobytes:.0f} kB at {OUTLETS} outlets, from {web.server};"
        f" {cores} cores, {rounds} rounds in turn, whole commands.",
        "",
        "| | pages/s | CPU-ms a page | peak memory, all processes | stored |",
        "|---|---|---|---|---|",
        _row("the usual pipeline", usual, web.pages),
        _row("svodka", ours, web.pages),
        _row("download only", download, web.pages),
        "",
        f"Svodka: **{median(ratios):.2f}×** the usual pipeline"
        f" ({', '.join(f'{ratio:.2f}' for ratio in ratios)}).",
        "",
        f"Floor: download {fetch * 1000:.1f} + reading and signing {read * 1000:.1f} CPU-ms a page,"
        f" each alone on one core, so {floor:.0f} pages/s on {cores}; svodka reaches"
        f" {speed['svodka'] / floor:.0%} of it. While all cores do nothing but read, the same"
        f" reading costs {read_together * 1000:.1f} CPU-ms, so no crawl of this reading passes"
        f" {reachable:.0f} pages/s here; svodka reaches {speed['svodka'] / reachable:.0%} of that.",
        "",
        "| where svodka's time goes | CPU-ms a page |",
        "|---|---|",
        *(f"| {stage} | {ms:.1f} |" for stage, ms in by_stage.items()),
    ]


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
    cost = _run(crawl_arguments(web, database), HERE.parent)
    return Cost(*cost, Database(database)["articles"].count)


def crawl_arguments(web: Web, database: Path) -> list[str]:
    """What follows ``scrapy`` to crawl the web without delays into a database."""
    settings = {
        "NEWS_DATABASE": database, "NEWS_SOURCES": web.folder / "sources.toml",
        "NEWS_ALLOWED_NETWORKS": "127.0.0.0/8", "DOWNLOAD_DELAY": 0,
        "CONCURRENT_REQUESTS": 16, "CONCURRENT_REQUESTS_PER_DOMAIN": 8, "LOG_LEVEL": "ERROR",
    }  # fmt: skip
    chosen = [f"{name}={value}" for name, value in settings.items()]
    return ["crawl", "news", *(part for one in chosen for part in ("-s", one))]


def _run(arguments: list[str], folder: Path) -> tuple[float, float, float]:
    """Run a command; returns seconds of wall and of CPU, and the most megabytes at once."""
    started = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "scrapy", *arguments, "-s", "LOG_LEVEL=ERROR"],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    peak = looked = 0.0
    used: dict[int, float] = {}  # by process: workers that are killed are in nobody's sum
    while process.poll() is None:
        pids = family(process.pid)
        if time.monotonic() - looked > 1:  # it costs the kernel milliseconds of each process
            peak = max(peak, sum(map(megabytes, pids)))
            looked = time.monotonic()
        used |= {pid: spent for pid in pids if (spent := cpu_seconds(pid))}
        time.sleep(0.2)
    seconds = time.monotonic() - started
    if process.returncode:
        raise SystemExit(f"benchmarks: scrapy {arguments[0]} ended with {process.returncode}")
    return seconds, sum(used.values()), peak


def cpu_seconds(pid: int) -> float:
    """CPU time a living process has used so far; 0 for one that is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def family(pid: int) -> list[int]:
    """The process and all below it."""
    found = [pid]
    for parent in found:
        for children in Path(f"/proc/{parent}/task").glob("*/children"):
            try:
                found += map(int, children.read_text().split())
            except OSError:
                continue
    return found


def megabytes(pid: int) -> float:
    """Proportional memory: what processes share is counted once in all."""
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
