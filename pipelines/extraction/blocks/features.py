"""Computes the features of the block model: a row of numbers for each block.

The features do not depend on the language or the site. They are lengths, links, the place in the
markup, words of class names, values of neighbouring blocks, and whether trafilatura's text and the
page's own data contain the text of the block.
"""

import math
import re
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pipelines.extraction.blocks.box import Box
from pipelines.extraction.blocks.element_groups import GROUP_COUNT
from pipelines.extraction.blocks.segment import Block
from pipelines.extraction.blocks.views import Views, view_columns
from pipelines.extraction.lines.noise_lines import noise_reason

Array = NDArray[np.float32]
Column = NDArray[np.float64]
_FAR = 20  # levels of markup; a larger distance counts as this distance
_SENTENCE_END = frozenset('.!?…»"”。」।؟։')
_LABELLED = re.compile(r"https?://|www\.|@\w+\.\w|©|\+?\d[\d() -]{8,}\d")
_OPENING = frozenset('-–—«"“')


def block_features(blocks: Sequence[Block], views: Views) -> Array:
    """Return a row of features for each block.

    The columns are those of ``_own_columns``, ``_places``, ``view_columns``, ``_around`` and
    ``_page``, in this order.
    """
    _measure_boxes(blocks)
    if not blocks:
        return np.zeros((0, 0), dtype=np.float32)
    own = _own_columns(blocks).astype(np.float32)
    places = _places(blocks)
    seen = view_columns(blocks, views)
    around = _around(own, seen)
    return np.hstack([own, places, seen, around, _page(own, seen)]).astype(np.float32)


def _measure_boxes(blocks: Sequence[Block]) -> None:
    """Set in each box the counts and the score of the blocks that it contains.

    The score is high for a box that holds much text without links, itself or in its child boxes.
    """
    boxes: dict[int, Box] = {}  # by their ``id``; a box follows the boxes around it
    for block in blocks:
        box, size, links = block.box, len(block.text), block.link_chars
        if id(box) not in boxes:
            _add_with_outer(box, boxes)
        box.chars += size
        box.link_chars += links
        box.blocks += 1
        if size > 60 and block.text[-1] in _SENTENCE_END and links < 0.5 * size:
            box.sentences += 1
        worth = (size - 2 * links) * (1.0 if size > 60 else 0.2)
        if worth > 0:
            box.score += worth
            if (parent := box.parent) is not None:
                parent.score += worth
                if parent.parent is not None:
                    parent.parent.score += worth / 2
    for box in reversed(boxes.values()):
        if (parent := box.parent) is not None:
            parent.chars += box.chars
            parent.link_chars += box.link_chars
            parent.blocks += box.blocks
            parent.sentences += box.sentences


def _add_with_outer(box: Box, boxes: dict[int, Box]) -> None:
    """Add a box to ``boxes`` after those boxes around it that are missing there."""
    missing: list[Box] = []
    current: Box | None = box
    while current is not None and id(current) not in boxes:
        missing.append(current)
        current = current.parent
    boxes.update((id(one), one) for one in reversed(missing))


def _own_columns(blocks: Sequence[Block]) -> Array:
    """Return the columns of each block itself: text, path, three boxes around it, and place."""
    sizes = np.array([len(block.text) for block in blocks], dtype=np.float64)
    total = float(sizes.sum()) or 1.0
    repeats = Counter(block.key for block in blocks)
    boxes: dict[int, int] = {}
    rows: list[tuple[float, ...]] = []
    around = np.array([_rows_around(block.box, boxes, rows, total) for block in blocks])
    place: list[ArrayLike] = [
        (np.cumsum(sizes) - sizes) / total,
        np.arange(len(blocks)) / max(1, len(blocks)),
        [block.box.depth for block in blocks],
        [repeats[block.key] for block in blocks],
    ]
    table = np.array(rows)[around].reshape(len(blocks), -1)
    columns = [*_text_columns(blocks, sizes), *_path_columns(blocks, sizes, total)]
    return np.hstack([np.stack(columns, axis=1), table, np.stack(place, axis=1)])


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


def _rows_around(
    box: Box, known: dict[int, int], rows: list[tuple[float, ...]], total: float
) -> tuple[int, int, int]:
    """Return the indexes in ``rows`` of a box, its parent and its grandparent.

    Rows that are missing are added. ``known`` are the indexes of rows by the ``id`` of their box.
    """
    found = []
    for _ in range(3):
        if (number := known.get(id(box))) is None:
            number = known[id(box)] = len(rows)
            rows.append(_box_row(box, total))
        found.append(number)
        box = box.parent or box
    return found[0], found[1], found[2]


def _letter_counts(texts: Sequence[str]) -> Column:
    """Return how many characters of each kind each text has, a row for each text.

    The kinds are those of ``_kinds_of_letters``. Characters past U+FFFF are not counted.
    """
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "replace"), np.uint32)
    kinds = _kinds_of_letters()[np.minimum(codes, 0xFFFF)]
    starts = np.cumsum([0, *map(len, texts[:-1])])
    return np.add.reduceat(kinds, starts, axis=0, dtype=np.float64)


@lru_cache(maxsize=1)
def _kinds_of_letters() -> NDArray[np.int32]:
    """Return for each character up to U+FFFF 1 or 0 for each of seven kinds."""
    return np.array(
        [
            (c.isalpha(), c.isdigit(), c.isupper(), c == " ", c == ",", c in ".!?", c in "|/•·»→")
            for c in map(chr, range(0x10000))
        ],
        np.int32,
    )


def _text_columns(blocks: Sequence[Block], sizes: Column) -> list[Column]:
    """Return the columns of the text of each block: lengths, links, letters and marks."""
    texts = [block.text for block in blocks]
    letters, digits, upper, spaces, commas, ends, bars = _letter_counts(texts).T
    letters, words = np.maximum(letters, 1), spaces + 1
    columns = [
        np.log1p(sizes),
        words,
        sizes / words,
        [block.link_chars for block in blocks] / sizes,
        [block.links for block in blocks],
        [block.bold_chars for block in blocks] / sizes,
        [text[-1] in _SENTENCE_END for text in texts],
        [text[-1] == ":" for text in texts],
        [text[0].isupper() for text in texts],
        [text[0].isalnum() for text in texts],
        ends,
        commas / words,
        digits / sizes,
        upper / letters,
        letters / sizes,
        bars,
        [text[0] in _OPENING for text in texts],
        [_is_labelled(text, count) for text, count in zip(texts, digits, strict=True)],
        [block.heading for block in blocks],
        [block.after_break for block in blocks],
        [_is_noise(text) for text in texts],
    ]
    return [np.asarray(column, dtype=np.float64) for column in columns]


def _is_labelled(text: str, digits: float) -> bool:
    """Return whether a text holds a web address, a telephone number or a copyright mark."""
    may = digits > 1 or "://" in text or "www." in text or "@" in text or "©" in text
    return may and _LABELLED.search(text) is not None


@lru_cache(maxsize=10_000)  # menus and labels are the same on all pages of an outlet
def _is_noise(text: str) -> bool:
    return noise_reason(text) is not None


def _box_row(box: Box, total: float) -> tuple[float, ...]:
    """Return the columns of a box: its size, share of the page, links, and blocks."""
    chars = box.chars or 1
    return (
        math.log1p(chars),
        chars / total,
        box.link_chars / chars,
        box.blocks,
        box.sentences,
        chars / (box.blocks or 1),
    )


def _places(blocks: Sequence[Block]) -> Array:
    """Return for each block its distances to other places of the page.

    They are the distances to the nearest box of each group, to the densest box (that with the
    highest ``Box.score``), and to the first and the last heading of level 1.
    """
    nearest = np.frombuffer(b"".join([block.box.nearest for block in blocks]), np.int16)
    depth = np.array([[block.box.depth] for block in blocks], dtype=np.int16)
    distance = np.minimum(depth - nearest.reshape(-1, GROUP_COUNT), _FAR)
    top = max((block.box for block in blocks), key=lambda box: box.score, default=None)
    parents = [box for block in blocks if (box := block.box.parent) is not None]
    if top is not None and parents:
        top = max([top, *parents], key=lambda box: box.score)
    above = _levels(top)
    near = {id(box): _distance(box, above) for box in {id(b.box): b.box for b in blocks}.values()}
    dense = np.array([near[id(block.box)] for block in blocks], dtype=np.float32)
    first = next((b.index for b in blocks if b.heading == 1), -1)
    last = next((b.index for b in reversed(blocks) if b.heading == 1), -1)
    titles = np.array(
        [[b.index - first if first >= 0 else -999, b.index - last if last >= 0 else -999]
         for b in blocks], dtype=np.float32,
    )  # fmt: skip
    return np.hstack([distance, dense, np.clip(titles, -100, 200)])


def _levels(top: Box | None) -> dict[int, int]:
    """Return a box and its ancestors, each with its number of levels above the box."""
    above: dict[int, int] = {}
    while top is not None:
        above[id(top)] = len(above)
        top = top.parent
    return above


def _distance(box: Box, above: Mapping[int, int]) -> tuple[float, float, float]:
    """Return (levels up to the common ancestor, levels from the densest box up to it, inside).

    ``inside`` is 1 if the box lies in the densest box. ``above`` holds the densest box and its
    ancestors, each with its number of levels above the densest box.
    """
    steps, at = 0, box
    while id(at) not in above and at.parent is not None:
        steps, at = steps + 1, at.parent
    apart = above.get(id(at), _FAR)
    return min(steps, _FAR), min(apart, _FAR), float(apart == 0)


def _around(own: Array, seen: Array) -> Array:
    """Return five columns of the three neighbours on each side, and their means over 11 blocks.

    The columns are length, link share, end of a sentence, noise, and whether trafilatura's text
    holds the block.
    """
    chosen = np.hstack([own[:, [0, 3, 6, 20]], seen[:, :1]])
    columns = []
    for step in (-3, -2, -1, 1, 2, 3):
        moved = np.full_like(chosen, -1)
        if step < 0:
            moved[-step:] = chosen[:step]
        else:
            moved[:-step] = chosen[step:]
        columns.append(moved)
    window = np.ones(11, dtype=np.float32)
    means = [_mean_over(chosen[:, i], window) for i in range(chosen.shape[1])]
    return np.hstack([*columns, np.stack(means, axis=1)])


def _mean_over(column: Array, window: Array) -> Array:
    count = np.convolve(np.ones_like(column), window)[5:-5]
    return (np.convolve(column, window)[5:-5] / count).astype(np.float32)


def _page(own: Array, seen: Array) -> Array:
    """Return columns that are the same for all blocks: the size of the page, and of each view."""
    sizes = np.expm1(own[:, 0])
    total = sizes.sum() or 1.0
    kept = seen[:, 0] > 0
    row = np.array(
        [
            math.log1p(total),
            math.log1p(len(own)),
            (sizes * kept).sum() / total,
            math.log1p(float((sizes * kept).sum())),
            kept.sum(),
            (sizes * (seen[:, 1] > 0)).sum() / total,
            (sizes * (own[:, 3] > 0.5)).sum() / total,
            (sizes * (own[:, 6] > 0)).sum() / total,
        ],
        dtype=np.float32,
    )
    return np.tile(row, (len(own), 1))
