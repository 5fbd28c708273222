"""Finds sentences that are alike by their markup, and adds them to the text of an unclear page.

On a guide, the paragraphs of all its sections are in boxes of one path. On a page unlike those that
the block model knows, each of them has a low probability. Together they are text if they are many
and long and in the same part of the page as the text. Their headings tell them from teasers of
other pages, whose headings are links. Long list items and long paragraphs without links count as
sentences.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipelines.extraction.blocks.box import Box
from pipelines.extraction.blocks.element_groups import (
    NAME_GROUPS,
    NUMBER_OF_NAME_GROUP,
    NUMBER_OF_TAG_GROUP,
)
from pipelines.extraction.blocks.neighbours import Chances
from pipelines.extraction.blocks.places import around, is_other_box, within
from pipelines.extraction.blocks.segment import Block, is_sentence

_MIN_SENTENCES = 3  # of one path
_MIN_CHARS = 600  # of all these sentences
_MIN_SENTENCE_SHARE = 0.8  # of the characters of all blocks of the path must be in sentences
_MIN_CHANCE = 0.005  # the mean probability of the sentences by characters
_MIN_TEASER_CHANCE = 0.05  # the same if their headings are links, as in teasers
_MAX_LINKED_HEADINGS = 0.3  # of the headings above the sentences; with more they are like teasers
_MAX_BLOCKS_TO_HEADING = 3  # from a sentence up to the heading above it
_MIN_TEXT_SHARE = 0.05  # of the characters chosen so far; shorter sentences are a note
_MAX_DISTANCE = 5  # blocks between the chosen text and sentences below or above it
# The limits of sentences that continue a text. On 700 labelled pages these are no other texts.
_MIN_OWN_SHARE = 0.8  # of the text's characters in sentences are in boxes of the path
_MIN_CONTINUATION_CHANCE = 0.3
_MIN_CONTINUATION = 2  # sentences
_MAX_CONTINUATION_BLOCKS = 60
_MAX_BLOCKS_BETWEEN = 8  # such as the lines of a quote or list, from the text to the sentences
# Boxes that are no part of the article: comments, notices about cookies, notes on the author.
_APART = (
    *map(NUMBER_OF_NAME_GROUP.__getitem__, ("author", "comment", "footer", "nav", "subscribe")),
    *map(
        NUMBER_OF_TAG_GROUP.__getitem__,
        ("aside", "footer", "nav", "form", "figure", "figcaption"),
    ),
)
# Class names of readers' comments that the group "comment" does not know: «coment», «kommentar».
_COMMENT_NAME = re.compile(r"com+ent|kom+ent|otzyv|opinie")
_RELATED = NUMBER_OF_NAME_GROUP["related"]
# The same words as those of the group "related", without the class "relative" of CSS frameworks.
_RELATED_NAME = re.compile(rf"relat(?!ive)|{NAME_GROUPS['related'].removeprefix('relat|')}")
# The class «relative» of CSS frameworks, also for some widths of the screen: «md:relative».
_PLACED_NAME = re.compile(r"(?:^|[\s:])relative(?:\s|$)")
_MIN_PLACED_CHANCE = 0.05  # of a sentence in a box of this class
_MAX_PLACED_LEVELS = 2  # of markup from a sentence to a box of this class
_MIN_SENTENCES_BESIDE = 2  # taken sentences right in the box around it
_MAX_APART_LEVELS = 5  # of markup from a sentence to a box that is no part of the article
_MIN_ITEM_CHARS = 40  # of a list item that counts as a sentence
_MIN_LONG_CHARS = 100  # of another paragraph that counts as a sentence
_MAX_PLAIN_LINK_SHARE = 0.2  # of the characters of both; menus and teasers have more
_ITEM_TAGS = frozenset({"li", "dd"})


def with_alike(
    taken: NDArray[np.bool_], chances: Chances, blocks: Sequence[Block]
) -> NDArray[np.bool_]:
    """Return the taken blocks, and sentences of one path that are among or beside them.

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
        min_chance = _MIN_TEASER_CHANCE if _have_linked_headings(sentences, blocks) else _MIN_CHANCE
        is_likely = chances[indexes] @ sizes >= min_chance * sizes.sum()
        is_long = sizes.sum() >= _MIN_TEXT_SHARE * chars_taken
        is_near = indexes[0] <= last and indexes[-1] >= first
        if is_near and is_likely and is_long:
            with_sentences[indexes] = True
    return with_sentences


def with_continuation(
    taken: NDArray[np.bool_], chances: Chances, blocks: Sequence[Block]
) -> NDArray[np.bool_]:
    """Return the taken blocks, and the sentences that continue the text in a box of its markup.

    Page builders put the paragraphs above and below a picture into boxes of their own, with equal
    paths. The text continues if nearly all of it is in boxes of one path, and two more sentences of
    this path begin a few blocks below. They have no links, and a doubtful probability.
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


def with_placed(
    taken: NDArray[np.bool_], chances: Chances, blocks: Sequence[Block]
) -> NDArray[np.bool_]:
    """Return the taken blocks, and sentences beside them in a box of the class «relative».

    For the model this class of CSS frameworks has the word of related articles, so the chances of
    such sentences are too low. Their box must be right in the box of taken sentences.
    """
    doubtful = [
        block
        for block in blocks
        if not taken[block.index]
        and chances[block.index] >= _MIN_PLACED_CHANCE
        and is_sentence(block)
        and not block.links
    ]
    if not doubtful:
        return taken
    sentences = (block for block in blocks if taken[block.index] and is_sentence(block))
    holders = Counter(id(block.box.parent) for block in sentences)
    added = taken.copy()
    for block in doubtful:
        boxes = around(block.box, _MAX_PLACED_LEVELS)
        placed = next((box for box in boxes if _PLACED_NAME.search(box.names)), None)
        is_beside = placed is not None and holders[id(placed.parent)] >= _MIN_SENTENCES_BESIDE
        if is_beside and not is_other_box(block.box):
            added[block.index] = True
    return added


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
        if counts[block.key] == 1 and (is_sentence(block) or _is_long_and_plain(block))
    ]
    chars = sum(len(block.text) for block in sentences)
    chars_of_group = sum(len(block.text) for block in group)
    min_chars = max(_MIN_CHARS, _MIN_SENTENCE_SHARE * chars_of_group)
    are_many = len(sentences) >= _MIN_SENTENCES and chars >= min_chars
    return sentences if are_many and not _is_apart(sentences[0].box) else []


def _is_long_and_plain(block: Block) -> bool:
    """Return whether a block is a long list item or a long paragraph, and hardly a link."""
    size = len(block.text)
    if size < _MIN_ITEM_CHARS or block.link_chars >= _MAX_PLAIN_LINK_SHARE * size:
        return False
    is_paragraph = size >= _MIN_LONG_CHARS and block.box.tag == "p"
    return is_paragraph or within(block.box, _ITEM_TAGS, 3) is not None


def _have_linked_headings(sentences: Sequence[Block], blocks: Sequence[Block]) -> bool:
    """Return whether many of the headings above the sentences are links."""
    indexes = {block.index for block in sentences}
    headings = 0
    linked = 0
    for index in indexes:
        blocks_above = blocks[max(0, index - _MAX_BLOCKS_TO_HEADING) : index]
        for above in reversed(blocks_above):
            if above.heading > 1:
                headings += 1
                if above.link_chars > len(above.text) / 2:
                    linked += 1
            if above.heading > 1 or above.index in indexes:
                break
    return linked > _MAX_LINKED_HEADINGS * headings


def _is_apart(box: Box) -> bool:
    """Return whether a box is in a box that is no part of the article."""
    if any(_is_in_group(box, group) for group in _APART):
        return True
    names = [outer.names for outer in around(box, _MAX_APART_LEVELS)]
    if _is_in_group(box, _RELATED) and any(map(_RELATED_NAME.search, names)):
        return True
    return any(map(_COMMENT_NAME.search, names))


def _is_in_group(box: Box, group: int) -> bool:
    """Return whether a box, or a box close around it, is in a group of ``element_groups``."""
    return box.depth - box.nearest[group] <= _MAX_APART_LEVELS
