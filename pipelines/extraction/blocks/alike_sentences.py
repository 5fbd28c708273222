"""Finds sentences that are alike by their markup, and adds them to the text of an unclear page.

On a guide, the paragraphs of all its sections are in boxes of one path. On a page unlike those that
the block model knows, each of them has a low probability, but a higher one than menus and footers.
Together they are text if they are many and long and begin within the text or beside it. Long list
items without links count as sentences.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipelines.extraction.blocks.box import Box
from pipelines.extraction.blocks.element_groups import NUMBER_OF_NAME_GROUP, NUMBER_OF_TAG_GROUP
from pipelines.extraction.blocks.neighbours import Chances
from pipelines.extraction.blocks.places import around, within
from pipelines.extraction.blocks.segment import Block, is_sentence

_MIN_SENTENCES = 3  # of one path
_MIN_CHARS = 600  # of all these sentences
_MIN_SENTENCE_SHARE = 0.8  # of the characters of all blocks of the path must be in sentences
_MIN_CHANCE = 0.05  # the mean probability of the sentences by characters
_MIN_TEXT_SHARE = 0.05  # of the characters chosen so far; shorter sentences are a note
_MAX_DISTANCE = 5  # blocks between the chosen text and the first of the sentences
# Of the sentences that continue a text; on 700 labelled pages no such sentences are other texts.
_MIN_OWN_SHARE = 0.8  # of the text's characters in sentences are in boxes of the path
_MIN_CONTINUATION_CHANCE = 0.3
_MIN_CONTINUATION = 2  # sentences
_MAX_CONTINUATION_BLOCKS = 60
_MAX_BLOCKS_BETWEEN = 8  # such as the lines of a quote or list, from the text to the sentences
# Boxes that are no part of the article: comments, notices about cookies, notes on the author.
_APART = (
    *(NUMBER_OF_NAME_GROUP[name] for name in ("author", "comment", "footer", "nav", "related")),
    NUMBER_OF_NAME_GROUP["subscribe"],
    *(NUMBER_OF_TAG_GROUP[tag] for tag in ("aside", "footer", "nav", "form")),
    *(NUMBER_OF_TAG_GROUP[tag] for tag in ("figure", "figcaption")),
)
# Class names of readers' comments that the group "comment" does not know: «coment», «kommentar».
_COMMENT_NAME = re.compile(r"com+ent|kom+ent|otzyv|opinie")
_MAX_APART_LEVELS = 5  # levels of markup between a sentence and such a box
_MIN_ITEM_CHARS = 40  # of a list item that counts as a sentence
_MAX_ITEM_LINK_SHARE = 0.2  # of the characters of a list item; menus and teasers have more
_ITEM_TAGS = frozenset({"li", "dd"})


def with_alike(
    taken: NDArray[np.bool_], chances: Chances, blocks: Sequence[Block]
) -> NDArray[np.bool_]:
    """Return the taken blocks, and sentences of one path that begin within or beside them.

    The arrays have one value for each block: whether it is taken, and its chance of being text.
    """
    places = [int(place) for place in np.flatnonzero(taken)]
    if not places:
        return taken
    first, last = places[0] - _MAX_DISTANCE, places[-1] + _MAX_DISTANCE
    chars_taken = sum(len(blocks[place].text) for place in places)
    with_sentences = taken.copy()
    for sentences in alike_sentences(blocks):
        indexes = [block.index for block in sentences]
        sizes = np.array([len(block.text) for block in sentences])
        is_likely = chances[indexes] @ sizes >= _MIN_CHANCE * sizes.sum()
        is_long = sizes.sum() >= _MIN_TEXT_SHARE * chars_taken
        if first <= indexes[0] <= last and is_likely and is_long:
            with_sentences[indexes] = True
    return with_sentences


def with_continuation(
    taken: NDArray[np.bool_], chances: Chances, blocks: Sequence[Block]
) -> NDArray[np.bool_]:
    """Return the taken blocks, and the sentences that continue the text in a box of its markup.

    Page builders put the paragraphs above and below a picture into boxes of their own, with equal
    paths. The text continues if two such sentences without links, of a doubtful probability, begin
    a few blocks below it, and nearly all of it is in boxes of this path.
    """
    chosen = (blocks[int(place)] for place in np.flatnonzero(taken))
    sentences = [block for block in chosen if is_sentence(block)]
    if not sentences:
        return taken
    path = sentences[-1].box.path
    own_chars = sum(len(block.text) for block in sentences if block.box.path == path)
    if own_chars < _MIN_OWN_SHARE * sum(len(block.text) for block in sentences):
        return taken
    start = sentences[-1].index + 1
    continuation: list[int] = []
    for block in blocks[start : start + _MAX_CONTINUATION_BLOCKS]:
        is_alike = block.box.path == path and is_sentence(block) and not block.links
        if is_alike and chances[block.index] >= _MIN_CONTINUATION_CHANCE:
            continuation.append(block.index)
        elif continuation or block.index >= start + _MAX_BLOCKS_BETWEEN:
            break
    if len(continuation) < _MIN_CONTINUATION:
        return taken
    continued = taken.copy()
    continued[continuation] = True
    return continued


def alike_sentences(blocks: Sequence[Block]) -> list[list[Block]]:
    """Return the sentences of each path that has many and hardly any other blocks.

    A path is left out if its first sentence is in a box that is no part of the article.
    """
    paths: defaultdict[str, list[Block]] = defaultdict(list)
    for block in blocks:
        paths[block.box.path].append(block)
    groups = (group for group in paths.values() if len(group) >= _MIN_SENTENCES)
    return [sentences for group in groups if (sentences := _sentences_of(group))]


def _sentences_of(group: Sequence[Block]) -> list[Block]:
    """Return the sentences of a group of one path; none if they are few, short, or apart.

    A sentence that the group has several times stands for something that is not shown, such as an
    embedded post.
    """
    counts = Counter(block.key for block in group)
    sentences = [
        block
        for block in group
        if counts[block.key] == 1 and (is_sentence(block) or _is_long_item(block))
    ]
    chars = sum(len(block.text) for block in sentences)
    chars_of_group = sum(len(block.text) for block in group)
    min_chars = max(_MIN_CHARS, _MIN_SENTENCE_SHARE * chars_of_group)
    are_many = len(sentences) >= _MIN_SENTENCES and chars >= min_chars
    return sentences if are_many and not _is_apart(sentences[0].box) else []


def _is_long_item(block: Block) -> bool:
    """Return whether a block is in a list item, long, and hardly a link."""
    size = len(block.text)
    is_plain = block.link_chars < _MAX_ITEM_LINK_SHARE * size
    return size >= _MIN_ITEM_CHARS and is_plain and within(block.box, _ITEM_TAGS, 3) is not None


def _is_apart(box: Box) -> bool:
    """Return whether a box is in a box that is no part of the article."""
    is_in_group = any(box.depth - box.nearest[group] <= _MAX_APART_LEVELS for group in _APART)
    return is_in_group or any(
        _COMMENT_NAME.search(outer.names) for outer in around(box, _MAX_APART_LEVELS)
    )
