"""Finds names that conflict although the other text also has them elsewhere.

A reprint may replace a name by another name of the same text («Москва» by «Россия»). So such names
conflict only if both are names of one kind: first names or surnames of persons, countries, towns,
or authorities.
"""

from collections.abc import Iterator

from pipelines.copies.sides import Side, are_between_equal_words
from pipelines.copies.tokens import fold
from pipelines.copies.values.known_names import (
    is_first_name,
    is_patronymic,
    named_things,
    place_kind,
)
from pipelines.copies.values.name_forms import same_name
from pipelines.copies.values.slots import Conflict, Slot, may_be_surname
from pipelines.copies.values.town_names import are_two_towns

_MAX_NAME_WORDS = 2  # of a stretch that is a surname, alone or after a patronymic
_CAPITALIZED_SLOTS = (Slot.NAME, Slot.OPENING)


def recurring_names(one: Side, other: Side) -> Iterator[Conflict]:
    """Yield a conflict if one name replaces another that may also be elsewhere."""
    for conflict_of in (_first_names, _surnames, _places, longer_town, _authorities):
        conflict = conflict_of(one, other)
        if conflict:
            yield conflict
            return


def _first_names(one: Side, other: Side) -> Conflict | None:
    """Return a conflict of two first names or initials before one surname."""
    if one.length != 1 or other.length != 1:
        return None
    words, others = one.text.words, other.text.words
    if one.end == len(words) or other.end == len(others):
        return None
    name, next_word = words[one.start], words[one.end]
    other_name, other_next_word = others[other.start], others[other.end]
    is_surname = one.text.slots[one.end] is Slot.NAME and not is_first_name(next_word)
    are_given_names = _is_given_name(name) and _is_given_name(other_name)
    if next_word != other_next_word or not is_surname or not are_given_names:
        return None
    return _conflict(name, other_name)


def _surnames(one: Side, other: Side) -> Conflict | None:
    """Return a conflict of two surnames after one first name."""
    if min(one.start, other.start) == 0 or max(one.length, other.length) > _MAX_NAME_WORDS:
        return None
    first_name = one.text.words[one.start - 1]
    if not is_first_name(first_name) or other.text.words[other.start - 1] != first_name:
        return None
    names = []
    for side in (one, other):
        *words_before, name = side.words
        is_name = side.text.slots[side.end - 1] is Slot.NAME
        is_surname = is_name and may_be_surname(name) and not is_patronymic(name)
        if not is_surname or not all(map(is_patronymic, words_before)):
            return None
        names.append(name)
    return _conflict(*names)


def _places(one: Side, other: Side) -> Conflict | None:
    """Return a conflict of two countries, or of two towns, between equal words."""
    places, other_places = one.alone(Slot.NAME), other.alone(Slot.NAME)
    if not places or not other_places:
        return None
    name, other_name = one.text.words[places[0]], other.text.words[other_places[0]]
    kind = place_kind(name)
    if not kind or place_kind(other_name) != kind or not are_between_equal_words(one, other):
        return None
    return _conflict(name, other_name)


def longer_town(one: Side, other: Side) -> Conflict | None:
    """Return a conflict of two towns if the hyphenated name of one begins with the other's name.

    If both texts have the first part in one form («Каменске», «Каменске-Уральском»), only the
    further parts are in the stretch. A text that has the longer name elsewhere may mean it by the
    short one, so there is no conflict then.
    """
    shorter, longer = sorted((one, other), key=lambda side: side.length)
    are_parts_added = shorter.length == 0
    if not are_parts_added and shorter.length != 1:
        return None
    words_before = 1 if are_parts_added else 0  # words of the name that are before the stretch
    name_start, longer_start = shorter.start - words_before, longer.start - words_before
    parts = longer.text.words[longer_start : longer.end]
    if min(name_start, longer_start) < 0 or len(parts) not in (2, 3):
        return None
    name = shorter.text.words[name_start]
    if not are_two_towns(name, parts):
        return None
    has_longer_name = any(same_name(parts[-1], word) for word in shorter.text.vocabulary)
    is_hyphenated = "-".join(parts) in fold(longer.text.text)
    if has_longer_name or not is_hyphenated or not are_between_equal_words(one, other):
        return None
    if shorter is one:
        return Conflict(Slot.NAME, (name,), tuple(parts))
    return Conflict(Slot.NAME, tuple(parts), (name,))


def _authorities(one: Side, other: Side) -> Conflict | None:
    """Return a conflict of two authorities of ``equal_names.txt`` between equal words."""
    numbers, other_numbers = _authority_numbers(one), _authority_numbers(other)
    if not numbers or not other_numbers or numbers & other_numbers:
        return None
    if not are_between_equal_words(one, other):
        return None
    return Conflict(Slot.NAME, tuple(one.words), tuple(other.words))


def _authority_numbers(side: Side) -> set[int]:
    """Return the numbers of the authorities that the stretch names, with the words beside it.

    Only one word of a name may be in the stretch: «Министерство транспорта».
    """
    near = side.near
    words, slots = side.text.words, side.text.slots
    return {
        number
        for number, run in named_things([words[place] for place in near], only_authorities=True)
        if side.replaces(run)
        and any(slots[near.start + place] in _CAPITALIZED_SLOTS for place in run)
    }


def _conflict(name: str, other_name: str) -> Conflict | None:
    """Return the conflict of two names; None if they may be forms of one name."""
    if same_name(name, other_name):
        return None
    return Conflict(Slot.NAME, (name,), (other_name,))


def _is_given_name(word: str) -> bool:
    """Return whether a folded word is a first name or an initial."""
    return word.endswith(".") or is_first_name(word)
