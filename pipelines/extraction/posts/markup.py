"""Finds the elements of a preview by the names of their classes, and reads their values."""

import re
from collections import defaultdict
from collections.abc import Collection
from typing import cast

from lxml.etree import XPath, iterwalk
from lxml.html import HtmlElement

from pipelines.parsing.text import normalized_line
from pipelines.parsing.urls import absolute_url

PREFIX = "tgme_widget_message"  # the names of all classes of a message begin with it
MESSAGE = PREFIX  # the class of the element of one message
MESSAGE_MARK = PREFIX.encode()  # the bytes of each page that shows a message contain it
_MAX_CLASSES = 30  # of one element; Telegram's elements have four or fewer
_MAX_STYLE_CHARS = 4_000  # of a style attribute, which may hold a small picture as base64
_WITH_CLASS = XPath("descendant-or-self::*[@class]")
_PICTURE = re.compile(r"background-image\s*:\s*url\(\s*['\"]?([^'\")\s]{1,2000})")
_MAX_COUNT_CHARS = 40  # at the end of a text, in which a number is looked for
_COUNT = re.compile(r"(\d[\d\s.,]{0,20})\s*([KkMmКкМм]?)\s*$")
_FACTORS = {"": 1, "k": 1_000, "к": 1_000, "m": 1_000_000, "м": 1_000_000}


def classes_of(element: HtmlElement) -> list[str]:
    """Return the names of an element's classes."""
    value = element.get("class")
    # `split` stops after so many names and returns the rest as one more item, which is cut off.
    return value.split(None, _MAX_CLASSES)[:_MAX_CLASSES] if value else []


class ByClass:
    """The elements within an element by the names of their classes, in document order.

    Elements with a class in ``closed`` are kept, but not what is inside them; the root is always
    open.
    """

    def __init__(self, root: HtmlElement, closed: Collection[str] = ()) -> None:
        self._elements: defaultdict[str, list[HtmlElement]] = defaultdict(list)
        if not closed:
            for element in cast("list[HtmlElement]", _WITH_CLASS(root)):
                self._add(element, classes_of(element))
            return
        closed_depth = 0  # the number of closed elements around the current one
        for event, element in iterwalk(root, events=("start", "end")):
            if not (names := classes_of(element)):
                continue
            is_closed = element is not root and any(name in closed for name in names)
            if event == "start" and closed_depth == 0:
                self._add(element, names)
            if is_closed:
                closed_depth += 1 if event == "start" else -1

    def _add(self, element: HtmlElement, names: list[str]) -> None:
        for name in names:
            self._elements[name].append(element)

    def every(self, name: str) -> list[HtmlElement]:
        """Return the elements of a class."""
        return self._elements.get(name, [])

    def first(self, name: str) -> HtmlElement | None:
        """Return the first element of a class, or None."""
        return next(iter(self.every(name)), None)

    def text(self, name: str) -> str:
        """Return the text of the first element of a class on one line; "" if there is none."""
        return text_of(self.first(name))


def text_of(element: HtmlElement | None) -> str:
    """Return the text of an element on one line; "" for None."""
    return "" if element is None else normalized_line("".join(element.itertext()))


def picture_of(element: HtmlElement, base: str) -> str | None:
    """Return the address of the picture in an element's style, or None."""
    match = _PICTURE.search((element.get("style") or "")[:_MAX_STYLE_CHARS])
    return absolute_url(base, match[1]) if match else None


def link_of(element: HtmlElement | None, base: str) -> str | None:
    """Return the absolute address that an element links to, or None.

    The character & of an address may be escaped twice.
    """
    href = None if element is None else element.get("href")
    if not href or href.startswith("?"):  # a search for a hashtag
        return None
    return absolute_url(base, href.replace("&amp;", "&"))


def read_count(text: str) -> int | None:
    """Read the number at the end of a text, such as ``1.4K``, ``1,4К``, ``12 345`` or ``2M``.

    The preview usually rounds a number above 999, as in ``1.4K``.
    """
    match = _COUNT.search(text[-_MAX_COUNT_CHARS:])
    if match is None:
        return None
    digits = re.sub(r"\s", "", match[1])
    factor = _FACTORS[match[2].lower()]
    try:
        if factor == 1:  # without K or M, a point or comma separates thousands
            return int(re.sub(r"[.,]", "", digits))
        return round(float(digits.replace(",", ".")) * factor)
    except ValueError:
        return None
