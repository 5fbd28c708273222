"""Polls twelve outlets over 14 simulated days, and checks that each change is reported.

From the third day on, one outlet a day changes: its feed ends, its pages are refused, and so on.
The clock of the crawls is shifted, so that the days take minutes. ``python -m
benchmarks.crawl.bench_days`` writes ``results/days.md``; ``--hours N`` sets the hours between two
crawls.
"""

import argparse
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

from benchmarks.stories.dedup_report import machine
from tests.fork_server import fork_server
from tests.newsroom import Newsroom
from tests.published_days import Days
from tests.web_site import Site

RESULTS = Path(__file__).parent.parent / "results" / "days.md"
DAYS = 14
FIRST_CHANGE = 2  # days after the start


def main() -> int:
    """Write the share of stored articles, and the poll at which each change was reported.

    The exit code is 1 if a change was reported later than at the third poll, if an unchanged outlet
    was reported, or if less than 99.5 % of the articles were stored.
    """
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hours", type=int, default=4)
    step = timedelta(hours=parser.parse_args().hours)
    sites: list[Site] = []

    def start() -> Site:
        sites.append(Site(f"127.0.0.{len(sites) + 2}"))
        return sites[-1]

    with tempfile.TemporaryDirectory() as folder, fork_server() as server:
        days = Days(Newsroom(Path(folder), server), start)
        changing = [one.id for one in days.outlets if one.change]
        days.changed_at = {
            name: timedelta(days=FIRST_CHANGE + number) for number, name in enumerate(changing)
        }
        after = timedelta(0)
        while after <= timedelta(days=DAYS):
            days.crawl(after)
            print(f"\r{after}", end="", file=sys.stderr, flush=True)
            after += step
        stored, published = days.count_stored_and_fetchable(after - step)
    for site in sites:
        site.close()
    text = report(days, stored, published)
    RESULTS.write_text(text, encoding="utf-8")
    print(f"\n{text}")
    late = [one for one in days.outlets if one.change and (one.polls_until_reported or 99) > 3]
    return int(bool(late or days.false_reports) or stored < 0.995 * published)


def report(days: Days, stored: int, published: int) -> str:
    """Return the section of the results, in Markdown."""
    rows = [
        f"| {one.id} | {one.expected_status} | {one.polls_until_reported} |"
        for one in days.outlets
        if one.change
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
