"""Describes the markup of a box: its tag and names, and those of the boxes around it.

The teasers of a page and the pages of an outlet repeat the same markup. Therefore a process keeps
what it computed. Elements of equal attributes have one ``Naming``. Boxes of equal names, in boxes
of equal markup, have one ``Markup``.
"""

import re
from array import array
from typing import NamedTuple, TypeAlias

from lxml.html import HtmlElement

from pipelines.extraction.blocks.element_groups import (
    GROUP_ATTRIBUTES,
    GROUP_COUNT,
    MAX_NAME_CHARS,
    NAME_COUNT,
    groups_of,
)

# A process keeps this many namings and this many markups, which take up to 18 MB. Then all of them
# are forgotten.
MAX_KEPT = 15_000
_MAX_KEY_CHARS = 500  # the naming of longer attributes is not kept; most are shorter
_MAX_DEPTH = 30_000  # levels; arrays of depths hold 16-bit numbers, so a deeper box counts as this
Depths: TypeAlias = "array[int]"  # one for each group
_DEPTH_OF_NO_BOX = -99  # in ``Markup.nearest``: no box of the group; far from all depths
_NO_GROUPS = array("h", [_DEPTH_OF_NO_BOX] * GROUP_COUNT)
_NUMBER = re.compile(r"\d[a-z\d]*")  # in a class name, "123" of "t123" and "1x3" of "css-1x3"
# The tag of an element and the values of GROUP_ATTRIBUTES; the values after the first may be left
# out if all of them are None.
_Key = tuple[str | None, ...]
_ONLY_CLASS = ["class"]
_NO_VALUES = (None,) * len(GROUP_ATTRIBUTES)


class Naming(NamedTuple):
    """The names of an element, and the numbers of its groups."""

    names: str  # its class, id and role, in lower case
    # The tag and the first class name, such as «div.text»; without a class, the tag. Each number in
    # the class name becomes 0: site builders number the paragraphs of a text («t123», «t124»).
    tag_and_class: str
    groups: frozenset[int]


class Markup:
    """The names of a box and of the boxes around it."""

    __slots__ = ("_last_names", "depth", "inner", "nearest", "path")

    def __init__(self, last_names: tuple[str, ...], depth: int, nearest: Depths) -> None:
        # ``tag_and_class`` of the grandparent, the parent and the box.
        self._last_names = last_names
        self.path = "/".join(last_names)
        self.depth = depth  # levels below the body
        self.nearest = nearest  # for each group the depth of its nearest box
        # The markups of boxes inside, by their ``tag_and_class`` and ``groups``.
        self.inner: dict[tuple[str, frozenset[int]], Markup] = {}

    def inside(self, naming: Naming) -> "Markup":
        """Return the markup of a box with these names that lies in a box of this markup."""
        key = naming.tag_and_class, naming.groups
        return self.inner.get(key) or _kept.markup(self, key)

    def extended(self, tag_and_class: str, groups: frozenset[int]) -> "Markup":
        """Return what ``inside`` does, computed anew."""
        depth = min(self.depth + 1, _MAX_DEPTH)
        nearest = self.nearest[:] if groups else self.nearest
        for group in groups:
            nearest[group] = depth
        return Markup((*self._last_names[-2:], tag_and_class), depth, nearest)


class _Kept:
    """The namings and markups that this process keeps."""

    def __init__(self) -> None:
        self.namings: dict[_Key, Naming] = {}
        self.body = Markup(("body",), 0, _NO_GROUPS)
        self._markup_count = 0

    def naming(self, tag: str, key: _Key) -> Naming:
        """Return the naming of an element, and keep it."""
        values = (*key[1:], *_NO_VALUES[len(key) - 1 :])  # of GROUP_ATTRIBUTES
        names = " ".join([value or "" for value in values[:NAME_COUNT]])
        classes = (values[0] or "").lower()
        first_class = _NUMBER.sub("0", classes.partition(" ")[0])
        tag_and_class = f"{tag}.{first_class}" if first_class else tag
        naming = Naming(names[:MAX_NAME_CHARS].lower(), tag_and_class, groups_of(tag, values))
        if sum(map(len, filter(None, key))) <= _MAX_KEY_CHARS:
            if len(self.namings) >= MAX_KEPT:
                self.namings.clear()
            self.namings[key] = naming
        return naming

    def markup(self, outer: Markup, key: tuple[str, frozenset[int]]) -> Markup:
        """Return the markup of a box in a box of the markup ``outer``, and keep it."""
        if (
            self._markup_count >= MAX_KEPT
        ):  # the page that is being read holds the markups that it needs
            self.body.inner = {}
            self._markup_count = 0
        self._markup_count += 1
        outer.inner[key] = markup = outer.extended(*key)
        return markup


_kept = _Kept()


def naming_of(element: HtmlElement) -> Naming:
    """Return the names and groups of an element."""
    tag, names = element.tag, element.keys()
    # Most elements have a class or nothing. Other attributes are looked up singly, since listing
    # all values takes quadratic time in their number.
    if not names or names == _ONLY_CLASS:
        key: _Key = (tag, element.get("class"))
    else:
        key = (tag, *map(element.get, GROUP_ATTRIBUTES))
    return _kept.namings.get(key) or _kept.naming(tag, key)


def markup_of_body() -> Markup:
    """Return the markup of a page's body, which belongs to no group and has no names."""
    return _kept.body
