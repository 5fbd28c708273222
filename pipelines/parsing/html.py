"""Parsing of a page into a tree, once, with the repairs that text extraction needs."""

import re
from typing import cast

from lxml.etree import (
    ElementDefaultClassLookup,
    ParserError,
    XMLSyntaxError,
    XPath,
    iterwalk,
    strip_tags,
)
from lxml.html import HtmlElement, HTMLParser, document_fromstring

MAX_DEPTH = 1500  # levels; libxml2 drops elements below 2,048, browsers flatten below 512
_MAX_COMMON_DEPTH = 200  # levels; few pages have more, so the others need no exact count
_IS_DEEP = XPath("boolean(" + "/*" * _MAX_COMMON_DEPTH + ")")
# lxml.html's own lookup calls Python for each element
_HTML_ELEMENTS = ElementDefaultClassLookup(element=HtmlElement)
_HIDDEN = {
    tag: XPath(f"//{tag}[not(ancestor::{tag})]")
    for tag in ("button", "select", "noscript", "template")
}
_TEXT_CHARS = XPath("string-length(normalize-space(.))")
_MIN_HIDDEN_CHARS = 300
_MIN_HIDDEN_SHARE = 0.3  # of the page's text
_NO_TEXT = ("script", "style")
_CONTROL_BYTES = bytes({*range(32), 127} - set(b"\t\n\r\f"))
_XML_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>", re.IGNORECASE)
_CONTAINER_TAG = re.compile(
    r"</?(?:div|span|section|article|font|b|i|em|strong|center|table|tbody|td|tr|ul|ol|li|dl|dd"
    r"|blockquote|main|small|big|u)\b[^<>]{0,2000}>",
    re.IGNORECASE,
)


def parse(text: str) -> HtmlElement | None:
    """Parse HTML text into a tree; None when it holds no element. Never raises.

    Markup nested deeper than the parser supports is flattened, so that its text is not lost.
    """
    if match := _XML_DECLARATION.match(text):
        text = text[match.end() :]
    if not text or text.isspace():
        return None
    tree = _parse(text)
    if tree is not None and _is_too_deep(tree, text):
        tree = _parse(_CONTAINER_TAG.sub(" <br> ", text))
    return tree


def unwrap_noindex(tree: HtmlElement) -> None:
    """Replace ``<noindex>`` by its content: readers see it, only search engines skip it."""
    strip_tags(tree, "noindex")


def reveal_text(tree: HtmlElement) -> None:
    """Turn elements that are hidden by rule into boxes where they hold much of the page's text.

    An unclosed ``<button>`` or ``<select>`` swallows what follows it, since libxml2 nests it, and
    some pages hold their text in a ``<noscript>`` or ``<template>``.
    """
    for tag, outermost in _HIDDEN.items():
        elements = cast("list[HtmlElement]", outermost(tree))
        if sum(float(str(_TEXT_CHARS(element))) for element in elements) < _MIN_HIDDEN_CHARS:
            continue
        hidden = sum(map(_visible_chars, elements))
        if hidden >= max(_MIN_HIDDEN_CHARS, _MIN_HIDDEN_SHARE * _visible_chars(tree)):
            for element in list(tree.iter(tag)):
                element.tag = "div"


def _visible_chars(element: HtmlElement) -> int:
    """The characters of an element's text, scripts and styles left out."""
    return sum(
        len((one.text or "").strip()) * (one.tag not in _NO_TEXT) + len((one.tail or "").strip())
        for one in element.iter()
    )


def _parse(text: str) -> HtmlElement | None:
    parser = HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True, collect_ids=False
    )
    parser.set_element_class_lookup(_HTML_ELEMENTS)
    data = text.encode("utf-8", "replace").translate(None, _CONTROL_BYTES)
    try:
        return document_fromstring(data, parser=parser)
    except (ParserError, XMLSyntaxError, ValueError):
        return None


def _is_too_deep(tree: HtmlElement, text: str) -> bool:
    if text.count("<") < 2 * MAX_DEPTH or not _IS_DEEP(tree):
        return False
    depth = deepest = 0
    for event, _ in iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest > MAX_DEPTH
