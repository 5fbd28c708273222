"""Measures the pages of findings over a generated database: origins, citations, edits and more.

``python -m benchmarks.bench_findings [--articles N] [--database FILE]`` writes
``benchmarks/results/findings.md``. ``benchmarks.news_database`` builds the database, and
``add_findings`` adds press offices, edits, removals, regions of texts and events. Datasette answers
in this process, without a socket. Processor time is measured, since other work on the machine
changes it less than the time of a clock. Before each request of the column *after a write*, another
connection writes, so the site forgets what it remembered of earlier requests.
"""

import asyncio
import sqlite3
import time
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from datasette.app import Datasette

from benchmarks.command_line import argument_parser
from benchmarks.machine import machine
from benchmarks.news_database import REGIONS, build
from benchmarks.site import site_of
from storage.database.sqlite import open_database

RESULTS = Path(__file__).parent / "results" / "findings.md"
REPEATS = 10
# One of so many articles is edited; one is removed; and one is about another region.
EDITED_EVERY, REMOVED_EVERY, ABOUT_EVERY = 30, 100, 4
OFFICES = 4  # press offices among the outlets
JOINED_EVERY = 5  # one of so many stories belongs to the event of the story before it


def add_findings(path: Path) -> None:
    """Add what the pages of findings show, if the database has no edits yet."""
    conn = open_database(path).conn
    (has_edits,) = conn.execute("SELECT EXISTS (SELECT 1 FROM edits)").fetchone()
    if has_edits:
        conn.close()
        return
    for number in range(OFFICES):
        conn.execute("UPDATE sources SET kind = 'official' WHERE id = ?", [f"source-{number}"])
    # Each edited article has two versions, half a second apart, with another number at the end.
    for seen_at, number in (
        ("date_first_seen", 12), ("replace(date_first_seen, 'Z', '.5Z')", 14)
    ):  # fmt: skip
        conn.execute(
            f"INSERT INTO revisions SELECT id, {seen_at}, headline, article_body || ' {number}'"
            " FROM articles WHERE id % ? = 0",
            [EDITED_EVERY],
        )
    conn.execute(
        "INSERT INTO edits SELECT id, replace(date_first_seen, 'Z', '.5Z'), 'number', id % 2"
        " FROM articles WHERE id % ? = 0",
        [EDITED_EVERY],
    )
    conn.execute(
        "UPDATE articles SET status = 'gone', date_gone = date_last_seen WHERE id % ? = 7",
        [REMOVED_EVERY],
    )
    for number, region in enumerate(REGIONS):
        conn.execute(
            "INSERT INTO evidence SELECT id, 'content_location', ?, 'text' FROM articles"
            " WHERE id % ? = 0 AND id / ? % ? = ?",
            [region, ABOUT_EVERY, ABOUT_EVERY, len(REGIONS), number],
        )
    conn.execute(
        "INSERT INTO event_stories SELECT id, CASE WHEN n % :joined = 0 THEN before ELSE id END,"
        " date_first_published || id, unixepoch(date_first_published), x'' FROM (SELECT *,"
        " row_number() OVER newest AS n, coalesce(lag(id) OVER newest, id) AS before"
        " FROM stories WINDOW newest AS (ORDER BY date_first_published, id))",
        {"joined": JOINED_EVERY},
    )
    conn.execute("DELETE FROM events_to_place")
    conn.commit()
    conn.execute("ANALYZE")
    conn.close()


def addresses(path: Path) -> dict[str, str]:
    """Return the path of each page by its name in the table."""
    conn = sqlite3.connect(path)
    (widest,) = conn.execute(
        "SELECT id FROM stories ORDER BY article_count DESC, id LIMIT 1"
    ).fetchone()
    # A story that is old enough for the page to name the outlets that did not report it.
    (day_old,) = conn.execute(
        "SELECT id FROM stories WHERE source_count >= 5 AND date_first_published <"
        " (SELECT strftime('%Y-%m-%dT%H:%M:%SZ', max(date_published), '-1 day') FROM articles)"
        " ORDER BY date_first_published DESC LIMIT 1"
    ).fetchone()
    (of_event,) = conn.execute(
        "SELECT story_id FROM event_stories WHERE story_id <> event_id ORDER BY moment DESC LIMIT 1"
    ).fetchone()
    (day,) = conn.execute("SELECT substr(max(date_published), 1, 10) FROM articles").fetchone()
    conn.close()
    return {
        "origins of the widest story": f"/story/{widest}",
        "who did not report a story": f"/story/{day_old}",
        "what an outlet left out": "/source/source-7",
        "a story of an event": f"/story/{of_event}",
        "who copies whom, 7 days": "/syndication",
        "who copies whom, 30 days": "/syndication?days=30",
        "citations": "/citations", "citations of an outlet": "/citations?outlet=source-7",
        "citations, 90 days": "/citations?days=90", "course of citations": "/citations.svg",
        "edits": "/edits", "quiet edits of a region": "/edits?show=quiet&region=RU-PNZ",
        "edits as Atom": "/edits.atom", "removals": "/edits?show=removals",
        "press releases": "/releases", "unchecked press releases": "/releases?show=unchecked",
        "press releases of an office": "/releases?source=source-1",
        "region with texts about it": "/?region=RU-PNZ&about=yes",
        "region with texts about it, a week": "/?region=RU-PNZ&about=yes&period=week",
        "page of a region": "/region/RU-PNZ",
        "digest with texts about the region": f"/digest/RU-PNZ/{day}?about=yes",
        "table of outlets": "/sources",
    }  # fmt: skip


async def measure(
    site: Datasette, writer: sqlite3.Connection | None, paths: dict[str, str]
) -> dict[str, float]:
    """Return the median milliseconds of processor time of each page, by name.

    ``writer`` writes before each measured request, if it is given.
    """
    medians = {}
    for name, path in paths.items():
        times = []
        for _ in range(REPEATS + 1):
            if writer is not None:
                writer.execute("UPDATE sources SET consecutive_failures = 0 WHERE id = 'source-9'")
                writer.commit()
            start = time.process_time()
            answer = await site.client.get(path)
            times.append((time.process_time() - start) * 1000)
            assert answer.status_code == 200, (path, answer.status_code, answer.text[-500:])
        medians[name] = median(times[1:])  # the first request reads pages of the file
    return medians


def report(path: Path, warm: dict[str, float], after_write: dict[str, float]) -> str:
    """Return the page of results in Markdown, with the milliseconds of both measurements."""
    conn = sqlite3.connect(path)
    counts = []
    for table in ("articles", "stories", "edits", "evidence"):
        (count,) = conn.execute(f"SELECT count(*) FROM {table}").fetchone()
        name = "regions of texts" if table == "evidence" else table
        counts.append(f"{count:,} {name}")
    conn.close()
    lines = [
        "# Pages of findings", "",
        f"{machine(('datasette',))} SQLite {sqlite3.sqlite_version}. Generated database of"
        f" {', '.join(counts)}."
        f" Milliseconds of processor time, medians of {REPEATS} requests.", "",
        "| page | again | after a write |", "|---|---:|---:|",
    ]  # fmt: skip
    lines += [f"| {name} | {warm[name]:.0f} | {after_write[name]:.0f} |" for name in warm]
    return "\n".join([*lines, "", "Again: `python -m benchmarks.bench_findings`.", ""])


def main() -> None:
    parser = argument_parser(__doc__, __file__)
    parser.add_argument(
        "--articles",
        type=int,
        default=300_000,
        help="to generate if the database is missing (%(default)s)",
    )
    parser.add_argument(
        "--database",
        type=Path,
        default=Path("bench-findings.db"),
        help="is kept for later runs (%(default)s)",
    )
    options = parser.parse_args()
    if not options.database.exists():
        build(options.database, options.articles, datetime.now(UTC)).close()
    add_findings(options.database)
    paths = addresses(options.database)
    site = site_of(options.database)
    warm = asyncio.run(measure(site, None, paths))
    writer = sqlite3.connect(options.database)
    after_write = asyncio.run(measure(site, writer, paths))
    writer.close()
    RESULTS.write_text(report(options.database, warm, after_write), encoding="utf-8")
    print(RESULTS.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
