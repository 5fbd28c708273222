"""Decides by rare words whether two texts are about one subject.

The beginning and the end of one article share names and terms, while the parts of a roundup share
hardly any. The limits were measured on 831 real texts: of the pairs of halves of one text, 93 % are
found to be about one subject; of the pairs of halves of different texts, 3 %. Names of places are
left out, since all items of a town's roundup share them.
"""

import re
from collections.abc import Sequence
from importlib.resources import files

from pipelines.copies.tokens import fold
from pipelines.copies.values.slots import Slot

# A word is compared by its first letters, since endings differ by case.
_STEM_LETTERS = 5
_SHORT_STEM_LETTERS = 4  # of a word of up to 6 letters
_MAX_SHORT_LETTERS = 6
_MIN_LETTERS = 4  # of a compared word; shorter words are prepositions and the like
_MIN_SHARED_STEMS = 2  # two texts may share one rare word by chance
_MIN_SHARE = 0.09  # the part of the smaller set of stems that must be shared
# Words before the name of a place: «в Пензе», «улицы Кирова», «город Самара».
_BEFORE_PLACE = re.compile(
    "во?|на|из|под|у|до|около|возле|близ|от|ул|улиц.{1,3}|город.{0,3}|г|район.{0,3}"
    "|пос[её]л.{2,4}|сел.|сел|деревн.{1,2}|област.{1,3}|кра[йяею]"
)
_PLACE = re.compile(r".+[сц]к(?:ой|ого|ом|ая|ий|ую|им)")  # «Пензенской», «Чепецкого»


def subject_stems(
    words: Sequence[str], slots: Sequence[Slot], flags: Sequence[bool]
) -> frozenset[str]:
    """Return the stems of the flagged words that are rare, without names of places.

    ``slots`` and ``flags`` have one value for each word.
    """
    capitalized = (Slot.NAME, Slot.OPENING)
    places: set[str] = set()
    stems: set[str] = set()
    for number, word in enumerate(words):
        if not flags[number] or len(word) < _MIN_LETTERS or not word.isalpha():
            continue
        is_short = len(word) <= _MAX_SHORT_LETTERS
        stem_letters = _SHORT_STEM_LETTERS if is_short else _STEM_LETTERS
        stem = word[:stem_letters]
        word_before = words[number - 1] if number else ""
        may_be_place = slots[number] in capitalized and (
            _PLACE.fullmatch(word) or _BEFORE_PLACE.fullmatch(word_before)
        )
        if may_be_place:
            places.add(stem)
        else:
            stems.add(stem)
    return frozenset(stems - places - _FREQUENT)


def share_subject(one: frozenset[str], other: frozenset[str]) -> bool:
    """Return whether texts with these two sets of stems are about one subject."""
    shared = len(one & other)
    return shared >= _MIN_SHARED_STEMS and shared >= _MIN_SHARE * min(len(one), len(other))


def _frequent() -> frozenset[str]:
    """Return the stems of words that are in many texts, so that they name no subject."""
    text = files("pipelines.copies").joinpath("frequent_stems.txt").read_text("utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(fold(stem) for line in lines for stem in line.split())


_FREQUENT = _frequent()
