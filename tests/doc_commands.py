"""Finds the commands in README and docs, as scripts for a shell."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.newsroom import ROOT

PAGES = (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md")))
_PROGRAM = r"(?:scrapy|svodka|svodka-spark|datasette|make|mv|rm|cp|sqlite3|pip|python|git|source)"
# A line of a crontab: «0 * * * * cd /srv/news && scrapy crawl news».
_CRONTAB = re.compile(r"(?:[\d*/,-]+ ){5}(.*)")
# A block between ``` lines, and one that is indented by four spaces.
_FENCED = re.compile(r"^```(?:console|cron)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_INDENTED = re.compile(rf"(?:^    (?:{_PROGRAM} |(?:[\d*/,-]+ ){{5}}).*\n)+", re.MULTILINE)
# One command of Svodka within a line, up to the next sign of the shell.
_OURS = re.compile(r"\b(?:scrapy|svodka) (?!init|demo)[a-z][a-z-]+[^|&;>]*")
# A command of Svodka in running text, between backticks.
_INLINE = re.compile(r"`((?:scrapy|svodka) [^`]+)`")


@dataclass(frozen=True)
class Block:
    """The commands of one block, in order, without prompts, schedules and comments."""

    place: str  # file:line
    commands: tuple[str, ...]


def blocks() -> Iterator[Block]:
    """Yield the blocks of commands of all pages."""
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        lines_of_blocks = [(match.start(), match[1]) for match in _FENCED.finditer(text)]
        lines_of_blocks += [(match.start(), match[0]) for match in _INDENTED.finditer(text)]
        for start, lines in lines_of_blocks:
            if commands := tuple(_commands(lines)):
                yield Block(_place(page, text, start), commands)


def mentions() -> Iterator[tuple[str, str]]:
    """Yield (place, command) of each command of Svodka in running text and in blocks."""
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for match in _INLINE.finditer(text):
            yield _place(page, text, match.start()), match[1]
    for block in blocks():
        for command in block.commands:
            for part in _OURS.findall(command):
                yield block.place, part


def _place(page: Path, text: str, start: int) -> str:
    """Return the file and the line that contains the character number ``start`` of its text."""
    line_number = text.count("\n", 0, start) + 1
    return f"{page.relative_to(ROOT)}:{line_number}"


def _commands(text: str) -> Iterator[str]:
    """Yield the commands of a block; if it has prompts, only lines with a prompt are commands."""
    has_prompts = bool(re.search(r"^\$ ", text, re.MULTILINE))
    for line in text.replace("\\\n", " ").splitlines():
        line = line.strip()
        if has_prompts and not line.startswith("$ "):
            continue  # a line that the command prints
        line = line.removeprefix("$ ")
        scheduled = _CRONTAB.fullmatch(line)
        line = scheduled[1].replace("\\%", "%") if scheduled else line
        yield re.sub(r"\s+# .*", "", line).strip()
