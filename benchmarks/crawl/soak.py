"""Crawls 30 outlets each hour of a simulated month, and measures the cost of a crawl.

``python -m benchmarks.crawl.soak [--days N] [--output FILE]`` writes ``results/soak.md``; so does
``make soak``. The clock of the crawls is shifted, so that the month takes about an hour. Each crawl
is a process of its own, and CPU time and memory are those of all its processes. Each night a backup
is written, and the status is read. At the end ``scrapy doctor`` checks the database.
"""

import json
import sqlite3
import sys
import tempfile
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from subprocess import CompletedProcess
from typing import Any, NamedTuple

from benchmarks.command_line import argument_parser
from benchmarks.crawl.bench_crawl import cpu_seconds, family, megabytes
from benchmarks.crawl.soak_web import DIES_ON_DAY, OUTLETS, REDESIGNED_ON_DAY, SoakWeb
from benchmarks.machine import machine
from tests.fork_server import Started, fork_server
from tests.newsroom import Newsroom
from tests.web_site import Site

RESULTS = Path(__file__).parent.parent / "results" / "soak.md"
DAYS = 30
COMPARED_DAYS = 3  # at each end of the month
# Articles are revisited for seven days, so that earlier days have fewer revisits.
FIRST_COMPARED_DAY = 8
MAX_GROWTH = 1.25  # of the median cost and of memory, from the first compared days to the last
MIN_STORED_SHARE = 0.995
# A crawl takes seconds; the limit is so high that the whole benchmark may be suspended for hours.
MAX_CRAWL_SECONDS = 86_400
_BACKUP_HOUR = 3  # of each day
_SAMPLE_SECONDS = 0.1  # between two readings of CPU time
_MEMORY_SAMPLE_SECONDS = 0.5  # at least, since reading the memory of a process takes longer
_MAX_SHOWN_CHARS = 2_000  # of what a failed command printed, from its end
_NEEDS_A_PERSON = 3  # the exit code when an outlet, such as the dead one, needs a person


@dataclass(frozen=True, slots=True)
class Poll:
    """One crawl of all outlets."""

    hour: int
    cpu: float  # seconds, of all processes
    megabytes: float  # the peak of all processes together
    pages: int  # requests that were answered with a page of an article
    stored: int  # articles in the database afterwards
    database_mb: float

    @property
    def day(self) -> int:
        return self.hour // 24 + 1


class Month:
    """The crawls of one month, and what went wrong in them."""

    def __init__(self, newsroom: Newsroom, web: SoakWeb) -> None:
        self.newsroom = newsroom
        self.web = web
        self.polls: list[Poll] = []
        self.faults: list[str] = []
        self.doctor: int | None = None  # exit code
        newsroom.sources.write_text(web.sources())

    def run(self, hours: int) -> Iterator[Poll]:
        """Crawl each hour, and yield each crawl."""
        for hour in range(hours):
            self.web.turn_to(hour)
            self.polls.append(self._crawl(hour))
            if hour % 24 == _BACKUP_HOUR:
                self._nightly(hour)
            yield self.polls[-1]
        doctor = self.newsroom.run("doctor", *self._settings())
        self.doctor = doctor.returncode
        self._note("doctor", hours, doctor, {0})

    def missing(self) -> list[str]:
        """Return the URLs that could be fetched and are not stored."""
        rows = self._select("SELECT url FROM urls WHERE article_id NOTNULL")
        return sorted(set(self.web.reachable()) - {url for (url,) in rows})

    def _crawl(self, hour: int) -> Poll:
        for outlet in self.web.outlets:
            outlet.site.seen.clear()
        offset = self.newsroom.folder / "clock_offset"
        moment = self.web.started + timedelta(hours=hour)
        offset.write_text(str((moment - datetime.now(UTC)).total_seconds()))
        run = self.newsroom.server.start(
            "crawl", "news", *self._settings(), clock_offset=offset, max_seconds=MAX_CRAWL_SECONDS
        )
        cpu, peak = wait_and_measure(run)
        ended = CompletedProcess("crawl", run.wait(), *run.communicate())
        self._note("crawl", hour, ended, {0, _NEEDS_A_PERSON})
        paths = [request.path for outlet in self.web.outlets for request in outlet.site.seen]
        ((stored,),) = self._select("SELECT count(*) FROM articles")
        return Poll(
            hour=hour,
            cpu=cpu,
            megabytes=peak,
            pages=sum(path.endswith("-most.html") for path in paths),
            stored=stored,
            database_mb=self.newsroom.database.stat().st_size / 1e6,
        )

    def _nightly(self, hour: int) -> None:
        """Write a backup and read the status, and note what goes wrong."""
        copy = self.newsroom.folder / "backup.db"
        self._note("backup", hour, self.newsroom.run("backup", copy, *self._settings()), {0})
        status = self.newsroom.run("status", "--json", *self._settings())
        self._note("status", hour, status, {0, _NEEDS_A_PERSON})
        json.loads(status.stdout)

    def _note(
        self, command: str, hour: int, run: CompletedProcess[str], expected_codes: Collection[int]
    ) -> None:
        """Note a fault if the command ended otherwise than with one of these exit codes."""
        if run.returncode not in expected_codes or "Traceback" in run.stdout + run.stderr:
            printed = run.stderr or run.stdout
            fault = f"{command}, hour {hour}: {printed[-_MAX_SHOWN_CHARS:]}"
            self.faults.append(fault)
            print(fault, file=sys.stderr, flush=True)

    def _settings(self) -> list[str]:
        return self.newsroom.settings()

    def _select(self, sql: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.newsroom.database)) as db:
            return db.execute(sql).fetchall()


def wait_and_measure(run: Started) -> tuple[float, float]:
    """Wait for the end of a crawl; return its CPU seconds and the peak of its memory in MB."""
    cpu: dict[int, float] = {}  # process id → CPU seconds
    peak, measured_at = 0.0, 0.0
    while True:
        pids = family(run.pid)
        has_ended = "\nState:\tZ" in Path(f"/proc/{run.pid}/status").read_text()
        cpu |= {pid: seconds for pid in pids if (seconds := cpu_seconds(pid))}
        if has_ended:  # the CPU time of an ended process is readable until ``wait``
            run.wait()
            return sum(cpu.values()), peak
        if time.monotonic() - measured_at > _MEMORY_SAMPLE_SECONDS:
            peak = max(peak, sum(map(megabytes, pids)))
            measured_at = time.monotonic()
        time.sleep(_SAMPLE_SECONDS)


def main() -> int:
    """Return 1 if a crawl failed, the database is unsound, or a crawl costs more at the end."""
    parser = argument_parser(__doc__, __file__)
    parser.add_argument("--days", type=int, default=DAYS, help="of the month (%(default)s)")
    parser.add_argument("--output", type=Path, default=RESULTS, help="file of the results")
    options = parser.parse_args()
    sites = [Site(f"127.0.0.{number + 2}") for number in range(OUTLETS)]
    with tempfile.TemporaryDirectory() as folder, fork_server() as server:
        web = SoakWeb(sites, options.days, datetime.now(UTC))
        month = Month(Newsroom(Path(folder), server), web)
        for poll in month.run(options.days * 24):
            print(poll, file=sys.stderr, flush=True)
            if poll.hour % 24 == 23:
                options.output.write_text(report(month), encoding="utf-8")
        text = report(month)
        lost = month.missing()
    options.output.write_text(text, encoding="utf-8")
    print(text)
    print(*lost, sep="\n", file=sys.stderr)
    too_many_lost = len(lost) > (1 - MIN_STORED_SHARE) * month.polls[-1].stored
    return int(bool(month.faults) or too_many_lost or max(growth(month.polls)) > MAX_GROWTH)


class Growth(NamedTuple):
    """The ratios of the last compared days to the first, for three costs of a crawl."""

    cpu: float  # of the median CPU time
    quiet_cpu: float  # of that of the crawls with the fewest pages
    memory: float  # of the peak


def growth(polls: Sequence[Poll]) -> Growth:
    """Compare the costs of the last days with those of the first."""
    last = polls[-1].day
    first = min(FIRST_COMPARED_DAY, max(1, last - COMPARED_DAYS))
    early = [poll for poll in polls if first <= poll.day < first + COMPARED_DAYS]
    late = [poll for poll in polls if poll.day > last - COMPARED_DAYS]
    return Growth(
        median(poll.cpu for poll in late) / median(poll.cpu for poll in early),
        _quiet_cpu(late) / _quiet_cpu(early),
        max(poll.megabytes for poll in late) / max(poll.megabytes for poll in early),
    )


def _quiet_cpu(polls: Sequence[Poll]) -> float:
    """Return the median CPU seconds of the tenth of the polls that fetched the fewest pages."""
    fewest_first = sorted(polls, key=lambda poll: poll.pages)
    return median(poll.cpu for poll in fewest_first[: max(1, len(polls) // 10)])


def report(month: Month) -> str:
    """Return the section of the results, in Markdown."""
    days = range(1, month.polls[-1].day + 1)
    rows = [
        _row(day, [poll for poll in month.polls if poll.day == day])
        for day in days
        if day in (1, 2) or day % 3 == 0
    ]
    ratios = growth(month.polls)
    missing = len(month.missing())
    published = len(set(month.web.reachable()))
    return "\n".join(
        [
            "# A simulated month", "", machine(("scrapy",)), "",
            f"{len(days)} days, {len(month.polls)} hourly crawls of {OUTLETS} outlets; one of them"
            f" stopped answering on day {DIES_ON_DAY + 1}, and one was redesigned on day"
            f" {REDESIGNED_ON_DAY + 1}."
            f" {published - missing:,} of {published:,} articles stored"
            f" ({1 - missing / published:.2%}). Faults: {'; '.join(month.faults) or 'none'}.", "",
            "| day | CPU-s a crawl, median | of the crawls with fewest pages | pages a crawl, mean"
            " | peak MB | articles | database, MB |",
            "|---|---:|---:|---:|---:|---:|---:|", *rows, "",
            f"Last {COMPARED_DAYS} days by days {FIRST_COMPARED_DAY}–"
            f"{FIRST_COMPARED_DAY + COMPARED_DAYS - 1}: CPU a crawl {ratios.cpu:.2f}, of the"
            f" crawls with fewest pages {ratios.quiet_cpu:.2f}, peak memory {ratios.memory:.2f}."
            f" `scrapy doctor` ended with {month.doctor}.", "",
        ]
    )  # fmt: skip


def _row(day: int, polls: Sequence[Poll]) -> str:
    last = polls[-1]
    return (
        f"| {day} | {median(poll.cpu for poll in polls):.2f} | {_quiet_cpu(polls):.2f}"
        f" | {sum(poll.pages for poll in polls) / len(polls):.0f}"
        f" | {max(poll.megabytes for poll in polls):.0f} | {last.stored:,}"
        f" | {last.database_mb:.1f} |"
    )


if __name__ == "__main__":
    sys.exit(main())
