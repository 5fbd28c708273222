"""Cuts recurring lines from the Markdown of a text.

In ``article_markdown`` all characters of the page that Markdown would read as markup are escaped.
So every mark that is not escaped is markup, and the plain text of a line can be computed.
"""

import re
from collections.abc import Collection

from pipelines.extraction.lines.recurring_lines import line_hash
from pipelines.extraction.markdown_tables import LINE_SEPARATOR

# Of a subhead, a quote, a list item, or a further paragraph of an item.
_LINE_MARK = re.compile(r"^(?:#{1,6} |> | *(?:- |\d{1,9}\. ))+|^ +")
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
    return _without_inline_marks(_LINE_MARK.sub("", line))


def _without_inline_marks(line: str) -> str:
    return _INLINE_MARK.sub(lambda mark: mark[1] or "", _LINK.sub(r"\1", line))


def _is_cut(line: str, cuts: Collection[int]) -> bool:
    """Return whether a line is to be cut; such a line may itself begin with «1. »."""
    texts = plain_line(line), _without_inline_marks(line)
    return any(line_hash(text) in cuts for text in texts)


def _part_without(part: str, cuts: Collection[int]) -> str:
    """Return a part without its lines that are to be cut; a table is cut as a whole or not."""
    if part.startswith(_TABLE):
        return "" if all(line_hash(cell) in cuts for cell in _cells(part)) else part
    separator = "\n"
    if part.startswith("> "):
        separator = "\n>\n"
    elif "\\\n" in part:
        separator = "\\\n"
    return separator.join(line for line in part.split(separator) if not _is_cut(line, cuts))


def _cells(table: str) -> list[str]:
    """Return the lines of all cells of a table."""
    rows = [row for row in table.split("\n") if not _RULE.match(row)]
    cells = [plain_line(cell.strip()) for row in rows for cell in _CELL_END.split(row)[1:-1]]
    return [line for cell in cells for line in cell.split(LINE_SEPARATOR) if line]
