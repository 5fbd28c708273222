"""Recognises that the texts of a source became worse: garbled, far shorter, or of lower quality."""

import re
from collections.abc import Sequence
from itertools import takewhile
from statistics import median

from pipelines.model.health import Status

# UTF-8 read as windows-1251 gives pairs such as Р° and СЃ; read as Latin-1, Ð and Ñ with a sign.
_AS_CYRILLIC = re.compile(
    r"[РС][\u0402-\u040f\u0451-\u045f\u0490\u0491\u2010-\u203a\u20ac\u2116\u2122\xa0-\xbfµ]"
)
_AS_LATIN = re.compile(r"[ÐÑ][\x80-\xbf\u0152-\u0178\u02c6\u02dc\u2010-\u2122]|Ã[\x80-\xbf]")
_LATIN_LETTERS = re.compile(r"[À-ÿ]")  # windows-1251 read as Latin-1
_LETTERS = re.compile(r"[^\W\d_]")
_MAX_SAMPLE_CHARS = 2000  # from the start of a text
_MIN_LETTERS = 20  # of a sample in which shares of letters mean anything
_MAX_GARBLED = 0.1  # of the letters; correctly decoded texts stay under 0.01
_MAX_ACCENTED = 0.5  # no language writes half of its letters with accents
_MAX_REPLACED = 0.02  # of the characters are U+FFFD, which decoders put in place of bad bytes
MIN_NEWEST = 3  # texts that are all short; fewer may be news items of one sentence
_MIN_EARLIER = 10  # texts from which the usual length is known
_MAX_SHORT_EARLIER = 0.1  # of the earlier texts; short items are usual at some outlets
_MAX_SHORT_SHARE = 0.35  # of the usual length; a longer text is not called short
_MAX_WORSE_SHARE = 2 / 3  # of the usual quality; the quality of single pages varies by a tenth


def is_garbled(text: str) -> bool:
    """Return whether a text was decoded with a wrong encoding."""
    sample = text[:_MAX_SAMPLE_CHARS]
    if sample.count("\ufffd") > _MAX_REPLACED * len(sample):
        return True
    letters = len(_LETTERS.findall(sample))
    if letters < _MIN_LETTERS:
        return False
    pairs = len(_AS_CYRILLIC.findall(sample)) + len(_AS_LATIN.findall(sample))
    accented = len(_LATIN_LETTERS.findall(sample))
    return pairs > _MAX_GARBLED * letters or accented > _MAX_ACCENTED * letters


def is_far_shorter(word_counts: Sequence[int]) -> bool:
    """Return whether at least three newest texts are far shorter than nearly all earlier ones.

    ``word_counts`` are the numbers of words of the texts, newest first.
    """
    if not word_counts:
        return False
    limit = _MAX_SHORT_SHARE * median(word_counts)
    newest_short = list(takewhile(lambda count: count < limit, word_counts))
    earlier = word_counts[len(newest_short) :]
    if len(newest_short) < MIN_NEWEST or len(earlier) < _MIN_EARLIER:
        return False
    return sum(count < limit for count in earlier) <= _MAX_SHORT_EARLIER * len(earlier)


def has_fallen(newest: float | None, earlier: float | None) -> bool:
    """Return whether the mean quality of the newest texts is at most two thirds of the earlier."""
    return newest is not None and earlier is not None and newest <= _MAX_WORSE_SHARE * earlier


def words_for_fall(newest: float, earlier: float) -> str:
    """Return a sentence on how far the text quality has fallen."""
    return f"the text quality of its newest articles is {newest:.2f}; {earlier:.2f} is usual"


def quality_verdict(newest: float | None, earlier: float | None) -> tuple[Status, str] | None:
    """Return a verdict if the mean text quality of the newest articles has fallen by a third."""
    if newest is None or earlier is None or not has_fallen(newest, earlier):
        return None
    return Status.TEXT_POORER, words_for_fall(newest, earlier)
