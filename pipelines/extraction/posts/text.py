"""Reads the text of a post as lines with their links and bold words."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from lxml.etree import iterwalk
from lxml.html import HtmlElement

from pipelines.extraction.markdown import escaped, markdown_link
from pipelines.extraction.posts.markup import classes_of, link_of
from pipelines.parsing.text import normalized_line

# Elements with these tags begin a line and end it.
_BLOCK_TAGS = frozenset(["div", "p", "blockquote", "pre", "ul", "ol", "li"])
_BOLD_TAGS = frozenset(["b", "strong"])
_HIDDEN_TAGS = frozenset(["script", "style", "template"])
_MAX_READ_CHARS = 5_000  # of a line that is searched for words; a post has up to 4,096
# Hashtags, handles, and addresses such as https://paper.example/1 or t.me/paper.
_NO_WORDS = re.compile(
    r"[#@]\w+|\bhttps?://\S+|\b(?:[\w-]{1,63}\.){1,5}[a-zа-я]{2,20}/\S*", re.IGNORECASE
)
_EMOJI = "emoji"  # the class of an emoji, whose name is in a <b>


@dataclass(frozen=True, slots=True)
class Run:
    """A part of a line in one style."""

    text: str
    is_bold: bool = False
    link: str | None = None  # absolute


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a post."""

    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        """Return the line as normalized text."""
        return normalized_line("".join(run.text for run in self.runs))

    @property
    def has_words(self) -> bool:
        """Return whether the line has words beside hashtags, handles and addresses."""
        return any(map(str.isalnum, _NO_WORDS.sub(" ", self.text[:_MAX_READ_CHARS])))

    @property
    def markdown(self) -> str:
        """Return the line in Markdown, with its links and its words in bold."""
        parts = []
        for (is_bold, link), group in groupby(self.runs, key=lambda run: (run.is_bold, run.link)):
            text = "".join(run.text for run in group)
            words = normalized_line(text)
            if not words:
                parts.append(" ")
                continue
            shown = markdown_link(words, link) if link else escaped(words)
            shown = f"**{shown}**" if is_bold else shown
            # The spaces around bold words must be outside of the marks.
            space_before = " " if text[:1].isspace() else ""
            space_after = " " if text[-1:].isspace() else ""
            parts.append(f"{space_before}{shown}{space_after}")
        return "".join(parts).strip()


@dataclass(slots=True)
class _Style:
    """How many elements of each kind contain the text that is read at present."""

    bold: int = 0
    emoji: int = 0
    hidden: int = 0
    preformatted: int = 0
    links: list[str | None] = field(default_factory=list)  # addresses of the <a> elements around it


def read_lines(element: HtmlElement, base: str) -> tuple[Line, ...]:
    """Return the lines of the element that holds a post's text.

    A blank line, which has no runs, separates paragraphs. ``base`` is the address of the page, to
    which relative links refer.
    """
    lines: list[list[Run]] = [[]]
    for run in _runs(element, base):
        if run is None:
            lines.append([])
        elif run.text:
            lines[-1].append(run)
    return tuple(_without_outer_blanks([Line(tuple(runs)) for runs in lines]))


def body_of(lines: Sequence[Line]) -> str:
    """Return the lines that hold text, separated by one newline."""
    return "\n".join(text for text in (line.text for line in lines) if text)


def markdown_of(lines: Sequence[Line]) -> str:
    """Return the lines in Markdown; lines of one paragraph are separated by a hard line break."""
    paragraphs = [
        "\\\n".join(line.markdown for line in group)
        for is_text, group in groupby(lines, key=lambda line: bool(line.text))
        if is_text
    ]
    return "\n\n".join(paragraphs)


def links_in(lines: Sequence[Line]) -> tuple[str, ...]:
    """Return the addresses that the lines link to, each once."""
    links = (run.link for line in lines for run in line.runs)
    return tuple(dict.fromkeys(link for link in links if link))


def _runs(element: HtmlElement, base: str) -> Iterator[Run | None]:
    """Yield the runs of a text's element, and None for each end of a line."""
    style = _Style()
    has_text = False  # whether the present line has text, so that the start of a block ends it
    for event, inner in iterwalk(element, events=("start", "end")):
        is_start = event == "start"
        if (inner.tag == "br" and is_start) or (inner.tag in _BLOCK_TAGS and has_text):
            yield None
            has_text = False
        _update(style, inner, base, 1 if is_start else -1)
        text = inner.text if is_start else inner.tail
        if inner is element and not is_start:
            text = None  # the tail of the element itself is outside of it
        for run in _runs_of(text, style):
            yield run
            has_text = run is not None and (has_text or bool(run.text.strip()))


def _update(style: _Style, element: HtmlElement, base: str, step: int) -> None:
    """Change the style for an element that begins (``step`` 1) or ends (-1)."""
    if element.tag in _BOLD_TAGS:
        style.bold += step
    if _EMOJI in classes_of(element):
        style.emoji += step
    if element.tag in _HIDDEN_TAGS:
        style.hidden += step
    if element.tag == "pre":
        style.preformatted += step
    if element.tag == "a":
        if step > 0:
            style.links.append(link_of(element, base))
        else:
            style.links.pop()


def _runs_of(text: str | None, style: _Style) -> Iterator[Run | None]:
    """Yield the runs of a text in one style, and None for each end of a line in it."""
    if not text or style.hidden:
        return
    pieces = text.split("\n") if style.preformatted else [text.replace("\n", " ")]
    link = style.links[-1] if style.links else None
    for number, piece in enumerate(pieces):
        if number:
            yield None
        yield Run(piece, style.bold > 0 and style.emoji == 0, link)


def _without_outer_blanks(lines: list[Line]) -> list[Line]:
    with_text = [number for number, line in enumerate(lines) if line.text]
    return lines[with_text[0] : with_text[-1] + 1] if with_text else []
