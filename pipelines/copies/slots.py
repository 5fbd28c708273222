"""The slots of a text: numbers, dates and names, and where two texts fill them differently.

Reports of different events off one template agree in every word but these; a reprint rewords
anything but these. Only values inside short replaced stretches are compared, and only those that
the other text has nowhere: a word that was moved or left out is no conflict.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz.distance import Levenshtein

from pipelines.copies.tokens import fold


class Slot(StrEnum):
    """What kind of value a word is."""

    NUMBER = "number"
    DATE = "date"
    NAME = "name"
    NONE = ""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words ``start:end`` of one text against ``other_start:other_end`` of the other."""

    start: int
    end: int
    other_start: int
    other_end: int

    @property
    def longer(self) -> int:
        """The words of the longer side."""
        return max(self.end - self.start, self.other_end - self.other_start)


@dataclass(frozen=True, slots=True)
class Conflict:
    """One slot that the two texts fill differently."""

    slot: Slot
    values: tuple[str, ...]
    other_values: tuple[str, ...]


_MAX_CACHED_TOKENS = 100_000
_MAX_ALIGNED_WORDS = 4000  # words; an alignment costs their product
_CALENDAR_STEMS = """
январ феврал март апрел май$ мая$ мае$ июн июл август сентябр октябр ноябр декабр
понедельник вторник среда$ среду$ среды$ четверг пятниц суббот воскресень
january february march$ april may$ june july august september october november december
monday tuesday wednesday thursday friday saturday sunday
""".split()  # noqa: SIM905
_CALENDAR = re.compile("|".join(_CALENDAR_STEMS))
_CALENDAR_STARTS = frozenset(stem[:3] for stem in _CALENDAR_STEMS)  # quicker asked than a pattern
_NUMERALS = {
    word: value
    for value, words in {
        "1": "один одна одно одного одной одну one",
        "2": "два две двух двое двоих двум two",
        "3": "три трех трое троих three",
        "4": "четыре четырех четверо четверых four",
        "5": "пять пяти пятеро пятерых five",
        "6": "шесть шести шестеро шестерых six",
        "7": "семь семи семеро семерых seven",
        "8": "восемь восьми eight",
        "9": "девять девяти nine",
        "10": "десять десяти ten",
        "11": "одиннадцать одиннадцати eleven",
        "12": "двенадцать двенадцати twelve",
        "20": "двадцать двадцати twenty",
        "30": "тридцать тридцати thirty",
        "100": "сто ста hundred",
    }.items()
    for word in words.split()
}


def slot_of(word: str, opens_sentence: bool) -> tuple[Slot, str]:
    """Return the kind of a word and the value it is compared by."""
    folded = fold(word)
    if not folded.isalpha() and any(character.isdigit() for character in folded):
        return Slot.NUMBER, folded.lstrip("0") or "0"
    if folded in _NUMERALS:
        return Slot.NUMBER, _NUMERALS[folded]
    if folded[:3] in _CALENDAR_STARTS and _CALENDAR.match(folded):
        return Slot.DATE, folded
    if word[0].isupper() and (not opens_sentence or (len(word) > 1 and word.isupper())):
        return Slot.NAME, folded
    return Slot.NONE, folded


@dataclass(frozen=True, slots=True)
class Token:
    """A word as it is compared, and as it stands in the template of its sentence."""

    value: str
    slot: Slot
    masked: str


class Tokens(dict[str, Token]):
    """The tokens of words seen, those that open a sentence or the others."""

    def __init__(self, *, opening: bool) -> None:
        super().__init__()
        self._opening = opening

    def __missing__(self, word: str) -> Token:
        if len(self) >= _MAX_CACHED_TOKENS:
            self.clear()
        slot, value = slot_of(word, self._opening)
        masked = {Slot.NAME: "@", Slot.NUMBER: "#"}.get(slot, value)
        self[word] = token = Token(value, slot, masked)
        return token


OPENING, INSIDE = Tokens(opening=True), Tokens(opening=False)


def replaced_stretches(one: Sequence[str], other: Sequence[str]) -> list[Stretch]:
    """Align two word sequences and return each maximal stretch in which they differ.

    Of several best alignments the same one is taken whichever text comes first.
    """
    one, other = one[:_MAX_ALIGNED_WORDS], other[:_MAX_ALIGNED_WORDS]
    if (len(other), other) < (len(one), one):
        return [Stretch(s.other_start, s.other_end, s.start, s.end) for s in _stretches(other, one)]
    return list(_stretches(one, other))


def _stretches(one: Sequence[str], other: Sequence[str]) -> Iterator[Stretch]:
    start = other_start = None
    for step in Levenshtein.opcodes(one, other):
        if step.tag != "equal":
            if start is None:
                start, other_start = step.src_start, step.dest_start
        elif start is not None and other_start is not None:
            yield Stretch(start, step.src_start, other_start, step.dest_start)
            start = other_start = None
    if start is not None and other_start is not None:
        yield Stretch(start, len(one), other_start, len(other))


def same_name(one: str, other: str) -> bool:
    """Return whether two names may be cases of one: Пенза and Пензе, but not Курск and Курган."""
    shared = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        shared += 1
    shorter = min(len(one), len(other))
    return one == other or shared >= max(3, -(-shorter * 13 // 20))
