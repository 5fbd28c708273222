"""Checks that of fifty outlets, of which five change, exactly these five are reported.

``python -m benchmarks.crawl.bench_fifty`` writes ``results/fifty.md``. The outlets are crawled
before the change, after it, and after its end; the clock of the crawls is shifted. Four places must
name the outlets: the output of the crawl, ``scrapy sources``, the footer of the front page, and the
page of outlets.
"""

import re
import sys
import tempfile
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from benchmarks.command_line import argument_parser
from benchmarks.machine import machine
from pipelines.model.health import Status
from tests.fork_server import fork_server
from tests.newsroom import Newsroom
from tests.published_days import Days, OutletKind
from tests.reading_site import ReadingSite
from tests.web_site import starting_sites

RESULTS = Path(__file__).parent.parent / "results" / "fifty.md"
OUTLETS = 50
HOURS_BETWEEN_CRAWLS = 7
CHANGED_AFTER = timedelta(hours=1)  # from the second crawl to the change of the outlets
CRAWLS_CHANGED, CRAWLS_MENDED = 3, 2  # numbers of crawls after the change and after its end
HOURS_BETWEEN_ARTICLES = (6, 9, 12)  # of outlets that do not change
INDEXES = ("declared", "feed", "sitemap", "listing", "cyrillic")
PATHS = ("/news/{n}.html", "/politika/{n}-most", "/{day}/most-cherez-suru-{n}/", "/rubric/x/{n}-m")
# Kind of index, change, and the status that must report the change.
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


def outlet_kinds() -> Sequence[OutletKind]:
    """Return the kinds of the five outlets that change, and of those that do not."""
    changing = [
        OutletKind(f"changed-{change.replace('_', '-')}", index, 4, PATHS[0], change, status)
        for index, change, status in CHANGES
    ]
    unchanged = [
        OutletKind(
            f"same-{number}",
            INDEXES[number % len(INDEXES)],
            HOURS_BETWEEN_ARTICLES[number % len(HOURS_BETWEEN_ARTICLES)],
            PATHS[number % len(PATHS)],
        )
        for number in range(OUTLETS - len(changing))
    ]
    return [*changing, *unchanged]


def main() -> int:
    """Write which outlets were named after each crawl.

    The exit code is 1 if a changed outlet was not named, or if another outlet was named.
    """
    argument_parser(__doc__, __file__).parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        fork_server() as server,
        starting_sites() as start,
    ):
        days = Days(Newsroom(Path(folder), server), start, outlet_kinds())
        lines, faults = _run(days)
    lines += ["", *(faults or ["All four places named exactly the outlets that had changed."])]
    text = "\n".join(
        ["# Five of fifty outlets", "", machine(("scrapy", "datasette")), "", *lines, ""]
    )
    RESULTS.write_text(text, encoding="utf-8")
    print(text)
    return int(bool(faults))


def _run(days: Days) -> tuple[list[str], list[str]]:
    """Crawl before the change, after it and after its end; return a report and the faults."""
    changing = {outlet.id for outlet in days.outlets if outlet.change}
    days.crawl(timedelta(0))
    faults = _faults(
        days, "before any change", set(), days.crawl(_time_of_crawl(1) - CHANGED_AFTER)
    )
    days.changed_at = {name: _time_of_crawl(1) for name in changing}
    lines = []
    for number in range(1, 1 + CRAWLS_CHANGED):
        printed = days.crawl(_time_of_crawl(1 + number))
        lines.append(f"- crawl {number} after the change names {_names_as_text(printed, days)}")
    faults += _faults(days, "after the change", changing, printed)
    lines += [
        f"- {outlet.id}: {outlet.expected_status} reported by poll"
        f" {outlet.polls_until_reported} after the change"
        for outlet in days.outlets
        if outlet.id in changing
    ]
    days.changed_at = {}
    for number in range(1, 1 + CRAWLS_MENDED):
        printed = days.crawl(_time_of_crawl(1 + CRAWLS_CHANGED + number))
        lines.append(f"- crawl {number} after its end names {_names_as_text(printed, days)}")
    return lines, faults + _faults(days, "after the change has ended", set(), printed)


def _time_of_crawl(number: int) -> timedelta:
    """Return the time of a crawl; the first has the number 0."""
    return number * timedelta(hours=HOURS_BETWEEN_CRAWLS)


def _named(printed: str, days: Days) -> set[str]:
    """Return the outlets that lines such as ``id: status: detail`` name."""
    ids = {outlet.id for outlet in days.outlets}
    return set(re.findall(r"^([\w-]+): ", printed, re.MULTILINE)) & ids


def _names_as_text(printed: str, days: Days) -> str:
    return ", ".join(sorted(_named(printed, days))) or "no outlet"


def _faults(days: Days, when: str, expected: set[str], printed: str) -> list[str]:
    """Return a sentence for each place that names other outlets than ``expected``.

    ``printed`` is the output of the last crawl.
    """
    listed = days.newsroom.run("sources", *days.newsroom.settings())
    site = ReadingSite(days.newsroom.database)
    front, table = site.get("/").text, site.get("/sources").text
    footer = front[front.index("<footer") :]
    named_by = {
        "the crawl": _named(printed, days),
        "scrapy sources": _named(listed.stdout, days),
        "the footer": {outlet.id for outlet in days.outlets if _is_in(outlet.id, footer)},
        "the page of outlets": set(_WITH_REMEDY.findall(table)),
    }
    faults = [
        f"{when}: {place} names {named}" for place, named in named_by.items() if named != expected
    ]
    if listed.returncode != (3 if expected else 0):
        faults.append(f"{when}: scrapy sources ended with {listed.returncode}")
    return faults


def _is_in(outlet: str, html: str) -> bool:
    return bool(re.search(rf"(?<![\w-]){outlet}(?![\w-])", html))


if __name__ == "__main__":
    sys.exit(main())
