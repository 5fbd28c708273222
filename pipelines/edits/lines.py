"""Compares the lines of two versions of an article by their words."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipelines.copies.tokens import fold, words

# A line with fewer words is a caption, or the headline of a linked article.
MIN_PARAGRAPH_WORDS = 10
# If a line of the other version has this share of a paragraph's words, it was only reworded.
_MAX_KNOWN_SHARE = 0.5
_MAX_COMPARED_LINES = 200  # with one line; a line that may be like more lines is not new
_SENTENCE_END = re.compile(r"[.!?…][»”\")\s]*$")


@dataclass(frozen=True, slots=True)
class Line:
    """A headline or paragraph, and its folded words in order."""

    text: str
    words: tuple[str, ...]

    @property
    def is_short(self) -> bool:
        return len(self.words) < MIN_PARAGRAPH_WORDS

    @property
    def ends_sentence(self) -> bool:
        return _SENTENCE_END.search(self.text) is not None


def line_of(text: str) -> Line:
    """Return a line with its words."""
    return Line(text, tuple(map(fold, words(text))))


class LineIndex:
    """The lines of a version by their words."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._words = [frozenset(line.words) for line in lines]
        self._lines_with: defaultdict[str, list[int]] = defaultdict(list)  # by word
        for number, words_of_line in enumerate(self._words):
            for word in words_of_line:
                self._lines_with[word].append(number)
        self.comparisons = 0  # until now

    def is_new_paragraph(self, line: Line) -> bool:
        """Return whether a line is a paragraph and no line of the version has half of its words."""
        if line.is_short or not line.ends_sentence:
            return False
        line_words = frozenset(line.words)
        for count, number in enumerate(self._similar(line_words)):
            if count == _MAX_COMPARED_LINES:
                return False
            self.comparisons += 1
            if len(line_words & self._words[number]) >= _MAX_KNOWN_SHARE * len(line_words):
                return False
        return True

    def _similar(self, line_words: frozenset[str]) -> Iterator[int]:
        """Yield the numbers of lines that may have half of the words, those with rare words first.

        Only the rarer half of the words and one more are looked up: a line with half of the words
        has at least one of these.
        """
        seen: set[int] = set()
        rarest_first = sorted(
            line_words, key=lambda word: (len(self._lines_with.get(word, ())), word)
        )
        for word in rarest_first[: len(line_words) // 2 + 1]:
            for number in self._lines_with.get(word, ()):
                if number not in seen:
                    seen.add(number)
                    yield number
