"""Computes the features of the block model: a row of numbers for each block.

The features do not depend on the language or the site. They are lengths, links, the place in the
markup, words of class names, and values of neighbouring blocks. One says whether the page's own
data contain the text of the block. On a page that is not clear without it, one more says this of
trafilatura's text.
"""

import math
import re
from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pipelines.extraction.blocks.box import Box
from pipelines.extraction.blocks.element_groups import GROUP_COUNT
from pipelines.extraction.blocks.segment import Block
from pipelines.extraction.blocks.views import (
    HELD_BY_JSON_LD,
    Views,
    text_columns,
    view_columns,
)
from pipelines.extraction.lines.noise_lines import noise_reason

Array = NDArray[np.float32]  # a row for each block
Column = NDArray[np.float64]  # a number, or a row of numbers, for each block or box
_MAX_LEVELS = 20  # of markup between two boxes; a larger distance counts as this distance
_MIN_LONG_CHARS = 61  # a shorter block counts little in the score of a box
_MAX_SENTENCE_LINK_SHARE = 0.5  # of the characters of a sentence
_SENTENCE_END = frozenset('.!?…»"”。」।؟։')
_WEB_ADDRESS = re.compile(r"https?://")
_MAIL_ADDRESS = re.compile(r"@\w+\.\w")
_PHONE_NUMBER = re.compile(r"\d[\d() -]{8,}\d")
_OPENING = frozenset('-–—«"“')
# Columns of ``_own_columns``, the first of which are those of ``_text_columns``.
_LOG_SIZE, _LINK_SHARE, _ENDS_SENTENCE, _IS_NOISE = 0, 3, 6, 20
_MIN_LINK_SHARE = 0.5  # of a block that consists of links
_MEAN_BLOCKS = 11  # over which the means around a block are taken: the block, and 5 on each side
# The columns of a row, in this order: 47 of ``_own_columns``, those of ``_places``, the first of
# ``text_columns``, four of ``view_columns``, the last three of ``text_columns``, five times seven
# of ``_around``, and eight that are the same for all blocks of the page.
_HELD_COLUMN = 47 + GROUP_COUNT + 5  # whether trafilatura's text holds the block
_AROUND_COLUMN = _HELD_COLUMN + 8
_PAGE_COLUMN = _AROUND_COLUMN + 35
_ROW_COLUMNS = _PAGE_COLUMN + 8
# The columns on trafilatura's text, in the order of ``_trafilatura_columns``, and all others.
_OF_TRAFILATURA = [
    _HELD_COLUMN,
    *range(_HELD_COLUMN + 5, _AROUND_COLUMN),
    *range(_AROUND_COLUMN + 4, _PAGE_COLUMN, 5),
    *range(_PAGE_COLUMN + 2, _PAGE_COLUMN + 5),
]
_OTHER_COLUMNS = np.setdiff1d(np.arange(_ROW_COLUMNS), _OF_TRAFILATURA)


def block_features(blocks: Sequence[Block], views: Views) -> Array:
    """Return a row of features for each block; in the columns on trafilatura's text it is empty."""
    if not blocks:
        return np.zeros((0, 0), dtype=np.float32)
    boxes = _measured_boxes(blocks)
    own = _own_columns(blocks, boxes).astype(np.float32)
    view_values = view_columns(blocks, views)
    around = _around(own[:, [_LOG_SIZE, _LINK_SHARE, _ENDS_SENTENCE, _IS_NOISE]])
    rows = np.empty((len(blocks), _ROW_COLUMNS), dtype=np.float32)
    rows[:, _OTHER_COLUMNS] = np.hstack(
        [own, _places(blocks, boxes), view_values, around, _page(own, view_values)]
    )
    rows[:, _OF_TRAFILATURA] = _trafilatura_columns(rows, blocks, "")
    return rows


def with_trafilatura(rows: Array, blocks: Sequence[Block], text: str) -> Array:
    """Return the rows of the blocks with the columns on trafilatura's text; it may be empty."""
    changed = rows.copy()
    if blocks:
        changed[:, _OF_TRAFILATURA] = _trafilatura_columns(rows, blocks, text)
    return changed


def held_by_trafilatura(rows: Array) -> NDArray[np.bool_]:
    """Return for each row of ``block_features`` whether trafilatura's text holds the block."""
    return np.asarray(rows[:, _HELD_COLUMN] > 0, dtype=bool)


@dataclass(frozen=True, slots=True)
class _Boxes:
    """The boxes that contain the blocks of a page; each follows the box around it."""

    boxes: list[Box]
    parents: list[int]  # for each box the index of the box around it; the first is its own parent
    of_blocks: list[int]  # for each block the index of its box


def _measured_boxes(blocks: Sequence[Block]) -> _Boxes:
    """Return the boxes, and set in each the counts and the score of the blocks that it contains.

    The score is high for a box that holds much text without links, itself or in its child boxes.
    """
    numbers: dict[Box, int] = {}  # of the boxes, from 0 in the order of ``_Boxes.boxes``
    for block in blocks:
        box, size, link_chars = block.box, len(block.text), block.link_chars
        if box not in numbers:
            _add_with_outer(box, numbers)
        box.chars += size
        box.link_chars += link_chars
        box.blocks += 1
        is_long = size >= _MIN_LONG_CHARS
        has_few_links = link_chars < _MAX_SENTENCE_LINK_SHARE * size
        if is_long and has_few_links and block.text[-1] in _SENTENCE_END:
            box.sentences += 1
        # A block counts for its box and the parent, and half for the grandparent.
        score = (size - 2 * link_chars) * (1.0 if is_long else 0.2)
        if score > 0:
            box.score += score
            if (parent := box.parent) is not None:
                parent.score += score
                if parent.parent is not None:
                    parent.parent.score += score / 2
    boxes = list(numbers)
    for box in reversed(boxes):  # inner boxes come before the boxes around them
        if (parent := box.parent) is not None:
            parent.chars += box.chars
            parent.link_chars += box.link_chars
            parent.blocks += box.blocks
            parent.sentences += box.sentences
    parents = [numbers[box.parent or box] for box in boxes]
    return _Boxes(boxes, parents, [numbers[block.box] for block in blocks])


def _add_with_outer(box: Box, numbers: dict[Box, int]) -> None:
    """Number a box after those boxes around it that have no number yet."""
    missing: list[Box] = []
    current: Box | None = box
    while current is not None and current not in numbers:
        missing.append(current)
        current = current.parent
    for missing_box in reversed(missing):
        numbers[missing_box] = len(numbers)


def _own_columns(blocks: Sequence[Block], boxes: _Boxes) -> Array:
    """Return the columns of each block itself: text, path, three boxes around it, and place."""
    sizes = np.array([len(block.text) for block in blocks], dtype=np.float64)
    total = float(sizes.sum()) or 1.0
    keys = [block.key for block in blocks]
    repeats = Counter(keys)
    parents = np.array(boxes.parents)
    box_of_block = np.array(boxes.of_blocks)
    parent_of_block = parents[box_of_block]
    rows = _box_rows(boxes.boxes, total)
    place: list[ArrayLike] = [
        (np.cumsum(sizes) - sizes) / total,
        np.arange(len(blocks)) / max(1, len(blocks)),
        [block.box.depth for block in blocks],
        [repeats[key] for key in keys],
    ]
    text_and_path = [*_text_columns(blocks, sizes), *_path_columns(blocks, sizes, total)]
    return np.hstack(
        [
            np.stack(text_and_path, axis=1),
            rows[box_of_block],
            rows[parent_of_block],
            rows[parents[parent_of_block]],
            np.stack(place, axis=1),
        ]
    )


def _path_columns(blocks: Sequence[Block], sizes: Column, total: float) -> list[Column]:
    """Return for each block four columns on the blocks of the same path.

    They are the number of these blocks, their mean length, their share of links, and their share
    of the page's text.
    """
    path = numbered([block.box.path for block in blocks])
    count = np.bincount(path)[path].astype(np.float64)
    chars = np.bincount(path, sizes)[path]
    links = np.bincount(path, [block.link_chars for block in blocks])[path]
    return [count, chars / count, links / chars, chars / total]


def numbered(kinds: Sequence[Hashable]) -> NDArray[np.int64]:
    """Return a number for each item; equal items have equal numbers, in order of first use."""
    numbers: dict[Hashable, int] = {}
    return np.array([numbers.setdefault(kind, len(numbers)) for kind in kinds], dtype=np.int64)


def _letter_counts(texts: Sequence[str]) -> Column:
    """Return how many characters of each kind each text has, a row for each text.

    The kinds are those of ``_kinds_of``. Characters past U+FFFF are not counted.
    """
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "replace"), np.uint32)
    kinds = _kinds_of_letters().take(np.minimum(codes, 0xFFFF), axis=0)
    starts = np.cumsum([0, *map(len, texts[:-1])])
    return np.add.reduceat(kinds, starts, axis=0).astype(np.float64)


@lru_cache(maxsize=1)
def _kinds_of_letters() -> NDArray[np.int32]:
    """Return for each character up to U+FFFF 1 or 0 for each of seven kinds."""
    return np.array([_kinds_of(chr(code)) for code in range(0x10000)], np.int32)


def _kinds_of(letter: str) -> tuple[bool, ...]:
    """Return for each of the seven kinds whether a character is of this kind."""
    return (
        letter.isalpha(),
        letter.isdigit(),
        letter.isupper(),
        letter == " ",
        letter == ",",
        letter in ".!?",
        letter in "|/•·»→",
    )


def _text_columns(blocks: Sequence[Block], sizes: Column) -> list[Column]:
    """Return the columns of the text of each block: lengths, links, letters and marks."""
    texts = [block.text for block in blocks]
    firsts, lasts = [text[0] for text in texts], [text[-1] for text in texts]
    letters, digits, upper, spaces, commas, ends, bars = _letter_counts(texts).T
    letters, words = np.maximum(letters, 1), spaces + 1
    columns = [
        np.log1p(sizes),  # _LOG_SIZE
        words,
        sizes / words,
        [block.link_chars for block in blocks] / sizes,  # _LINK_SHARE
        [block.links for block in blocks],
        [block.bold_chars for block in blocks] / sizes,
        [last in _SENTENCE_END for last in lasts],  # _ENDS_SENTENCE
        [last == ":" for last in lasts],
        list(map(str.isupper, firsts)),
        list(map(str.isalnum, firsts)),
        ends,
        commas / words,
        digits / sizes,
        upper / letters,
        letters / sizes,
        bars,
        [first in _OPENING for first in firsts],
        list(map(_is_labelled, texts, digits.tolist())),
        [block.heading for block in blocks],
        [block.follows_break for block in blocks],
        [noise_reason(text) is not None for text in texts],  # _IS_NOISE
    ]
    return [np.asarray(column, dtype=np.float64) for column in columns]


def _is_labelled(text: str, digits: float) -> bool:
    """Return whether a text holds a web address, a telephone number or a copyright mark.

    ``digits`` is how many digits it has. Each pattern is searched only if a part of it is found.
    """
    return (
        "©" in text
        or "www." in text
        or ("://" in text and _WEB_ADDRESS.search(text) is not None)
        or ("@" in text and _MAIL_ADDRESS.search(text) is not None)
        or (digits > 1 and _PHONE_NUMBER.search(text) is not None)
    )


def _box_rows(boxes: Sequence[Box], total: float) -> Column:
    """Return a row for each box: its size, share of the page, links, and blocks."""
    counts = np.array([(box.chars, box.link_chars, box.blocks, box.sentences) for box in boxes])
    chars, links, blocks, sentences = np.maximum(counts, [1, 0, 0, 0]).T.astype(np.float64)
    return np.stack(
        [np.log1p(chars), chars / total, links / chars, blocks, sentences, chars / blocks], axis=1
    )


def _places(blocks: Sequence[Block], boxes: _Boxes) -> Array:
    """Return for each block its distances to other places of the page.

    They are the distances to the nearest box of each group, to the densest box, and to the first
    and the last heading of level 1. The densest box has the highest ``Box.score``.
    """
    nearest = np.frombuffer(b"".join([box.nearest for box in boxes.boxes]), np.int16)
    depth = np.array([box.depth for box in boxes.boxes], dtype=np.int16)
    distance = np.minimum(depth[:, None] - nearest.reshape(-1, GROUP_COUNT), _MAX_LEVELS)
    of_boxes = np.hstack([distance, _distances_to_densest(blocks, boxes)])
    headings = [block.index for block in blocks if block.heading == 1]
    index = np.array([block.index for block in blocks], dtype=np.float32)
    to_headings = np.full((len(blocks), 2), -999, dtype=np.float32)  # if there is no heading
    if headings:
        to_headings = np.stack([index - headings[0], index - headings[-1]], axis=1)
    return np.hstack([of_boxes[boxes.of_blocks], np.clip(to_headings, -100, 200)])


def _distances_to_densest(blocks: Sequence[Block], boxes: _Boxes) -> Array:
    """Return for each box three columns on its distance to the densest box.

    The first two are the levels up to the common ancestor, from the box and from the densest box.
    The third is 1 if the box lies in the densest box, else 0.
    """
    own_boxes = [block.box for block in blocks]
    parents = [box.parent for box in own_boxes if box.parent is not None]
    densest = max([max(own_boxes, key=_score), *parents], key=_score)
    levels_above: dict[Box, int] = {}  # for the densest box and its ancestors
    ancestor: Box | None = densest
    while ancestor is not None:
        levels_above[ancestor] = len(levels_above)
        ancestor = ancestor.parent
    # For each box, the levels up to the common ancestor from the box and from the densest box.
    levels_up: list[int] = []
    from_densest: list[int] = []
    for box, parent in zip(boxes.boxes, boxes.parents, strict=True):
        level = levels_above.get(box)
        levels_up.append(levels_up[parent] + 1 if level is None else 0)
        from_densest.append(from_densest[parent] if level is None else level)
    levels = np.array([levels_up, from_densest], dtype=np.float32)
    return np.vstack([np.minimum(levels, _MAX_LEVELS), levels[1] == 0]).T


_score = attrgetter("score")


def _trafilatura_columns(rows: Array, blocks: Sequence[Block], text: str) -> Array:
    """Return the columns on trafilatura's text: of each block, around it, and of the page."""
    values = text_columns(blocks, text)
    held = values[:, :1]
    is_held = held[:, 0] > 0
    sizes = np.expm1(rows[:, _LOG_SIZE])
    held_chars = (sizes * is_held).sum()
    page = [held_chars / (sizes.sum() or 1.0), math.log1p(float(held_chars)), is_held.sum()]
    page_row = np.array(page, dtype=np.float32)
    return np.hstack([values, _around(held), np.tile(page_row, (len(rows), 1))])


def _around(table: Array) -> Array:
    """Return the columns of a table for three blocks on each side, and their means over 11."""
    columns = []
    for step in (-3, -2, -1, 1, 2, 3):
        moved = np.full_like(table, -1)  # -1 beyond the first or last block
        if step < 0:
            moved[-step:] = table[:step]
        else:
            moved[:-step] = table[step:]
        columns.append(moved)
    window = np.ones(_MEAN_BLOCKS, dtype=np.float32)
    means = [_mean_over(table[:, number], window) for number in range(table.shape[1])]
    return np.hstack([*columns, np.stack(means, axis=1)])


def _mean_over(column: Array, window: Array) -> Array:
    """Return for each value the mean of the values in a window around it.

    ``window`` is an array of ones. At the ends of the column, only the values that exist count.
    """
    half = len(window) // 2
    sums = np.convolve(column, window)[half:-half]
    counts = np.convolve(np.ones_like(column), window)[half:-half]
    return (sums / counts).astype(np.float32)


def _page(own: Array, view_values: Array) -> Array:
    """Return columns that are the same for all blocks: the size of the page, and shares of it."""
    sizes = np.expm1(own[:, _LOG_SIZE])
    total = sizes.sum() or 1.0
    row = np.array(
        [
            math.log1p(total),
            math.log1p(len(own)),
            (sizes * (view_values[:, HELD_BY_JSON_LD] > 0)).sum() / total,
            (sizes * (own[:, _LINK_SHARE] > _MIN_LINK_SHARE)).sum() / total,
            (sizes * (own[:, _ENDS_SENTENCE] > 0)).sum() / total,
        ],
        dtype=np.float32,
    )
    return np.tile(row, (len(own), 1))
