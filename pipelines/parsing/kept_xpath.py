"""Evaluates an XPath with regular expressions in less time, with the same results.

lxml calls Python for each regular expression and each element of a page. But many XPaths look only
at the tag and at a few attributes of an element. The pages of an outlet repeat these, so a process
keeps the result for each combination of them.
"""

import re
from collections.abc import Collection
from typing import Any, cast

from lxml.etree import Element, SubElement, XPath
from lxml.html import HtmlElement

MAX_KEPT = 10_000  # results of one XPath; then all of them are forgotten
# Keys of one page that were not seen before. A page has more, for example, if each of its elements
# has another id. They would displace the results of other pages, so the XPath itself is evaluated.
MAX_NEW_KEYS = 1_000
_MAX_KEPT_CHARS = 500  # of the values of an element's attributes; longer ones are not kept
# An XPath whose conditions depend on nothing but the element's tag and attributes, with '' in place
# of each text: «.//*[self::div or self::p][contains(@class, '')]», «(.//*[@id=''])[1]».
_BY_ATTRIBUTES = re.compile(
    r"\s*\(?\s*\.//\*(?:\[(?P<tags>self::\w+(?:\s+or\s+self::\w+)*)\])?"
    r"(?:\s|[\[\](),=]|''|\b(?:or|and|not|contains|translate|starts-with|re:test)\b"
    r"|self::\w+|\|?@[\w-]+)+?(?P<only_first>\[1\])?\s*"
)
_TEXT = re.compile(r"'[^']*'")
_ONLY_FIRST = re.compile(r"\[1\]\s*$")
_NAMESPACES = {"re": "http://exslt.org/regular-expressions"}
_LACKS_CONTENT = re.compile(r"not\(\.//\w+\)")  # true for an element without content
_TAG = re.compile(r"self::(\w+)")
_ATTRIBUTE = re.compile(r"@([\w-]+)")
_ANY_TAG = "div"  # in keys, if the XPath applies to elements of any tag
_Key = tuple[Any, ...]  # the tag, and then the name and value of each attribute, in their order


class KeptXPath:
    """An XPath whose results are kept; ``xpath`` is the XPath itself."""

    def __init__(
        self, xpath: XPath, tags: list[str], attributes: list[str], *, is_exact: bool
    ) -> None:
        self.xpath = xpath
        self._conditions = XPath(_ONLY_FIRST.sub("", xpath.path), namespaces=_NAMESPACES)
        self._tags = tags  # of the elements that it applies to; none if it applies to all
        self._attributes = frozenset(attributes)  # on whose values the result depends
        # Whether each element that fulfils the conditions without its content is a result. If not,
        # it may be one, and the XPath itself is evaluated on a tree with such an element.
        self._is_exact = is_exact
        self._kept: dict[_Key, bool] = {}

    def __call__(self, tree: HtmlElement) -> list[HtmlElement]:
        """Return the elements within ``tree`` that the XPath selects, in page order."""
        elements = list(tree.iterdescendants(*self._tags or ["*"]))
        keys = list(map(self._key, elements))
        kept, new_keys = self._kept, set(keys).difference(self._kept)
        if len(new_keys) > MAX_NEW_KEYS:
            return self._evaluated(tree)
        if len(kept) + len(new_keys) > MAX_KEPT:
            kept.clear()
            new_keys = set(keys)
        if new_keys:
            try:
                kept.update(self._results_of(new_keys))
            except ValueError:  # lxml reads control characters, but cannot set them
                return self._evaluated(tree)
        selected = [element for element, key in zip(elements, keys, strict=True) if kept[key]]
        for key in new_keys:
            _, *attributes = key
            if sum(len(value) for _, value in attributes) > _MAX_KEPT_CHARS:
                del kept[key]
        if selected and not self._is_exact:
            return self._evaluated(tree)
        return selected

    def _key(self, element: HtmlElement) -> _Key:
        tag = element.tag if self._tags else _ANY_TAG
        names, get = element.keys(), element.get
        # ``items`` would take quadratic time in the number of attributes.
        return (tag, *[(name, get(name)) for name in names if name in self._attributes])

    def _evaluated(self, tree: HtmlElement) -> list[HtmlElement]:
        return cast("list[HtmlElement]", self.xpath(tree))

    def _results_of(self, keys: Collection[_Key]) -> dict[_Key, bool]:
        """Return whether elements with these keys and without content fulfil the conditions.

        They are made and examined together, which takes a tenth of the time for each.
        """
        outer = Element("body")
        elements: dict[_Key, Any] = {}
        for key in keys:
            tag, *attributes = key
            element = SubElement(outer, tag)
            for name, value in attributes:
                element.set(name, value)
            elements[key] = element
        selected = set(cast("list[Any]", self._conditions(outer)))
        return {key: element in selected for key, element in elements.items()}


def with_kept_results(xpath: XPath) -> XPath | KeptXPath:
    """Return a ``KeptXPath``, or the XPath itself if more than tag and attributes may decide."""
    without_texts = _TEXT.sub("''", xpath.path)
    path = _LACKS_CONTENT.sub("", without_texts)
    match = _BY_ATTRIBUTES.fullmatch(path)
    if match is None:
        return xpath
    is_exact = path == without_texts and match["only_first"] is None
    tags, attributes = _TAG.findall(match["tags"] or ""), _ATTRIBUTE.findall(path)
    return KeptXPath(xpath, tags, attributes, is_exact=is_exact)
