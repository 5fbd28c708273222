"""Compares the numbers in sentences of one template; the texts of the articles are not needed.

Reports made from one template share most of their shingles, so a signature cannot tell them apart,
but their numbers can. For each text the index stores one array: the templates of its sentences with
numbers, and the hashes of these numbers. So a text is compared with thousands of others at once.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import xxhash

from pipelines.copies.thresholds import Thresholds

# One value for each template of sentences with numbers, ascending. The high 32 bits are the
# template, the low 32 bits the hash of the numbers.
FilledSentences = npt.NDArray[np.int64]
_NUMBER_BITS = 32  # a shift to the right by this many bits gives the template


def filled_sentences(numbers: Mapping[int, Sequence[str]]) -> FilledSentences:
    """Return the filled sentences of a text, given the numbers of each template."""
    packed = [
        template << _NUMBER_BITS | xxhash.xxh32_intdigest(" ".join(values).encode())
        for template, values in numbers.items()
    ]
    return np.array(sorted(packed), np.int64)


class FilledTexts:
    """The filled sentences of many texts, and how many words each text has."""

    def __init__(self) -> None:
        self._word_counts = np.empty(0, np.int64)
        self._sentences: FilledSentences = np.empty(0, np.int64)
        self._templates = np.empty(0, np.int64)
        self._rows = np.empty(0, np.int64)  # for each sentence, the number of its text from 0

    def add(self, texts: Sequence[FilledSentences | None], word_counts: Sequence[int]) -> None:
        """Add texts, whose rows follow those of earlier texts; None means unknown sentences."""
        sentences_of_rows = {
            row: sentences
            for row, sentences in enumerate(texts, start=len(self._word_counts))
            if sentences is not None
        }
        sentence_counts = [len(sentences) for sentences in sentences_of_rows.values()]
        rows = np.repeat(np.array(list(sentences_of_rows), np.int64), sentence_counts)
        self._word_counts = np.concatenate([self._word_counts, np.array(word_counts, np.int64)])
        self._sentences = np.concatenate([self._sentences, *sentences_of_rows.values()])
        self._templates = self._sentences >> _NUMBER_BITS
        self._rows = np.concatenate([self._rows, rows])

    def contradict(
        self, one: FilledSentences | None, word_count: int, thresholds: Thresholds
    ) -> npt.NDArray[np.bool_]:
        """Return for each text whether too many of its sentences differ from ``one`` in numbers.

        ``thresholds.slot_density`` is allowed in 100 words of the shorter text, for corrections.
        ``word_count`` is the number of words of the text of ``one``. ``passages.contradict``
        compares the texts themselves.
        """
        if one is None or not len(one):
            return np.zeros(len(self._word_counts), np.bool_)
        templates = one >> _NUMBER_BITS
        # For each stored sentence, where its template is or would be among those of ``one``.
        places = np.minimum(np.searchsorted(templates, self._templates), len(one) - 1)
        differs = (templates[places] == self._templates) & (one[places] != self._sentences)
        conflicts = np.bincount(self._rows[differs], minlength=len(self._word_counts))
        words_of_shorter = np.minimum(self._word_counts, word_count)
        allowed = (thresholds.slot_density * words_of_shorter / 100).astype(np.int64)
        has_too_many: npt.NDArray[np.bool_] = conflicts > allowed
        return has_too_many
