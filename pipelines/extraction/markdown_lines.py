"""Cuts recurring lines from the Markdown of a text.

In ``article_markdown`` all characters of the page that Markdown would read as markup are escaped.
So every mark that is not escaped is markup, and the plain text of a line can be computed.
"""

import re
from collections.abc import Collection

from pipelines.extraction.lines.recurring_lines import line_hash

_LINE_MARK = re.compile(r"^(?:#{1,6} |> | *(?:- |1\. ))+")  # of a subhead, a quote or a list item
_LINK = re.compile(r"\[((?:\\.|[^\\\]])*)\]\([^()\s]*\)")
_INLINE_MARK = re.compile(r"\\(.)|[*_`~]")
_CELL_END = re.compile(r"(?<!\\)\|")
_TABLE, _RULE = "| ", re.compile(r"^\|(?: --- \|)+$")


def markdown_without_lines(markdown: str, cuts: Collection[int]) -> str:
    """Return the Markdown without the lines hashed in ``cuts``; unchanged if none would be left.

    A table is cut only as a whole, because a row without one of its cells would be wrong.
    """
    if not cuts:
        return markdown
    parts = (_part_without(part, cuts) for part in markdown.split("\n\n"))
    return "\n\n".join(part for part in parts if part) or markdown


def plain_line(line: str) -> str:
    """Return the text of a line of Markdown, without the marks around it and within it."""
    words = _LINK.sub(r"\1", _LINE_MARK.sub("", line))
    return _INLINE_MARK.sub(lambda mark: mark[1] or "", words)


def _part_without(part: str, cuts: Collection[int]) -> str:
    if part.startswith(_TABLE):
        return "" if all(line_hash(cell) in cuts for cell in _cells(part)) else part
    end = "\n>\n" if part.startswith("> ") else "\\\n" if "\\\n" in part else "\n"
    return end.join(line for line in part.split(end) if line_hash(plain_line(line)) not in cuts)


def _cells(table: str) -> list[str]:
    rows = [row for row in table.split("\n") if not _RULE.match(row)]
    cells = [plain_line(cell.strip()) for row in rows for cell in _CELL_END.split(row)[1:-1]]
    return [cell for cell in cells if cell]
