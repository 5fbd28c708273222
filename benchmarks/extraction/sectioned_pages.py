"""Composes pages whose text is divided into sections, from gold pages of news.

On guides, on lists, and on pages of site builders, each section of the text has boxes of its own.
Lists and tables are among its paragraphs. News pages hardly ever have such markup: a model that is
fitted on news pages alone chooses only the first section as the text.
``train_blocks --sections`` therefore also fits on copies of news pages whose paragraphs were moved
into sections. The markup of each copy is chosen at random by its seed. Its class names are common
ones, not those of a certain site.
"""

import re
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from random import Random

from lxml.etree import Element
from lxml.html import HtmlElement, tostring

from benchmarks.extraction.block_labels import MIN_LABEL, label
from benchmarks.extraction.gold import GoldPage
from pipelines.extraction.blocks.segment import Block, read_blocks
from pipelines.parsing.encoding import decode
from pipelines.parsing.html import parse
from pipelines.parsing.text import normalized_line

_MIN_PARAGRAPHS = 4  # in one box; a shorter text is not divided
_MIN_TEXT_SHARE = 0.5  # of the gold text's characters, which the divided box must contain
_MIN_SECTIONS = 2
_MAX_LINK_CHARS = 120  # of a link that is copied between sections
_MIN_LINE_CHARS = 61  # of a gold line; ``short_phrases`` leaves shorter lines out
# Words that begin class names of sections, and endings that follow them: "block__body".
_CLASS_WORDS = (
    "section", "block", "module", "row", "group", "item", "card", "step", "chapter", "wrapper",
    "container", "layout", "paragraph", "component", "entry", "grid", "slide", "product", "",
)  # fmt: skip
_CLASS_ENDINGS = (
    "", "__body", "__content", "-inner", "-text", "__main", "-wrap", "-copy", "-holder",
)  # fmt: skip
_AFTER_SENTENCE = re.compile(r"(?<=[.!?…])\s+")


@dataclass(frozen=True, slots=True)
class _Style:
    """The markup of all sections of one page; a box whose class is None is left out."""

    wrappers: list[tuple[str, str]]  # tag and class of the boxes around a section, outermost first
    heading_tag: str | None  # None for sections without headings
    heading_box_class: str | None
    text_box_class: str | None
    paragraph_class: str | None  # None if the paragraphs keep their classes
    paragraphs_per_section: int
    introduction_paragraphs: int  # at the beginning of the text; they stay where they were
    is_after_text_box: bool  # whether the sections come after the text's box, or at its end
    list_share: float  # 0–1: the share of the paragraphs that become lists of their sentences
    table_share: float  # 0–1: the share of the sections that get a list or table of phrases
    table_tag: str
    table_class: str
    is_table_first: bool  # in its section
    link_share: float  # 0–1: the share of the sections that get a copy of a link of the page


def short_phrases(pages: Sequence[GoldPage]) -> list[str]:
    """Return the first two to six words of each long gold line.

    They serve as headings, list items and table cells of the composed pages.
    """
    lines = [line for page in pages for line in page.text.split("\n")]
    return [
        " ".join(line.split()[: 2 + len(line) % 5]).rstrip(".,:;")
        for line in lines
        if len(line) >= _MIN_LINE_CHARS
    ]


def sectioned(page: GoldPage, phrases: Sequence[str], seed: int) -> GoldPage | None:
    """Return the page with its text in sections; None if its text cannot be divided.

    It cannot be divided if the page is not HTML, or if no box has both most of the text and enough
    paragraphs for two sections. The gold text of the new page contains the added headings, lists
    and tables, but not the added links.
    """
    tree = parse(decode(page.body, None))
    if tree is None:
        return None
    blocks = read_blocks(tree, normalized_line)
    text_shares = label([block.text for block in blocks], page.text)
    labelled = list(zip(blocks, text_shares, strict=True))
    text_blocks = [block for block, share in labelled if share > MIN_LABEL]
    paragraphs = _paragraphs(text_blocks, tree, len(page.text))
    if not paragraphs:
        return None
    rng = Random(seed)
    links = [block.box.element for block, share in labelled if share == 0 and _is_link(block)]
    text_elements = {block.box.element for block in text_blocks}
    composer = _Composer(rng, _style(rng), phrases, text_elements, links)
    if not composer.compose(paragraphs):
        return None
    blocks = read_blocks(tree, normalized_line)
    text = "\n".join(block.text for block in blocks if block.box.element in composer.text_elements)
    body = tostring(tree, encoding="unicode").encode("utf-8", "replace")
    return replace(page, body=body, gold=page.gold | {"articleBody": text})


def _paragraphs(
    text_blocks: Sequence[Block], tree: HtmlElement, gold_chars: int
) -> list[HtmlElement]:
    """Return the paragraphs of the box that contains most of the gold text.

    The list is empty if there are fewer than _MIN_PARAGRAPHS, or if they have less than
    _MIN_TEXT_SHARE of the ``gold_chars`` characters of the gold text.
    """
    # The characters of each paragraph, by its box and then by its element.
    chars_in: dict[HtmlElement, dict[HtmlElement, int]] = {}
    for block in text_blocks:
        element = block.box.element
        parent = element.getparent()
        if block.box.tag in ("p", "div") and parent is not None and element is not tree:
            chars_in.setdefault(parent, {})[element] = len(block.text)
    chars = max(chars_in.values(), key=lambda of_box: sum(of_box.values()), default={})
    has_most_text = sum(chars.values()) >= _MIN_TEXT_SHARE * gold_chars
    return list(chars) if len(chars) >= _MIN_PARAGRAPHS and has_most_text else []


def _is_link(block: Block) -> bool:
    return block.link_chars > 0.5 * len(block.text) and len(block.text) < _MAX_LINK_CHARS


def _style(rng: Random) -> _Style:
    """Choose a style; a value that is repeated in a choice is more frequent."""
    wrappers = [
        (rng.choice(("div", "div", "section", "article")), _class_name(rng))
        for _ in range(rng.randint(1, 4))
    ]
    if rng.random() < 0.25:
        list_box = (rng.choice(("ul", "ol")), _class_name(rng))
        item_box = ("li", _class_name(rng))
        wrappers = [list_box, item_box, *wrappers[1:]]
    return _Style(
        wrappers,
        heading_tag=rng.choice(("h2", "h2", "h3", "h3", "h4")) if rng.random() < 0.85 else None,
        heading_box_class=_class_name(rng) if rng.random() < 0.4 else None,
        text_box_class=_class_name(rng) if rng.random() < 0.6 else None,
        paragraph_class=_class_name(rng) if rng.random() < 0.3 else None,
        paragraphs_per_section=rng.choice((1, 1, 2, 3, 4)),
        introduction_paragraphs=rng.choice((0, 0, 1, 1, 2, 3)),
        is_after_text_box=rng.random() < 0.5,
        list_share=rng.choice((0, 0.2, 0.5, 0.8)),
        table_share=rng.choice((0, 0, 0.3, 0.7)),
        table_tag=rng.choice(("ul", "ol", "table", "dl", "div")),
        table_class=_class_name(rng),
        is_table_first=rng.random() < 0.4,
        link_share=rng.choice((0, 0.3, 0.7)),
    )


def _class_name(rng: Random) -> str:
    """Return a class name: "", letters and digits as programs make them, or common words."""
    kind = rng.random()
    if kind < 0.25:
        return ""
    if kind < 0.45:
        letters = "".join(rng.choice("abcdefgh0123456789") for _ in range(6))
        return rng.choice(("css-", "sc-", "_", "t")) + letters
    return rng.choice(_CLASS_WORDS) + rng.choice(_CLASS_ENDINGS)


class _Composer:
    """Moves the paragraphs of one page into sections.

    ``text_elements`` are the elements whose text is article text; elements that the composer adds
    to the text are added to this set, too.
    """

    def __init__(
        self,
        rng: Random,
        style: _Style,
        phrases: Sequence[str],
        text_elements: set[HtmlElement],
        links: Sequence[HtmlElement],
    ) -> None:
        self.rng = rng
        self.style = style
        self.phrases = phrases
        self.text_elements = text_elements
        self.links = links

    def compose(self, paragraphs: Sequence[HtmlElement]) -> bool:
        """Move the paragraphs into sections and return True.

        With fewer than _MIN_SECTIONS sections, change nothing and return False.
        """
        text_box = paragraphs[0].getparent()
        sections = self._divided(list(text_box), set(paragraphs))
        if len(sections) < _MIN_SECTIONS:
            return False
        top_elements: list[HtmlElement] = []
        list_of_sections: HtmlElement | None = None  # set if each section is an item of one list
        wrappers = self.style.wrappers
        outermost_tag, outermost_class = wrappers[0]
        if outermost_tag in ("ul", "ol"):
            list_of_sections = _element(outermost_tag, outermost_class)
            top_elements, wrappers = [list_of_sections], wrappers[1:]
        for section in sections:
            outer = self._section(section, set(paragraphs), wrappers)
            if list_of_sections is None:
                top_elements.append(outer)
            else:
                list_of_sections.append(outer)
        outer_box = text_box.getparent()
        can_follow = outer_box is not None and text_box.tag not in ("body", "html")
        if self.style.is_after_text_box and can_follow:
            place = outer_box.index(text_box) + 1
            outer_box[place:place] = top_elements
        else:
            text_box.extend(top_elements)
        return True

    def _divided(
        self, children: Sequence[HtmlElement], paragraphs: set[HtmlElement]
    ) -> list[list[HtmlElement]]:
        """Return the elements of each section: its paragraphs, each with the elements after it."""
        sections: list[list[HtmlElement]] = []
        # The number of the next paragraph: 0 for the first one after the introduction.
        number = -self.style.introduction_paragraphs
        for child in children:
            if child in paragraphs:
                if number >= 0 and number % self.style.paragraphs_per_section == 0:
                    sections.append([])
                number += 1
            if sections:
                sections[-1].append(child)
        return sections

    def _section(
        self,
        elements: Sequence[HtmlElement],
        paragraphs: set[HtmlElement],
        wrappers: Sequence[tuple[str, str]],
    ) -> HtmlElement:
        """Return the outermost box of a new section, which contains the elements.

        The style decides whether it also contains a heading, a list or table, and a link.
        """
        rng, style = self.rng, self.style
        outer = inner = _element(*wrappers[0])
        for tag, class_name in wrappers[1:]:
            inner = _append_new(inner, tag, class_name)
        if style.heading_tag:
            box = inner
            if style.heading_box_class is not None:
                box = _append_new(inner, "div", style.heading_box_class)
            self._add_phrase(box, style.heading_tag)
        if style.text_box_class is not None:
            inner = _append_new(inner, "div", style.text_box_class)
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
        """Move an element to the end of a box; a plain paragraph may become a list of sentences."""
        has_children = len(element) > 0
        plain_text = "" if has_children else (element.text or "").strip()
        if is_paragraph and plain_text and self.rng.random() < self.style.list_share:
            sentence_list = _append_new(box, "ul")
            for sentence in _AFTER_SENTENCE.split(plain_text):
                item = _append_new(sentence_list, "li")
                item.text = sentence
                self.text_elements.add(item)
            element.getparent().remove(element)
            return
        if is_paragraph and self.style.paragraph_class:
            element.set("class", self.style.paragraph_class)
        box.append(element)

    def _table(self) -> HtmlElement:
        """Return a list, a table or rows of boxes with phrases."""
        tag = self.style.table_tag
        table = _element(tag, self.style.table_class)
        for _ in range(self.rng.randint(3, 9)):
            if tag in ("ul", "ol"):
                self._add_phrase(table, "li")
                continue
            first_cell = self.rng.choice(("th", "td"))  # of a row of a table
            if tag == "table":
                row, cells = _append_new(table, "tr"), (first_cell, "td")
            elif tag == "dl":
                row, cells = table, ("dt", "dd")
            else:
                row, cells = _append_new(table, "div"), ("div", "div")
            for cell in cells:
                self._add_phrase(row, cell)
        return table

    def _add_phrase(self, box: HtmlElement, tag: str) -> None:
        element = _append_new(box, tag)
        element.text = self.rng.choice(self.phrases)
        self.text_elements.add(element)


def _append_new(box: HtmlElement, tag: str, class_name: str = "") -> HtmlElement:
    element = _element(tag, class_name)
    box.append(element)
    return element


def _element(tag: str, class_name: str = "") -> HtmlElement:
    element = Element(tag)
    if class_name:
        element.set("class", class_name)
    return element
