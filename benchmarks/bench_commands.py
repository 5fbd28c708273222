"""Compares the CPU time of commands that only read with ``scrapy version`` outside any project.

``python -m benchmarks.bench_commands [--rounds N]`` writes ``results/commands.md``. The database
is that of a small generated newsroom.
"""

import resource
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.command_line import argument_parser
from benchmarks.machine import machine
from benchmarks.news_database import build

HERE = Path(__file__).parent
ROOT = HERE.parent
RESULTS = HERE / "results" / "commands.md"
ARTICLES = 2_000
COMMANDS = (("sources",), ("story", "1"), ("digest", "--region", "RU-PNZ"), ("doctor",))


def main() -> None:
    parser = argument_parser(__doc__, __file__)
    parser.add_argument(
        "--rounds",
        type=int,
        default=7,
        help="how often each command runs (%(default)s)",
    )
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as name:
        database = Path(name) / "news.db"
        build(database, ARTICLES, datetime.now(UTC)).close()
        rows = _rows(database, Path(name), rounds)
    text = "\n".join(
        [
            "# Commands that only read",
            "",
            machine(("scrapy", "sqlite-utils")),
            "",
            f"User CPU seconds, the least of {rounds} rounds in which each command ran once;"
            f" {ARTICLES:,} articles.",
            "",
            "| command | seconds | times `scrapy version` |",
            "|---|---:|---:|",
            *rows,
            "",
        ]
    )
    RESULTS.write_text(text, encoding="utf-8")
    print(text)


def _rows(database: Path, outside: Path, rounds: int) -> list[str]:
    """Return the rows of the table; ``outside`` is a folder outside any project."""
    version_seconds: list[float] = []
    command_seconds: dict[tuple[str, ...], list[float]] = {command: [] for command in COMMANDS}
    for _ in range(rounds):
        version_seconds.append(_user_seconds(["version"], outside))
        for command, seconds in command_seconds.items():
            seconds.append(_user_seconds([*command, "-s", f"NEWS_DATABASE={database}"], ROOT))
    of_version = min(version_seconds)
    return [
        f"| `scrapy version` outside a project | {of_version:.2f} | 1.00 |",
        *(
            f"| `scrapy {' '.join(command)}` | {min(seconds):.2f} |"
            f" {min(seconds) / of_version:.2f} |"
            for command, seconds in command_seconds.items()
        ),
    ]


def _user_seconds(arguments: Sequence[str], folder: Path) -> float:
    """Run Scrapy in a folder and return the user CPU seconds of the process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    command = [sys.executable, "-m", "scrapy", *arguments]
    subprocess.run(command, cwd=folder, capture_output=True, check=False)
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before


if __name__ == "__main__":
    main()
