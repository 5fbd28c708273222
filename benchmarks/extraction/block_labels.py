"""Labels each block of a page with the share of its words that are in the gold text."""

from difflib import SequenceMatcher

import numpy as np
import numpy.typing as npt

from benchmarks.extraction.scoring import WORD, Bag, shingles

Shares = npt.NDArray[np.float64]  # an entry for each block

MIN_LABEL = 0.5  # a block with a higher label is article text
_MIN_RUN = 4  # equal words in a row; fewer may be equal by chance
# Words of the page times words of the gold text; the time of an alignment grows with this product.
_MAX_WORD_PAIRS = 30_000_000
_MIN_ALIGNED = 0.93  # of the gold words on the page; with fewer the alignment is not used
_SHINGLE_WORDS = 4
_NEIGHBOUR_BLOCKS = 6  # before and after a block
_CONTEXT_WORDS = 3  # of the block before or after a short block


def label(texts: list[str], gold: str) -> Shares:
    """Return for each block the share of its words that is gold, 0–1; -1 for a block without words.

    The blocks are labelled by their shingles, and then aligned with the gold text word by word. So
    if a page has a text several times, only the place among other gold text is labelled. A gold
    text in another order than that of the page is not aligned.
    """
    gold_shingles = shingles(gold)
    gold_words = WORD.findall(gold)
    words = [WORD.findall(text) for text in texts]
    labels = _by_shingles(words, gold, gold_shingles)
    labels = _without_repeats(labels, texts, gold_shingles)
    aligned = _aligned(words, gold_words, labels)
    return labels if aligned is None else aligned


def _by_shingles(words: list[list[str]], gold: str, gold_shingles: Bag) -> Shares:
    """Return the label of each block by its shingles, or by its neighbours if it is short."""
    gold_lines = {tuple(WORD.findall(line)) for line in gold.split("\n")}
    running_gold = f" {' '.join(WORD.findall(gold))} "
    labels = []
    for place, block_words in enumerate(words):
        if not block_words:
            labels.append(-1.0)
        elif len(block_words) >= _SHINGLE_WORDS:
            bag = shingles(" ".join(block_words))
            common = sum(number for shingle, number in bag.items() if shingle in gold_shingles)
            labels.append(common / bag.total())
        else:
            is_line = tuple(block_words) in gold_lines
            labels.append(float(is_line or _continues_gold(words, place, running_gold)))
    return np.array(labels, dtype=float)


def _continues_gold(words: list[list[str]], place: int, running_gold: str) -> bool:
    """Return whether the gold text has a short block directly after, or before, its neighbour."""
    earlier = (block_words for block_words in reversed(words[:place]) if block_words)
    later = (block_words for block_words in words[place + 1 :] if block_words)
    before = next(earlier, [])[-_CONTEXT_WORDS:]
    after = next(later, [])[:_CONTEXT_WORDS]
    with_before = f" {' '.join([*before, *words[place]])} "
    with_after = f" {' '.join([*words[place], *after])} "
    follows = bool(before) and with_before in running_gold
    precedes = bool(after) and with_after in running_gold
    return follows or precedes


def _without_repeats(labels: Shares, texts: list[str], gold_shingles: Bag) -> Shares:
    """Keep as many equal blocks as the gold text has; blocks with most gold neighbours stay."""
    places_of: dict[str, list[int]] = {}
    for place, text in enumerate(texts):
        if labels[place] > MIN_LABEL and len(WORD.findall(text)) >= _SHINGLE_WORDS:
            places_of.setdefault(text, []).append(place)

    def gold_neighbours(place: int) -> int:
        start, end = max(0, place - _NEIGHBOUR_BLOCKS), place + _NEIGHBOUR_BLOCKS + 1
        return int((labels[start:end] > MIN_LABEL).sum())

    for text, places in places_of.items():
        times_in_gold = min((gold_shingles[shingle] for shingle in shingles(text)), default=1)
        places.sort(key=gold_neighbours, reverse=True)
        labels[places[max(1, times_in_gold) :]] = 0
    return labels


def _aligned(words: list[list[str]], gold_words: list[str], labels: Shares) -> Shares | None:
    """Return the shares by an alignment in one order; None if the alignment loses gold text."""
    places = [place for place, share in enumerate(labels) if words[place] and share > 0]
    page_words = [word for place in places for word in words[place]]
    place_of_word = [place for place in places for _ in words[place]]
    if not gold_words or len(page_words) * len(gold_words) > _MAX_WORD_PAIRS:
        return None
    aligned_words = np.zeros(len(words))  # of each block
    matcher = SequenceMatcher(None, page_words, gold_words, autojunk=False)
    for start, _, size in matcher.get_matching_blocks():
        if size and (size >= _MIN_RUN or _is_whole(place_of_word, start, start + size)):
            np.add.at(aligned_words, place_of_word[start : start + size], 1)
    gold_words_on_page = min(
        len(gold_words), sum(len(words[place]) for place in places if labels[place] > MIN_LABEL)
    )
    if aligned_words.sum() < _MIN_ALIGNED * gold_words_on_page:
        return None
    aligned = labels.copy()
    for place in places:
        aligned[place] = aligned_words[place] / len(words[place])
    return aligned


def _is_whole(place_of_word: list[int], start: int, end: int) -> bool:
    """Return whether the words from start to end are one or more whole blocks."""
    begins_block = start == 0 or place_of_word[start - 1] != place_of_word[start]
    ends_block = end == len(place_of_word) or place_of_word[end] != place_of_word[end - 1]
    return begins_block and ends_block
