"""Measures what a second visit to a page costs if only its frame has changed.

``python -m benchmarks.extraction.bench_revisits [--pages N]`` reads N gold pages of each set, adds
another teaser to each, and reads the changed page twice in turn: as if it were new, and with its
version of the first visit. ``results/revisits.md`` gets the processor time of both, the share of
pages that were recognised, and the bytes of a version.
"""

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import mean, median
from time import process_time

from benchmarks.extraction.gold import GoldPage, load
from benchmarks.stories.dedup_report import machine
from pipelines.extraction.read_page import read_page
from pipelines.model import Outcome, Page, PageVersion

RESULTS = Path(__file__).parent.parent / "results" / "revisits.md"
_PACKAGES = ("trafilatura", "lxml")
SETS = ("newspapers", "regional", "benchmark", "russian")
_TEASER = b'<div><a href="/news/77012">\xd0\x9a\xd0\xb0\xd1\x82\xd0\xbe\xd0\xba</a></div></body>'


@dataclass(slots=True)
class Visits:
    """The second visits to the pages of one set; times are seconds of processor time."""

    first: list[float] = field(default_factory=list)
    second: list[float] = field(default_factory=list)
    recognised: list[bool] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)  # bytes of the article's digest


def main() -> int:
    """Measure the sets and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=60)
    limit = parser.parse_args().pages
    sets = {name: load(name, limit) for name in SETS}
    for pages in sets.values():
        for page in pages[:3]:  # loads the model and fills caches before anything is timed
            _visit(page, Visits())
    lines = [
        "# Visits to known pages",
        "",
        f"{machine(_PACKAGES)} Pages to which one teaser was added are read as new ones and with"
        " the version of the first visit, in turn. Milliseconds of processor time, without the"
        " download.",
        "",
        "| pages | read as new | with the version | ratio | recognised | bytes of a version |",
        "|---|---:|---:|---:|---:|---:|",
        *(_row(name, pages) for name, pages in sets.items()),
        "",
        "Again: `python -m benchmarks.extraction.bench_revisits`.",
    ]
    RESULTS.write_text("\n".join(lines) + "\n")
    print("\n".join(lines))
    return 0


def _row(name: str, pages: list[GoldPage]) -> str:
    visits = Visits()
    for page in pages:
        _visit(page, visits)
    first, second = mean(visits.first) * 1000, mean(visits.second) * 1000
    ratio = median(b / a for a, b in zip(visits.first, visits.second, strict=True))
    return (
        f"| {name} | {first:.1f} | {second:.1f} | {ratio:.2f} | {mean(visits.recognised):.1%} |"
        f" {mean(visits.sizes):,.0f} |"
    )


def _visit(gold: GoldPage, visits: Visits) -> None:
    page = Page(gold.url, gold.body, timezone="Europe/Moscow")
    reading = read_page(page)
    if reading.article is None:
        return
    later = replace(page, body=gold.body.replace(b"</body>", _TEASER, 1))
    known = PageVersion(b"", reading.article_digest)
    took, _ = _timed(lambda: read_page(later).outcome)
    again, outcome = _timed(lambda: read_page(replace(later, known_version=known)).outcome)
    visits.first.append(took)
    visits.second.append(again)
    visits.recognised.append(outcome is Outcome.UNCHANGED)
    visits.sizes.append(len(reading.article_digest or b""))


def _timed(read: Callable[[], Outcome]) -> tuple[float, Outcome]:
    began = process_time()
    outcome = read()
    return process_time() - began, outcome


if __name__ == "__main__":
    sys.exit(main())
