"""Adds sentences that are alike by their markup to the text, though each of them is doubtful.

On a guide, the paragraphs of all its sections are in boxes of one path. On a page unlike those that
the block model knows, they have low probabilities, but higher ones than menus and footers. Together
they are text if they are many and long and begin within the text or beside it. Long list items
without links count as sentences.
"""

import re
from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipelines.extraction.blocks.box import Box
from pipelines.extraction.blocks.neighbours import Chances
from pipelines.extraction.blocks.places import around, within
from pipelines.extraction.blocks.segment import Block

# On 696 guides that the model was not fitted on, the sentences that these rules add have 126,000
# characters of text and 12,000 others; on 254 pages of news, 3,500 others.
_MIN_SENTENCES = 3  # of one path
_MIN_CHARS = 600  # of all these sentences
_MIN_SENTENCE_SHARE = 0.8  # of the characters of all blocks of the path must be in sentences
_MIN_CHANCE = 0.05  # the mean probability of the sentences by characters
_MIN_TEXT_SHARE = 0.05  # of the characters chosen so far; shorter sentences are a note
_MAX_DISTANCE = 5  # blocks between the chosen text and the first of the sentences
# Class names of boxes that are no part of the article: «comment-content», «cmp-modal».
_APART_NAME = re.compile(
    r"comment|modal|disclos|disclaim|cookie|consent|caption|popup|author|newsletter|promo|related|"
    r"recommend|sidebar|footer"
)
_APART_TAGS = frozenset({"aside", "footer", "nav", "form", "figure", "figcaption"})
_MAX_APART_LEVELS = 5  # levels of markup between a sentence and such a box
_MIN_SENTENCE_CHARS = 40
_MAX_LINK_SHARE = 0.6  # of the characters of a sentence may be in links
_MAX_ITEM_LINK_SHARE = 0.2  # of the characters of a list item; menus and teasers have more
_ITEM_TAGS = frozenset({"li", "dd"})


def alike_sentences(blocks: Sequence[Block]) -> NDArray[np.int64]:
    """Return a number for each block, equal for the sentences of one path anywhere on the page.

    The number is -1 for other blocks, and for sentences that are few, short, among other blocks of
    their path, or in a box that is no part of the article.
    """
    found = np.full(len(blocks), -1, dtype=np.int64)
    paths: defaultdict[str, list[Block]] = defaultdict(list)
    for block in blocks:
        paths[block.box.path].append(block)
    for number, group in enumerate(paths.values()):
        if len(group) < _MIN_SENTENCES:
            continue
        sentences = [block for block in group if is_sentence(block) or _is_long_item(block)]
        chars = sum(len(block.text) for block in sentences)
        enough = max(_MIN_CHARS, _MIN_SENTENCE_SHARE * sum(len(block.text) for block in group))
        if len(sentences) >= _MIN_SENTENCES and chars >= enough and not _is_apart(sentences[0].box):
            found[[block.index for block in sentences]] = number
    return found


def with_alike(
    taken: NDArray[np.bool_],
    chances: Chances,
    sizes: NDArray[np.float64],
    alike: NDArray[np.int64],
) -> NDArray[np.bool_]:
    """Return the taken blocks, and sentences of one path that begin within or beside them.

    ``sizes`` are the characters of the blocks, and ``alike`` the numbers of ``alike_sentences``.
    """
    places = np.flatnonzero(taken)
    if not len(places):
        return taken
    found = taken.copy()
    for number in np.unique(alike[alike >= 0]):
        inside = np.flatnonzero(alike == number)
        chars = sizes[inside].sum()
        is_near = places[0] - _MAX_DISTANCE <= inside[0] <= places[-1] + _MAX_DISTANCE
        is_likely = (chances[inside] * sizes[inside]).sum() >= _MIN_CHANCE * chars
        if is_near and is_likely and chars >= _MIN_TEXT_SHARE * sizes[taken].sum():
            found[inside] = True
    return found


def is_sentence(block: Block) -> bool:
    """Return whether a block is long, ends like a sentence and is not mostly a link."""
    size = len(block.text)
    ends = block.text[-1] in '.!?…»"”'
    return ends and size >= _MIN_SENTENCE_CHARS and block.link_chars < _MAX_LINK_SHARE * size


def _is_long_item(block: Block) -> bool:
    """Return whether a block is in a list item, long, and hardly a link."""
    size = len(block.text)
    is_plain = block.link_chars < _MAX_ITEM_LINK_SHARE * size
    return size >= _MIN_SENTENCE_CHARS and is_plain and within(block.box, _ITEM_TAGS, 3) is not None


def _is_apart(box: Box) -> bool:
    return any(
        outer.tag in _APART_TAGS or _APART_NAME.search(outer.names) is not None
        for outer in around(box, _MAX_APART_LEVELS)
    )
