"""Splits a text into words with their stems, as the vectors of events need them."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import Stemmer

from pipelines.copies.tokens import fold, sentences_of_words, words
from pipelines.copies.values.slots import INSIDE, OPENING, Slot, Tokens

_MAX_CACHED_WORDS = 50_000  # in each of two caches, about 10 MB; a full cache is emptied


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: its stem, what kind of value it is, and the value."""

    stem: str
    slot: Slot
    value: str  # by which a number or date is compared


class _Words(dict[str, Word]):
    """A cache of words: each text has hundreds, and ``lru_cache`` would take twice as long."""

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self._tokens = tokens

    def __missing__(self, text: str) -> Word:
        if len(self) >= _MAX_CACHED_WORDS:
            self.clear()
        token = self._tokens[text]
        self[text] = word = Word(_stem(text), token.slot, token.value)
        return word


_OPENING, _INSIDE = _Words(OPENING), _Words(INSIDE)  # words that open a sentence, and all others


def sentences(text: str) -> Iterator[list[Word]]:
    """Yield the words of each sentence of a text, in order."""
    inside = _INSIDE.__getitem__
    for first, *others in sentences_of_words(text):
        yield [_OPENING[first], *map(inside, others)]


def capitalized(text: str) -> set[Word]:
    """Return the different words of a text that begin with a capital letter."""
    return {_INSIDE[word] for word in words(text) if word[0].isupper()}


def _stem(word: str) -> str:
    """Return the stem of a word by the Russian algorithm, or the English one for Latin letters."""
    lower = word.lower().rstrip(".")
    if lower.isascii():
        return _stemmer("english").stemWord(lower)  # type: ignore[no-any-return]
    return _stemmer("russian").stemWord(fold(lower))  # type: ignore[no-any-return]


@lru_cache(maxsize=2)
def _stemmer(algorithm: str) -> "Stemmer.Stemmer":
    return Stemmer.Stemmer(algorithm, 0)
