"""Finds the captions of single pictures amid the text.

A caption is in a box with a picture. Many sites also have their paragraphs in such boxes, so either
the box is named for a picture, or the line has neither the form nor the path of the sentences.
"""

import re
from collections import Counter
from collections.abc import Sequence

from lxml.html import HtmlElement

from pipelines.extraction.blocks.box import Box
from pipelines.extraction.blocks.places import around, name_test, within
from pipelines.extraction.blocks.segment import Block, is_sentence

_PICTURE_TAGS = ("img", "picture", "amp-img")
_FIGURE_TAGS = frozenset({"figure", "figcaption"})
# Class names of the box of a caption and of a picture: «wp-caption», «image_widget», «photo».
_names_caption = name_test(r"(?:^|[\s_-])captions?(?:$|[\s_-])")
_names_picture = name_test(r"(?:^|[\s_-])(?:images?|img|photos?|foto|figure|pictures?)(?:$|[\s_-])")
_names_text = name_test(r"text|content|body|column|section|article")
_MAX_NAMED_CHARS = 300  # of a caption in the box of a picture; a longer line is a paragraph
_names_quote = name_test(r"quot|cita|zitat")
_STRUCTURE = frozenset({"li", "td", "th", "dd", "dt"})  # a line beside a picture in one is an item
_MAX_STRUCTURE_LEVELS = 3  # of boxes from a line up to such an item
_MAX_PLAIN_CHARS = 150  # of a caption in a box that no name shows
_MAX_PICTURE_LEVELS = 3  # of boxes from a caption up to that of its picture
_MAX_PICTURE_BLOCKS = 2  # of the box of a picture: a caption and a credit
_MIN_PATH_SHARE = 0.2  # of the characters of all sentences, so that a path is one of the text
_MIN_SENTENCES = 3  # with fewer sentences, the path of the text is not known
_MAX_CAPTION_SHARE = 0.3  # of the chosen characters; longer captions are a photo report
_SENTENCE_END = re.compile(r"[.!?…:;։。][»\"”’)\]]*$")


def captions(chosen: Sequence[Block]) -> set[int]:
    """Return the indexes of the chosen blocks that are captions."""
    sentences = [block for block in chosen if is_sentence(block)]
    if len(sentences) < _MIN_SENTENCES:
        return set()
    paths = _paths_of_text(sentences)
    first = sentences[0].index  # a line above it may be a standfirst beside a picture
    found = [
        block
        for block in chosen
        if block.box.path not in paths
        and not block.heading
        and (_is_in_named_box(block) or (block.index > first and _is_plain_caption(block)))
    ]
    chars = sum(len(block.text) for block in chosen)
    is_report = sum(len(block.text) for block in found) > _MAX_CAPTION_SHARE * chars
    return set() if is_report else {block.index for block in found}


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
    is_named = False
    for box in around(block.box, _MAX_PICTURE_LEVELS):
        if box.blocks > _MAX_PICTURE_BLOCKS or _is_quote(box):
            return False
        is_named = is_named or box.tag in _FIGURE_TAGS or _is_named_for_picture(box, block)
        if is_named and _has_picture(box.element):
            return True
    return False


def _is_named_for_picture(box: Box, block: Block) -> bool:
    """Return whether the name of a box tells that it holds a caption, or a picture and no text.

    Page builders call the box of a paragraph beside a picture «image-text» or the like.
    """
    if _names_caption(box.names):
        return True
    is_short = len(block.text) <= _MAX_NAMED_CHARS
    return is_short and _names_picture(box.names) and not _names_text(box.names)


def _is_quote(box: Box) -> bool:
    """Return whether a box is a quote, or is named for one."""
    holds_quote = box.tag == "figure" and next(box.element.iter("blockquote"), None) is not None
    return holds_quote or box.tag == "blockquote" or _names_quote(box.names)


def _is_plain_caption(block: Block) -> bool:
    """Return whether a line without the end of a sentence shares its own box with a picture."""
    box = block.box
    return (
        box.blocks <= _MAX_PICTURE_BLOCKS
        and len(block.text) <= _MAX_PLAIN_CHARS
        and not _SENTENCE_END.search(block.text)
        and within(box, _STRUCTURE, _MAX_STRUCTURE_LEVELS) is None
        and _has_picture(box.element)
    )


def _has_picture(element: HtmlElement) -> bool:
    return next(element.iter(*_PICTURE_TAGS), None) is not None
