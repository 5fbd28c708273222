"""Finds the slots of a text (numbers, dates, names), and the stretches in which two texts differ.

Reports from one template agree in all words except the slots. A reprint may change all words except
the slots. Values are compared only inside short replaced stretches. A value that is anywhere in the
other text is not compared, because words may be moved.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from pipelines.copies.tokens import fold
from pipelines.copies.values.calendar_words import calendar_value_of, foreign_calendar_value_of
from pipelines.copies.values.known_names import is_before_place_type, is_first_name, place_kind
from pipelines.copies.values.numeral_words import (
    COMPARED_NUMERALS,
    FOREIGN_NUMERALS,
    GERMAN_WORDS,
    NUMERALS,
    NUMERALS_OF_TWO_WORDS,
    NUMERALS_OUTSIDE_GERMAN,
)


class Slot(StrEnum):
    """The kind of value that a word is."""

    NUMBER = "number"
    DATE = "date"
    NAME = "name"
    # A word with a capital letter at the start of a sentence; it may be a name or any other word.
    OPENING = "name that opens a sentence"
    NONE = ""


# The members under names of their own, which Python looks up in less time: they are needed several
# times for each new word.
_NUMBER, _DATE, _NAME, _OPENING, _NONE = Slot


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words ``start:end`` of one text, which replace words ``other_start:other_end`` of another."""

    start: int
    end: int
    other_start: int
    other_end: int

    @property
    def replaces_one_word(self) -> bool:
        """Return whether one word of one text replaces one word of the other."""
        return self.end - self.start == self.other_end - self.other_start == 1

    @property
    def longer(self) -> int:
        """Return the number of words of the longer side."""
        return max(self.end - self.start, self.other_end - self.other_start)


@dataclass(frozen=True, slots=True)
class Conflict:
    """A slot with different values in two texts."""

    slot: Slot
    values: tuple[str, ...]
    other_values: tuple[str, ...]


_MAX_CACHED_TOKENS = 100_000  # about 20 MB; a full cache is emptied
_MAX_ALIGNED_WORDS = 4000  # of a text; the time grows with the product of the lengths of both texts
_SURNAME = re.compile(  # the endings of East Slavic, Caucasian and Armenian surnames
    r".{2,}(?:[оеё]в|[иы]н|[сц]к|енк|чук|юк|ян|дзе|швили|ых|их)"
    r"(?:а|у|ы|е|ым|ой|ого|ому|ом|ий|ая|ую|о)?"
)


def slot_of(word: str, opens_sentence: bool) -> tuple[Slot, str]:
    """Return the kind of a word and the value by which it is compared.

    All forms of a month or weekday have one value. A numeral has the value of its digits. An
    initial such as «А.» is a name; a single capital letter without a full stop is no name.
    """
    return _slot_of(*_template_slot_of(word, fold(word), opens_sentence=opens_sentence))


def _slot_of(slot: Slot, value: str) -> tuple[Slot, str]:
    """Return what ``slot_of`` does, given the kind and the value of a word in templates."""
    if slot is _NUMBER or slot is _DATE:
        return slot, value
    # The value of any other word is its folded form.
    if numeral := FOREIGN_NUMERALS.get(value):
        return _NUMBER, numeral
    if calendar_value := foreign_calendar_value_of(value):
        return _DATE, calendar_value
    if slot is _OPENING and (is_first_name(value) or place_kind(value)):
        return _NAME, value
    return slot, value


def _template_slot_of(word: str, folded: str, *, opens_sentence: bool) -> tuple[Slot, str]:
    """Return the kind and the value of a word as the stored templates of sentences have them.

    First names, names of places, and numerals and dates of languages other than Russian and
    English, are unknown here. A change of this function needs a new index.
    """
    if not folded.isalpha() and any(map(str.isdigit, folded)):
        digits = folded.lstrip("0") or "0"
        return _NUMBER, (digits if folded.isdigit() else folded)
    if numeral := NUMERALS.get(folded):
        return _NUMBER, numeral
    if calendar_value := calendar_value_of(folded):
        return _DATE, calendar_value
    if not word[0].isupper() or len(word) == 1:
        return _NONE, folded
    if not opens_sentence or word.isupper():
        return _NAME, folded
    return _OPENING, folded


def may_be_surname(word: str) -> bool:
    """Return whether a folded word has the ending of a surname; many common words have one, too."""
    return bool(_SURNAME.fullmatch(word))


class Token(NamedTuple):  # a third of the time of a frozen dataclass, for hundreds on each page
    """A word with the value by which it is compared, and its masked form in a template."""

    value: str
    slot: Slot
    masked: str


class Tokens(dict[str, Token]):
    """A cache of the tokens of words, for words that open a sentence or for all others."""

    def __init__(self, *, opening: bool) -> None:
        super().__init__()
        self._opening = opening

    def __missing__(self, word: str) -> Token:
        self.learn([word])
        return self[word]

    def learn(self, words: Collection[str]) -> None:
        """Add the tokens of words, which are without white space.

        To fold the new words of a text together saves a tenth of the time of its features.
        """
        new = [word for word in set(words) if word not in self]
        if not new:
            return
        if len(self) + len(new) > _MAX_CACHED_TOKENS:
            self.clear()
            new = list(set(words))
        for word, folded in zip(new, fold("\n".join(new)).split("\n"), strict=True):
            self[word] = _token(word, folded, opens_sentence=self._opening)


def _token(word: str, folded: str, *, opens_sentence: bool) -> Token:
    """Return the token of a word, whose folded form is given."""
    template_slot, masked = _template_slot_of(word, folded, opens_sentence=opens_sentence)
    slot, value = _slot_of(template_slot, masked)
    if template_slot is _NAME:
        masked = "@"
    elif template_slot is _NUMBER:
        masked = "#"
    return Token(value, slot, masked)


OPENING, INSIDE = Tokens(opening=True), Tokens(opening=False)


def compared_tokens(tokens: list[Token]) -> list[Token]:
    """Return the tokens of a text with the numerals and names that only a comparison recognises.

    Each word of «он екі» has the value 12, each of «п'ять» has 5. A word at the start of a sentence
    is a name if the type of a place follows («Лысковский район»). The masked forms stay, since the
    stored templates of sentences have them.
    """
    is_german = not GERMAN_WORDS.isdisjoint({token.value for token in tokens})
    numerals = COMPARED_NUMERALS if is_german else NUMERALS_OUTSIDE_GERMAN
    compared = [
        Token(numerals[token.value], Slot.NUMBER, token.masked)
        if token.value in numerals
        else token
        for token in tokens
    ]
    for place, token in enumerate(tokens[:-1]):
        next_word = tokens[place + 1].masked
        following = NUMERALS_OF_TWO_WORDS.get(token.value)
        if following and (value := following.get(next_word)):
            for part in (place, place + 1):
                compared[part] = Token(value, Slot.NUMBER, tokens[part].masked)
        elif token.slot is Slot.OPENING and is_before_place_type(token.value, next_word):
            compared[place] = Token(token.value, Slot.NAME, token.masked)
    return compared


def replaced_stretches(one: Sequence[str], other: Sequence[str]) -> list[Stretch]:
    """Align two word sequences, and return the stretches in which they differ.

    The result does not depend on the order of the two texts.
    """
    one, other = one[:_MAX_ALIGNED_WORDS], other[:_MAX_ALIGNED_WORDS]
    if (len(other), other) < (len(one), one):
        exchanged = _joined_around_numbers(_stretches(other, one), other)
        return [
            Stretch(stretch.other_start, stretch.other_end, stretch.start, stretch.end)
            for stretch in exchanged
        ]
    return list(_joined_around_numbers(_stretches(one, other), one))


def _joined_around_numbers(stretches: Iterator[Stretch], words: Sequence[str]) -> Iterator[Stretch]:
    """Yield the stretches; two stretches become one if a number divides a replaced value.

    ``words`` are the words that ``start`` and ``end`` of the stretches count. For example,
    «11 ноября» and «12.11» have the number 11 in common. Aligned, «12» is added before 11, and
    «ноября» is left out after 11. In truth one date replaces another.
    """
    before: Stretch | None = None
    for stretch in stretches:
        if before and _divides_value(before, stretch, words):
            before = Stretch(before.start, stretch.end, before.other_start, stretch.other_end)
            continue
        if before:
            yield before
        before = stretch
    if before:
        yield before


def _divides_value(before: Stretch, after: Stretch, words: Sequence[str]) -> bool:
    """Return whether only a number is between an added word and a word that is left out."""
    if after.start - before.end != 1 or not words[before.end].isdecimal():
        return False
    added = before.other_end - before.other_start, after.other_end - after.other_start
    left_out = before.end - before.start, after.end - after.start
    return sorted((added, left_out)) == [(0, 1), (1, 0)]


def _stretches(one: Sequence[str], other: Sequence[str]) -> Iterator[Stretch]:
    """Yield the stretches between equal words; neighbouring edits form one stretch."""
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
