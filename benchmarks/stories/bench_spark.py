"""Measures what each step of ``svodka-spark`` costs at several sizes.

``python -m benchmarks.stories.bench_spark [--runs 20000/30,60000/90,60000/30,20000/2]`` writes its
section of ``benchmarks/results/spark.md``. A run is a number of articles and the number of days in
which they are published. The second run has more days than the first, like a longer archive. The
third has as many articles as the second in fewer days, like an archive of more outlets. The fourth
has the most articles a day. Of ten articles, three are copies of another one of the same day, one
is a report from one of eight templates, and six are different texts of random words.
For more articles a day than in these runs, only the pairs among the reports of one day are counted.
"""

import json
import os
import random
import re
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from benchmarks.command_line import argument_parser
from benchmarks.machine import machine
from benchmarks.stories.dedup_families import FAMILIES, copy_of, report
from benchmarks.stories.random_texts import random_texts
from pipelines.copies.compared_text import text_features
from pipelines.copies.minhash import bands
from pipelines.copies.thresholds import DEFAULTS

RESULTS = Path(__file__).parents[1] / "results" / "spark.md"
_START = datetime(2026, 1, 1, tzinfo=UTC)
_SOURCES = 200
_PARTS = 4  # files of the input
_PROGRAMS = ("java", "python")  # whose memory and CPU time are measured
# Reports of one template within the window, each number a row of the table of pairs.
REPORTS = [25, 125, 340, 1000, 3400]
_MAX_UNLIMITED_REPORTS = 340  # of more reports, all pairs take too long to count
_TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")  # of processor time in /proc
_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


def articles(count: int, days: int, seed: int = 1) -> Iterator[dict[str, str]]:
    """Yield articles of ``days`` days in the format of a database's export."""
    rng = random.Random(seed)
    new_texts = iter(random_texts(count * 6 // 10 + 1, seed))
    originals: list[tuple[str, float]] = []  # text and hour
    for number in range(count):
        hour = rng.random() * days * 24
        last_digit = number % 10
        if last_digit in (3, 6, 9) and originals:
            original, original_hour = rng.choice(originals[-20:])
            _, text = copy_of(original, rng)
            hour = original_hour + rng.random() * 24
        elif last_digit == 5:
            text = report(rng.choice(list(FAMILIES)), rng)
        else:
            text = next(new_texts)
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
class ProcessWatcher:
    """Samples the memory and the CPU time of the processes that this process has started."""

    peak_bytes: dict[str, int] = field(default_factory=dict)  # by program
    cpu: dict[int, tuple[str, float]] = field(default_factory=dict)  # id → program, CPU seconds
    is_stopped: bool = False

    def watch(self) -> None:
        """Take a sample every half second until ``is_stopped`` is True."""
        while not self.is_stopped:
            bytes_now: defaultdict[str, int] = defaultdict(int)
            for process in _descendants(os.getpid()):
                bytes_now[process.program] += process.resident_bytes
                self.cpu[process.id] = process.program, process.cpu_seconds
            for program, size in bytes_now.items():
                self.peak_bytes[program] = max(self.peak_bytes.get(program, 0), size)
            time.sleep(0.5)

    def seconds(self, program: str) -> float:
        """Return the CPU seconds of all processes of a program, such as ``java``."""
        return sum(seconds for name, seconds in self.cpu.values() if name == program)


class _Process(NamedTuple):
    id: int
    parent: int
    program: str
    resident_bytes: int
    cpu_seconds: float


def _descendants(root: int) -> Iterator[_Process]:
    """Yield the descendants of a process."""
    processes = {process.id: process for process in _all_processes()}
    for process in processes.values():
        ancestor = process.parent
        while ancestor in processes and ancestor != root:
            ancestor = processes[ancestor].parent
        if ancestor == root:
            yield process


def _all_processes() -> Iterator[_Process]:
    """Yield the processes of the machine; see proc(5) for the fields of ``stat``."""
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            stat = (entry / "stat").read_text()
        except OSError:  # the process has ended meanwhile
            continue
        program, _, after_program = stat.partition("(")[2].rpartition(") ")
        fields = after_program.split()
        parent, user_ticks, system_ticks, pages = (int(fields[place]) for place in (1, 11, 12, 21))
        cpu_seconds = (user_ticks + system_ticks) / _TICKS_A_SECOND
        yield _Process(int(entry.name), parent, program, pages * _PAGE_BYTES, cpu_seconds)


@dataclass(frozen=True, slots=True)
class Run:
    """What one run was given, and what it needed."""

    count: int  # articles
    days: int
    seconds: float  # wall time
    rows: dict[str, int]  # by table of the result
    tasks: dict[str, dict[str, float]]  # by job; see ``_task_sums``
    peak_bytes: dict[str, int]  # by program
    cpu: dict[str, float]  # seconds, by program
    input_bytes: int
    result_bytes: int


def run_and_measure(count: int, days: int, folder: Path) -> Run:
    """Run once with the articles of ``days`` days; ``folder`` is for the files of the run."""
    from pipelines.archive.filesystem import find_files
    from pipelines.archive.job import run
    from pipelines.archive.session import spark_session

    input_folder = folder / "articles"
    _write_input(input_folder, count, days)
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
    watcher = ProcessWatcher()
    thread = threading.Thread(target=watcher.watch, daemon=True)
    thread.start()
    with spark_session("local[2]", settings) as spark:
        start = time.monotonic()
        summary = run(spark, find_files([str(input_folder)]), (folder / "out").as_uri(), DEFAULTS)
        seconds = time.monotonic() - start
    watcher.is_stopped = True
    thread.join()
    (event_log,) = [path for path in log.iterdir() if path.is_file()]
    return Run(
        count,
        days,
        seconds,
        dict(summary.rows),
        _task_sums(event_log),
        peak_bytes={name: watcher.peak_bytes[name] for name in _PROGRAMS},
        cpu={name: watcher.seconds(name) for name in _PROGRAMS},
        input_bytes=_folder_bytes(input_folder),
        result_bytes=sum(_folder_bytes(folder / "out" / name) for name in summary.rows),
    )


def _write_input(folder: Path, count: int, days: int) -> None:
    """Write the articles into four files, by turns."""
    folder.mkdir(parents=True)
    with ExitStack() as files:
        parts = [
            files.enter_context((folder / f"{part}.jsonl").open("w")) for part in range(_PARTS)
        ]
        for number, article in enumerate(articles(count, days)):
            parts[number % _PARTS].write(json.dumps(article, ensure_ascii=False) + "\n")


def _task_sums(event_log: Path) -> dict[str, dict[str, float]]:
    """Return sums over the tasks of each step, from Spark's event log."""
    steps: dict[int, str] = {}  # by the id of the stage
    sums: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
    with event_log.open() as lines:
        for line in lines:
            event = json.loads(line)
            if event["Event"] == "SparkListenerStageSubmitted":
                step = (event.get("Properties") or {}).get("spark.job.description", "")
                steps[event["Stage Info"]["Stage ID"]] = step
            elif event["Event"] == "SparkListenerTaskEnd" and event.get("Task Metrics"):
                metrics = event["Task Metrics"]
                step = steps.get(event["Stage ID"], "")
                shuffle, output = metrics["Shuffle Write Metrics"], metrics["Output Metrics"]
                sums[step]["seconds"] += metrics["Executor Run Time"] / 1000
                sums[step]["shuffle_bytes"] += shuffle["Shuffle Bytes Written"]
                sums[step]["output_bytes"] += output["Bytes Written"]
                sums[step]["output_rows"] += output["Records Written"]
                sums[step]["spilled_bytes"] += metrics["Disk Bytes Spilled"]
    return {step: dict(values) for step, values in sums.items()}


def _folder_bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def crowding(seed: int = 5) -> list[str]:
    """Return a table of the pairs among the reports of one template, with and without the limit."""
    rng = random.Random(seed)
    band_values = [  # of the reports of each template: a row for each report
        np.stack([
            bands(text_features(report(family, rng)).signature, DEFAULTS.band_rows)
            for _ in range(REPORTS[-1])
        ])
        for family in FAMILIES
    ]  # fmt: skip
    lines = [
        f"Reports from each of {len(FAMILIES)} templates within the window, and the pairs of one"
        f" report with the others. In a bucket a report is paired with {DEFAULTS.max_neighbours}"
        " members on each side, or (without the limit) with all.",
        "",
        "| reports of a template | pairs | without the limit |",
        "|---|---|---|",
    ]
    for count in REPORTS:
        reports = count * len(FAMILIES)
        limited = sum(
            _count_pairs(values[:count], DEFAULTS.max_neighbours) for values in band_values
        )
        unlimited = "–"
        if count <= _MAX_UNLIMITED_REPORTS:
            all_pairs = sum(_count_pairs(values[:count], count) for values in band_values)
            unlimited = f"{2 * all_pairs / reports:.1f}"
        lines.append(f"| {count:,} | {2 * limited / reports:.1f} | {unlimited} |")
    return lines


def _count_pairs(values: npt.NDArray[Any], max_neighbours: int) -> int:
    """Return the number of pairs that share a value of a band, and are neighbours there.

    ``values`` has a row for each report and a column for each band.
    """
    pairs = []  # a pair of rows as one number
    for band in values.T:
        members_of: defaultdict[Any, list[int]] = defaultdict(list)
        for row, value in enumerate(band.tolist()):
            members_of[value].append(row)
        for members in members_of.values():
            rows = np.array(members)
            pairs += [
                rows[:-distance] * len(values) + rows[distance:]
                for distance in range(1, min(max_neighbours, len(rows) - 1) + 1)
            ]
    return len(np.unique(np.concatenate(pairs)))


def _report(runs: list[Run]) -> list[str]:
    """Return the lines of two tables: the steps, and the figures of whole runs."""
    lines = ["`local[2]`, 16 partitions, Java with 2 GB.", ""]
    counts = [f"{run.count:,} of {run.days} days" for run in runs]
    lines += [
        "| step | "
        + " | ".join(f"task ms an article, {count} | shuffle B, {count}" for count in counts)
        + " |",
        "|---|" + "---|" * (2 * len(runs)),
    ]  # fmt: skip
    for step in _ordered(runs):
        cells = []
        for run in runs:
            jobs = [sums for name, sums in run.tasks.items() if _step(name) == step]
            cells.append(f"{sum(job['seconds'] for job in jobs) * 1000 / run.count:.2f}")
            cells.append(f"{sum(job['shuffle_bytes'] for job in jobs) / run.count:,.0f}")
        lines.append(f"| {step} | {' | '.join(cells)} |")
    lines += ["", "| of the run | " + " | ".join(counts) + " |", "|---|" + "---|" * len(runs)]
    figures = [_run_figures(run) for run in runs]
    lines += [
        f"| {name} | {' | '.join(of_run[name] for of_run in figures)} |" for name in figures[0]
    ]
    return lines


def _run_figures(run: Run) -> dict[str, str]:
    """Return the figures of a whole run by their names in the table."""
    count, tasks, rows = run.count, run.tasks, run.rows
    spilled = sum(sums["spilled_bytes"] for sums in tasks.values())
    written = sum(sums["output_bytes"] for sums in tasks.values())
    memory = [f"{name} {size / 1e6:,.0f}" for name, size in sorted(run.peak_bytes.items())]
    return {
        "articles a day": f"{count / run.days:,.0f}",
        "seconds": f"{run.seconds:,.0f}",
        "CPU seconds, Java": f"{run.cpu['java']:,.0f}",
        "CPU seconds, Python": f"{run.cpu['python']:,.0f}",
        "pairs an article": f"{tasks['pairs']['output_rows'] / count:.2f}",
        "of them compared": f"{tasks['worth-comparing']['output_rows'] / count:.2f}",
        "edges an article": f"{rows['edges'] / count:.2f}",
        "stories": f"{rows['stories']:,}",
        "crowded buckets": f"{rows['skew']:,}",
        "common sentences": f"{rows['common_sentences']:,}",
        "spilled MB": f"{spilled / 1e6:,.0f}",
        "given, bytes an article": f"{run.input_bytes / count:,.0f}",
        "result, bytes an article": f"{run.result_bytes / count:,.0f}",
        "working tables, bytes an article": f"{written / count:,.0f}",
        "peak memory, MB": ", ".join(memory),
    }


def _step(name: str) -> str:
    """Return the step of a job's name, such as ``components`` of ``components-3``."""
    return re.sub(r"-\d+$", "", name) or "counts"


def _ordered(runs: list[Run]) -> list[str]:
    """Return the steps of all runs in the order of their first job."""
    return list(dict.fromkeys(_step(name) for run in runs for name in run.tasks))


def main() -> None:
    parser = argument_parser(__doc__, __file__)
    parser.add_argument(
        "--runs",
        default="20000/30,60000/90,60000/30,20000/2",
        help="articles/days of each run, with commas (%(default)s)",
    )
    options = parser.parse_args()
    runs = []
    crowding_lines = crowding()
    for run_option in options.runs.split(","):
        count, days = map(int, run_option.split("/"))
        with tempfile.TemporaryDirectory() as folder:
            runs.append(run_and_measure(count, days, Path(folder)))
        title = "# Stories of an archive on Spark"
        packages = ("pyspark", "pyarrow", "pandas")
        lines = [*_report(runs), "", *crowding_lines]
        text = "\n".join([title, "", machine(packages), "", *lines, ""])
        RESULTS.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
