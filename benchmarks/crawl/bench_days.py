"""Polls twelve outlets over 14 simulated days, and checks that each change is reported.

From the third day on, one outlet a day changes: its feed ends, its pages are refused, and so on.
The clock of the crawls is shifted, so that the days take minutes. ``python -m
benchmarks.crawl.bench_days`` writes ``results/days.md``; ``--hours N`` sets the hours between two
crawls.
"""

import sys
import tempfile
from datetime import timedelta
from pathlib import Path

from benchmarks.command_line import argument_parser
from benchmarks.machine import machine
from tests.fork_server import fork_server
from tests.newsroom import Newsroom
from tests.published_days import Days
from tests.web_site import starting_sites

RESULTS = Path(__file__).parent.parent / "results" / "days.md"
DAYS = 14
FIRST_CHANGE = 2  # days after the start
MAX_POLLS = 3  # until a change is reported
MIN_STORED_SHARE = 0.995  # of the articles


def main() -> int:
    """Write the share of stored articles, and the poll at which each change was reported.

    The exit code is 1 if a change was reported after the third poll, or an unchanged outlet at all,
    or if less than 99.5 % of the articles were stored.
    """
    parser = argument_parser(__doc__, __file__)
    parser.add_argument("--hours", type=int, default=4, help="between two crawls (%(default)s)")
    step = timedelta(hours=parser.parse_args().hours)
    with (
        tempfile.TemporaryDirectory() as folder,
        fork_server() as server,
        starting_sites() as start,
    ):
        days = Days(Newsroom(Path(folder), server), start)
        changing = [outlet.id for outlet in days.outlets if outlet.change]
        days.changed_at = {
            name: timedelta(days=FIRST_CHANGE + number) for number, name in enumerate(changing)
        }
        elapsed = timedelta(0)
        while elapsed <= timedelta(days=DAYS):
            days.crawl(elapsed)
            print(f"\r{elapsed}", end="", file=sys.stderr, flush=True)
            elapsed += step
        stored, published = days.count_stored_and_fetchable(elapsed - step)
    text = report(days, stored, published)
    RESULTS.write_text(text, encoding="utf-8")
    print(f"\n{text}")
    polls = [outlet.polls_until_reported for outlet in days.outlets if outlet.change]
    is_late = any(number is None or number > MAX_POLLS for number in polls)
    too_few_stored = stored < MIN_STORED_SHARE * published
    return int(is_late or bool(days.false_reports) or too_few_stored)


def report(days: Days, stored: int, published: int) -> str:
    """Return the section of the results, in Markdown."""
    rows = [
        f"| {outlet.id} | {outlet.expected_status} | {outlet.polls_until_reported} |"
        for outlet in days.outlets
        if outlet.change
    ]
    return "\n".join(
        [
            "# A simulated fortnight", "", machine(("scrapy",)), "",
            f"{len(days.outlets)} outlets, {DAYS} days, one change a day from day"
            f" {FIRST_CHANGE + 1} on: {stored:,} of {published:,} articles stored"
            f" ({stored / published:.2%}); outlets reported without cause:"
            f" {days.false_reports or 'none'}.", "",
            "| outlet | status that reports its change | polls until the report |",
            "|---|---|---:|", *rows, "",
        ]
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
