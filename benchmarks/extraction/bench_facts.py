"""Compares days of publication with those that other libraries find, and measures headlines.

``python -m benchmarks.extraction.bench_facts [--limit N] [--misses FILE]`` reads the sets ``dates``
and ``newspapers`` of the shared folder and writes ``benchmarks/results/facts.md``. Every library
gets only the page and its URL: no feed, no time zone, no time of the download. ``--misses`` writes
the pages with another day than the expected one into a file, so that a person can look at them:
some expected days are days of an update.
"""

import json
import sys
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import htmldate
import trafilatura

from benchmarks.command_line import argument_parser
from benchmarks.extraction.facts import days_of, fact_shares
from benchmarks.extraction.gold import GoldPage, load_sets
from benchmarks.machine import machine
from pipelines.extraction.read_page import read_page
from pipelines.model import Article, Page

RESULTS = Path(__file__).parents[1] / "results" / "facts.md"
SETS = ("dates", "newspapers")
OUTCOMES = ("right", "wrong", "missing")
_WORKERS = 2  # processes
FindDays = Callable[[GoldPage], set[str]]  # page → the days found, as YYYY-MM-DD


def svodka(page: GoldPage) -> set[str]:
    """Return the day in UTC and the day as written, since the expected days have no zone."""
    article = read(page)
    return days_of(article) if article else set()


def htmldate_original(page: GoldPage) -> set[str]:
    """Return the day of publication that htmldate finds."""
    html = page.body.decode("utf-8", "replace")
    day = htmldate.find_date(html, original_date=True, url=page.url or None)
    return {day} if day else set()


def trafilatura_metadata(page: GoldPage) -> set[str]:
    """Return the day that trafilatura finds."""
    metadata = trafilatura.extract_metadata(page.body, default_url=page.url or None)
    return {metadata.date} if metadata and metadata.date else set()


READERS: dict[str, FindDays] = {
    "svodka": svodka,
    "htmldate, `original_date`": htmldate_original,
    "trafilatura": trafilatura_metadata,
}


def read(page: GoldPage) -> Article | None:
    """Return the article of a page, or None if the page is refused."""
    return read_page(Page(url=page.url, body=page.body)).article


def outcome_of(days: set[str], gold: str) -> str:
    """Return ``right``, ``wrong`` or ``missing`` for the days that a reader found on one page."""
    if not days:
        return "missing"
    return "right" if gold in days else "wrong"


def days_by_reader(page: GoldPage) -> dict[str, list[str]]:
    """Return the days that each reader finds on a page; none for a reader that fails."""
    return {name: sorted(_days_or_empty(reader, page)) for name, reader in READERS.items()}


def _days_or_empty(reader: FindDays, page: GoldPage) -> set[str]:
    try:
        return reader(page)
    except Exception:  # a failure of a library counts as no day found
        return set()


def main() -> None:
    parser = argument_parser(__doc__, __file__)
    parser.add_argument(
        "--limit", type=int, help="read about so many pages of each set, and write no results"
    )
    parser.add_argument(
        "--misses", type=Path, help="write the pages with a wrong day into this JSON file"
    )
    options = parser.parse_args()
    pages = load_sets(SETS, options.limit)
    with ProcessPoolExecutor(_WORKERS) as pool:
        days = {name: list(pool.map(days_by_reader, pages[name], chunksize=10)) for name in SETS}
        articles = list(pool.map(read, pages["newspapers"], chunksize=10))
    lines = [*_heading()]
    for name in SETS:
        lines += _table(name, pages[name], days[name])
    shares = fact_shares(zip(pages["newspapers"], articles, strict=True))
    lines += ["", "## Newspapers", ""]
    lines += [f"- {fact}: {share:.3f}" for fact, share in shares.items()]
    text = "\n".join(lines) + "\n"
    if not options.limit:
        RESULTS.write_text(text, encoding="utf-8")
    if options.misses:
        _write_misses(options.misses, pages, days)
    sys.stdout.write(text)


def _heading() -> list[str]:
    return [
        "# Days of publication, headlines and authors",
        "",
        machine(("htmldate", "trafilatura")),
        "",
        "Each page with its address alone. A page that is refused as no article counts as missing.",
    ]


def _table(name: str, pages: list[GoldPage], days: list[dict[str, list[str]]]) -> list[str]:
    """Return the table of one set; ``days`` are those that each reader finds on each page."""
    dated = [
        (page, page_days) for page, page_days in zip(pages, days, strict=True) if _gold_day(page)
    ]
    lines = ["", f"| {name}: {len(dated)} days | right | wrong | missing |", "|---|---|---|---|"]
    for reader in READERS:
        counts = Counter(
            outcome_of(set(page_days[reader]), _gold_day(page)) for page, page_days in dated
        )
        cells = (
            f"{counts[outcome]} ({counts[outcome] / max(1, len(dated)):.1%})"
            for outcome in OUTCOMES
        )
        lines.append(f"| {reader} | {' | '.join(cells)} |")
    return lines


def _gold_day(page: GoldPage) -> str:
    return str(page.gold.get("date_published") or "")


def _write_misses(
    path: Path, pages: dict[str, list[GoldPage]], days: dict[str, list[dict[str, list[str]]]]
) -> None:
    """Write the pages with a gold day that Svodka did not find, with the days of all readers."""
    misses = [
        {"set": name, "key": page.key, "url": page.url, "gold": _gold_day(page)} | page_days
        for name in SETS
        for page, page_days in zip(pages[name], days[name], strict=True)
        if _gold_day(page) and outcome_of(set(page_days["svodka"]), _gold_day(page)) != "right"
    ]
    path.write_text(json.dumps(misses, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
