"""trafilatura's view of a page, which the block model weighs among others.

What the engine costs grows with the elements it is given, some twenty microseconds each. So it is
given a copy of the page without what it would refuse anyway: empty boxes and lists of links.
"""

from copy import copy
from functools import lru_cache

from lxml.etree import XPath, strip_elements
from lxml.html import HtmlElement
from trafilatura import bare_extraction
from trafilatura.settings import Extractor

_MAX_ELEMENTS = 12_000  # elements; the engine's time grows faster than the page
_MAX_THINNED_ELEMENTS = 60_000  # elements before they are thinned out
_COUNT = XPath("count(descendant::*)")
_NEVER_TEXT = (
    "script", "style", "noscript", "svg", "iframe", "object", "select", "textarea", "canvas",
    "video", "audio", "map", "button", "datalist", "embed", "applet",
)  # fmt: skip
_KEPT_EMPTY = frozenset({"html", "body", "br", "hr"})  # they part what stands around them
_BOXES = frozenset(
    {"aside", "div", "dl", "footer", "header", "li", "menu", "nav", "ol", "section", "table", "ul"}
)
_MIN_LINKS = 3  # in a box, to call it a list of links
_LINKED = 0.9  # share of its characters that stand in links
_NOTHING = (0, 0, 0)
_DROPPED = "dropped"


def engine_text(tree: HtmlElement) -> str:
    """What trafilatura takes for the text; empty when it finds nothing or the page is too large.

    Its precise, fast mode serves the model best of those measured (``docs/extraction.md``).
    """
    page = thinned(tree)
    if page is None:
        return ""
    try:
        found = bare_extraction(page, options=_options())
    except (RecursionError, ValueError, AttributeError, TypeError):  # a page it can't stand
        return ""
    return (found.text or "") if found is not None and not isinstance(found, dict) else ""


@lru_cache(maxsize=1)
def _options() -> Extractor:
    """As ``bare_extraction`` would make them for each page, which takes it half a millisecond."""
    return Extractor(output_format="python", fast=True, precision=True, comments=False)


def thinned(tree: HtmlElement) -> HtmlElement | None:
    """A copy of the body without elements that hold no text and without lists of links.

    All other text stays in its place. None when the page is too large for the engine. Scripts and
    their like are gone from the tree itself afterwards.
    """
    strip_elements(tree, *_NEVER_TEXT, with_tail=False)
    body = tree.find("body")
    whole = body if body is not None else tree
    if float(str(_COUNT(whole))) > _MAX_THINNED_ELEMENTS:
        return None
    page = copy(whole)
    left = 0
    held: dict[HtmlElement, tuple[int, int, int]] = {}  # characters, of them in links, links
    for element in reversed(list(page.iter("*"))):  # what an element holds comes before it
        chars, linked, links = held.pop(element, _NOTHING)
        chars += _size(element.text)
        tag, parent = element.tag, element.getparent()
        if parent is None:
            break
        if tag == "a":
            linked, links = chars, 1
        if (after := _size(element.tail)) or chars:
            mine = held.get(parent, _NOTHING)
            held[parent] = mine[0] + chars + after, mine[1] + linked, mine[2] + links
        is_list = links >= _MIN_LINKS and linked >= _LINKED * chars and tag in _BOXES
        if is_list or (not chars and tag not in _KEPT_EMPTY):
            element.tag = _DROPPED
        else:
            left += 1
    strip_elements(page, _DROPPED, with_tail=False)
    return page if left <= _MAX_ELEMENTS else None


def _size(text: str | None) -> int:
    return len(text.strip()) if text else 0
