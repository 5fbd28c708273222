"""Extracts the text of a page with trafilatura, as a feature for the block model.

trafilatura needs about 20 µs for each element. Therefore it is given a copy of the page without
empty boxes and lists of links, which it would leave out anyway.
"""

from copy import copy
from functools import lru_cache
from typing import Any

from lxml.etree import XPath, strip_elements
from lxml.html import HtmlElement
from trafilatura import bare_extraction, xpaths
from trafilatura.settings import Extractor

from pipelines.parsing.kept_xpath import with_kept_results

_MAX_ELEMENTS = 12_000  # of the copy; trafilatura's time grows faster than their number
_MAX_THINNED_ELEMENTS = 60_000  # of the page itself, which limits the time of making the copy
_COUNT = XPath("count(descendant::*)")
_TAGS_WITHOUT_TEXT = (
    "script", "style", "noscript", "svg", "iframe", "object", "select", "textarea", "canvas",
    "video", "audio", "map", "button", "datalist", "embed", "applet",
)  # fmt: skip
_TAGS_KEPT_EMPTY = frozenset({"html", "body", "br", "hr"})  # they separate the text around them
_BOX_TAGS = frozenset(
    {"aside", "div", "dl", "footer", "header", "li", "menu", "nav", "ol", "section", "table", "ul"}
)
_MIN_LINKS = 3  # in a list of links
_MIN_LINK_SHARE = 0.9  # of the characters of a list of links must be in links
# The XPaths that trafilatura evaluates in its fast precise mode without comments. They took half of
# its time before their results were kept.
_RULES: tuple[list[Any], ...] = (
    xpaths.RAW_TREE_PRUNE_XPATH,
    xpaths.REMOVE_COMMENTS_AND_LISTS_XPATH,
    xpaths.REMOVE_COMMENTS_XPATH,
    xpaths.BODY_XPATH,
    xpaths.OVERALL_DISCARD_XPATH,
    xpaths.DISCARD_IMAGE_ELEMENTS,
    xpaths.TEASER_DISCARD_XPATH,
    xpaths.PRECISION_DISCARD_XPATH,
)
_NOTHING = (0, 0, 0)  # no characters, no characters in links, no links
_DROPPED_TAG = "dropped"  # elements to be removed get this tag, and all are removed in one call


def strip_scripts(tree: HtmlElement) -> None:
    """Remove scripts, controls, embedded media and the like, but not the text after them."""
    strip_elements(tree, *_TAGS_WITHOUT_TEXT, with_tail=False)


def text_by_trafilatura(tree: HtmlElement) -> str:
    """Return the text that trafilatura extracts; empty if there is none or the page is too large.

    ``strip_scripts`` was called for the tree. trafilatura's fast and precise mode gave the best
    model of those measured (``docs/decisions.md``).
    """
    page = thinned(tree)
    if page is None:
        return ""
    try:
        document = bare_extraction(page, options=_options())
    except (RecursionError, ValueError, AttributeError, TypeError):  # it raises these for odd pages
        return ""
    if document is None or isinstance(document, dict):
        return ""
    return document.text or ""


@lru_cache(maxsize=1)
def _options() -> Extractor:
    """Return trafilatura's options, which are kept since creating them takes half a millisecond.

    The first call also replaces the XPaths of trafilatura, in all of this process.
    """
    for rules in _RULES:
        rules[:] = map(with_kept_results, rules)
    return Extractor(output_format="python", fast=True, precision=True, comments=False)


def thinned(tree: HtmlElement) -> HtmlElement | None:
    """Return a copy of the body without empty elements and lists of links; None if too large.

    All other text keeps its order.
    """
    body = tree.find("body")
    whole = body if body is not None else tree
    if float(str(_COUNT(whole))) > _MAX_THINNED_ELEMENTS:
        return None
    page = copy(whole)
    kept_count = 0
    # What the children of each element contain: characters, characters in links, and links.
    contents: dict[HtmlElement, tuple[int, int, int]] = {}
    for element in reversed(list(page.iter("*"))):  # children come before their parents
        chars, link_chars, links = contents.pop(element, _NOTHING)
        if text := element.text:
            chars += len(text.strip())
        tag, parent = element.tag, element.getparent()
        if parent is None:
            break
        if tag == "a":
            link_chars, links = chars, 1
        chars_after = len(tail.strip()) if (tail := element.tail) else 0
        if chars_after or chars:
            chars_before, link_chars_before, links_before = contents.get(parent, _NOTHING)
            contents[parent] = (
                chars_before + chars + chars_after,
                link_chars_before + link_chars,
                links_before + links,
            )
        are_links = links >= _MIN_LINKS and link_chars >= _MIN_LINK_SHARE * chars
        is_empty = not chars and tag not in _TAGS_KEPT_EMPTY
        if is_empty or (are_links and tag in _BOX_TAGS):
            element.tag = _DROPPED_TAG
        else:
            kept_count += 1
    strip_elements(page, _DROPPED_TAG, with_tail=False)
    return page if kept_count <= _MAX_ELEMENTS else None
