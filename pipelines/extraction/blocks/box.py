"""Describes a box: a block-level element with its place in the page."""

from lxml.html import HtmlElement

from pipelines.extraction.blocks.markup import Depths, Markup, Naming, markup_of_body, naming_of


class Box:
    """A block-level element, which contains blocks or other boxes.

    Its markup is found at its first use, since of many boxes only ``parent`` is needed.
    """

    __slots__ = (
        "_markup", "_naming", "blocks", "chars", "element", "link_chars", "parent", "score",
        "sentences", "tag",
    )  # fmt: skip

    def __init__(self, tag: str, parent: "Box | None", element: HtmlElement) -> None:
        self.tag = tag
        self.parent = parent
        self.element = element
        # Set by the features of the block model, from all blocks in the box.
        self.chars = self.link_chars = self.blocks = self.sentences = 0
        self.score = 0.0
        self._markup: Markup | None = None
        self._naming: Naming | None = None

    @property
    def markup(self) -> Markup:
        """Return the markup of the box and the boxes around it."""
        return self._markup or _markup_of(self)

    @property
    def depth(self) -> int:
        """Return how many levels the box is below the body."""
        return self.markup.depth

    @property
    def tag_and_class(self) -> str:
        """Return the tag and the first class name, such as ``div.text``; see ``Naming``."""
        return self._own_naming.tag_and_class if self.parent else self.tag

    @property
    def path(self) -> str:
        """Return the tag and first class of the grandparent, the parent and the box, with slashes.

        Blocks of the same kind, such as the paragraphs of a text, are in boxes of equal paths.
        """
        return self.markup.path

    @property
    def nearest(self) -> Depths:
        """Return for each group the depth of its nearest box: this box or an ancestor.

        The index is the number of the group. The depth is -99 if there is no such box. The body
        belongs to no group.
        """
        return self.markup.nearest

    @property
    def names(self) -> str:
        """Return the class, id and role of the box, in lower case."""
        return self._own_naming.names

    @property
    def _own_naming(self) -> Naming:
        if self._naming is None:
            self._naming = naming_of(self.element)
        return self._naming


def _markup_of(box: Box) -> Markup:
    """Set the markup of a box, and of its ancestors that do not have it yet.

    A loop takes the place of recursion, since hostile pages are nested deeply.
    """
    missing = []
    while box.parent is not None and box._markup is None:
        missing.append(box)
        box = box.parent
    markup = box._markup = box._markup or markup_of_body()
    for inner in reversed(missing):
        inner._markup = markup = markup.inside(inner._own_naming)
    return markup
