"""The one parse of a page, and the repairs the engine needs before it reads the tree."""

import re

from lxml.etree import (
    ElementDefaultClassLookup,
    ParserError,
    XMLSyntaxError,
    XPath,
    iterwalk,
    strip_tags,
)
from lxml.html import HtmlElement, HTMLParser, document_fromstring

MAX_DEPTH = 1500  # libxml2 drops what stands deeper than 2,048; browsers stop at 512
_LOOKED_INTO = 200  # levels that hardly any page has
_IS_DEEP = XPath("boolean(" + "/*" * _LOOKED_INTO + ")")
_ONE_CLASS = ElementDefaultClassLookup(element=HtmlElement)  # lxml.html's own asks Python each time
_CONTROLS = bytes({*range(32), 127} - set(b"\t\n\r\f"))
_XML_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>", re.IGNORECASE)
_CONTAINER = re.compile(
    r"</?(?:div|span|section|article|font|b|i|em|strong|center|table|tbody|td|tr|ul|ol|li|dl|dd"
    r"|blockquote|main|small|big|u)\b[^<>]{0,2000}>",
    re.IGNORECASE,
)


def parse(text: str) -> HtmlElement | None:
    """Parse HTML text into a tree, or None when there is nothing in it. Never raises.

    Markup nested deeper than the parser can follow is flattened, so its text is not lost.
    """
    if match := _XML_DECLARATION.match(text):
        text = text[match.end() :]
    if not text or text.isspace():
        return None
    tree = _parse(text)
    if tree is not None and _too_deep(tree, text):
        tree = _parse(_CONTAINER.sub(" <br> ", text))
    return tree


def unwrap_noindex(tree: HtmlElement) -> None:
    """Replace ``<noindex>`` by its content: it hides text from robots, not from readers."""
    strip_tags(tree, "noindex")


def _parse(text: str) -> HtmlElement | None:
    parser = HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True, collect_ids=False
    )
    parser.set_element_class_lookup(_ONE_CLASS)
    data = text.encode("utf-8", "replace").translate(None, _CONTROLS)
    try:
        return document_fromstring(data, parser=parser)
    except (ParserError, XMLSyntaxError, ValueError):
        return None


def _too_deep(tree: HtmlElement, text: str) -> bool:
    if text.count("<") < 2 * MAX_DEPTH or not _IS_DEEP(tree):
        return False
    depth = deepest = 0
    for event, _ in iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest > MAX_DEPTH
