"""Measures what a second visit to a page costs if only its frame has changed.

``python -m benchmarks.extraction.bench_revisits [--pages N]`` reads N gold pages of each set, adds
another teaser to each, and reads the changed page in two ways: as if it were new, and with its
version of the first visit. ``results/revisits.md`` gets the processor time of both, the share of
pages that were recognised, and the bytes of a version.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import mean, median
from time import process_time

from benchmarks.command_line import argument_parser
from benchmarks.extraction.gold import GoldPage, load_sets
from benchmarks.machine import machine
from pipelines.extraction.read_page import read_page
from pipelines.model import Outcome, Page, PageVersion

RESULTS = Path(__file__).parent.parent / "results" / "revisits.md"
_PACKAGES = ("trafilatura", "lxml")
SETS = ("newspapers", "regional", "benchmark", "russian")
_TEASER = '<div><a href="/news/77012">Каток</a></div></body>'.encode()


@dataclass(slots=True)
class Visits:
    """The second visits to the pages of one set, with an entry for each page in every list."""

    seconds_as_new: list[float] = field(default_factory=list)  # of processor time
    seconds_with_version: list[float] = field(default_factory=list)  # of processor time
    recognised: list[bool] = field(default_factory=list)
    version_bytes: list[int] = field(default_factory=list)


def main() -> None:
    """Measure the sets and write the table."""
    parser = argument_parser(__doc__, __file__)
    parser.add_argument("--pages", type=int, default=60, help="of each set (%(default)s)")
    limit = parser.parse_args().pages
    sets = load_sets(SETS, limit)
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


def _row(name: str, pages: list[GoldPage]) -> str:
    visits = Visits()
    for page in pages:
        _visit(page, visits)
    as_new, with_version = visits.seconds_as_new, visits.seconds_with_version
    ratio = median(known / new for new, known in zip(as_new, with_version, strict=True))
    return (
        f"| {name} | {mean(as_new) * 1000:.1f} | {mean(with_version) * 1000:.1f} | {ratio:.2f} |"
        f" {mean(visits.recognised):.1%} | {mean(visits.version_bytes):,.0f} |"
    )


def _visit(gold: GoldPage, visits: Visits) -> None:
    """Add the second visit to a page; a page that is refused has none."""
    page = Page(gold.url, gold.body, timezone="Europe/Moscow")
    reading = read_page(page)
    if reading.article is None:
        return
    later = replace(page, body=gold.body.replace(b"</body>", _TEASER, 1))
    with_version = replace(later, known_version=PageVersion(b"", reading.article_digest))
    seconds_as_new, _ = _timed(lambda: read_page(later).outcome)
    seconds_with_version, outcome = _timed(lambda: read_page(with_version).outcome)
    visits.seconds_as_new.append(seconds_as_new)
    visits.seconds_with_version.append(seconds_with_version)
    visits.recognised.append(outcome is Outcome.UNCHANGED)
    visits.version_bytes.append(len(reading.article_digest or b""))


def _timed(read: Callable[[], Outcome]) -> tuple[float, Outcome]:
    began = process_time()
    outcome = read()
    return process_time() - began, outcome


if __name__ == "__main__":
    main()
