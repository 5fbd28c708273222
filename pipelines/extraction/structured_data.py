"""The machine-readable statements of a page: JSON-LD, OpenGraph and other meta tags, microdata."""

import json
import re
from collections import deque
from dataclasses import dataclass, field
from typing import Any, cast

from bs4 import BeautifulSoup
from lxml.etree import XPath
from lxml.html import HtmlElement

from pipelines.parsing.text import line

_MAX_STATEMENTS = 400  # of one kind on a page; a hostile page has thousands
_MAX_SCRIPT = 1_000_000  # characters
_MAX_NODES = 5_000
_ARTICLE = re.compile(r"Article|BlogPosting|Report$|Review$|ClaimReview|LiveBlog", re.IGNORECASE)
_COMMENT = re.compile(r"^\s*(?:<!\[CDATA\[|<!--|//<!\[CDATA\[)|(?:\]\]>|-->|//\]\]>)\s*;?\s*$")
_TRAILING_COMMA = re.compile(r",\s*([}\]])")
_ITEMS = XPath("//*[@itemprop]")
_MICRODATA = frozenset(
    ["headline", "name", "datePublished", "dateModified", "dateCreated", "author",
     "articleSection", "keywords", "image", "description"]
)  # fmt: skip


@dataclass(slots=True)
class Structured:
    """Statements in page order. ``meta`` keys are lower-case names or properties."""

    meta: dict[str, list[str]] = field(default_factory=dict)
    article: dict[str, Any] = field(default_factory=dict)  # the JSON-LD node of the page's article
    article_count: int = 0  # JSON-LD nodes of articles, teasers among them
    types: frozenset[str] = frozenset()  # every JSON-LD @type
    microdata: dict[str, list[str]] = field(default_factory=dict)
    article_bodies: tuple[str, ...] = ()  # JSON-LD, as plain text
    canonical_url: str | None = None
    language: str | None = None

    def first(self, *names: str) -> str | None:
        """The first non-empty meta value under any of the names, in their order."""
        for name in names:
            for value in self.meta.get(name, ()):
                if value:
                    return value
        return None


def read_structured(tree: HtmlElement, headline: str | None = None) -> Structured:
    """Collect the statements of one page.

    ``headline`` distinguishes the JSON-LD node of the page's article from those of teasers.
    """
    found = Structured(
        language=tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang")
    )
    _read_head(tree, found)
    _read_microdata(tree, found)
    nodes = _nodes(tree)
    found.types = frozenset(kind for node in nodes for kind in types_of(node))
    articles = [node for node in nodes if any(_ARTICLE.search(kind) for kind in types_of(node))]
    found.article_count = len(articles)
    if articles:
        wanted = headline or found.first("og:title") or ""
        found.article = max(articles, key=lambda node: _article_rank(node, wanted))
        body = found.article.get("articleBody")
        if isinstance(body, str) and body.strip():
            found.article_bodies = (fragment_text(body),)
    return found


def types_of(node: dict[str, Any]) -> list[str]:
    kind = node.get("@type")
    return [str(item) for item in (kind if isinstance(kind, list) else [kind]) if item]


def fragment_text(value: str) -> str:
    """The text of an HTML fragment as JSON-LD and feeds carry it."""
    if "<" not in value and "&" not in value:
        return value
    return BeautifulSoup(value[:_MAX_SCRIPT], "lxml").get_text("\n")


def strings(value: Any, *keys: str) -> list[str]:
    """Every text in a JSON-LD value: a string, an object's ``keys``, or a list of these."""
    out: list[str] = []
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            item = next((item[key] for key in keys if isinstance(item.get(key), str | list)), None)
            if isinstance(item, list):
                out.extend(text for text in item if isinstance(text, str))
                continue
        if isinstance(item, str | int | float) and (text := line(fragment_text(str(item)))):
            out.append(text)
        if len(out) >= _MAX_STATEMENTS:
            break
    return out


def _read_head(tree: HtmlElement, found: Structured) -> None:
    for count, element in enumerate(tree.iter("meta", "link")):
        if count > _MAX_STATEMENTS:
            break
        if element.tag == "link":
            if (element.get("rel") or "").lower() == "canonical" and not found.canonical_url:
                found.canonical_url = (element.get("href") or "").strip() or None
            continue
        value = line(element.get("content"))
        for attribute in ("property", "name", "http-equiv"):
            if (name := element.get(attribute)) and value:
                found.meta.setdefault(name.strip().lower(), []).append(value)


def _read_microdata(tree: HtmlElement, found: Structured) -> None:
    for count, element in enumerate(cast("list[HtmlElement]", _ITEMS(tree))):
        if count > _MAX_STATEMENTS:
            break
        for name in (element.get("itemprop") or "").split():
            if name in _MICRODATA and (value := _item_value(element)):
                found.microdata.setdefault(name, []).append(value)


def _item_value(element: HtmlElement) -> str:
    for attribute in ("content", "datetime"):
        if value := element.get(attribute):
            return line(value)
    if element.get("itemscope") is not None:
        named = element.find(".//*[@itemprop='name']")
        if named is not None:
            return line(named.get("content") or named.text_content()[:500])
    if element.tag in ("img", "link"):
        return line(element.get("src") or element.get("href"))
    return line(element.text_content()[:500])


def _nodes(tree: HtmlElement) -> list[dict[str, Any]]:
    """Every JSON-LD object of the page, breadth first."""
    nodes: list[dict[str, Any]] = []
    queue: deque[Any] = deque()
    for script in tree.iterfind(".//script[@type='application/ld+json']"):
        queue.append(_load(script.text or ""))
    visited = 0
    while queue and visited < _MAX_NODES:
        item = queue.popleft()
        visited += 1
        if isinstance(item, list):
            queue.extend(item)
        elif isinstance(item, dict):
            if item.get("@type"):
                nodes.append(item)
            queue.extend(value for value in item.values() if isinstance(value, list | dict))
    return nodes


def _load(script: str) -> Any:
    script = _COMMENT.sub("", script[:_MAX_SCRIPT]).strip()
    for attempt in (script, _TRAILING_COMMA.sub(r"\1", script)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _article_rank(node: dict[str, Any], headline: str) -> tuple[bool, bool, bool, int]:
    """Rank a JSON-LD node: the page's own article ranks above those it links to."""
    title = line(str(node.get("headline") or node.get("name") or ""))
    same = bool(title) and bool(headline) and (title[:40] in headline or headline[:40] in title)
    dated = bool(node.get("datePublished"))
    main = any("Article" in kind for kind in types_of(node))
    return same, dated, main, len(node)
