"""Fifty outlets, five of which change: who names them, from when on, and until when.

Run: ``python -m benchmarks.crawl.bench_fifty``. The crawl, ``scrapy sources``, the footer of the
front page and the page of outlets are asked; the clock is shifted.
"""

import re
import sys
import tempfile
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from benchmarks.stories.dedup_report import machine
from pipelines.model.health import Status
from tests.fork_server import fork_server
from tests.newsroom import Newsroom
from tests.published_days import Days, Habit
from tests.reading_site import ReadingSite
from tests.web_site import Site

RESULTS = Path(__file__).parent.parent / "results" / "fifty.md"
OUTLETS = 50
HOURS_BETWEEN_CRAWLS = 7
CHANGED_AFTER = timedelta(hours=1)
CRAWLS_CHANGED, CRAWLS_MENDED = 3, 2
INDEXES = ("declared", "feed", "sitemap", "listing", "cyrillic")
PATHS = ("/news/{n}.html", "/politika/{n}-most", "/{day}/most-cherez-suru-{n}/", "/rubric/x/{n}-m")
# The changes: index, change, status that tells it.
CHANGES = (
    ("declared", "moves", Status.MOVED),
    ("declared", "feed_gone", Status.INDEX_LOST),
    ("feed", "down", Status.HTTP_ERROR),
    ("declared", "check", Status.CHALLENGE),
    ("sitemap", "scripts", Status.UNREADABLE),
)
# A row of the page of outlets whose last cell says what to do.
_WITH_REMEDY = re.compile(
    r'<tr><th scope="row"><a href="/source/([\w-]+)">(?:(?!</tr>).)*<td>[^<]+</td></tr>'
)


def habits() -> Sequence[Habit]:
    """Five outlets that change, and those that do not."""
    changing: list[Habit] = [
        (f"changed-{change.replace('_', '-')}", index, 4, PATHS[0], change, told)
        for index, change, told in CHANGES
    ]
    same: list[Habit] = [
        (f"same-{n}", INDEXES[n % 5], 6 + n % 3 * 3, PATHS[n % 4], None, None)
        for n in range(OUTLETS - len(changing))
    ]
    return [*changing, *same]


def main() -> int:
    """Write who was named after each crawl; 1 if an outlet is missing or named without cause."""
    sites: list[Site] = []

    def start() -> Site:
        sites.append(Site(f"127.0.0.{len(sites) + 2}"))
        return sites[-1]

    with tempfile.TemporaryDirectory() as folder, fork_server() as server:
        days = Days(Newsroom(Path(folder), server), start, habits())
        lines, faults = _run(days)
    for site in sites:
        site.close()
    said = faults or ["Everywhere exactly the outlets that changed were named, until the mend."]
    text = "\n".join(
        ["# Five of fifty outlets", "", machine(("scrapy", "datasette")), "", *lines, "", *said, ""]
    )
    RESULTS.write_text(text, encoding="utf-8")
    print(text)
    return int(bool(faults))


def _run(days: Days) -> tuple[list[str], list[str]]:
    """Crawl before the change, after it and after the mend; return a report and the faults."""
    changing = {one.id for one in days.outlets if one.change}
    days.crawl(timedelta(0))
    faults = _faults(days, "before any change", set(), days.crawl(_at(1) - CHANGED_AFTER))
    days.changed_at = {name: _at(1) for name in changing}
    lines = []
    for number in range(2, 2 + CRAWLS_CHANGED):
        printed = days.crawl(_at(number))
        lines.append(f"- crawl {number - 1} after the change names {_list(printed, days)}")
    faults += _faults(days, "changed", changing, printed)
    lines += [
        f"- {one.id}: {one.told_as} told by poll {one.polls_until_told}"
        for one in days.outlets
        if one.id in changing
    ]
    days.changed_at = {}
    for again in range(CRAWLS_MENDED):
        printed = days.crawl(_at(number + 1 + again))
        lines.append(f"- crawl {again + 1} after the mend names {_list(printed, days)}")
    return lines, faults + _faults(days, "mended", set(), printed)


def _at(number: int) -> timedelta:
    return number * timedelta(hours=HOURS_BETWEEN_CRAWLS)


def _named(printed: str, days: Days) -> set[str]:
    """Return the outlets that lines such as ``id: status: detail`` name."""
    names = {one.id for one in days.outlets}
    return set(re.findall(r"^([\w-]+): ", printed, re.MULTILINE)) & names


def _list(printed: str, days: Days) -> str:
    return ", ".join(sorted(_named(printed, days))) or "nobody"


def _faults(days: Days, when: str, expected: set[str], printed: str) -> list[str]:
    """Return where others than those expected are named, in a sentence each."""
    listed = days.newsroom.run("sources", *days.newsroom.settings())
    site = ReadingSite(days.newsroom.database)
    front, table = site.get("/").text, site.get("/sources").text
    footer = front[front.index("<footer") :]
    found = {
        "the crawl": _named(printed, days),
        "scrapy sources": _named(listed.stdout, days),
        "the footer": {one.id for one in days.outlets if _is_in(one.id, footer)},
        "the page of outlets": set(_WITH_REMEDY.findall(table)),
    }
    faults = [f"{when}: {who} names {named}" for who, named in found.items() if named != expected]
    if listed.returncode != (3 if expected else 0):
        faults.append(f"{when}: scrapy sources ended with {listed.returncode}")
    return faults


def _is_in(outlet: str, html: str) -> bool:
    return bool(re.search(rf"(?<![\w-]){outlet}(?![\w-])", html))


if __name__ == "__main__":
    sys.exit(main())
