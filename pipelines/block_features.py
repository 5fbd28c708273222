"""What the block model looks at: one row of numbers for each block of a page.

Nothing here knows a language or a site: lengths, links, places, the words of class names, what
stands around, and whether trafilatura and the page's own data hold the text too.
"""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

import numpy as np
from numpy.typing import NDArray

from pipelines.blocks import GROUPS, Block, Box
from pipelines.lines import noise_reason

Array = NDArray[np.float32]
_FAR = 20  # levels of markup beyond which distance says no more
_SENTENCE_END = frozenset('.!?…»"”。」।؟')
_LABELLED = re.compile(r"https?://|www\.|@\w+\.\w|©|\+?\d[\d() -]{8,}\d")
_WHOLE_KEY = 12  # a shorter text must be a whole line of a view to count as kept by it


@dataclass(frozen=True, slots=True)
class Views:
    """Other opinions of the page: texts that hold the article, or part of it."""

    engine: str = ""  # trafilatura
    stated: str = ""  # JSON-LD articleBody
    description: str = ""
    headline: str = ""


def block_features(blocks: Sequence[Block], views: Views) -> Array:
    """Return len(blocks) rows of features, in the order of ``FEATURES``'s groups below."""
    _measure_boxes(blocks)
    own = np.array(_own_rows(blocks), dtype=np.float32)
    places = _places(blocks)
    seen = _views(blocks, views)
    around = _around(own, seen)
    return np.hstack([own, places, seen, around, _page(own, seen)]).astype(np.float32)


def _measure_boxes(blocks: Sequence[Block]) -> None:
    for block in blocks:
        size, links = len(block.text), block.link_chars
        sentence = int(size > 60 and block.text[-1] in _SENTENCE_END and links < 0.5 * size)
        box: Box | None = block.box
        while box is not None:
            box.chars += size
            box.link_chars += links
            box.blocks += 1
            box.sentences += sentence
            box = box.parent
        worth = (size - 2 * links) * (1.0 if size > 60 else 0.2)
        if worth > 0:
            block.box.score += worth
            if (parent := block.box.parent) is not None:
                parent.score += worth
                if parent.parent is not None:
                    parent.parent.score += worth / 2


def _own_rows(blocks: Sequence[Block]) -> list[list[float]]:
    paths: Counter[str] = Counter()
    path_chars: Counter[str] = Counter()
    path_links: Counter[str] = Counter()
    texts = Counter(block.key for block in blocks)
    for block in blocks:
        path = block.box.path
        paths[path] += 1
        path_chars[path] += len(block.text)
        path_links[path] += block.link_chars
    total = sum(path_chars.values()) or 1
    rows = []
    before = 0
    box_row = lru_cache(maxsize=None)(partial(_box_row, total=total))  # boxes repeat
    counts = _letter_counts([block.text for block in blocks])
    for block, counted in zip(blocks, counts, strict=True):
        box, path, size = block.box, block.box.path, len(block.text)
        parent = box.parent or box
        grand = parent.parent or parent
        rows.append(
            [
                *_text_row(block, size, counted),
                paths[path],
                path_chars[path] / paths[path],
                path_links[path] / path_chars[path],
                path_chars[path] / total,
                *box_row(box),
                *box_row(parent),
                *box_row(grand),
                before / total,
                block.index / len(blocks),
                box.depth,
                texts[block.key],
            ]
        )
        before += size
    return rows


def _letter_counts(texts: Sequence[str]) -> list[list[int]]:
    """How many characters of each kind a text has; those past U+FFFF are of none."""
    if not texts:
        return []
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "replace"), np.uint32)
    kinds = _kinds_of_letters()[np.minimum(codes, 0xFFFF)]
    starts = np.cumsum([0, *map(len, texts[:-1])])
    counts: list[list[int]] = np.add.reduceat(kinds, starts, axis=0).tolist()
    return counts


@lru_cache(maxsize=1)
def _kinds_of_letters() -> NDArray[np.int32]:
    return np.array(
        [
            (c.isalpha(), c.isdigit(), c.isupper(), c == " ", c == ",", c in ".!?", c in "|/•·»→")
            for c in map(chr, range(0x10000))
        ],
        np.int32,
    )


def _text_row(block: Block, size: int, counted: Sequence[int]) -> list[float]:
    text = block.text
    letters, digits, upper, spaces, commas, ends, bars = counted
    letters, words = letters or 1, spaces + 1
    return [
        math.log1p(size),
        words,
        size / words,
        block.link_chars / size,
        block.links,
        block.bold_chars / size,
        text[-1] in _SENTENCE_END,
        text[-1] == ":",
        text[0].isupper(),
        text[0].isalnum(),
        ends,
        commas / words,
        digits / size,
        upper / letters,
        letters / size,
        bars,
        text[0] in '-–—«"“',
        bool(_LABELLED.search(text)),
        block.heading,
        block.after_break,
        noise_reason(text) is not None,
    ]


def _box_row(box: Box, total: int) -> tuple[float, ...]:
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
    """Distance up to the nearest box of each group, and to the densest box and the headline."""
    nearest = np.array([block.box.nearest for block in blocks], dtype=np.float32)
    depth = np.array([[block.box.depth] for block in blocks], dtype=np.float32)
    distance = np.minimum(depth - nearest, _FAR)
    assert distance.shape[1] == GROUPS
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
    above: dict[int, int] = {}
    while top is not None:
        above[id(top)] = len(above)
        top = top.parent
    return above


def _distance(box: Box, above: Mapping[int, int]) -> tuple[float, float, float]:
    """(levels from the box up to the common ancestor, from the densest box up, inside it).

    ``above`` holds the densest box and those around it, each with its level from there.
    """
    steps, at = 0, box
    while id(at) not in above and at.parent is not None:
        steps, at = steps + 1, at.parent
    apart = above.get(id(at), _FAR)
    return min(steps, _FAR), min(apart, _FAR), float(apart == 0)


def _views(blocks: Sequence[Block], views: Views) -> Array:
    engine, engine_lines = _joined(views.engine)
    stated, stated_lines = _joined(views.stated)
    about = "".join(views.description.split())
    title = "".join(filter(str.isalnum, views.headline.lower()))
    rows = []
    for block in blocks:
        key = block.key.replace("|", "")
        plain = "".join(filter(str.isalnum, block.text.lower())) if len(block.text) < 300 else ""
        rows.append(
            [
                _held(key, engine, engine_lines),
                _held(key, stated, stated_lines),
                len(key) > _WHOLE_KEY and (key in about or (len(about) > 40 and about[:60] in key)),
                bool(plain) and plain == title,
                len(plain) > 10 and (plain in title or (len(title) > 10 and title in plain)),
            ]
        )
    table = np.array(rows, dtype=np.float32).reshape(len(blocks), 5)
    kept = np.flatnonzero(table[:, 0])
    index = np.arange(len(blocks), dtype=np.float32)
    if len(kept) == 0:
        between = np.full((len(blocks), 3), -1, dtype=np.float32)
    else:
        between = np.stack(
            [
                np.clip(index - kept[0], -50, 200),
                np.clip(kept[-1] - index, -50, 200),
                np.abs(index[:, None] - kept[None, :]).min(axis=1).clip(0, 50),
            ],
            axis=1,
        ).astype(np.float32)
    return np.hstack([table, between])


def _joined(view: str) -> tuple[str, frozenset[str]]:
    lines = ["".join(part.split()) for part in view.replace("|", "\n").split("\n")]
    return "".join(lines), frozenset(lines)


def _held(key: str, joined: str, lines: frozenset[str]) -> float:
    if not joined or not key:
        return 0.0
    if len(key) < _WHOLE_KEY:
        return float(key in lines)
    if key in joined:
        return 1.0
    return 0.5 if len(key) > 60 and (key[:50] in joined or key[-50:] in joined) else 0.0


def _around(own: Array, seen: Array) -> Array:
    """The neighbours' length, link share, end of sentence, noise, and what the engine kept."""
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
    """The same for every block: how much the page holds, and how much of it the views kept."""
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
