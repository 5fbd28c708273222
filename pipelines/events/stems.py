"""Splits a text into words with their stems, as the vectors of events need them."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import Stemmer

from pipelines.copies.tokens import fold, sentences_of_words
from pipelines.copies.values.slots import INSIDE, OPENING, Slot

_MAX_CACHED_WORDS = 50_000  # in each of two caches, about 10 MB


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: its stem, what kind of value it is, and the value."""

    stem: str
    slot: Slot
    value: str  # by which a number or date is compared


def sentences(text: str) -> Iterator[list[Word]]:
    """Yield the words of each sentence of a text, in order."""
    for words in sentences_of_words(text):
        yield [_opening(words[0]), *map(_inside, words[1:])]


@lru_cache(_MAX_CACHED_WORDS)
def _opening(word: str) -> Word:
    token = OPENING[word]
    return Word(_stem(word), token.slot, token.value)


@lru_cache(_MAX_CACHED_WORDS)
def _inside(word: str) -> Word:
    token = INSIDE[word]
    return Word(_stem(word), token.slot, token.value)


def _stem(word: str) -> str:
    """Return the stem of a word by the Russian algorithm, or the English one for Latin letters."""
    lower = word.lower().rstrip(".")
    if lower.isascii():
        return _stemmer("english").stemWord(lower)  # type: ignore[no-any-return]
    return _stemmer("russian").stemWord(fold(lower))  # type: ignore[no-any-return]


@lru_cache(maxsize=2)
def _stemmer(algorithm: str) -> "Stemmer.Stemmer":
    return Stemmer.Stemmer(algorithm, 0)
