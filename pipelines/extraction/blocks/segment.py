"""Splits a page into text blocks, each with its place in the markup.

A block is the text between two block-level boundaries; a ``<br>`` is such a boundary, too. So a
paragraph, a table cell, a list item, a line that ends with ``<br>`` and the bare text of a
``<div>`` are separate blocks.
"""

import re
from array import array
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

from lxml.etree import iterwalk
from lxml.html import HtmlElement

MAX_BLOCKS = 6_000  # of a page, the rest is not read; no article has more blocks
_INLINE = frozenset(
    ["a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em",
     "font", "i", "ins", "kbd", "label", "mark", "nobr", "q", "s", "samp", "small", "span",
     "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "noindex", "index", "ruby",
     "rb", "rt", "rp"]
)  # fmt: skip
_SILENT = frozenset(
    ["script", "style", "noscript", "template", "svg", "head", "iframe", "object", "select",
     "textarea", "canvas", "video", "audio", "map", "button", "datalist", "frameset", "applet"]
)  # fmt: skip


# What an element means for the text around it. An element with any other tag is a box, which
# separates the text before it from its own.
_ROLES = {
    **dict.fromkeys(_INLINE, "inline"),
    **dict.fromkeys(_SILENT, "silent"),
    "a": "link", "b": "bold", "strong": "bold", "span": "span", "br": "break",
}  # fmt: skip

# Groups of words in class names, ids and roles. The distance to the nearest box with a word of a
# group is a feature of the block model.
NAME_GROUPS: dict[str, str] = {
    "article": r"article|story|post(?!er)|entry|news|publication|material|single|detail",
    "content": r"content|body|main|full|maincol",
    "text": r"text|txt|paragraph|prose|rich|wysiwyg|editor|copy(?!right)",
    "lead": r"lead|intro|anons|announce|preview|excerpt|summary|standfirst|dek|subtitle|"
        r"abstract|deck",
    "comment": r"comment|reply|replies|disqus|discuss|respond|guestbook|forum|hypercomment",
    "side": r"sidebar|aside|rail|right|left|column|col-?[2-4]|secondary",
    "footer": r"foot|bottom|copyright|colophon|counter|imprint",
    "header": r"header|masthead|logo|topbar|top-|-top|toolbar",
    "nav": r"nav|menu|breadcrumb|crumb|pager|paginat|prev|next|tabs?\b|switch|path",
    "related": r"relat|similar|more|recommend|popular|also|other|trending|most|latest|read-?on|"
        r"last|recirc|further|theme|linked|mustread|interesting",
    "share": r"share|sharing|social|like|follow|facebook|twitter|vkontakte|telegram|sns|pluso|"
        r"addthis|bookmark|tools|print|action",
    "ad": r"\bads?\b|advert|banner|sponsor|promo|outbrain|taboola|adfox|reklam|commercial|"
        r"\bad[-_]|[-_]ad\b|dfp|affiliate|partner|gpt",
    "tags": r"tags?\b|keyword|topic|rubri|categor|label|taxonomy",
    "meta": r"meta|info|date|time|publi|stat|views|details?\b|header-?line|data",
    "author": r"author|byline|writer|contributor|bio|journalist|avtor|autor|profile",
    "caption": r"caption|figure|photo|image|img|gallery|media|credit|slide|picture|pic|carousel|"
        r"video|player|illustration|foto",
    "subscribe": r"subscri|newsletter|signup|sign-up|paywall|login|cookie|consent|modal|popup|"
        r"overlay|regist|dialog|gdpr|offer|banner|donat|premium|abo|membership",
    "widget": r"widget|poll|vote|form|search|calendar|weather|rating|quiz|survey|currency|"
        r"informer",
    "hidden": r"hidden|hide|invisible|sr-only|visually|screen-?reader|noprint|display-?none|skip",
    "list": r"list|feed|item|card|grid|tile|teaser|row|block|archive|box",
    "quote": r"quote|embed|tweet|instagram|infobox|fact|inset|incut|box|note|highlight|"
        r"interactive",
    "title": r"title|headline|heading|zag|caption|h1",
    "embed": r"twitter-tweet|instagram-media|fb-post|telegram-post|tiktok-embed|vk_post",
}  # fmt: skip
_PLAIN = re.compile(r"[a-z0-9-]+")
_START = 3  # plain words are looked up by so many of their first letters
_Words = dict[str, list[tuple[str, int]]]
TAG_GROUPS = (
    "article", "main", "section", "aside", "nav", "footer", "header", "form", "ul", "ol", "li",
    "table", "td", "figure", "figcaption", "blockquote", "p", "h1", "h2", "h3", "h4", "div",
    "a", "dl", "center", "pre", "body",
)  # fmt: skip
_TAG_INDEX = {tag: len(NAME_GROUPS) + i for i, tag in enumerate(TAG_GROUPS)}
_TAG_INDEX |= {"h5": _TAG_INDEX["h4"], "h6": _TAG_INDEX["h4"], "th": _TAG_INDEX["td"]}
_TAG_INDEX |= {"dt": _TAG_INDEX["dl"], "dd": _TAG_INDEX["dl"], "details": _TAG_INDEX["section"]}
# The numbers of further groups, after those of names and tags.
BODY_PROPERTY = len(NAME_GROUPS) + len(TAG_GROUPS)  # itemprop="articleBody" and the like
UNSEEN = BODY_PROPERTY + 1  # display:none, hidden, aria-hidden
EMBED = list(NAME_GROUPS).index("embed")  # a post of a social network, shown in the article
GROUPS = UNSEEN + 1  # the number of all groups
_NAMING = ("class", "id", "role")
_MAX_NAME_CHARS = 300  # the rest of a longer attribute is not read
_NOWHERE = -99  # the depth that stands for no box of a group
_NO_GROUPS = array("h", [_NOWHERE] * GROUPS)
_DEEPEST = 30_000  # a larger depth counts as this one, since the array holds 16-bit numbers
_BODY_PROPERTY = re.compile(r"articlebody|reviewbody|\btext\b", re.IGNORECASE)
# Class names of elements that are shown only when the mouse points at a word, or to screen readers.
_ON_DEMAND = re.compile(
    r"(?:^|[\s_-])(?:sr-only|visually-?hidden|screen-?reader(?:-text)?|tooltip|popover|popup|"
    r"hovercard|(?:rollover|flyout|dropdown|hover)(?:-\w+)?-(?:block|box|card|content|panel))"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d[a-z\d]*")  # of a class name; a letter may follow in "1x3"
_UNSEEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


class Box:
    """A block-level element, which contains blocks or other boxes.

    Most properties are computed at their first use, since of many boxes only the place is needed.
    """

    __slots__ = (
        "_names", "_nearest", "_path", "_step", "blocks", "chars", "depth", "element", "link_chars",
        "parent", "score", "sentences", "tag",
    )  # fmt: skip

    def __init__(self, tag: str, parent: "Box | None", element: HtmlElement) -> None:
        self.tag = tag
        self.parent = parent
        self.element = element
        self.depth: int = min(parent.depth + 1, _DEEPEST) if parent else 0
        self.chars = self.link_chars = self.blocks = self.sentences = 0
        self.score = 0.0
        self._step: str | None = None
        self._path: str | None = None
        self._nearest: array[int] | None = None
        self._names: str | None = None

    @property
    def step(self) -> str:
        """Return the tag and the first class name, with 0 in place of each number.

        Site builders number the paragraphs of a text («t123», «css-1x3»), which are still alike.
        """
        if self._step is None:
            css = self.element.get("class") if self.parent else None
            name = css and _NUMBER.sub("0", css.lower().partition(" ")[0])
            self._step = f"{self.tag}.{name}" if name else self.tag
        return self._step

    @property
    def path(self) -> str:
        """Return the ``step`` of the two boxes around this box and of the box itself."""
        if self._path is None:
            around = (self.parent and self.parent.parent, self.parent, self)
            self._path = "/".join([box.step for box in around if box])
        return self._path

    @property
    def nearest(self) -> "array[int]":
        """Return for each group the depth of its nearest box: this one or a box around it."""
        if self._nearest is None:
            self._nearest = _nearest(self)
        return self._nearest

    @property
    def names(self) -> str:
        """Return the class, id and role of the box, in lower case."""
        if self._names is None:
            values = map(self.element.get, _NAMING, ("", "", ""))
            self._names = " ".join(values)[:_MAX_NAME_CHARS].lower()
        return self._names


@dataclass(slots=True, eq=False)
class Block:
    """A run of text; ``link_chars`` of its characters are in links, ``bold_chars`` in bold type."""

    text: str
    box: Box
    index: int
    link_chars: int = 0
    bold_chars: int = 0
    links: int = 0
    heading: int = 0  # 1–6 for h1–h6
    after_break: bool = False  # whether it begins after a <br>
    key: str = ""  # the text without its spaces
    elements: list[HtmlElement] = field(default_factory=list)  # the <a> elements in it


def read_blocks(
    tree: HtmlElement, normalize: Callable[[str], str], limit: int = MAX_BLOCKS
) -> list[Block]:
    """Return the blocks of the page in order, at most ``limit`` of them.

    ``normalize`` turns raw text into one clean line; blocks without text are left out.
    """
    body = tree.find("body")
    walker = _Walker(normalize, body if body is not None else tree)
    return walker.walk(limit)


class _Walker:
    """The state of one walk over the tree."""

    def __init__(self, normalize: Callable[[str], str], root: HtmlElement) -> None:
        self.normalize = normalize
        self.root = root
        self.blocks: list[Block] = []
        self.box = Box("body", None, root)
        self.parts: list[str] = []
        self.link_chars = self.bold_chars = 0
        self.links: list[HtmlElement] = []
        self.in_link = self.in_bold = 0
        self.after_break = False

    def walk(self, limit: int) -> list[Block]:
        events = iterwalk(self.root, events=("start", "end"))
        if self.root.text:
            self._text(self.root.text)
        roles: list[str] = []  # the roles of all elements around the current place
        for event, element in events:
            if element is self.root:
                continue
            if event == "end":
                self._leave(roles.pop(), element)
                if len(self.blocks) >= limit:
                    break
                continue
            roles.append(role := _role(element))
            if role == "silent":
                events.skip_subtree()
            else:
                self._enter(role, element)
        self._flush()
        return self.blocks

    def _enter(self, role: str, element: HtmlElement) -> None:
        if role == "box":
            # A custom element (with a hyphen in its tag) in a paragraph is a part of its line.
            if not ("-" in element.tag and self.box.tag == "p"):
                if self.parts or self.links:
                    self._flush()
                self.box = Box(element.tag, self.box, element)
        elif role == "link":
            self.in_link += 1
            self.links.append(element)
        elif role == "bold":
            self.in_bold += 1
        elif role == "break":
            self._flush()
            self.after_break = True
        if text := element.text:
            self._text(text)

    def _leave(self, role: str, element: HtmlElement) -> None:
        if role == "box":
            if self.box.tag == element.tag:
                if self.parts or self.links:
                    self._flush()
                if self.box.parent is not None:
                    self.box = self.box.parent
        elif role == "link":
            self.in_link = max(0, self.in_link - 1)
        elif role == "bold":
            self.in_bold = max(0, self.in_bold - 1)
        if text := element.tail:
            self._text(text)

    def _text(self, text: str) -> None:
        self.parts.append(text)
        if self.in_link or self.in_bold:
            size = len(text.strip())
            if self.in_link:
                self.link_chars += size
            if self.in_bold:
                self.bold_chars += size

    def _flush(self) -> None:
        """End the current block, and append it to ``blocks`` if it has text."""
        raw = "".join(self.parts)
        text = self.normalize(raw) if raw and not raw.isspace() else ""
        if text:
            block = Block(text, self.box, len(self.blocks))
            block.link_chars = min(self.link_chars, len(text))
            block.bold_chars = min(self.bold_chars, len(text))
            block.links = len(self.links)
            block.elements = self.links
            block.after_break = self.after_break
            block.heading = _heading_level(self.box)
            block.key = text.replace(" ", "")
            self.blocks.append(block)
            self.links = []
        elif not self.in_link:
            self.links = []
        if self.parts:
            self.after_break = False
        self.parts = []
        self.link_chars = self.bold_chars = 0


def _heading_level(box: Box) -> int:
    tag = box.tag
    return int(tag[1]) if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit() else 0


def _role(element: HtmlElement) -> str:
    """Return the role of an element for the text around it: a value of ``_ROLES``, or ``box``."""
    tag = element.tag
    role = _ROLES.get(tag, "box") if isinstance(tag, str) else "silent"  # a comment has no tag
    if role == "span":
        return "silent" if _is_aside(element) else "inline"
    return role


def _nearest(box: Box) -> "array[int]":
    """Compute ``Box.nearest`` of a box, and of all boxes around it that do not have it yet."""
    unknown = []
    while box.parent is not None and box._nearest is None:
        unknown.append(box)
        box = box.parent
    nearest = box._nearest or _NO_GROUPS
    for inner in reversed(unknown):
        nearest = inner._nearest = _inside(inner, nearest)
    return nearest


def _inside(box: Box, above: "array[int]") -> "array[int]":
    """Return ``Box.nearest`` of a box, given that of its parent."""
    nearest, depth, get = above[:], box.depth, box.element.get
    for attribute in _NAMING:
        if value := get(attribute):
            for group in _groups(value[:_MAX_NAME_CHARS]):
                nearest[group] = depth
    if (prop := get("itemprop")) and _BODY_PROPERTY.search(prop):
        nearest[BODY_PROPERTY] = depth
    if _is_unseen(box.element):
        nearest[UNSEEN] = depth
    if (index := _TAG_INDEX.get(box.tag)) is not None:
        nearest[index] = depth
    return nearest


def _is_aside(span: HtmlElement) -> bool:
    """Return whether a span is shown on demand only, so that it is no part of its sentence."""
    names = span.get("class")
    return bool(names) and _shows_on_demand(names[:_MAX_NAME_CHARS])


@lru_cache(maxsize=10_000)
def _shows_on_demand(names: str) -> bool:
    return _ON_DEMAND.search(names) is not None


def _is_unseen(element: HtmlElement) -> bool:
    style = element.get("style")
    return (
        (style is not None and _UNSEEN_STYLE.search(style[:500]) is not None)
        or element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
    )


@lru_cache(maxsize=20_000)  # pages of one outlet share class names
def _groups(names: str) -> frozenset[int]:
    """Return the groups of all class names in an attribute, which separates them by spaces."""
    return frozenset(group for name in names.lower().split() for group in _groups_of(name))


@lru_cache(maxsize=20_000)
def _groups_of(name: str) -> frozenset[int]:
    words, patterns, any_pattern = _name_patterns()
    found = {
        group
        for at in range(len(name) - _START + 1)
        for word, group in words.get(name[at : at + _START], ())
        if name.startswith(word, at)
    }
    if any_pattern.search(name):
        found.update(group for group, pattern in patterns if pattern.search(name))
    return frozenset(found)


@lru_cache(maxsize=1)
def _name_patterns() -> tuple[_Words, list[tuple[int, re.Pattern[str]]], re.Pattern[str]]:
    """Return the words of ``NAME_GROUPS`` in a form that is fast to search.

    The first value holds the plain words by their first letters, since a look-up is far faster than
    a pattern. The second holds a pattern for the other words of each group, the third a pattern for
    the other words of all groups.
    """
    words: _Words = {}
    patterns = []
    for group, alternatives in enumerate(NAME_GROUPS.values()):
        others = []
        for part in alternatives.split("|"):
            if len(part) >= _START and _PLAIN.fullmatch(part):
                words.setdefault(part[:_START], []).append((part, group))
            else:
                others.append(part)
        if others:
            patterns.append((group, re.compile("|".join(others))))
    return words, patterns, re.compile("|".join(pattern.pattern for _, pattern in patterns))
