"""Splits a text into the words by which it is compared, and hashes them to 64 bits.

A word is a run of letters, digits or underscores of the NFC text. Case and the difference between ё
and е are ignored. Latin letters that look like Cyrillic letters count as Cyrillic. Stress marks,
soft hyphens and zero-width characters are removed. A number in groups of digits («1 400») or with a
decimal comma («1,2») is one word: ``1400``, ``1_2``.

``words`` is the readable form of these rules. ``hash_words`` applies them to a whole text at once
in NumPy; word by word, they would take most of the time of a signature.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache

import numpy as np
import numpy.typing as npt

Hashes = npt.NDArray[np.uint64]

_WORD = re.compile(r"\w+")  # «дом», «2026»
_WORD_OR_INITIAL = re.compile(r"[A-ZА-ЯЁ]\.|\w+")
_LAST_WORD = re.compile(r"\w+\Z")
_GAP = re.compile(r"[\n.!?…]\W*")  # what may be between two sentences, such as «. «»
_RARE = re.compile("[\U00020000-\U0010ffff]")  # characters that the table of letters leaves out
_INVISIBLE = re.compile("[\u00ad\u0300-\u036f\u200b-\u200d\u2060\ufeff]")
_INVISIBLE_OR_RARE = re.compile(f"{_INVISIBLE.pattern}|{_RARE.pattern}")
# Abbreviations after which a full stop does not end the sentence.
_ABBREVIATIONS = frozenset(
    ["обл", "тыс", "млн", "млрд", "руб", "стр", "пос", "дер", "корп", "просп", "пер", "чел"]
)
_MAX_LAST_CHARS = 9  # before a full stop, in which the last word is looked for
_MIN_LONG_LETTERS = max(map(len, _ABBREVIATIONS)) + 1  # a longer word is no abbreviation
# The end of the table of letters, which has half the size without the rare letters beyond.
_MAX_CODE_POINT = 0x20000
# The base b of the hash of a word: 2⁶⁴ ÷ golden ratio, rounded to an odd number, so that its powers
# spread over all 64 bits and it has an inverse modulo 2⁶⁴.
_BASE = 0x9E3779B97F4A7C15
_INVISIBLE_LETTER = 0xFFFFFFFF  # the value of an invisible character in the table of letters
# Latin letters in lower case become the Cyrillic letters that look like them: texts mix both
# alphabets by mistake or as a protection against copying. The Cyrillic letters і, ј and ѕ become
# Latin, so that two different letters never become one.
_LOOK_ALIKES = str.maketrans("aceopxykmthb\u0456\u0458\u0455", "асеорхукмтнвijs")
# Where two parts of a number meet, as in «1 400» or «1,2»; few texts without numbers of several
# parts match. The first character is looked for in ranges that hold all digits and some rare
# letters, since Python finds them in less time than ``\d``.
_NUMBER_PART = re.compile(r"[0-9\u0660-\u1fff\u3000-\U0001ffff][ \u00a0\u2009\u202f,.]\d")
# «1 400», «2 586 851». The character before the number is examined after the first digit, because
# Python finds a digit in less time than a place without a letter before it.
_DIGIT_GROUPS = re.compile(r"[1-9](?<![\w.,]\d)\d{0,2}(?:[ \u00a0\u2009\u202f]\d{3})+(?![\w])")
# «1,2», «1,25», «1.2»; a point with two digits may belong to a time of day («14.30»)
_DECIMAL = re.compile(r"(\d(?<![\w.,]\d)\d*)(?:,(\d{1,2})|\.(\d))(?![\w]|[.,]\d)")


def words(text: str) -> list[str]:
    """Return the words of a text in order, in upper and lower case as they are written."""
    return _WORD.findall(_visible(text))


def sentences_of_words(text: str) -> Iterator[list[str]]:
    """Yield the words of each sentence of a text; no sentence is empty.

    A single capital letter with a full stop is an initial and keeps the full stop: «А.».
    """
    visible = _visible(text)
    start = 0
    for gap in _GAP.finditer(visible):
        if _ends_sentence(visible, gap):
            if sentence := _WORD_OR_INITIAL.findall(visible, start, gap.end()):
                yield sentence
            start = gap.end()
    if sentence := _WORD_OR_INITIAL.findall(visible, start):
        yield sentence


def _ends_sentence(text: str, gap: re.Match[str]) -> bool:
    """Return whether a sentence ends in ``gap``, which begins with a newline or a full stop."""
    between, start, end = gap.group(), gap.start(), gap.end()
    if "\n" in between:
        return True
    if not any(map(str.isspace, between)) or text[end : end + 1].islower():
        return False
    if between[0] != ".":
        return True
    follows_long_word = (
        start >= _MIN_LONG_LETTERS and text[start - _MIN_LONG_LETTERS : start].isalpha()
    )
    if follows_long_word:
        return True
    last_word = _LAST_WORD.search(text, max(0, start - _MAX_LAST_CHARS), start)
    if not last_word:
        return True
    word = last_word.group()
    # Words of one or two letters before a full stop are mostly abbreviations: «г.», «ул.».
    return len(word) > 2 and word.lower() not in _ABBREVIATIONS


def fold(word: str) -> str:
    """Return a word as it is compared: lower case, ё as е, look-alike letters as Cyrillic."""
    return word.lower().replace("ё", "е").translate(_LOOK_ALIKES)


def hash_words(text: str) -> Hashes:
    """Return one hash per word of ``words(text)``; equal folded words have equal hashes.

    The hash of a word of the letters c₀ … cₙ is c₀ + c₁b + … + cₙbⁿ modulo 2⁶⁴. One step multiplies
    all letters of the text by rising powers of b. The sum over a word is then divided by the power
    at its first letter.
    """
    letters = _letters(text)
    if letters.max() == _INVISIBLE_LETTER:
        letters = _letters(_visible(text))
    is_word = letters != 0
    edges = np.flatnonzero(is_word[1:] != is_word[:-1]) + 1  # start and end of each word in turn
    if not len(edges):
        return np.empty(0, np.uint64)
    powers, inverses = _powers((len(letters) - 1).bit_length())
    # Every second sum belongs to a word, the others to the gaps between words.
    sums = np.add.reduceat(letters * powers[: len(letters)], edges)[::2]
    starts = edges[::2]
    return sums * inverses[starts]


def mix(values: Hashes) -> Hashes:
    """Spread each value over all 64 bits (the finaliser of SplitMix64, a bijection)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def _visible(text: str) -> str:
    """Return a text without invisible characters, with a space for each rare character."""
    visible = unicodedata.normalize("NFC", text)
    if _INVISIBLE_OR_RARE.search(visible):
        visible = _RARE.sub(" ", _INVISIBLE.sub("", visible))
    return _with_whole_numbers(visible)


@lru_cache(maxsize=4)  # a text is hashed first, and then split into words
def _with_whole_numbers(text: str) -> str:
    """Return a text in which each number is one word; it is not longer than the given text."""
    if not _NUMBER_PART.search(text):
        return text
    joined = _DIGIT_GROUPS.sub(lambda match: "".join(filter(str.isdigit, match[0])), text)
    return _DECIMAL.sub(lambda match: f"{match[1]}_{match[2] or match[3]}", joined)


def _letters(text: str) -> Hashes:
    """Return the folded letter at each place of the text as its code point.

    The value is 0 between words and at both ends, and _INVISIBLE_LETTER for an invisible character.
    """
    padded = f" {_with_whole_numbers(unicodedata.normalize('NFC', text))} "
    # A code point beyond the table gets the last value of the table, which is 0.
    return _folding().take(_code_points(padded), mode="clip")


def _code_points(text: str) -> npt.NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


@cache
def _folding() -> Hashes:
    """Return a table of the folded letter of each code point; see ``_letters`` for the values."""
    code_points = np.arange(_MAX_CODE_POINT - 1, dtype=np.uint32)
    characters = code_points.tobytes().decode("utf-32-le", "surrogatepass")
    # «İ» is replaced, because it alone becomes two characters in lower case.
    folded = _code_points(fold(characters.replace("İ", "I")))
    table = np.zeros(_MAX_CODE_POINT, np.uint64)
    for run in _WORD.finditer(characters):
        start, end = run.span()
        table[start:end] = folded[start:end]
    for invisible in _INVISIBLE.finditer(characters):
        table[invisible.start()] = _INVISIBLE_LETTER
    return table


@lru_cache(maxsize=4)
def _powers(bits: int) -> tuple[Hashes, Hashes]:
    """Return the first 2ᵇⁱᵗˢ powers of the base and of its inverse, modulo 2⁶⁴."""
    return _series(_BASE, bits), _series(pow(_BASE, -1, 1 << 64), bits)


def _series(base: int, bits: int) -> Hashes:
    factors = np.full(1 << bits, base, np.uint64)
    factors[0] = 1
    return np.cumprod(factors, dtype=np.uint64)
