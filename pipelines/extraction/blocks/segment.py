"""Splits a page into text blocks, each with its box.

A block is the text between two block-level boundaries; a ``<br>`` is such a boundary, too. So a
paragraph, a table cell, a list item, a line that ends with ``<br>`` and the bare text of a
``<div>`` are separate blocks.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Literal

from lxml.etree import Comment, Entity, ProcessingInstruction, iterwalk
from lxml.html import HtmlElement

from pipelines.extraction.blocks.box import Box, describe
from pipelines.extraction.blocks.element_groups import MAX_NAME_CHARS
from pipelines.parsing.html import MIN_HIDDEN_CHARS, all_chars, is_much_text, visible_chars
from pipelines.parsing.text import normalized_line

_MIN_SENTENCE_CHARS = 40
_MAX_LINK_SHARE = 0.6  # of the characters of a sentence may be in links
MIN_LINK_SHARE = 0.8  # of the characters of a block that counts as a link
# Spans that are shown on demand; a hostile page has thousands within each other.
_MAX_EXAMINED_SPANS = 100
_MAX_EXACT_SPANS = 10  # whose characters are counted without those of scripts, which takes long
MAX_BLOCKS = 6_000  # of a page; the rest is not read, since no article has more blocks
_INLINE_TAGS = frozenset(
    ["a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em",
     "font", "i", "ins", "kbd", "label", "mark", "nobr", "q", "s", "samp", "small", "span",
     "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "noindex", "index", "ruby",
     "rb", "rt", "rp"]
)  # fmt: skip
_SKIPPED_TAGS = frozenset(
    ["script", "style", "noscript", "template", "svg", "head", "iframe", "object", "select",
     "textarea", "canvas", "video", "audio", "map", "button", "datalist", "frameset", "applet"]
)  # fmt: skip
# The role of an element: a box separates the text around it, an inline element does not, and a
# skipped element is not read. A link, a bold element and a break are inline, too. For a span and a
# button ``_role`` chooses one of these roles.
_Role = Literal["box", "inline", "skipped", "link", "bold", "span", "button", "break"]
_ROLE_OF_TAG: dict[object, _Role] = {
    **dict.fromkeys(_INLINE_TAGS, "inline"),
    **dict.fromkeys(_SKIPPED_TAGS, "skipped"),
    "a": "link", "b": "bold", "strong": "bold", "span": "span", "br": "break", "button": "button",
    # lxml has these functions in place of the tag of a node that is no element.
    Comment: "skipped", ProcessingInstruction: "skipped", Entity: "skipped",
}  # fmt: skip
_TITLE_TAGS = frozenset({"h2", "h3", "h4", "h5", "h6", "dt"})
# Of a button that is the label of a section below it.
_MIN_LABEL_CHARS, _MAX_LABEL_CHARS = 10, 200
_MAX_BUTTON_LEVELS = 3  # of boxes from a block up to its button
_MIN_LABEL_WORDS = 3  # a shorter question is a control: «Забыли пароль?»
# Roles of spans that are cells of a table for screen readers.
_CELL_ROLES = frozenset({"cell", "gridcell", "columnheader", "rowheader"})
_HEADING_LEVELS = {f"h{level}": level for level in range(1, 10)}
# Class names of spans that are shown only to screen readers, or when the mouse points at a word:
# "sr-only", "tooltip", "hover-card", "rollover-people-block". A whole article may be a popup, so a
# part of it, such as the date "post-popup__date", is none itself; "min-100-vh" is a height.
_ON_DEMAND = re.compile(
    r"(?:^|[\s_-])(?:sr-only|(?:(?<![_-])|(?<=\bgo-))vh(?=$|\s)|visually-?hidden|"
    r"screen-?reader(?:-text)?|tooltip|popover|popup(?!__)|hovercard|"
    r"(?:rollover|flyout|dropdown|hover)(?:-\w+)?-(?:block|box|card|content|panel))"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)

# The style of a text for screen readers, which is cut to nothing: "clip:rect(0 0 0 0)".
_CLIPPED = re.compile(r"clip:\s{0,3}rect\(0(?:px)?[\s,]+0")
# Class names of the number of comments: "comments_count", "pw-responses-count", "com-num". Numbers
# of other things, such as votes, may be news.
_COMMENT_COUNT = re.compile(
    r"(?:^|[\s_-])(?:com+ents?|kom+entar\w{0,3}|(?:com|responses?|replies)(?=[\s_-]?(?:count|num)))"
    r"(?:[\s_-]?(?:count(?:er|s)?|num(?:ber)?|total))?(?:$|[\s_-])",
    re.IGNORECASE,
)
_MAX_COMMENT_COUNT_CHARS = 6
_MAX_STEPS_AFTER_COUNT = 12  # from element to element, up to the next one with text
_MAX_PARTS_BESIDE_COUNT, _MAX_PART_CHARS = 20, 100  # of raw text that is looked at before it
# The end of a sentence; after an initial such as «И.» a number may belong to a name.
_ENDED_SENTENCE = re.compile(r"\w{2}[»”\")]?[.!?…][»”\")]*\s*$|[!?…][»”\")]*\s*$")


@dataclass(slots=True, eq=False)
class Block:
    """A run of text between two block-level boundaries."""

    text: str
    box: Box
    index: int  # in the list of the page's blocks
    link_chars: int = 0  # how many of its characters are in links
    bold_chars: int = 0  # how many of its characters are in bold type
    links: int = 0  # the number of links in it
    heading: int = 0  # the level, 1 to 6, of the heading that the block is; else 0
    follows_break: bool = False  # whether a <br> is right before the block
    key: str = ""  # the text without its spaces
    elements: list[HtmlElement] = field(default_factory=list)  # the <a> elements in it


def is_sentence(block: Block) -> bool:
    """Return whether a block is long, ends like a sentence and is not mostly a link."""
    size = len(block.text)
    has_end = block.text[-1] in '.!?…։。»"”'
    return has_end and size >= _MIN_SENTENCE_CHARS and block.link_chars < _MAX_LINK_SHARE * size


def is_link(block: Block) -> bool:
    """Return whether nearly all of a block's text is in links."""
    return block.link_chars >= MIN_LINK_SHARE * len(block.text)


def is_label_of_button(block: Block) -> bool:
    """Return whether a block is the question in a button that no attribute ties to a section."""
    box = block.box
    for _ in range(_MAX_BUTTON_LEVELS):
        if box.tag == "button" or box.parent is None:
            break
        box = box.parent
    return box.tag == "button" and box.element.get("aria-expanded") is None


def read_blocks(
    tree: HtmlElement, normalize: Callable[[str], str], limit: int = MAX_BLOCKS
) -> list[Block]:
    """Return the blocks of the page in order; reading stops at ``limit`` blocks.

    ``normalize`` turns raw text into one clean line; blocks without text are left out.
    """
    blocks = read_plain_blocks(tree, normalize, limit)
    describe_boxes(blocks)
    return blocks


def read_plain_blocks(
    tree: HtmlElement, normalize: Callable[[str], str], limit: int = MAX_BLOCKS
) -> list[Block]:
    """Return what ``read_blocks`` does, but with boxes that are not described yet.

    To recognise a known article, a description is not needed. It takes a third of the time.
    """
    body = tree.find("body")
    return _BlockReader(normalize, body if body is not None else tree).read(limit)


def describe_boxes(blocks: Iterable[Block]) -> None:
    """Set the attributes of the boxes of all blocks, and of the boxes around them."""
    for block in blocks:
        if not block.box.is_described:
            describe(block.box)


class _BlockReader:
    """Reads the elements of a page in order and collects the text of the current block."""

    def __init__(self, normalize: Callable[[str], str], root: HtmlElement) -> None:
        self.normalize = normalize
        self.root = root
        self.blocks: list[Block] = []  # those that have ended
        self.box = Box("body", None, root)
        # The current block: its pieces of raw text, and the counts of ``Block``.
        self.parts: list[str] = []
        self.link_chars = self.bold_chars = 0
        self.links: list[HtmlElement] = []
        self.follows_break = False
        self.open_links = self.open_bolds = 0  # elements around the current place
        self.examined_spans = self.long_spans = 0  # of those that are shown on demand

    def read(self, limit: int) -> list[Block]:
        """Return the blocks of all elements; reading stops at ``limit`` blocks."""
        blocks = self.blocks
        events = iterwalk(self.root, events=("start", "end"))
        next(events)  # the start of the root
        if self.root.text:
            self.parts.append(self.root.text)
        roles: list[_Role] = []  # of all elements around the current place
        for event, element in events:
            if event == "start":
                role = _role(element)
                if role == "skipped" and element.tag == "span" and self._is_unclosed(element):
                    role = "inline"
                elif self.box.tag == "p" and _is_comment_count(element) and self._is_apart(element):
                    role = "skipped"
                roles.append(role)
                if role == "skipped":
                    events.skip_subtree()
                else:
                    self._enter(role, element)
            elif roles:
                self._leave(roles.pop(), element)
                if len(blocks) >= limit:
                    break
        self._end_block()
        return blocks

    @cached_property
    def page_chars(self) -> int:
        """Return the number of characters that the page shows."""
        return visible_chars(self.root)

    def _is_unclosed(self, span: HtmlElement) -> bool:
        """Return whether a span that is shown on demand holds much of the page, by an error.

        A card that is shown on demand is short. Only the first long spans are examined.
        """
        self.examined_spans += 1
        if self.examined_spans > _MAX_EXAMINED_SPANS:
            return False
        chars = all_chars(span)
        if chars < MIN_HIDDEN_CHARS or not is_much_text(chars, self.page_chars):
            return False
        self.long_spans += 1
        is_exact = self.long_spans <= _MAX_EXACT_SPANS
        if is_exact and not is_much_text(visible_chars(span), self.page_chars):
            return False
        return next(span.iterdescendants("p", "div"), None) is not None

    def _is_apart(self, count: HtmlElement) -> bool:
        """Return whether a number is before the first or after the last sentence, or alone.

        A number with a space before a small letter is the beginning of a sentence.
        """
        after = _text_after(count)
        if after is None:
            return False
        last_parts = self.parts[-_MAX_PARTS_BESIDE_COUNT:]
        before = "".join(part[-_MAX_PART_CHARS:] for part in last_parts)
        if not after and _ENDED_SENTENCE.search(before[-_MAX_PART_CHARS:]):
            return True
        first = next((char for char in after[:_MAX_PART_CHARS] if char.isalnum()), "")
        is_attached = (count.tail or "")[:1].isalpha()
        return (is_attached or not first.islower()) and self._is_at_start()

    def _is_at_start(self) -> bool:
        """Return whether the current block has no text yet; only a few short parts are examined."""
        return len(self.parts) <= _MAX_PARTS_BESIDE_COUNT and all(
            len(part) <= _MAX_PART_CHARS and part.isspace() for part in self.parts
        )

    def _enter(self, role: _Role, element: HtmlElement) -> None:
        """Handle the start of an element, and the text before its first child."""
        if role == "box":
            # A custom element (with a hyphen in its tag) in a paragraph is a part of its line.
            if not ("-" in element.tag and self.box.tag == "p"):
                if self.parts or self.links:
                    self._end_block()
                self.box = Box(element.tag, self.box, element)
        elif role == "link":
            self.open_links += 1
            self.links.append(element)
        elif role == "bold":
            self.open_bolds += 1
        elif role == "break":
            self._end_block()
            self.follows_break = True
        if text := element.text:
            self.parts.append(text)
            if self.open_links or self.open_bolds:
                self._count_chars(text)

    def _leave(self, role: _Role, element: HtmlElement) -> None:
        """Handle the end of an element, and the text after it."""
        if role == "box":
            # The tags differ at the end of a custom element, which opened no box.
            if self.box.tag == element.tag:
                if self.parts or self.links:
                    self._end_block()
                self.box = self.box.parent or self.box
        elif role == "link":
            self.open_links = max(0, self.open_links - 1)
        elif role == "bold":
            self.open_bolds = max(0, self.open_bolds - 1)
        if text := element.tail:
            self.parts.append(text)
            if self.open_links or self.open_bolds:
                self._count_chars(text)

    def _count_chars(self, text: str) -> None:
        """Count the characters of raw text in a link or in bold type."""
        size = len(text.strip())
        if self.open_links:
            self.link_chars += size
        if self.open_bolds:
            self.bold_chars += size

    def _end_block(self) -> None:
        """End the current block, and append it to ``blocks`` if it has text."""
        raw = self.parts[0] if len(self.parts) == 1 else "".join(self.parts)
        text = self.normalize(raw) if raw and not raw.isspace() else ""
        if text:
            box, size = self.box, len(text)
            block = Block(text, box, len(self.blocks))
            # Normalizing may shorten the text, while these counts are of the raw text.
            block.link_chars = min(self.link_chars, size)
            block.bold_chars = min(self.bold_chars, size)
            block.links, block.elements = len(self.links), self.links
            block.heading = _HEADING_LEVELS.get(box.tag, 0)
            block.follows_break = self.follows_break
            block.key = text.replace(" ", "")
            self.blocks.append(block)
            self.links = []
        elif not self.open_links:
            self.links = []  # a link without text; an open link may still have text in the next box
        if self.parts:
            self.follows_break = False
            self.parts = []
            self.link_chars = self.bold_chars = 0


def _role(element: HtmlElement) -> _Role:
    """Return how an element affects the text around it; see ``_Role``."""
    role = _ROLE_OF_TAG.get(element.tag, "box")
    if role == "span":
        if element.get("role") in _CELL_ROLES:
            return "box"
        return "skipped" if _is_on_demand(element) else "inline"
    return _role_of_button(element) if role == "button" else role


def _role_of_button(button: HtmlElement) -> _Role:
    """Return the role of a button: its text is read if it is the label of a section below it.

    In the pattern «accordion» of ARIA the button is alone in a heading. Other pages have it, or a
    box of it alone, above the section; there its label must be a question, unlike those of menus.
    """
    parent = button.getparent()
    chars = all_chars(button)
    if parent is None or not _MIN_LABEL_CHARS <= chars <= _MAX_LABEL_CHARS:
        return "skipped"
    if parent.tag in _TITLE_TAGS:
        # The number of elements is looked at first, since a hostile heading has thousands.
        is_alone = len(parent) == 1 and all_chars(parent) == chars
        return "inline" if is_alone else "skipped"
    is_above = button.getnext() is not None or (len(parent) == 1 and parent.getnext() is not None)
    if not is_above:
        return "skipped"
    label = normalized_line(button.text_content())
    is_question = label.endswith("?") or "՞" in label
    has_words = len(label.split()) >= _MIN_LABEL_WORDS
    is_control = button.get("aria-expanded") is None and not has_words
    return "box" if is_question and not is_control else "skipped"


def _is_comment_count(element: HtmlElement) -> bool:
    """Return whether an element holds a number alone, and is named for a number of comments."""
    text = element.text
    if (
        not text
        or len(text) > _MAX_COMMENT_COUNT_CHARS
        or not text.strip().isdecimal()
        or len(element)
    ):
        return False
    names = (element.get("class", ""), element.get("id", ""))
    return any(_COMMENT_COUNT.search(name[:MAX_NAME_CHARS]) is not None for name in names)


def _text_after(element: HtmlElement) -> str | None:
    """Return the next text of the block after an element.

    It is empty at the end of the block, and None if too many elements are before it.
    """
    node, is_entered = element, False  # whether the place is the start of the node, or its end
    for _ in range(_MAX_STEPS_AFTER_COUNT):
        tag = node.tag if isinstance(node.tag, str) else ""
        if is_entered and tag and tag not in _SKIPPED_TAGS:
            if tag not in _INLINE_TAGS and "-" not in tag:
                return ""
            if text := (node.text or "").strip():
                return text
            if len(node):
                node = node[0]
                continue
        if text := (node.tail or "").strip():
            return text
        following = node.getnext()
        node, is_entered = (node.getparent(), False) if following is None else (following, True)
        if node is None or (node.tag == "p" and not is_entered):
            return ""
    return None


def _is_on_demand(span: HtmlElement) -> bool:
    """Return whether a span is shown on demand only, so that it is no part of its sentence."""
    classes, style = span.get("class"), span.get("style")
    if style and "clip" in style and _CLIPPED.search(style[:MAX_NAME_CHARS]):
        return True
    return bool(classes) and _names_on_demand(classes[:MAX_NAME_CHARS])


@lru_cache(maxsize=10_000)  # attributes; the pages of an outlet have the same ones
def _names_on_demand(classes: str) -> bool:
    return _ON_DEMAND.search(classes) is not None
