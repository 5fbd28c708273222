"""Compares the processor time of pages with that of an earlier commit, in pairs of runs.

``python -m benchmarks.compare_browse FOLDER DATABASE --other OTHER_DATABASE`` measures the pages of
this working tree over DATABASE, and those of the commit that is checked out in FOLDER, with its
``.venv``, over OTHER_DATABASE. ``benchmarks.news_database`` of each commit builds its database. The
runs alternate, so that other work on the machine slows both alike, and processor time is measured.
The result is written to ``benchmarks/results/compare_browse.md``.
"""

import argparse
import asyncio
import json
import platform
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from urllib.parse import quote

HERE = Path(__file__).parent.parent
RESULTS = Path(__file__).parent / "results" / "compare_browse.md"
REPEATS = 5  # measured requests of each page in one run
# The earlier commit takes OR for a word, and has no near words and no mentions.
NEW_THERE = ("search, one of two words", "search, an unknown name", "mentions, a common word",
             "mentions, a rare word")  # fmt: skip


def addresses(database: Path) -> dict[str, str]:
    """Return the paths to measure by their names; both databases hold the same articles."""
    conn = sqlite3.connect(database)
    story = conn.execute(
        "SELECT id FROM stories ORDER BY article_count DESC, id LIMIT 1"
    ).fetchone()[0]
    body = conn.execute("SELECT article_body FROM articles WHERE id = 7").fetchone()[0]
    conn.close()
    words = sorted(set(body.split()), key=lambda word: (len(word), word))
    common, usual, rare = (quote(words[place]) for place in (0, len(words) // 2, -1))
    return {
        "front page": "/", "front page, a region": "/?region=RU-PNZ",
        "front page, page 20": "/?page=20", "widest story": f"/story/{story}",
        "article": "/article/7", "outlet": "/source/source-7", "region": "/region/RU-PNZ",
        "search, a common word": f"/search?q={common}",
        "search, a usual word": f"/search?q={usual}",
        "search, a rare word": f"/search?q={rare}",
        "search, two words": f"/search?q={common}+{usual}",
        "search, in a region": f"/search?q={common}&region=RU-PNZ",
        "search, an outlet": f"/search?q={common}&source=source-7",
        "search, by time": f"/search?q={common}&order=time",
        "search as Atom": f"/search.atom?q={common}",
        "search, one of two words": f"/search?q={usual}+OR+{rare}",
        "search, an unknown name": f"/search?q={quote('Сергей Иванов')}",
        "mentions, a common word": f"/mentions.svg?q={common}",
        "mentions, a rare word": f"/mentions.svg?q={rare}",
    }  # fmt: skip


def measure(folder: Path, database: Path) -> dict[str, float | None]:
    """Return the median milliseconds of processor time of each page; None if it fails."""
    sys.path.insert(0, str(folder))
    from datasette.app import Datasette

    browse = folder / "storage" / "browse"
    site = Datasette(
        [str(database)], plugins_dir=str(browse / "plugins"),
        template_dir=str(browse / "templates"), static_mounts=[("assets", str(browse / "static"))],
    )  # fmt: skip

    async def one(path: str) -> float | None:
        times = []
        for _ in range(REPEATS + 1):
            start = time.process_time()
            answer = await site.client.get(path)
            if answer.status_code != 200:
                return None
            times.append((time.process_time() - start) * 1000)
        return median(times[1:])

    async def every() -> dict[str, float | None]:
        return {name: await one(path) for name, path in addresses(database).items()}

    return asyncio.run(every())


def run(folder: Path, database: Path) -> dict[str, float | None]:
    """Return the measures of a commit, made by its own interpreter."""
    command = [folder / ".venv/bin/python", Path(__file__).resolve(), folder, database, "--measure"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    found: dict[str, float | None] = json.loads(done.stdout.splitlines()[-1])
    return found


def report(pairs: list[tuple[dict[str, float | None], dict[str, float | None]]], count: int) -> str:
    lines = [
        "# Pages beside those of an earlier commit", "",
        f"Milliseconds of processor time over {count:,} generated articles, medians of"
        f" {len(pairs)} pairs of runs in turn with {REPEATS} requests of each page; the ratio is"
        " the median of the ratios within a pair. The earlier commit is the last one whose search"
        f" knew stems alone, without forms, brackets and near words. {platform.machine()}, Python"
        f" {platform.python_version()}, SQLite {sqlite3.sqlite_version}.", "",
        "| page | earlier | now | ratio |", "|---|---:|---:|---:|",
    ]  # fmt: skip
    for name in pairs[0][1]:
        now = [new for _, after in pairs if (new := after[name]) is not None]
        both = [
            (old, new)
            for old, new in ((before[name], after[name]) for before, after in pairs)
            if old is not None and new is not None
        ]
        shown = f"{median(now):.0f}" if now else "fails"
        if name in NEW_THERE or not both:
            lines.append(f"| {name} | – | {shown} | – |")
            continue
        earlier, ratio = median(old for old, _ in both), median(new / old for old, new in both)
        lines.append(f"| {name} | {earlier:.0f} | {shown} | {ratio:.2f} |")
    return "\n".join([*lines, "", "Again: `python -m benchmarks.compare_browse --help`.", ""])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="a working tree of the earlier commit")
    parser.add_argument("database", type=Path, help="of this commit")
    parser.add_argument("--other", type=Path, help="the database of the earlier commit")
    parser.add_argument("--pairs", type=int, default=5, help="pairs of runs (%(default)s)")
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        print(json.dumps(measure(options.folder, options.database)))
        return
    if options.other is None:
        parser.error("--other: expected the database of the earlier commit")
    pairs = [(run(options.folder.resolve(), options.other.resolve()),
              run(HERE, options.database.resolve())) for _ in range(options.pairs)]  # fmt: skip
    conn = sqlite3.connect(options.database)
    (count,) = conn.execute("SELECT count(*) FROM articles").fetchone()
    RESULTS.write_text(report(pairs, count), encoding="utf-8")
    print(RESULTS.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
