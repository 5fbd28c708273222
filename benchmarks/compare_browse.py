"""Compares the processor time of the browsing pages with that of an earlier commit.

``python -m benchmarks.compare_browse FOLDER DATABASE --other OTHER_DATABASE`` measures the pages of
this working tree over DATABASE. FOLDER is a working tree of the earlier commit with its own
``.venv``; its pages are measured over OTHER_DATABASE. ``benchmarks.news_database`` of each commit
builds its database. A process of each commit answers the requests. The two processes answer in
turn, so that other work on the machine slows both alike. The result is written to
``benchmarks/results/compare_browse.md``.
"""

import json
import sqlite3
import subprocess
from pathlib import Path
from statistics import median
from typing import NamedTuple
from urllib.parse import quote

from benchmarks.answering_process import ANSWER
from benchmarks.command_line import argument_parser
from benchmarks.machine import machine

ROOT = Path(__file__).parent.parent
RESULTS = Path(__file__).parent / "results" / "compare_browse.md"
REPEATS = 25  # pairs of measured requests of each page
# Pages that the earlier commit lacks: it reads OR as a word, and has no near words and no mentions.
NEW_PAGES = ("search, one of two words", "search, an unknown name", "mentions, a common word",
             "mentions, a rare word")  # fmt: skip

Milliseconds = float | None  # of processor time; None if the request failed


class Times(NamedTuple):
    """The times of one request for a page of both commits; the earlier may lack the page."""

    earlier: Milliseconds
    now: Milliseconds


def addresses(database: Path) -> dict[str, str]:
    """Return the path to measure for each name; both databases hold the same articles."""
    conn = sqlite3.connect(database)
    (story,) = conn.execute(
        "SELECT id FROM stories ORDER BY article_count DESC, id LIMIT 1"
    ).fetchone()
    (body,) = conn.execute("SELECT article_body FROM articles WHERE id = 7").fetchone()
    conn.close()
    words = sorted(set(body.split()), key=lambda word: (len(word), word))
    # The shortest word of the article, one of middle length, and the longest.
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


class PageServer:
    """A process that answers requests for the pages of one commit."""

    def __init__(self, folder: Path, database: Path) -> None:
        script = Path(__file__).resolve().with_name("answering_process.py")
        self._process = subprocess.Popen(
            [folder / ".venv/bin/python", script, folder, database],
            cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1,
        )  # fmt: skip

    def milliseconds(self, path: str) -> Milliseconds:
        """Return the processor time of one request."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{path}\n")
        for line in self._process.stdout:  # Datasette prints the traceback of a failed request
            if line.startswith(ANSWER):
                answer: float | None = json.loads(line.removeprefix(ANSWER))
                return answer
        raise SystemExit("benchmarks.compare_browse: a process that answers pages has ended")

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()


def compare(earlier: PageServer, now: PageServer, path: str) -> list[Times]:
    """Return the times of REPEATS pairs of requests.

    The earlier commit answers first in every second pair.
    """
    pairs = []
    for number in range(REPEATS + 1):
        if number % 2:
            before = earlier.milliseconds(path)
            after = now.milliseconds(path)
        else:
            after = now.milliseconds(path)
            before = earlier.milliseconds(path)
        pairs.append(Times(before, after))
    return pairs[1:]  # the first requests fill caches


def report(results: dict[str, list[Times]], article_count: int) -> str:
    """Return the page of results in Markdown; ``results`` are the pairs of each page by name."""
    lines = [
        "# Pages beside those of an earlier commit", "",
        f"{machine(('datasette',))} SQLite {sqlite3.sqlite_version}. Milliseconds of processor"
        f" time over {article_count:,} generated articles, medians of {REPEATS} pairs of requests"
        " in turn;"
        " the ratio is the median of the ratios within a pair. The earlier commit is the last one"
        " whose search knew stems alone, without forms, brackets and near words.", "",
        "| page | earlier | now | ratio |", "|---|---:|---:|---:|",
    ]  # fmt: skip
    for name, pairs in results.items():
        times_now = [times.now for times in pairs if times.now is not None]
        complete = [(old, new) for old, new in pairs if old is not None and new is not None]
        now = f"{median(times_now):.0f}" if times_now else "fails"
        if name in NEW_PAGES or not complete:
            lines.append(f"| {name} | – | {now} | – |")
            continue
        earlier = median(old for old, _ in complete)
        ratio = median(new / old for old, new in complete)
        lines.append(f"| {name} | {earlier:.0f} | {now} | {ratio:.2f} |")
    return "\n".join([*lines, "", "Again: `python -m benchmarks.compare_browse --help`.", ""])


def main() -> None:
    parser = argument_parser(__doc__, __file__)
    parser.add_argument("folder", type=Path, help="a working tree of the earlier commit")
    parser.add_argument("database", type=Path, help="the database of this commit")
    parser.add_argument(
        "--other", type=Path, required=True, help="the database of the earlier commit"
    )
    options = parser.parse_args()
    earlier = PageServer(options.folder.resolve(), options.other.resolve())
    now = PageServer(ROOT, options.database.resolve())
    results = {
        name: (
            [Times(None, now.milliseconds(path)) for _ in range(REPEATS)]
            if name in NEW_PAGES
            else compare(earlier, now, path)
        )
        for name, path in addresses(options.database).items()
    }
    earlier.close()
    now.close()
    conn = sqlite3.connect(options.database)
    (article_count,) = conn.execute("SELECT count(*) FROM articles").fetchone()
    RESULTS.write_text(report(results, article_count), encoding="utf-8")
    print(RESULTS.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
