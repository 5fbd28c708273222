"""Describes a box: a block-level element with its place in the page."""

from lxml.html import HtmlElement

from pipelines.extraction.blocks.markup import Depths, Markup, markup_of_body, naming_of


class Box:
    """A block-level element, which contains blocks or other boxes.

    ``describe`` sets all attributes but the first three. Of a box without text they are not needed.
    """

    __slots__ = (
        "blocks", "chars", "depth", "element", "is_described", "link_chars", "markup", "names",
        "nearest", "parent", "path", "score", "sentences", "tag", "tag_and_class",
    )  # fmt: skip

    # Sums over all blocks in the box, which the features of the block model set.
    chars: int
    link_chars: int
    blocks: int
    sentences: int
    score: float

    markup: Markup  # of the box and the boxes around it
    depth: int  # levels below the body
    # The tag and first class of the grandparent, the parent and the box, with slashes. Blocks of
    # the same kind, such as the paragraphs of a text, are in boxes of equal paths.
    path: str
    # For each group the depth of its nearest box: this box or an ancestor. The index is the number
    # of the group. The depth is -99 if there is no such box. The body belongs to no group.
    nearest: Depths
    names: str  # its class, id and role, in lower case
    tag_and_class: str  # the tag and the first class name, such as «div.text»; see ``Naming``

    def __init__(self, tag: str, parent: "Box | None", element: HtmlElement) -> None:
        self.tag = tag
        self.parent = parent
        self.element = element
        self.is_described = False


def describe(box: Box) -> None:
    """Set the attributes of a box, and of the boxes around it that do not have them yet.

    A loop takes the place of recursion, since hostile pages are nested deeply.
    """
    missing: list[Box] = []
    current: Box | None = box
    while current is not None and not current.is_described:
        missing.append(current)
        current = current.parent
    for missing_box in reversed(missing):
        _describe(missing_box)


def _describe(box: Box) -> None:
    """Set the attributes of a box in a described box."""
    naming = naming_of(box.element)
    if box.parent is None:
        box.markup = markup = markup_of_body()
        box.tag_and_class = box.tag
    else:
        box.markup = markup = box.parent.markup.inside(naming)
        box.tag_and_class = naming.tag_and_class
    box.names = naming.names
    box.depth, box.path, box.nearest = markup.depth, markup.path, markup.nearest
    box.chars = box.link_chars = box.blocks = box.sentences = 0
    box.score = 0.0
    box.is_described = True
