"""Labels the blocks of a page by the share of their words that the gold text holds."""

from difflib import SequenceMatcher
from typing import Any

import numpy as np

from benchmarks.extraction.scoring import WORD, shingles

_MIN_RUN = 4  # equal words in a row; fewer may be equal by chance
# Words of the page times words of the gold text; the time of an alignment grows with this product.
_MAX_WORD_PAIRS = 30_000_000
_MIN_ALIGNED = 0.93  # of the gold words on the page must be aligned, or the alignment is not used


def label(texts: list[str], gold: str) -> Any:
    """Return for each block the share of its words that is gold, 0–1; -1 for a block without words.

    The blocks are aligned with the gold text word by word. So if a page has a text several times,
    only the place among other gold text is labelled. A gold text in another order than that of the
    page is not aligned; its blocks are labelled by their 4-word shingles.
    """
    true = shingles(gold)
    lines = {tuple(WORD.findall(part)) for part in gold.split("\n")}
    running = f" {' '.join(WORD.findall(gold))} "
    words = [WORD.findall(text) for text in texts]
    labels = [_label(words, i, true, lines, running) for i in range(len(words))]
    found = _without_repeats(np.array(labels, dtype=float), texts, true)
    placed = _aligned(words, WORD.findall(gold), found)
    return found if placed is None else placed


def _label(words: list[list[str]], i: int, true: Any, lines: Any, running: str) -> float:
    mine = words[i]
    if not mine:
        return -1.0
    if len(mine) >= 4:
        found = shingles(" ".join(mine))
        return sum(n for run, n in found.items() if run in true) / found.total()
    if tuple(mine) in lines:
        return 1.0
    before = next((words[j][-3:] for j in range(i - 1, -1, -1) if words[j]), [])
    after = next((words[j][:3] for j in range(i + 1, len(words)) if words[j]), [])
    joined = (f" {' '.join(before + mine)} ", f" {' '.join(mine + after)} ")
    return float(
        any(side and text in running for side, text in zip((before, after), joined, strict=True))
    )


def _without_repeats(labels: Any, texts: list[str], true: Any) -> Any:
    """Keep as many equal blocks as the gold text has; blocks with most gold neighbours stay."""
    places: dict[str, list[int]] = {}
    for i, text in enumerate(texts):
        if labels[i] > 0.5 and len(WORD.findall(text)) >= 4:
            places.setdefault(text, []).append(i)
    for text, found in places.items():
        wanted = max(1, min((true[run] for run in shingles(text)), default=1))
        found.sort(key=lambda i: -(labels[max(0, i - 6) : i + 7] > 0.5).sum())
        labels[found[wanted:]] = 0
    return labels


def _aligned(words: list[list[str]], gold: list[str], found: Any) -> Any:
    """Return the shares by an alignment in one order; None if the alignment loses gold text."""
    places = [i for i, mine in enumerate(words) if mine and found[i] > 0]
    flat = [word for i in places for word in words[i]]
    owner = [i for i in places for _ in words[i]]
    if not gold or len(flat) * len(gold) > _MAX_WORD_PAIRS:
        return None
    hits = np.zeros(len(words))
    for at, _, size in SequenceMatcher(None, flat, gold, autojunk=False).get_matching_blocks():
        if size and (size >= _MIN_RUN or _is_whole(owner, at, at + size)):
            np.add.at(hits, owner[at : at + size], 1)
    held = sum(len(words[i]) for i in places if found[i] > 0.5) / len(gold)
    if hits.sum() / len(gold) < _MIN_ALIGNED * min(1.0, held):
        return None
    placed = found.copy()
    placed[places] = hits[places] / np.array([len(words[i]) for i in places] or [1])[: len(places)]
    return placed


def _is_whole(owner: list[int], start: int, end: int) -> bool:
    """Return whether the words from start to end are one or more whole blocks."""
    return (start == 0 or owner[start - 1] != owner[start]) and (
        end == len(owner) or owner[end] != owner[end - 1]
    )
