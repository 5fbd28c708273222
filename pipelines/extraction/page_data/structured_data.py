"""Collects the machine-readable data of a page: JSON-LD, meta tags such as OpenGraph, microdata."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, cast

from lxml.etree import XPath
from lxml.html import HtmlElement

from pipelines.extraction.page_data.fit import Fit
from pipelines.extraction.page_data.fragments import fragment_text
from pipelines.extraction.page_data.json_ld import Node, json_ld_nodes, types_of
from pipelines.extraction.page_data.microdata import article_microdata
from pipelines.parsing.text import normalized_line

_MAX_STATEMENTS = 400  # of one kind on a page; a hostile page has thousands
# The JSON-LD types of articles, such as «NewsArticle».
_ARTICLE = re.compile(r"Article|BlogPosting|Report$|Review$|ClaimReview|LiveBlog", re.IGNORECASE)
_LONG_WORD = re.compile(r"[^\W\d_]{4,}")
_MIN_WORDS = 3  # two headlines with fewer long words can't be told apart
_MAX_H1 = 5  # h1 elements that are looked at; each may hold the whole of a broken page
_MAX_HEADINGS = 20  # h2 and h3 elements that are looked at
_MAX_HEADLINE_CHARS = 300  # the rest of a longer headline is not looked at
_MIN_NAME_CHARS = 12  # a name of at least this length in the title of the page identifies a work
_MAX_COMPARED_CHARS = 40  # of a name or headline; the rest is not compared with the title
_ASIDE_TAGS = frozenset(["aside", "nav", "footer", "a"])  # hold no article of the page
_HEADLINES_OF_ITEM = XPath("descendant::*[self::h1 or @itemprop = 'headline']")
_PAGE = re.compile(r"^(?:\w*:|https?://schema\.org/)?(?:WebPage|ItemPage|AboutPage)$")


@dataclass(slots=True)
class Structured:
    """The statements in the machine-readable data of a page, in page order."""

    meta: dict[str, list[str]] = field(default_factory=dict)  # by lower-case name or property
    article: Node = field(default_factory=dict)  # the JSON-LD node of the page's article
    web_page: Node = field(default_factory=dict)  # the JSON-LD node of the page itself
    article_count: int = 0  # JSON-LD nodes of articles, teasers among them
    types: frozenset[str] = frozenset()  # every JSON-LD @type
    microdata: dict[str, list[str]] = field(default_factory=dict)  # of the article, by property
    article_bodies: tuple[str, ...] = ()  # that JSON-LD or a meta tag holds, without markup
    canonical_url: str | None = None
    language: str | None = None

    def first(self, *names: str) -> str | None:
        """Return the first non-empty meta value of the names, in their order; or None."""
        for name in names:
            for value in self.meta.get(name, ()):
                if value:
                    return value
        return None


class _Elements:
    """The elements of a page that hold data or headings, in page order, found in one pass."""

    def __init__(self, tree: HtmlElement) -> None:
        self.head: list[HtmlElement] = []  # <meta> and <link> elements
        self.scripts: list[HtmlElement] = []
        self.h1: list[HtmlElement] = []
        self.headings: list[HtmlElement] = []  # <h2> and <h3> elements
        lists = {
            "meta": self.head, "link": self.head, "script": self.scripts, "h1": self.h1,
            "h2": self.headings, "h3": self.headings,
        }  # fmt: skip
        for element in tree.iter(*lists):
            lists[element.tag].append(element)


def read_structured(tree: HtmlElement, headline: str | None = None) -> Structured:
    """Collect the statements of one page.

    ``headline`` distinguishes the JSON-LD node of the page's article from those of teasers.
    """
    structured = Structured(
        language=tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang")
    )
    elements = _Elements(tree)
    _read_head(elements.head, structured)
    og_title = structured.first("og:title") or ""
    title = headline or og_title
    structured.microdata = article_microdata(tree, f"{title} {og_title}")
    nodes = json_ld_nodes(elements.scripts)
    structured.types = frozenset(kind for node in nodes for kind in types_of(node))
    articles = [node for node in nodes if any(_ARTICLE.search(kind) for kind in types_of(node))]
    structured.article_count = len(articles)
    headlines = _own_headlines(elements, og_title, title) if articles else _Headlines()
    articles = [node for node in articles if not _is_of_other_article(node, headlines)]
    if articles:
        structured.article = max(articles, key=lambda node: _article_rank(node, title))
        structured.article_bodies = _article_bodies(structured.article)
    structured.article_bodies = structured.article_bodies or _body_in_meta(
        elements, title, structured
    )
    structured.web_page = next((node for node in nodes if _is_of_page(node, title)), {})
    return structured


def _article_bodies(node: Node) -> tuple[str, ...]:
    """Return the text of an article's JSON-LD node; a live blog has its text in its entries."""
    for key in ("articleBody", "text"):
        if isinstance(body := node.get(key), str) and body.strip():
            return (fragment_text(body),)
    entries = node.get("liveBlogUpdate")
    if not isinstance(entries, list):
        return ()
    texts = [
        fragment_text(entry["articleBody"])
        for entry in entries[:_MAX_STATEMENTS]
        if isinstance(entry, dict) and isinstance(entry.get("articleBody"), str)
    ]
    return ("\n".join(texts),) if texts else ()


def _body_in_meta(elements: _Elements, title: str, structured: Structured) -> tuple[str, ...]:
    """Return the text of the page's only ``<meta itemprop="articleBody">``.

    The result is () if there are several, as teasers have, or if the only one is a teaser's.
    """
    metas = (element for element in elements.head if element.tag == "meta")
    bodies = [
        element
        for element in islice(metas, _MAX_STATEMENTS)
        if element.get("itemprop") == "articleBody"
    ]
    if len(bodies) != 1:
        return ()
    (meta,) = bodies
    body = (meta.get("content") or "").strip()
    if not body:
        return ()
    text = fragment_text(body)
    titles = {title, structured.first("og:title") or ""}
    if len(elements.h1) == 1:
        titles.add(elements.h1[0].text_content())
    summary = structured.first("og:description", "description") or ""
    fits = [Fit(heading[:_MAX_HEADLINE_CHARS], summary) for heading in titles if heading.strip()]
    return (text,) if _is_of_own_item(meta, text, fits) else ()


def _is_of_own_item(meta: HtmlElement, text: str, fits: Sequence[Fit]) -> bool:
    """Return whether the text of a meta tag is of the page's article.

    It is if the tag is in the page's head, or if its item has the headline of the page. In an item
    without a headline, the text must fit one of the page's headlines (``fits``).
    """
    above = list(meta.iterancestors())
    if any(element.tag == "head" for element in above):
        return True
    if any(element.tag in _ASIDE_TAGS for element in above):
        return False
    item = next((element for element in above if element.get("itemscope") is not None), None)
    if item is not None and item.tag not in ("html", "body") and not _PAGE.match(_type_of(item)):
        headlines = [
            element.get("content") or element.text_content()[:_MAX_HEADLINE_CHARS]
            for element in cast("list[HtmlElement]", _HEADLINES_OF_ITEM(item))[:_MAX_H1]
        ]
        if any(fit.is_headline(headline) for fit in fits for headline in headlines):
            return True
        if headlines:
            return any(fit.holds_summary(text) for fit in fits)
    return any(fit.matches(text, ()) for fit in fits)


def _type_of(item: HtmlElement) -> str:
    return (item.get("itemtype") or "").strip()


def strings(value: Any, *keys: str) -> list[str]:
    """Return the texts of a JSON-LD value: a string, an object's ``keys``, or a list of these."""
    texts: list[str] = []
    items = value if isinstance(value, list) else [value]
    for item in items:
        if isinstance(item, dict):
            item = next((item[key] for key in keys if isinstance(item.get(key), str | list)), None)
            if isinstance(item, list):
                texts += [text for text in item if isinstance(text, str)]
                continue
        is_plain = isinstance(item, str | int | float)
        if is_plain and (text := normalized_line(fragment_text(str(item)))):
            texts.append(text)
        if len(texts) >= _MAX_STATEMENTS:
            break
    return texts


def _read_head(elements: Sequence[HtmlElement], structured: Structured) -> None:
    """Read the canonical URL and the meta values of <meta> and <link> into ``structured``."""
    for element in elements[: _MAX_STATEMENTS + 1]:
        if element.tag == "link":
            if (element.get("rel") or "").lower() == "canonical" and not structured.canonical_url:
                structured.canonical_url = (element.get("href") or "").strip() or None
            continue
        value = normalized_line(element.get("content"))
        for attribute in ("property", "name", "http-equiv"):
            if (name := element.get(attribute)) and value:
                structured.meta.setdefault(name.strip().lower(), []).append(value)


def _is_of_page(node: Node, title: str) -> bool:
    """Return whether a node describes the page itself or a dated work with the page's title."""
    if any(_PAGE.match(kind) for kind in types_of(node)):
        return True
    name = normalized_line(str(node.get("headline") or node.get("name") or ""))
    has_title = len(name) >= _MIN_NAME_CHARS and name[:_MAX_COMPARED_CHARS] in title
    return bool(node.get("datePublished")) and has_title


@dataclass(frozen=True, slots=True)
class _Headlines:
    """The long words of the page's headlines, and those of each of its other headings."""

    own: frozenset[str] = frozenset()
    is_own_long: bool = False  # whether a headline besides the page's title has enough words
    headings: frozenset[frozenset[str]] = frozenset()


def _own_headlines(elements: _Elements, og_title: str, title: str) -> _Headlines:
    """Return the headlines of a page, read once for all its nodes."""
    h1_texts = [element.text_content() for element in elements.h1[:_MAX_H1]]
    words_of_own = [_words(text) for text in (og_title, *h1_texts)]
    headings = frozenset(
        _words(element.text_content())
        for element in elements.headings[:_MAX_HEADINGS]
        if element.find(".//a") is None
    )
    is_own_long = max(map(len, words_of_own)) >= _MIN_WORDS
    return _Headlines(_words(title).union(*words_of_own), is_own_long, headings)


def _is_of_other_article(node: Node, headlines: _Headlines) -> bool:
    """Return whether a node describes a teaser: its headline has no word of the page's headlines.

    The titles of some sites are the same on all pages. So the page must have a headline of its own
    in OpenGraph or in an h1. The node's headline must not be a heading of the page.
    """
    words = _words(str(node.get("headline") or node.get("name") or ""))
    if len(words) < _MIN_WORDS or not headlines.is_own_long:
        return False
    return words.isdisjoint(headlines.own) and words not in headlines.headings


def _words(text: str) -> frozenset[str]:
    """Return the words of a headline that have at least four letters."""
    return frozenset(_LONG_WORD.findall(text[:_MAX_HEADLINE_CHARS].casefold()))


def _article_rank(node: Node, headline: str) -> tuple[bool, bool, bool, int]:
    """Return the rank of a JSON-LD node; the page's own article has the highest one."""
    title = normalized_line(str(node.get("headline") or node.get("name") or ""))
    are_stated = bool(title) and bool(headline)
    is_same = are_stated and (
        title[:_MAX_COMPARED_CHARS] in headline or headline[:_MAX_COMPARED_CHARS] in title
    )
    is_dated = bool(node.get("datePublished"))
    is_article = any("Article" in kind for kind in types_of(node))
    property_count = len(node)
    return is_same, is_dated, is_article, property_count
