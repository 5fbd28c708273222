"""Composes pages whose text is divided into sections, from gold pages of news.

On guides, lists and pages of site builders each section of the text is in boxes of its own, with
lists and tables among the paragraphs. News pages hardly have such markup: a model that is fitted on
them alone takes only the first section. ``train_blocks --sections`` therefore also fits on copies
of news pages whose paragraphs were moved into sections. The markup of each page is chosen at random
by its seed; its class names are usual ones, and those of no site.
"""

import re
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from random import Random

from lxml.etree import Element
from lxml.html import HtmlElement, tostring

from benchmarks.extraction.block_labels import label
from benchmarks.extraction.gold import GoldPage
from pipelines.extraction.blocks.segment import Block, read_blocks
from pipelines.parsing.encoding import decode
from pipelines.parsing.html import parse
from pipelines.parsing.text import normalized_line

_MIN_PARAGRAPHS = 4  # in one box; a shorter text is not divided
_MIN_TEXT_SHARE = 0.5  # of the gold text, in the box whose paragraphs are moved
_MAX_LINK_CHARS = 120  # of a link that is copied between sections
_MIN_LINE_CHARS = 60  # of a gold line of which a phrase is made
_NAMES = (
    "section", "block", "module", "row", "group", "item", "card", "step", "chapter", "wrapper",
    "container", "layout", "paragraph", "component", "entry", "grid", "slide", "product", "",
)  # fmt: skip
_ENDINGS = ("", "__body", "__content", "-inner", "-text", "__main", "-wrap", "-copy", "-holder")
_SENTENCES = re.compile(r"(?<=[.!?…])\s+")


@dataclass(frozen=True, slots=True)
class _Style:
    """The markup of all sections of one page."""

    wrappers: list[tuple[str, str]]  # tag and class of the boxes around a section, outermost first
    heading: str | None  # tag
    heading_box: str | None  # class
    text_box: str | None  # class
    paragraph: str | None  # class
    paragraphs: int  # of a section
    introduction: int  # paragraphs that stay where they were
    is_outside: bool  # whether the sections follow the box of the text
    list_share: float  # of paragraphs that become a list of their sentences
    table_share: float  # of sections with a list or table of phrases
    table: tuple[str, str]  # tag and class
    is_table_first: bool
    link_share: float  # of sections after which a link of the page is copied


def phrases(pages: Sequence[GoldPage]) -> list[str]:
    """Return the beginnings of gold lines, two to six words each, which serve as headings."""
    lines = [line for page in pages for line in page.text.split("\n")]
    return [
        " ".join(line.split()[: 2 + len(line) % 5]).rstrip(".,:;")
        for line in lines
        if len(line) > _MIN_LINE_CHARS
    ]


def sectioned(page: GoldPage, headings: Sequence[str], seed: int) -> GoldPage | None:
    """Return the page with its text in sections; None if its paragraphs are not in one box."""
    tree = parse(decode(page.body, None))
    if tree is None:
        return None
    blocks = read_blocks(tree, normalized_line)
    labels = label([block.text for block in blocks], page.text)
    gold = [block for block, share in zip(blocks, labels, strict=True) if share > 0.5]
    paragraphs = _paragraphs(gold, tree, len(page.text))
    if not paragraphs:
        return None
    rng = Random(seed)
    links = [b.box.element for b, y in zip(blocks, labels, strict=True) if y == 0 and _is_link(b)]
    composer = _Composer(rng, _style(rng), headings, {b.box.element for b in gold}, links)
    if not composer.compose(paragraphs):
        return None
    blocks = read_blocks(tree, normalized_line)
    text = "\n".join(block.text for block in blocks if block.box.element in composer.gold)
    body = tostring(tree, encoding="unicode").encode("utf-8", "replace")
    return replace(page, body=body, gold=page.gold | {"articleBody": text})


def _paragraphs(gold: Sequence[Block], tree: HtmlElement, size: int) -> list[HtmlElement]:
    """Return the paragraphs of the box that holds most of the gold text; none if it is small."""
    held: dict[HtmlElement, dict[HtmlElement, int]] = {}
    for block in gold:
        parent = block.box.element.getparent()
        if block.box.tag in ("p", "div") and parent is not None and block.box.element is not tree:
            held.setdefault(parent, {})[block.box.element] = len(block.text)
    found = max(held.values(), key=lambda sizes: sum(sizes.values()), default={})
    is_text = len(found) >= _MIN_PARAGRAPHS and sum(found.values()) >= _MIN_TEXT_SHARE * size
    return list(found) if is_text else []


def _is_link(block: Block) -> bool:
    return block.link_chars > 0.5 * len(block.text) and len(block.text) < _MAX_LINK_CHARS


def _style(rng: Random) -> _Style:
    wrappers = [
        (rng.choice(("div", "div", "section", "article")), _name(rng))
        for _ in range(rng.randint(1, 4))
    ]
    if rng.random() < 0.25:
        wrappers = [(rng.choice(("ul", "ol")), _name(rng)), ("li", _name(rng)), *wrappers[1:]]
    return _Style(
        wrappers,
        heading=rng.choice(("h2", "h2", "h3", "h3", "h4")) if rng.random() < 0.85 else None,
        heading_box=_name(rng) if rng.random() < 0.4 else None,
        text_box=_name(rng) if rng.random() < 0.6 else None,
        paragraph=_name(rng) if rng.random() < 0.3 else None,
        paragraphs=rng.choice((1, 1, 2, 3, 4)),
        introduction=rng.choice((0, 0, 1, 1, 2, 3)),
        is_outside=rng.random() < 0.5,
        list_share=rng.choice((0, 0.2, 0.5, 0.8)),
        table_share=rng.choice((0, 0, 0.3, 0.7)),
        table=(rng.choice(("ul", "ol", "table", "dl", "div")), _name(rng)),
        is_table_first=rng.random() < 0.4,
        link_share=rng.choice((0, 0.3, 0.7)),
    )


def _name(rng: Random) -> str:
    """Return a class name: none, one that a program made, or usual words."""
    kind = rng.random()
    if kind < 0.25:
        return ""
    if kind < 0.45:
        letters = "".join(rng.choice("abcdefgh0123456789") for _ in range(6))
        return rng.choice(("css-", "sc-", "_", "t")) + letters
    return rng.choice(_NAMES) + rng.choice(_ENDINGS)


class _Composer:
    """Moves the paragraphs of one page; ``gold`` holds the elements whose text is article text."""

    def __init__(
        self,
        rng: Random,
        style: _Style,
        headings: Sequence[str],
        gold: set[HtmlElement],
        links: Sequence[HtmlElement],
    ) -> None:
        self.rng = rng
        self.style = style
        self.headings = headings
        self.gold = gold
        self.links = links

    def compose(self, paragraphs: Sequence[HtmlElement]) -> bool:
        """Move the paragraphs into sections; return whether there are at least two."""
        parent = paragraphs[0].getparent()
        sections = self._divided(list(parent), set(paragraphs))
        if len(sections) < 2:
            return False
        made: list[HtmlElement] = []
        shared: HtmlElement | None = None  # the list whose items the sections are
        wrappers = self.style.wrappers
        if wrappers[0][0] in ("ul", "ol"):
            shared = _element(*wrappers[0])
            made, wrappers = [shared], wrappers[1:]
        for section in sections:
            outer = self._section(section, set(paragraphs), wrappers)
            if shared is None:
                made.append(outer)
            else:
                shared.append(outer)
        above = parent.getparent()
        if self.style.is_outside and above is not None and parent.tag not in ("body", "html"):
            place = above.index(parent) + 1
            above[place:place] = made
        else:
            parent.extend(made)
        return True

    def _divided(
        self, children: Sequence[HtmlElement], paragraphs: set[HtmlElement]
    ) -> list[list[HtmlElement]]:
        """Return the elements of each section: paragraphs, and what follows each of them."""
        sections: list[list[HtmlElement]] = []
        count = 0  # paragraphs so far
        for child in children:
            if child in paragraphs:
                count += 1
                moved = count - self.style.introduction
                if moved > 0 and (moved - 1) % self.style.paragraphs == 0:
                    sections.append([])
            if sections:
                sections[-1].append(child)
        return sections

    def _section(
        self,
        elements: Sequence[HtmlElement],
        paragraphs: set[HtmlElement],
        wrappers: Sequence[tuple[str, str]],
    ) -> HtmlElement:
        rng, style = self.rng, self.style
        outer = inner = _element(*wrappers[0])
        for tag, name in wrappers[1:]:
            inner = _inside(inner, tag, name)
        if style.heading:
            box = inner if style.heading_box is None else _inside(inner, "div", style.heading_box)
            self._phrase(box, style.heading)
        if style.text_box is not None:
            inner = _inside(inner, "div", style.text_box)
        for element in elements:
            self._move(element, inner, element in paragraphs)
        if rng.random() < style.table_share:
            table = self._table()
            inner.insert(0 if style.is_table_first else len(inner), table)
        if self.links and rng.random() < style.link_share:
            link = deepcopy(rng.choice(self.links))
            link.tail = None
            inner.append(link)
        return outer

    def _move(self, element: HtmlElement, box: HtmlElement, is_paragraph: bool) -> None:
        plain = (element.text or "").strip() if not len(element) else ""
        if is_paragraph and plain and self.rng.random() < self.style.list_share:
            items = _inside(box, "ul")
            for sentence in _SENTENCES.split(plain):
                item = _inside(items, "li")
                item.text = sentence
                self.gold.add(item)
            element.getparent().remove(element)
            return
        if is_paragraph and self.style.paragraph:
            element.set("class", self.style.paragraph)
        box.append(element)

    def _table(self) -> HtmlElement:
        """Return a list, a table or rows of boxes with phrases."""
        tag, name = self.style.table
        table = _element(tag, name)
        for _ in range(self.rng.randint(3, 9)):
            if tag in ("ul", "ol"):
                self._phrase(table, "li")
                continue
            row = table if tag == "dl" else _inside(table, "tr" if tag == "table" else "div")
            cells = {"dl": ("dt", "dd"), "table": (self.rng.choice(("th", "td")), "td")}
            for cell in cells.get(tag, ("div", "div")):
                self._phrase(row, cell)
        return table

    def _phrase(self, box: HtmlElement, tag: str) -> None:
        element = _inside(box, tag)
        element.text = self.rng.choice(self.headings)
        self.gold.add(element)


def _inside(box: HtmlElement, tag: str, name: str = "") -> HtmlElement:
    element = _element(tag, name)
    box.append(element)
    return element


def _element(tag: str, name: str = "") -> HtmlElement:
    element = Element(tag)
    if name:
        element.set("class", name)
    return element
