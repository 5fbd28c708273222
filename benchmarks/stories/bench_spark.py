"""Measures what each step of ``svodka-spark`` costs at several sizes.

``python -m benchmarks.stories.bench_spark [--runs 20000/30,60000/90,60000/30,20000/2]`` writes its
section of ``benchmarks/results/spark.md``. Each run is a number of articles and the number of days
they are spread over. The second run has more days than the first, like a longer archive. The third
has as many articles as the second in fewer days, like an archive of more outlets. The fourth has
the most articles a day. Three articles in ten are copies of another within a day, one in ten is a
report made from one of eight templates, and the others are different texts of random words. For
more articles a day than in these runs, only the pairs among the reports of one day are counted.
"""

import argparse
import json
import os
import random
import re
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.stories.bench_dedup_speed import texts
from benchmarks.stories.dedup_families import FAMILIES, copy_of, report
from benchmarks.stories.dedup_report import machine
from pipelines.copies.compared_text import text_features
from pipelines.copies.minhash import bands
from pipelines.copies.thresholds import DEFAULTS

RESULTS = Path(__file__).parents[1] / "results" / "spark.md"
_START = datetime(2026, 1, 1, tzinfo=UTC)
_SOURCES = 200
# Reports of one template a day, each a row of the table of pairs. The first three numbers are those
# of the runs, 340 and 3,400 are those of archives of 10^8 and 10^9 articles in ten years.
REPORTS_A_DAY = [8, 25, 125, 340, 1000, 3400]
_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


def articles(count: int, days: int, seed: int = 1) -> Iterator[dict[str, str]]:
    """Yield articles of ``days`` days in the format of a database's export."""
    rng = random.Random(seed)
    unlike = iter(texts(count * 6 // 10 + 1, seed))
    originals: list[tuple[str, float]] = []  # text and hour
    for number in range(count):
        hour = rng.random() * days * 24
        drawn = number % 10
        if drawn in (3, 6, 9) and originals:
            original, first = rng.choice(originals[-20:])
            text, hour = copy_of(original, rng)[1], first + rng.random() * 24
        elif drawn == 5:
            text = report(rng.choice(list(FAMILIES)), rng)
        else:
            text = next(unlike)
            originals.append((text, hour))
        source = f"s{rng.randrange(_SOURCES)}"
        moment = _START + timedelta(hours=hour)
        yield {
            "url": f"https://{source}.example/{number}",
            "article_body": text,
            "source_id": source,
            "date_published": moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
        }


@dataclass
class Processes:
    """Samples the peak memory and the CPU seconds of the processes started here, by program."""

    peak: dict[str, int] = field(default_factory=dict)
    cpu: dict[int, tuple[str, float]] = field(default_factory=dict)
    done: bool = False

    def watch(self) -> None:
        """Take a sample every half second until ``done`` is True."""
        while not self.done:
            now: defaultdict[str, int] = defaultdict(int)
            for process, name, resident, seconds in _descendants(os.getpid()):
                now[name] += resident
                self.cpu[process] = name, seconds
            for name, resident in now.items():
                self.peak[name] = max(self.peak.get(name, 0), resident)
            time.sleep(0.5)

    def seconds(self, program: str) -> float:
        """Return the CPU seconds of all processes of a program, such as ``java``."""
        return sum(seconds for name, seconds in self.cpu.values() if name == program)


def _descendants(root: int) -> Iterator[tuple[int, str, int, float]]:
    """Yield id, program, resident bytes and CPU seconds of each descendant of a process."""
    parents, found = {}, {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                name, _, rest = (entry / "stat").read_text().partition("(")[2].rpartition(") ")
                parents[int(entry.name)] = int(rest.split()[1])
                values = rest.split()
                seconds = (int(values[11]) + int(values[12])) / _TICKS
                found[int(entry.name)] = name, int(values[21]) * _PAGE, seconds
            except OSError:
                continue
    for process, of_process in found.items():
        parent = parents[process]
        while parent in parents and parent != root:
            parent = parents[parent]
        if parent == root:
            yield process, *of_process


def measured(count: int, days: int, folder: Path) -> dict[str, Any]:
    """Run once and return its seconds, its memory, and task seconds and shuffle bytes by step."""
    from pipelines.archive.filesystem import find_files
    from pipelines.archive.job import run
    from pipelines.archive.session import spark_session

    given = folder / "articles"
    given.mkdir(parents=True)
    parts = [(given / f"{part}.jsonl").open("w") for part in range(4)]
    for number, article in enumerate(articles(count, days)):
        parts[number % 4].write(json.dumps(article, ensure_ascii=False) + "\n")
    for part in parts:
        part.close()
    log = folder / "log"
    log.mkdir()
    settings = {
        "spark.driver.memory": "2g",
        "spark.sql.shuffle.partitions": "16",
        "spark.eventLog.enabled": "true",
        "spark.eventLog.rolling.enabled": "false",
        "spark.eventLog.compress": "false",
        "spark.eventLog.dir": log.as_uri(),
    }
    memory = Processes()
    watcher = threading.Thread(target=memory.watch, daemon=True)
    watcher.start()
    with spark_session("local[2]", settings) as spark:
        start = time.monotonic()
        summary = run(spark, find_files([str(given)]), (folder / "out").as_uri(), DEFAULTS)
        seconds = time.monotonic() - start
    memory.done = True
    watcher.join()
    (events,) = [path for path in log.iterdir() if path.is_file()]
    return {
        "count": count,
        "days": days,
        "seconds": seconds,
        "rows": dict(summary.rows),
        "steps": dict(summary.seconds),
        "tasks": _tasks(events),
        "memory": {name: memory.peak[name] for name in ("java", "python")},
        "cpu": {name: memory.seconds(name) for name in ("java", "python")},
        "disk": {name: _size(folder / "out" / name) for name in summary.rows},
        "given": _size(given),
    }


def _tasks(events: Path) -> dict[str, dict[str, float]]:
    """Return the task seconds and the shuffled bytes of each step, from Spark's event log."""
    steps: dict[int, str] = {}
    found: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
    with events.open() as lines:
        for line in lines:
            event = json.loads(line)
            if event["Event"] == "SparkListenerStageSubmitted":
                step = (event.get("Properties") or {}).get("spark.job.description", "")
                steps[event["Stage Info"]["Stage ID"]] = step
            elif event["Event"] == "SparkListenerTaskEnd" and event.get("Task Metrics"):
                metrics, step = event["Task Metrics"], steps.get(event["Stage ID"], "")
                found[step]["seconds"] += metrics["Executor Run Time"] / 1000
                found[step]["shuffle"] += metrics["Shuffle Write Metrics"]["Shuffle Bytes Written"]
                found[step]["rows"] += metrics["Shuffle Write Metrics"]["Shuffle Records Written"]
                found[step]["written"] += metrics["Output Metrics"]["Bytes Written"]
                found[step]["out"] += metrics["Output Metrics"]["Records Written"]
                found[step]["spilled"] += metrics["Disk Bytes Spilled"]
    return {step: dict(values) for step, values in found.items()}


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def crowding(seed: int = 5) -> list[str]:
    """Return a table of the pairs among the reports of one day, with the cap on buckets."""
    rng = random.Random(seed)
    reports = [
        np.stack([
            bands(text_features(report(family, rng)).signature, DEFAULTS.band_rows)
            for _ in range(REPORTS_A_DAY[-1])
        ])
        for family in FAMILIES
    ]  # fmt: skip
    lines = [
        f"Reports from each of {len(FAMILIES)} templates in a day, and the pairs of one report with"
        f" the others of the day. The first {DEFAULTS.max_first_members} members of a bucket are"
        " paired with all others, or (without the cap) each member is.",
        "",
        "| reports of a template | articles a day | pairs | without the cap |",
        "|---|---|---|---|",
    ]
    for count in REPORTS_A_DAY:
        found = sum(_pairs(values[:count], DEFAULTS.max_first_members) for values in reports)
        without = sum(_pairs(values[:count], count) for values in reports) if count < 500 else 0
        lines.append(
            f"| {count:,} | {count * len(FAMILIES) * 10:,} | {found / count / len(FAMILIES):.1f} |"
            f" {without / count / len(FAMILIES):.1f} |".replace(" 0.0 |", " – |")
        )
    return lines


def _pairs(values: npt.NDArray[Any], first_members: int) -> int:
    """Return the number of pairs that share a value of a band.

    One of the two must be among the ``first_members`` first ones with this value. ``values`` has a
    row for each report and a column for each band.
    """
    found = []
    for band in values.T:
        groups: defaultdict[Any, list[int]] = defaultdict(list)
        for number, value in enumerate(band.tolist()):
            groups[value].append(number)
        for members in groups.values():
            one, other = np.meshgrid(members[:first_members], members, indexing="ij")
            found.append((one * len(values) + other)[one < other])
    return len(np.unique(np.concatenate(found)))


def _report(runs: list[dict[str, Any]]) -> list[str]:
    """Return the lines of two tables: the steps, and the figures of whole runs."""
    lines = ["`local[2]`, 16 partitions, Java with 2 GB.", ""]
    counts = [f"{run['count']:,} of {run['days']} days" for run in runs]
    lines += [
        "| step | " + " | ".join(f"task ms an article, {c} | shuffle B, {c}" for c in counts)
        + " |",
        "|---|" + "---|" * (2 * len(runs)),
    ]  # fmt: skip
    for step in _ordered(runs):
        cells = []
        for run in runs:
            of_step = [v for name, v in run["tasks"].items() if _step(name) == step]
            cells.append(f"{sum(v['seconds'] for v in of_step) * 1000 / run['count']:.2f}")
            cells.append(f"{sum(v['shuffle'] for v in of_step) / run['count']:,.0f}")
        lines.append(f"| {step} | {' | '.join(cells)} |")
    lines += ["", "| of the run | " + " | ".join(counts) + " |", "|---|" + "---|" * len(runs)]
    for name, value in (
        ("articles a day", lambda r: f"{r['count'] / r['days']:,.0f}"),
        ("seconds", lambda r: f"{r['seconds']:,.0f}"),
        ("CPU seconds, Java", lambda r: f"{r['cpu']['java']:,.0f}"),
        ("CPU seconds, Python", lambda r: f"{r['cpu']['python']:,.0f}"),
        ("pairs an article", lambda r: f"{r['tasks']['pairs']['out'] / r['count']:.2f}"),
        ("of them compared", lambda r: f"{r['tasks']['worth-comparing']['out'] / r['count']:.2f}"),
        ("edges an article", lambda r: f"{r['rows']['edges'] / r['count']:.2f}"),
        ("stories", lambda r: f"{r['rows']['stories']:,}"),
        ("crowded buckets", lambda r: f"{r['rows']['skew']:,}"),
        ("common sentences", lambda r: f"{r['rows']['common_sentences']:,}"),
        ("spilled MB", lambda r: f"{sum(v['spilled'] for v in r['tasks'].values()) / 1e6:,.0f}"),
        ("given, bytes an article", lambda r: f"{r['given'] / r['count']:,.0f}"),
        ("result, bytes an article", lambda r: f"{sum(r['disk'].values()) / r['count']:,.0f}"),
        ("working tables, bytes an article",
         lambda r: f"{sum(v['written'] for v in r['tasks'].values()) / r['count']:,.0f}"),
        ("peak memory, MB", lambda r: ", ".join(
            f"{name} {size / 1e6:,.0f}" for name, size in sorted(r["memory"].items()))),
    ):  # fmt: skip
        lines.append(f"| {name} | {' | '.join(map(value, runs))} |")
    return lines


def _step(name: str) -> str:
    """Return the step of a job's name, such as ``components`` of ``components-3``."""
    return re.sub(r"-\d+$", "", name) or "counts"


def _ordered(runs: list[dict[str, Any]]) -> list[str]:
    return list(dict.fromkeys(_step(name) for run in runs for name in run["tasks"]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", default="20000/30,60000/90,60000/30,20000/2")
    options = parser.parse_args()
    runs, crowds = [], crowding()
    for given in options.runs.split(","):
        count, days = map(int, given.split("/"))
        with tempfile.TemporaryDirectory() as folder:
            runs.append(measured(count, days, Path(folder)))
        title = "# Stories of an archive on Spark"
        packages = ("pyspark", "pyarrow", "pandas")
        lines = [*_report(runs), "", *crowds]
        text = "\n".join([title, "", machine(packages), "", *lines, ""])
        RESULTS.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
