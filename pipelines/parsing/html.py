"""Parses a page into a tree and makes the repairs that text extraction needs."""

import math
import re
from collections.abc import Iterable, Iterator, Sequence

from lxml.etree import (
    ElementDefaultClassLookup,
    ParserError,
    XMLSyntaxError,
    XPath,
    iterwalk,
    strip_tags,
)
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from pipelines.parsing.attributes import without_excess_attributes
from pipelines.parsing.text import alphanumeric
from pipelines.parsing.unclosed import close_unclosed, may_be_swallowed, unclosed_links

# Levels of nested elements. A deeper page is flattened, since libxml2 drops elements below level
# 2,048.
MAX_DEPTH = 1500
# Few pages have more levels than this. An XPath finds these pages quickly; only for them the exact
# depth is computed.
_COMMON_DEPTH = 200
_HAS_UNCOMMON_DEPTH = XPath("boolean(" + "/*" * _COMMON_DEPTH + ")")
# This lookup creates elements in C; the lookup of lxml.html calls Python for each element.
_HTML_ELEMENTS = ElementDefaultClassLookup(element=HtmlElement)
# Browsers do not show the content of these tags as text.
_HIDDEN_TAGS = (
    "button", "select", "noscript", "template", "svg", "object", "video", "audio", "canvas",
    "datalist", "map", "applet",
)  # fmt: skip
_COUNT_CHARS = XPath("string-length(normalize-space(.))")
# Tags whose content a parser takes for plain text, even if it is markup. If such an element is not
# closed, it holds the rest of the page.
_PLAIN_TEXT_TAGS = ("textarea", "iframe", "xmp", "noframes", "title")
_HAS_MORE_AFTER = XPath("boolean(following::text()[normalize-space()] or following::*)")
_PARAGRAPH_TAG = re.compile(r"<(?:p|br|div|h[1-6]|article|section)\b[^<>]{0,2000}>", re.IGNORECASE)
_CONTAINERS = frozenset({"body", "div", "section", "article", "main", "td", "p"})
_MIN_PARAGRAPH_TAGS = 3  # an element of plain text with fewer of them holds no part of the page
# Hidden elements are an error of the page if they hold at least this many characters and this share
# of the page's text. Ordinary buttons and notices for browsers without JavaScript hold less.
MIN_HIDDEN_CHARS = 300
_MIN_HIDDEN_SHARE = 0.3
# Controls and drawings hold no sentences. If one holds two sentences, its end is missing, and it
# holds a part of the page.
_CONTROL_TAGS = frozenset(
    {"button", "select", "svg", "object", "video", "audio", "canvas", "datalist", "map", "applet"}
)
_MIN_UNCLOSED_SENTENCES = 2
_PARAGRAPH_TAGS = ("p", "div", "br")
_MAX_HEADINGS = 5  # h1 elements of a page that are looked at
_MAX_HEADLINE_CHARS = 1_000  # the rest of a longer headline is not looked at
_MIN_HEADLINE_LETTERS = 10  # a shorter h1 may begin a title by chance
_MIN_SENTENCE_CHARS = 40  # a shorter text is a label
_SENTENCE_END = frozenset('.!?…։。»"”')
_DESCRIPTION_TAGS = ("desc", "title", "metadata")  # of a drawing
_TAGS_WITHOUT_TEXT = ("script", "style")
_CONTROL_BYTES = bytes({*range(32), 127} - set(b"\t\n\r\f"))
_XML_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>", re.IGNORECASE)
# An end of the page that more elements follow: «</html><div>». Browsers show these elements, but
# libxml2 would drop them. With IGNORECASE, Python would need twice the time.
_EARLY_END = re.compile(r"</[hH][tT][mM][lL]\s*>\s*<(?!/|!--)")
_END_OF_PAGE = re.compile(r"</(?:html|body)\s*>", re.IGNORECASE)
# Start and end tags of elements that are nested for layout or emphasis. They are cut from a page
# that is too deep. The length of a tag is limited so that the time of matching stays linear.
_NESTABLE_TAG = re.compile(
    r"</?(?:div|span|section|article|font|b|i|em|strong|center|table|tbody|td|tr|ul|ol|li|dl|dd"
    r"|blockquote|main|small|big|u)\b[^<>]{0,2000}>",
    re.IGNORECASE,
)


def parse(text: str) -> HtmlElement | None:
    """Parse HTML text and return the tree, or None if it has no element. Never raises.

    A tag keeps its first ``MAX_ATTRIBUTES`` attributes. The content of an unclosed comment,
    attribute or element of plain text is read as markup. Markup that is nested deeper than
    ``MAX_DEPTH`` is flattened, so that libxml2 drops no text.
    """
    if match := _XML_DECLARATION.match(text):
        text = text[match.end() :]
    if not text or text.isspace():
        return None
    text = without_excess_attributes(text)
    if _EARLY_END.search(text):
        text = _END_OF_PAGE.sub("", text)
    tree = _parse(text)
    if tree is not None and may_be_swallowed(tree, text):
        closed = close_unclosed(text)
        if closed != text:
            tree, text = _parse(closed), closed
    if tree is not None and _is_too_deep(tree, text):
        tree = _parse(_NESTABLE_TAG.sub(" <br> ", text))
    return tree


def unwrap_noindex(tree: HtmlElement) -> None:
    """Replace ``<noindex>`` elements by their content: it is hidden from search engines only."""
    strip_tags(tree, "noindex")


def reveal_text(tree: HtmlElement, text: str) -> None:
    """Turn hidden elements into ``<div>`` if those of one tag hold much of the page's text.

    An unclosed ``<button>`` or ``<select>`` becomes the parent of all that follows it, and some
    pages hold their text in a ``<noscript>`` or ``<template>``. An unclosed ``<textarea>``, or a
    ``<title>`` in a drawing, holds all that follows as text, which is parsed here. ``tree`` was
    parsed from ``text``.
    """
    elements_of = _by_tag(tree)
    plain_texts = [element for tag in _PLAIN_TEXT_TAGS for element in elements_of.get(tag, [])]
    if _parse_plain_text(plain_texts):
        elements_of = _by_tag(tree)
    _reveal_headline(tree, elements_of.get("h1", []))
    for tag in _HIDDEN_TAGS:
        elements = [
            element
            for element in elements_of.get(tag, [])
            if element.tag == tag and _is_outermost(element)
        ]
        unclosed = list(filter(_holds_sentences, elements)) if tag in _CONTROL_TAGS else []
        if unclosed:
            for element in unclosed:
                _turn_into_div(element, tag)
        elif _hold_much_text(elements, tree):
            _turn_into_div(tree, tag)
    _unlink_text(tree, elements_of.get("a", []), text)


def _by_tag(tree: HtmlElement) -> dict[str, list[HtmlElement]]:
    """Return the elements that ``reveal_text`` examines by their tags, each list in page order."""
    elements_of: dict[str, list[HtmlElement]] = {}
    for element in tree.iterdescendants("a", "h1", *_HIDDEN_TAGS, *_PLAIN_TEXT_TAGS):
        elements_of.setdefault(element.tag, []).append(element)
    return elements_of


def _hold_much_text(elements: Sequence[HtmlElement], tree: HtmlElement) -> bool:
    """Return whether elements together hold much of a page's text."""
    # This quick count, with scripts and styles, shows that most tags hold little text.
    if sum(map(all_chars, elements)) < MIN_HIDDEN_CHARS:
        return False
    chars = sum(map(visible_chars, elements))
    # Counting stops where the page has so many characters that the share is too small.
    max_page_chars = chars / _MIN_HIDDEN_SHARE + 1
    return chars >= MIN_HIDDEN_CHARS and is_much_text(chars, visible_chars(tree, max_page_chars))


def is_much_text(chars: float, page_chars: int) -> bool:
    """Return whether a number of characters is at least 300, and 30 % of those a page shows."""
    return chars >= max(MIN_HIDDEN_CHARS, _MIN_HIDDEN_SHARE * page_chars)


def all_chars(element: HtmlElement) -> float:
    """Return the number of characters of an element with those of its scripts, in little time."""
    return float(str(_COUNT_CHARS(element)))


def _reveal_headline(tree: HtmlElement, headings: Sequence[HtmlElement]) -> None:
    """Turn the hidden elements around an h1 that is the page's title into ``<div>``.

    An unclosed ``<button>`` above the headline becomes its parent. ``headings`` are all h1.
    """
    for heading in headings[:_MAX_HEADINGS]:
        hidden = list(heading.iterancestors(*_HIDDEN_TAGS))
        letters = alphanumeric(heading.text_content()[:_MAX_HEADLINE_CHARS]) if hidden else ""
        if len(letters) < _MIN_HEADLINE_LETTERS:
            continue
        if alphanumeric(tree.findtext(".//title") or "").startswith(letters):
            for element in hidden:
                element.tag = "div"


def _turn_into_div(tree: HtmlElement, tag: str) -> None:
    """Turn all elements of a tag into ``<div>``, ``tree`` itself included."""
    for element in list(tree.iter(tag)):
        element.tag = "div"


def _unlink_text(tree: HtmlElement, all_links: Sequence[HtmlElement], text: str) -> None:
    """Turn each unclosed link around much of the page's text into a ``<div>``.

    Unclosed links within such a link are also turned into ``<div>`` if they hold paragraphs, boxes
    or line breaks.
    """
    links = [
        link
        for link in all_links
        if len(link) and _is_outermost(link) and _holds_sentences(link)  # most hold no element
    ]
    start_tags = unclosed_links(text) if links else []
    unclosed = [link for link in links if _has_start_tag(link, start_tags)]
    if not unclosed:
        return
    min_chars = _MIN_HIDDEN_SHARE * visible_chars(tree)
    for link in unclosed:
        if visible_chars(link) < min_chars:
            continue
        for inner in list(link.iterdescendants("a")):
            holds_paragraphs = next(inner.iterchildren(*_PARAGRAPH_TAGS), None) is not None
            if holds_paragraphs and _has_start_tag(inner, start_tags):
                inner.tag = "div"
        link.tag = "div"


def _has_start_tag(link: HtmlElement, start_tags: list[str]) -> bool:
    """Return whether one of these start tags has the values of all attributes of a link."""
    values = list(map(str, link.attrib.values()))
    return any(all(value in start_tag for value in values) for start_tag in start_tags)


def _holds_sentences(element: HtmlElement) -> bool:
    """Return whether an element holds paragraphs, boxes or line breaks, and two sentences.

    A text that is repeated counts once, and the descriptions in drawings do not count.
    """
    if next(element.iterdescendants(*_PARAGRAPH_TAGS), None) is None:
        return False
    sentences: set[str] = set()
    for text in _texts(element):
        if len(text) >= _MIN_SENTENCE_CHARS and text[-1] in _SENTENCE_END:
            sentences.add(text)
            if len(sentences) == _MIN_UNCLOSED_SENTENCES:
                return True
    return False


def _texts(element: HtmlElement) -> Iterator[str]:
    """Yield the pieces of an element's text, without those of descriptions, scripts and styles."""
    for descendant in element.iter():
        if (
            descendant.text
            and descendant.tag not in _DESCRIPTION_TAGS
            and descendant.tag not in _TAGS_WITHOUT_TEXT
        ):
            yield descendant.text.strip()
        if descendant.tail and descendant is not element:
            yield descendant.tail.strip()


def _is_outermost(element: HtmlElement) -> bool:
    """Return whether an element is not within another element of its tag."""
    return next(element.iterancestors(element.tag), None) is None


def _parse_plain_text(elements: Iterable[HtmlElement]) -> bool:
    """Replace the text of unclosed elements of plain text by the elements written in it.

    Return whether there is such an element.
    """
    has_new_elements = False
    for element in elements:
        parent = element.getparent()
        if element.tag == "title" and parent is not None and parent.tag == "head":
            continue  # the title of the page
        text = element.text or ""
        if len(text) < MIN_HIDDEN_CHARS or len(_PARAGRAPH_TAG.findall(text)) < _MIN_PARAGRAPH_TAGS:
            continue
        if _HAS_MORE_AFTER(element):
            continue  # the element is closed; it shows the code of a page, for example
        inner = parse(text)
        if inner is None:
            continue
        body = inner.find("body")
        if parent is None or body is None:
            continue
        # The text of a drawing is not read, so the content of its title is moved out of it.
        while parent.getparent() is not None and parent.tag not in _CONTAINERS:
            parent = parent.getparent()
        element.text = None
        parent.extend(list(body))
        has_new_elements = True
    return has_new_elements


def visible_chars(element: HtmlElement, max_chars: float = math.inf) -> int:
    """Return the number of characters of an element's text, without scripts and styles.

    Counting stops above ``max_chars``.
    """
    chars = 0
    for descendant in element.iter():
        if chars > max_chars:
            break
        if descendant.text and descendant.tag not in _TAGS_WITHOUT_TEXT:
            chars += len(descendant.text.strip())
        if descendant.tail:
            chars += len(descendant.tail.strip())
    return chars


def _parse(text: str) -> HtmlElement | None:
    """Parse HTML text without repairs; return None if it has no element."""
    parser = HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True, collect_ids=False
    )
    parser.set_element_class_lookup(_HTML_ELEMENTS)
    page_bytes = text.encode("utf-8", "replace").translate(None, _CONTROL_BYTES)
    try:
        return document_fromstring(page_bytes, parser=parser)
    except (ParserError, XMLSyntaxError, ValueError):
        return None


def _is_too_deep(tree: HtmlElement, text: str) -> bool:
    """Return whether a tree has more than ``MAX_DEPTH`` levels; fast tests come before counting."""
    if not _HAS_UNCOMMON_DEPTH(tree) or text.count("<") < 2 * MAX_DEPTH:
        return False
    depth = max_depth = 0
    for event, _ in iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        max_depth = max(max_depth, depth)
    return max_depth > MAX_DEPTH
