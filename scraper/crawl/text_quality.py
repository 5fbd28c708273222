"""Signs that the texts of a source have become worse: garbled letters, far fewer words."""

import re
from collections.abc import Sequence
from statistics import median

# UTF-8 read as windows-1251 gives pairs such as Р° and СЃ; read as Latin-1, Ð and Ñ with a sign.
_AS_CYRILLIC = re.compile(
    r"[РС][\u0402-\u040f\u0451-\u045f\u0490\u0491\u2010-\u203a\u20ac\u2116\u2122\xa0-\xbfµ]"
)
_AS_LATIN = re.compile(r"[ÐÑ][\x80-\xbf\u0152-\u0178\u02c6\u02dc\u2010-\u2122]|Ã[\x80-\xbf]")
_LATIN_LETTERS = re.compile(r"[À-ÿ]")  # windows-1251 read as Latin-1
_LETTERS = re.compile(r"[^\W\d_]")
_MAX_GARBLED = 0.1  # of the letters; sound texts stay under 0.01
_MAX_ACCENTED = 0.5  # no language writes half of its letters with accents
_MAX_REPLACED = 0.02  # of the characters
_NEWEST = 3
_MIN_EARLIER = 10
_SHORTER = 0.35  # of the usual length


def garbled_letters(text: str) -> bool:
    """Whether a text was decoded by a wrong encoding."""
    sample = text[:2000]
    letters = len(_LETTERS.findall(sample))
    if sample.count("\ufffd") > _MAX_REPLACED * len(sample):
        return True
    if letters < 20:
        return False
    pairs = len(_AS_CYRILLIC.findall(sample)) + len(_AS_LATIN.findall(sample))
    accented = len(_LATIN_LETTERS.findall(sample))
    return pairs > _MAX_GARBLED * letters or accented > _MAX_ACCENTED * letters


def is_far_shorter(word_counts: Sequence[int]) -> bool:
    """Whether the three newest texts are shorter than nearly all before; newest first."""
    newest, earlier = word_counts[:_NEWEST], sorted(word_counts[_NEWEST:])
    if len(newest) < _NEWEST or len(earlier) < _MIN_EARLIER:
        return False
    tenth = earlier[len(earlier) // 10]
    return max(newest) < min(_SHORTER * median(earlier), tenth)
