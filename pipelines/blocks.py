"""A page as the sequence of text blocks a reader sees, each with its place in the markup.

A block is the text between two block-level boundaries (a ``<br>`` is one), so a paragraph, a
table cell, a list item, a line of a ``<br><br>`` text and the bare text of a ``<div>`` are all
told apart without rewriting the tree.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from lxml.etree import iterwalk
from lxml.html import HtmlElement

MAX_BLOCKS = 6_000  # a page of more is no article; the first ones are read
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

# What class names, ids and roles say, in the words designers use; each is a feature by distance.
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
TAG_GROUPS = (
    "article", "main", "section", "aside", "nav", "footer", "header", "form", "ul", "ol", "li",
    "table", "td", "figure", "figcaption", "blockquote", "p", "h1", "h2", "h3", "h4", "div",
    "a", "dl", "center", "pre", "body",
)  # fmt: skip
_TAG_INDEX = {tag: len(NAME_GROUPS) + i for i, tag in enumerate(TAG_GROUPS)}
_TAG_INDEX |= {"h5": _TAG_INDEX["h4"], "h6": _TAG_INDEX["h4"], "th": _TAG_INDEX["td"]}
_TAG_INDEX |= {"dt": _TAG_INDEX["dl"], "dd": _TAG_INDEX["dl"], "details": _TAG_INDEX["section"]}
BODY_PROPERTY = len(NAME_GROUPS) + len(TAG_GROUPS)  # itemprop=articleBody and its like
UNSEEN = BODY_PROPERTY + 1  # display:none, hidden, aria-hidden
EMBED = list(NAME_GROUPS).index("embed")  # another's post, shown in the article
GROUPS = UNSEEN + 1
_NOWHERE = -99
_NO_GROUPS = [_NOWHERE] * GROUPS
_BODY_PROPERTY = re.compile(r"articlebody|reviewbody|\btext\b", re.IGNORECASE)
_ON_DEMAND = re.compile(
    r"(?:^|[\s_-])(?:sr-only|visually-?hidden|screen-?reader(?:-text)?|tooltip|popover|popup|"
    r"hovercard|(?:rollover|flyout|dropdown|hover)(?:-\w+)?-(?:block|box|card|content|panel))"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)
_UNSEEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


@dataclass(slots=True, eq=False)
class Box:
    """A block-level element: the place of blocks in the markup."""

    tag: str
    parent: "Box | None"
    depth: int
    path: str  # tags and class names of the innermost three boxes
    names: str  # class, id, role, itemprop in lower case
    nearest: list[int]  # depth of the nearest ancestor-or-self in each group
    element: HtmlElement
    chars: int = 0
    link_chars: int = 0
    blocks: int = 0
    sentences: int = 0
    score: float = 0.0


@dataclass(slots=True, eq=False)
class Block:
    """One run of text; ``link_chars`` and ``bold_chars`` of it stand in links and bold type."""

    text: str
    box: Box
    index: int
    link_chars: int = 0
    bold_chars: int = 0
    links: int = 0
    heading: int = 0  # 1–6 for h1–h6
    after_break: bool = False  # begins after a <br>
    key: str = ""  # the text without its spaces
    elements: list[HtmlElement] = field(default_factory=list)  # its links


def read_blocks(
    tree: HtmlElement, normalize: Callable[[str], str], limit: int = MAX_BLOCKS
) -> list[Block]:
    """Return the blocks of the page in order; at most ``limit`` of them.

    ``normalize`` makes one clean line of raw text; blocks it leaves empty are not returned.
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
        self.box = Box("body", None, 0, "body", "", list(_NO_GROUPS), root)
        self.parts: list[str] = []
        self.link_chars = self.bold_chars = 0
        self.links: list[HtmlElement] = []
        self.in_link = self.in_bold = 0
        self.after_break = False

    def walk(self, limit: int) -> list[Block]:
        events = iterwalk(self.root, events=("start", "end"))
        if self.root.text:
            self._text(self.root.text)
        for event, element in events:
            if element is self.root:
                continue
            tag = element.tag
            if not isinstance(tag, str):
                if event == "end":
                    self._text(element.tail)
                continue
            if event == "start":
                if tag in _SILENT or (tag == "span" and _is_aside(element)):
                    events.skip_subtree()
                else:
                    self._open(tag, element)
            else:
                if tag not in _SILENT and not (tag == "span" and _is_aside(element)):
                    self._close(tag)
                self._text(element.tail)
            if len(self.blocks) >= limit:
                break
        self._flush()
        return self.blocks

    def _open(self, tag: str, element: HtmlElement) -> None:
        if tag == "a":
            self.in_link += 1
            self.links.append(element)
        elif tag in ("b", "strong"):
            self.in_bold += 1
        if tag == "br":
            self._flush()
            self.after_break = True
        elif tag not in _INLINE and not ("-" in tag and self.box.tag == "p"):
            self._flush()  # a custom element in a paragraph is part of its line
            self.box = _box(tag, element, self.box)
        self._text(element.text)

    def _close(self, tag: str) -> None:
        if tag == "a":
            self.in_link = max(0, self.in_link - 1)
        elif tag in ("b", "strong"):
            self.in_bold = max(0, self.in_bold - 1)
        if tag != "br" and tag not in _INLINE and self.box.tag == tag:
            self._flush()
            if self.box.parent is not None:
                self.box = self.box.parent

    def _text(self, text: str | None) -> None:
        if not text:
            return
        self.parts.append(text)
        if self.in_link or self.in_bold:
            size = len(text.strip())
            if self.in_link:
                self.link_chars += size
            if self.in_bold:
                self.bold_chars += size

    def _flush(self) -> None:
        text = self.normalize("".join(self.parts)) if self.parts else ""
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


def _box(tag: str, element: HtmlElement, parent: Box) -> Box:
    given = dict(element.items())
    names = ""
    groups: set[int] = set()
    if given:
        get = given.get
        names = f"{get('class', '')} {get('id', '')} {get('role', '')}"[:300].lower()
        names = names if names.strip() else ""
        groups = _groups(names)
        if (prop := get("itemprop")) and _BODY_PROPERTY.search(prop):
            groups.add(BODY_PROPERTY)
        if _is_unseen(given):
            groups.add(UNSEEN)
    if (index := _TAG_INDEX.get(tag)) is not None:
        groups.add(index)
    depth = parent.depth + 1
    nearest = parent.nearest
    if groups:
        nearest = nearest.copy()
        for group in groups:
            nearest[group] = depth
    own = f"{tag}.{names.partition(' ')[0]}" if names else tag
    path = "/".join([*parent.path.split("/")[-2:], own])
    return Box(tag, parent, depth, path, names, nearest, element)


def _is_aside(span: HtmlElement) -> bool:
    """Whether a span in a sentence shows only on demand: no part of the sentence."""
    names = span.get("class")
    return bool(names and _ON_DEMAND.search(names[:300]))


def _is_unseen(given: Mapping[str, str]) -> bool:
    style = given.get("style")
    return (
        bool(style and _UNSEEN_STYLE.search(style[:500]))
        or "hidden" in given
        or given.get("aria-hidden") == "true"
    )


def _groups(names: str) -> set[int]:
    """The groups of all names; no pattern reaches over a space, so each name is judged alone."""
    return {group for name in names.split() for group in _groups_of(name)}


@lru_cache(maxsize=20_000)  # pages of one outlet share their names
def _groups_of(name: str) -> tuple[int, ...]:
    return tuple(
        i
        for i, (words, pattern) in enumerate(_name_patterns())
        if any(word in name for word in words) or (pattern and pattern.search(name))
    )


@lru_cache(maxsize=1)
def _name_patterns() -> list[tuple[list[str], re.Pattern[str] | None]]:
    """Plain words apart from what only a pattern can say: words are found ten times as fast."""
    found = []
    for group in NAME_GROUPS.values():
        parts = group.split("|")
        patterns = "|".join(part for part in parts if not _PLAIN.fullmatch(part))
        words = [part for part in parts if _PLAIN.fullmatch(part)]
        found.append((words, re.compile(patterns) if patterns else None))
    return found
