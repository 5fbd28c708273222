"""Reads the microdata of a page's article (https://html.spec.whatwg.org/multipage/microdata.html).

An item is an element with the attribute ``itemscope``, and a property an element with ``itemprop``.
Teasers and comments have microdata as well. A property belongs to the article if it is in the item
of the article, or in no item at all. It may also be in a nested item that is no other article.
"""

import re
from typing import cast

from lxml.etree import XPath
from lxml.html import HtmlElement

from pipelines.parsing.text import alphanumeric, normalized_line

_MAX_PROPERTIES = 400  # on a page; a hostile page has thousands
_MAX_VALUE_CHARS = 500  # the rest of a longer text is cut
_ALL_PROPERTIES = XPath("descendant-or-self::*[@itemprop]")
_PROPERTIES = frozenset(
    ["headline", "name", "datePublished", "dateModified", "dateCreated", "author",
     "articleSection", "keywords", "image", "description"]
)  # fmt: skip
_ARTICLE = re.compile(r"Article|BlogPosting|/Report\b|Review\b|LiveBlog", re.IGNORECASE)
_COMMENT = re.compile(r"/(?:User)?Comments?\b", re.IGNORECASE)
_MIN_SAME_LETTERS = 12  # a headline of at least this length in the title identifies the article
_MAX_COMPARED_LETTERS = 40  # of a headline; the rest is not compared with the title
# The rank that each property adds to an item; the item of the highest rank is the article. A
# headline that is in the title counts more than a text.
_RANK_OF_HEADLINE, _RANK_OF_TEXT = 4, 2


def article_microdata(tree: HtmlElement, title: str) -> dict[str, list[str]]:
    """Return the values of each property of the article, in page order.

    ``title`` is the page's title, which distinguishes the item of the article from those of
    teasers.
    """
    elements = cast("list[HtmlElement]", _ALL_PROPERTIES(tree))[: _MAX_PROPERTIES + 1]
    properties_with_items = [(element, _items_around(element)) for element in elements]
    articles = _article_items(properties_with_items)
    own = _own_article(articles, properties_with_items, title)
    properties: dict[str, list[str]] = {}
    for element, items_around in properties_with_items:
        if not _belongs_to_article(items_around, own, articles):
            continue
        for name in (element.get("itemprop") or "").split():
            if name in _PROPERTIES and (value := _value(element)):
                properties.setdefault(name, []).append(value)
    return properties


def _items_around(element: HtmlElement) -> list[HtmlElement]:
    """Return the items that contain an element, the innermost first."""
    return [above for above in element.iterancestors() if above.get("itemscope") is not None]


def _article_items(
    properties_with_items: list[tuple[HtmlElement, list[HtmlElement]]],
) -> list[HtmlElement]:
    items = dict.fromkeys(
        item for _, items_around in properties_with_items for item in items_around
    )
    return [item for item in items if _ARTICLE.search(item.get("itemtype") or "")]


def _own_article(
    articles: list[HtmlElement],
    properties_with_items: list[tuple[HtmlElement, list[HtmlElement]]],
    title: str,
) -> HtmlElement | None:
    """Return the item of the page's article: the item with its text or headline, or the only item.

    The only item is a teaser if it has another headline and neither a text nor an h1.
    """
    title_letters = alphanumeric(title)
    rank: dict[HtmlElement, int] = dict.fromkeys(articles, 0)
    with_other_headline: set[HtmlElement] = set()
    for element, items_around in properties_with_items:
        item = next((above for above in items_around if above in rank), None)
        if item is None:
            continue
        names = (element.get("itemprop") or "").split()
        if "articleBody" in names:
            rank[item] += _RANK_OF_TEXT
        if "headline" in names or "name" in names:
            letters = alphanumeric(_value(element))
            if len(letters) < _MIN_SAME_LETTERS:
                continue
            if letters[:_MAX_COMPARED_LETTERS] in title_letters:
                rank[item] += _RANK_OF_HEADLINE
            else:
                with_other_headline.add(item)
    if len(articles) == 1:
        (only,) = articles
        is_teaser = only in with_other_headline and not rank[only] and only.find(".//h1") is None
        return None if is_teaser else only
    highest = max(articles, key=lambda item: rank[item], default=None)
    return highest if highest is not None and rank[highest] else None


def _belongs_to_article(
    items_around: list[HtmlElement], own: HtmlElement | None, articles: list[HtmlElement]
) -> bool:
    """Return whether a property belongs to the page's article, given the items around it."""
    if any(_COMMENT.search(item.get("itemtype") or "") for item in items_around):
        return False
    nearest_article = next((item for item in items_around if item in articles), None)
    if nearest_article is not None:
        return nearest_article is own
    # The property is in no item of an article.
    return own is None or not items_around or _is_page(items_around[-1])


def _is_page(item: HtmlElement) -> bool:
    return "WebPage" in (item.get("itemtype") or "")


def _value(element: HtmlElement) -> str:
    """Return the value of a property; for a nested item, such as a person, its name."""
    for attribute in ("content", "datetime"):
        if value := element.get(attribute):
            return normalized_line(value)
    if element.get("itemscope") is not None:
        named = element.find(".//*[@itemprop='name']")
        if named is not None:
            return normalized_line(named.get("content") or named.text_content()[:_MAX_VALUE_CHARS])
    if element.tag in ("img", "link"):
        return normalized_line(element.get("src") or element.get("href"))
    return normalized_line(element.text_content()[:_MAX_VALUE_CHARS])
