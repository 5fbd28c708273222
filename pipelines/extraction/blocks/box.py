"""Describes a box: a block-level element with its place in the page."""

import re
from array import array

from lxml.html import HtmlElement

from pipelines.extraction.blocks.element_groups import (
    GROUP_COUNT,
    MAX_NAME_CHARS,
    NAME_ATTRIBUTES,
    groups_of,
)

_MAX_DEPTH = 30_000  # levels; arrays of depths hold 16-bit numbers, so a deeper box counts as this
_DEPTH_OF_NO_BOX = -99  # in ``Box.nearest``: no box of the group is around; far from all depths
_NO_GROUPS = array("h", [_DEPTH_OF_NO_BOX] * GROUP_COUNT)
_NUMBER = re.compile(r"\d[a-z\d]*")  # in a class name, "123" of "t123" and "1x3" of "css-1x3"


class Box:
    """A block-level element, which contains blocks or other boxes.

    Most properties are computed at their first use, since of many boxes only ``parent`` is needed.
    """

    __slots__ = (
        "_names", "_nearest", "_path", "_tag_and_class", "blocks", "chars", "depth", "element",
        "link_chars", "parent", "score", "sentences", "tag",
    )  # fmt: skip

    def __init__(self, tag: str, parent: "Box | None", element: HtmlElement) -> None:
        self.tag = tag
        self.parent = parent
        self.element = element
        self.depth: int = min(parent.depth + 1, _MAX_DEPTH) if parent else 0  # levels below body
        # Set by the features of the block model, from all blocks in the box.
        self.chars = self.link_chars = self.blocks = self.sentences = 0
        self.score = 0.0
        self._tag_and_class: str | None = None
        self._path: str | None = None
        self._nearest: array[int] | None = None
        self._names: str | None = None

    @property
    def tag_and_class(self) -> str:
        """Return the tag and the first class name, such as ``div.text``; without a class, the tag.

        Each number in the class name becomes 0. Site builders number the paragraphs of a text
        («t123», «t124»); such paragraphs then have equal values.
        """
        if self._tag_and_class is None:
            classes = self.element.get("class") if self.parent else None
            name = classes and _NUMBER.sub("0", classes.lower().partition(" ")[0])
            self._tag_and_class = f"{self.tag}.{name}" if name else self.tag
        return self._tag_and_class

    @property
    def path(self) -> str:
        """Return ``tag_and_class`` of the grandparent, the parent and the box, joined by slashes.

        Blocks of the same kind, such as the paragraphs of a text, are in boxes of equal paths.
        """
        if self._path is None:
            line = (self.parent and self.parent.parent, self.parent, self)
            self._path = "/".join([box.tag_and_class for box in line if box])
        return self._path

    @property
    def nearest(self) -> "array[int]":
        """Return for each group the depth of its nearest box: this box or an ancestor.

        The index is the number of the group. The depth is -99 if there is no such box. The body
        belongs to no group.
        """
        if self._nearest is None:
            self._nearest = _nearest(self)
        return self._nearest

    @property
    def names(self) -> str:
        """Return the class, id and role of the box, in lower case."""
        if self._names is None:
            values = map(self.element.get, NAME_ATTRIBUTES, ("", "", ""))
            self._names = " ".join(values)[:MAX_NAME_CHARS].lower()
        return self._names


def _nearest(box: Box) -> "array[int]":
    """Compute ``Box.nearest`` of a box, and of its ancestors that do not have it yet.

    A loop takes the place of recursion, since hostile pages are nested deeply.
    """
    missing = []
    while box.parent is not None and box._nearest is None:
        missing.append(box)
        box = box.parent
    nearest = box._nearest or _NO_GROUPS
    for inner in reversed(missing):
        nearest = nearest[:]
        for group in groups_of(inner.element):
            nearest[group] = inner.depth
        inner._nearest = nearest
    return nearest
