"""Finds the captions of single pictures amid the text.

A caption is in a box with a picture. Many sites also have their paragraphs in such boxes, so either
the box is named for a picture, or the line has neither the form nor the path of the sentences. A
whole sentence is a caption only in a figure or in a box named for captions.
"""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import zip_longest

from lxml.html import HtmlElement

from pipelines.extraction.blocks.box import Box
from pipelines.extraction.blocks.places import around, name_test, names_quote, within
from pipelines.extraction.blocks.segment import Block, is_sentence
from pipelines.extraction.blocks.subheads import is_marked_as_subhead

_PICTURE_TAGS = ("img", "picture", "amp-img")
_FIGURE_TAGS = frozenset({"figure", "figcaption"})
# Class names of the box of a caption and of a picture: «wp-caption», «image_widget», «photo».
_names_caption = name_test(r"(?:^|[\s_-])(?:fig)?captions?(?:$|[\s_-])")
_names_picture = name_test(r"(?:^|[\s_-])(?:images?|img|photos?|foto|figure|pictures?)(?:$|[\s_-])")
# Class names of the box of a text, and of a picture at a side of a text: «image-text», «img-left».
_names_text = name_test(r"text|content|body|column|section|article")
_names_side = name_test(
    r"(?:^|[\s_-])(?:is-image|(?:image|img|photo|foto|picture)[_-]+(?:left|right))(?:$|[\s_-])"
)
# Class names of an image that is a sign in a line of text: «list-icon», «wp-smiley».
_names_icon = name_test(r"emoji|smiley|(?:^|[\s_-])ico(?:n|ns)?(?:$|[\s_-])")
_MAX_NAMED_CHARS = 300  # of a caption in the box of a picture; a longer line is a paragraph
_MAX_ICON_WIDTH = 48  # pixels
_MAX_WIDTH_DIGITS = 4  # of a width in a page
_STRUCTURE = frozenset({"li", "td", "th", "dd", "dt"})  # a line beside a picture in one is an item
_MAX_STRUCTURE_LEVELS = 3  # of boxes from a line up to such an item
_MAX_PLAIN_CHARS = 150  # of a caption in a box that no name shows
_MAX_PICTURE_LEVELS = 3  # of boxes from a caption up to the box of its picture
_MAX_PICTURE_BLOCKS = 2  # of the box of a picture: a caption and a credit
_MIN_PATH_SHARE = 0.2  # of the characters of all sentences, so that a path is one of the text
_MIN_SENTENCES = 3  # with fewer sentences, the path of the text is not known
_MAX_CAPTION_SHARE = 0.3  # of the chosen characters; longer captions are a photo report
_SPEECH_STARTS = "«“„—–"  # of a line that somebody says
_SENTENCE_END = re.compile(r"[.!?…:;։。][»\"”’)\]]*$")


def captions(chosen: Sequence[Block]) -> set[int]:
    """Return the indexes of the chosen blocks that are captions."""
    sentences = [block for block in chosen if is_sentence(block)]
    if len(sentences) < _MIN_SENTENCES:
        return set()
    paths = _paths_of_text(sentences)
    first = sentences[0].index  # a line above it may be a standfirst beside a picture
    caption_blocks = [
        block
        for block, following in zip_longest(chosen, chosen[1:])
        if block.box.path not in paths
        and not block.heading
        and (
            _is_in_named_box(block)
            or (block.index > first and _is_plain_caption(block) and not _is_speech(following))
        )
    ]
    chars = sum(len(block.text) for block in chosen)
    is_report = sum(len(block.text) for block in caption_blocks) > _MAX_CAPTION_SHARE * chars
    return set() if is_report else {block.index for block in caption_blocks}


def _paths_of_text(sentences: Sequence[Block]) -> set[str]:
    """Return the paths that hold a large part of the sentences."""
    chars_of_path: Counter[str] = Counter()
    for block in sentences:
        chars_of_path[block.box.path] += len(block.text)
    min_chars = _MIN_PATH_SHARE * chars_of_path.total()
    return {path for path, chars in chars_of_path.items() if chars >= min_chars}


def _is_in_named_box(block: Block) -> bool:
    """Return whether a block is with a picture in a small box that is named for it.

    The name below a quote, which may be beside the picture of the speaker, is no caption.
    """
    if _may_be_text(block) and not _is_in_caption(block):
        return False
    is_named = False
    for box in around(block.box, _MAX_PICTURE_LEVELS):
        if box.blocks > _MAX_PICTURE_BLOCKS or _is_quote(box):
            return False
        is_named = is_named or box.tag in _FIGURE_TAGS or _is_named_for_picture(box, block)
        if is_named and _has_picture(box.element):
            return True
    return False


def _may_be_text(block: Block) -> bool:
    """Return whether a line is a sentence or a quote, as the paragraphs of a text are."""
    return is_sentence(block) or _is_speech(block)


def _is_speech(block: Block | None) -> bool:
    return block is not None and block.text[0] in _SPEECH_STARTS


def _is_in_caption(block: Block) -> bool:
    """Return whether a line is in a figure, or its box or the one around it is named a caption."""
    is_in_figure = within(block.box, _FIGURE_TAGS, _MAX_PICTURE_LEVELS) is not None
    return is_in_figure or any(_names_caption(box.names) for box in around(block.box, 2))


def _is_named_for_picture(box: Box, block: Block) -> bool:
    """Return whether the name of a box tells that it holds a caption, or a picture and no text.

    Page builders call the box of a paragraph beside a picture «image-text» or the like.
    """
    if _names_caption(box.names):
        return True
    is_short = len(block.text) <= _MAX_NAMED_CHARS
    return is_short and _names_picture(box.names) and not _names_text_beside(box.names)


def _names_text_beside(names: str) -> bool:
    """Return whether a box is named for text, or for a picture at a side of text: «img-left»."""
    return _names_text(names) or _names_side(names)


def _is_quote(box: Box) -> bool:
    """Return whether a box is a quote, or is named for one."""
    holds_quote = box.tag == "figure" and next(box.element.iter("blockquote"), None) is not None
    return holds_quote or box.tag == "blockquote" or names_quote(box.names)


def _is_plain_caption(block: Block) -> bool:
    """Return whether a line without the end of a sentence shares its own box with a picture.

    An icon or an emoji is no picture, and a line in bold type is the subhead of a section.
    """
    box = block.box
    return (
        box.blocks <= _MAX_PICTURE_BLOCKS
        and len(block.text) <= _MAX_PLAIN_CHARS
        and not _SENTENCE_END.search(block.text)
        and within(box, _STRUCTURE, _MAX_STRUCTURE_LEVELS) is None
        and not is_marked_as_subhead(block)
        and any(not _is_icon(picture) for picture in box.element.iter("img", "amp-img"))
    )


def _has_picture(element: HtmlElement) -> bool:
    return next(element.iter(*_PICTURE_TAGS), None) is not None


def _is_icon(image: HtmlElement) -> bool:
    """Return whether an image is a sign in a line: by its name, its type, its width or its text."""
    if _names_icon((image.get("class") or "").lower()):
        return True
    address = image.get("src") or ""
    has_other_address = image.get("data-src") is not None
    if not has_other_address and _path_of(address).lower().endswith(".svg"):
        return True
    width = (image.get("width") or "").removesuffix("px")
    if width.isdecimal() and len(width) <= _MAX_WIDTH_DIGITS and int(width) <= _MAX_ICON_WIDTH:
        return True
    text = (image.get("alt") or "").strip()
    return bool(text) and not any(map(str.isalnum, text))


def _path_of(address: str) -> str:
    return address.partition("#")[0].partition("?")[0]
