"""Recognises pages that a menu of the site leads to by their headline, such as «Пресс-центр».

A menu is a group of links with short labels. The headline of an article may be linked as well, in
a list of news; but such a list has longer labels, or its targets have the number or the long name
of an article.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from lxml.html import HtmlElement

from pipelines.extraction.blocks.segment import Block
from pipelines.parsing.text import normalized_line

_MAX_LABEL_CHARS = 40
_MAX_LABEL_SPACES = 3
_MAX_MEAN_LABEL_CHARS = 24  # of the labels of a menu
_MIN_LINKS = 3  # of a menu
_MAX_LINKS = 300  # that are examined; more are hostile
# The number or the long name of an article: «/news/4512», «/a/most-cherez-suru-otkryli».
_ARTICLE_TARGET = re.compile(r"\d{3}|(?:[-_][^\W_]+){3}")


def is_in_menu(blocks: Sequence[Block], headline: str) -> bool:
    """Return whether a menu has a link whose label is the headline of the page."""
    if not 1 <= len(headline) <= _MAX_LABEL_CHARS or headline.count(" ") > _MAX_LABEL_SPACES:
        return False
    lower = headline.lower()
    linked = [block for block in blocks if block.link_chars and block.elements]
    with_headline = [block for block in linked if lower in block.text.lower()]
    if not with_headline:
        return False
    groups: defaultdict[str, list[HtmlElement]] = defaultdict(list)
    for block in linked:
        groups[block.box.path] += block.elements[:_MAX_LINKS]
    paths = dict.fromkeys(block.box.path for block in with_headline)
    return any(lower in _labels_of_menu(groups[path][:_MAX_LINKS]) for path in paths)


def _labels_of_menu(links: Sequence[HtmlElement]) -> set[str]:
    """Return the labels of a menu that lead to no article; an empty set for other links."""
    labels = dict(_labels(links))
    is_menu = len(labels) >= _MIN_LINKS
    if not is_menu or sum(map(len, labels)) > _MAX_MEAN_LABEL_CHARS * len(labels):
        return set()
    return {label for label, target in labels.items() if not _ARTICLE_TARGET.search(target)}


def _labels(links: Sequence[HtmlElement]) -> Iterator[tuple[str, str]]:
    """Yield the label, in lower case, and the target of each link that has both."""
    for link in links:
        label, target = normalized_line(link.text_content()).lower(), link.get("href") or ""
        if label and target:
            yield label, target
