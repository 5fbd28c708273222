"""Finds contradictions between two texts: replaced stretches with different values of one kind.

A value is a number, a date or a name. A value of one text is *explained* if the other text has it
near the stretch, perhaps in another form. Two values conflict if neither is explained.
"""

from collections.abc import Collection, Iterator, Sequence
from itertools import product

from pipelines.copies.recurring_names import longer_town, recurring_names
from pipelines.copies.sides import Side, are_between_equal_words
from pipelines.copies.tokens import fold
from pipelines.copies.values.calendar_words import may_be_one_day
from pipelines.copies.values.known_names import is_locative, is_turkic, named_things
from pipelines.copies.values.name_forms import abbreviated, same_name, shared_start
from pipelines.copies.values.named_days import are_one_day
from pipelines.copies.values.numerals import (
    Quantity,
    are_one_quantity,
    quantity_at,
    scale_of,
)
from pipelines.copies.values.slots import Conflict, Slot, may_be_surname
from pipelines.copies.values.units import unit_of

_MAX_DATE_WORDS = 4  # of a stretch that is a date, such as «в пятницу 13 ноября»
_MIN_STEM_LETTERS = 4  # words that begin with this many equal letters may be forms of one word
_AT = fold("в")  # before hours of the day
# «В 2 часа» and «в 2 дня», at 2 in the afternoon, are one time.
_CLOCK_UNITS = {unit_of(fold("часа")), unit_of(fold("дня"))}
_CAPITALIZED_SLOTS = (Slot.NAME, Slot.OPENING)


def conflicts_of(one: Side, other: Side) -> Iterator[Conflict]:
    """Yield a conflict for each kind of value that differs between the sides of a stretch."""
    if not one.length or not other.length:
        yield from _added_numeral(one, other)
        if town_conflict := longer_town(one, other):
            yield town_conflict
        return
    if _joined(one) == _joined(other):
        return
    has_conflict = False
    for slot, find_unexplained in _UNEXPLAINED_OF_SLOT.items():
        places, other_places = one.places(slot, other), other.places(slot, one)
        if not (places and other_places) and slot is not Slot.NAME:
            # A value may recur elsewhere in the other text. For names, see ``recurring_names``.
            places, other_places = _in_one_place(one, other, slot)
        if not places or not other_places:
            continue
        unexplained = find_unexplained(one, places, other)
        other_unexplained = find_unexplained(other, other_places, one)
        if unexplained and other_unexplained:
            has_conflict = True
            yield Conflict(slot, _values(one, unexplained), _values(other, other_unexplained))
    if not has_conflict:
        yield from _other_day(one, other)
        yield from _other_scale(one, other)
        yield from _other_unit(one, other)
        yield from recurring_names(one, other)


def _other_scale(one: Side, other: Side) -> Iterator[Conflict]:
    """Yield a conflict if one number has two scales: «5 тысяч», «5 миллионов»."""
    if one.start == 0 or not one.length == other.length == 1:
        return
    word, other_word = one.text.words[one.start], other.text.words[other.start]
    scale, other_scale = scale_of(word), scale_of(other_word)
    follows_number = one.text.slots[one.start - 1] is Slot.NUMBER
    are_scales = min(scale, other_scale) > 1
    if follows_number and are_scales and scale != other_scale:
        yield Conflict(Slot.NUMBER, (word,), (other_word,))


def _other_unit(one: Side, other: Side) -> Iterator[Conflict]:
    """Yield a conflict if an equal number counts another unit: «три года», «три месяца».

    The word of a scale may be between both: «4 миллиарда долларов», «4 миллиарда евро».
    """
    if not one.length == other.length == 1:
        return
    word, other_word = one.text.words[one.start], other.text.words[other.start]
    unit, other_unit = unit_of(word), unit_of(other_word)
    if not unit or not other_unit or unit == other_unit or _is_clock(one, (unit, other_unit)):
        return
    number, scale = _counted_number(one)
    if number and (number, scale) == _counted_number(other):
        yield Conflict(Slot.NUMBER, (word,), (other_word,))


def _counted_number(side: Side) -> tuple[str, float]:
    """Return the number before a stretch and its scale, («4», 1e9); («», 1.0) if there is none."""
    words, place = side.text.words, side.start - 1
    scale = scale_of(words[place]) if place > 0 else 1.0
    if scale > 1:
        place -= 1
    is_number = place >= 0 and side.text.slots[place] is Slot.NUMBER
    return (words[place], scale) if is_number else ("", 1.0)


def _is_clock(side: Side, units: Collection[str]) -> bool:
    """Return whether hours of the day may have been written in two ways: «в 2 часа», «в 2 дня»."""
    word_before_number = side.text.words[side.start - 2] if side.start > 1 else ""
    return word_before_number == _AT and {*units} == _CLOCK_UNITS


def _added_numeral(one: Side, other: Side) -> Iterator[Conflict]:
    """Yield a conflict if only one text has the second word of a numeral: «сорок», «сорок два»."""
    longer, shorter = (one, other) if one.length else (other, one)
    if longer.length != 1 or longer.start == 0 or shorter.start == 0:
        return
    slots = longer.text.slots
    if slots[longer.start] is not Slot.NUMBER or slots[longer.start - 1] is not Slot.NUMBER:
        return
    long_number, short_number = (
        quantity_at(side.text.words, side.start - 1) for side in (longer, shorter)
    )
    if not long_number or not short_number:
        return
    has_second_word = short_number.words == 1 and long_number.words > 1
    if has_second_word and not are_one_quantity(long_number, short_number):
        yield Conflict(
            Slot.NUMBER,
            tuple(one.text.words[one.start - 1 : one.end]),
            tuple(other.text.words[other.start - 1 : other.end]),
        )


def _in_one_place(one: Side, other: Side, slot: Slot) -> tuple[list[int], list[int]]:
    """Return ([place], [other place]) of a value that replaces another one, else ([], []).

    Each value must be alone in its stretch, between equal words. Such values conflict even if they
    recur elsewhere in the other text.
    """
    places, other_places = one.alone(slot), other.alone(slot)
    if not places or not other_places:
        return [], []
    is_other = one.text.words[places[0]] != other.text.words[other_places[0]]
    is_replaced = is_other and are_between_equal_words(one, other)
    return (places, other_places) if is_replaced else ([], [])


def _other_day(one: Side, other: Side) -> Iterator[Conflict]:
    """Yield a conflict if both sides of a short stretch name days, but none in common.

    A date is compared as a whole, since its month or number may well recur elsewhere in the text.
    """
    if max(one.length, other.length) > _MAX_DATE_WORDS:
        return
    days, other_days = list(one.named_days()), list(other.named_days())
    if not days or not other_days:
        return
    published = one.published, other.published
    pairs = product(days, other_days)
    if not any(are_one_day(day, other_day, published) for day, other_day in pairs):
        first, other_first = days[0], other_days[0]
        yield Conflict(
            Slot.DATE,
            tuple(one.text.words[first.start : first.end]),
            tuple(other.text.words[other_first.start : other_first.end]),
        )


class OpeningNames:
    """Finds conflicts between names that are only at the beginning of sentences.

    Any word begins with a capital letter there. Two such words are taken for names if one replaces
    the other in two places. They are also taken for names if they are the only words of the stretch
    and both end like surnames. At the beginning of the texts, they may also end like Kazakh and
    Tatar names of places («Таразда»).
    """

    def __init__(self) -> None:
        self._seen: set[tuple[str, str]] = set()  # pairs of words of earlier stretches

    def conflicts_of(self, one: Side, other: Side) -> Iterator[Conflict]:
        """Yield a conflict if one name replaces another in this stretch.

        The result also depends on earlier calls, so pass the stretches of two texts in order.
        """
        places, other_places = one.places(Slot.OPENING, other), other.places(Slot.OPENING, one)
        if not places or not other_places:
            return
        name, other_name = one.text.words[places[0]], other.text.words[other_places[0]]
        if shared_start(name, other_name) >= _MIN_STEM_LETTERS or same_name(name, other_name):
            return
        are_alone = one.length == other.length == 1
        begin_texts = places[0] == other_places[0] == 0
        are_datelines = begin_texts and is_locative(name, other_name) and is_turkic(one.text.words)
        are_surnames = may_be_surname(name) and may_be_surname(other_name)
        are_names = are_alone and (are_datelines or are_surnames)
        if are_names or (name, other_name) in self._seen:
            yield Conflict(Slot.NAME, (name,), (other_name,))
        self._seen.add((name, other_name))


def _unexplained_numbers(side: Side, places: Sequence[int], other: Side) -> list[int]:
    """Return the places of numbers that the other text does not have near the stretch."""
    other_quantities = [quantity for _, quantity in _quantities(other)]
    quantity_of_place = {
        place: quantity
        for start, quantity in _quantities(side)
        for place in range(start, start + quantity.words)
    }
    unexplained = []
    for place in places:
        quantity = quantity_of_place.get(place)
        if quantity and not any(
            are_one_quantity(quantity, other_quantity) for other_quantity in other_quantities
        ):
            unexplained.append(place)
    return unexplained


def _quantities(side: Side) -> Iterator[tuple[int, Quantity]]:
    """Yield the numbers in a stretch and near it, each with the place where it begins."""
    words, slots = side.text.words, side.text.slots
    end_of_last = 0
    for place in side.near:
        if slots[place] is Slot.NUMBER and place >= end_of_last:
            quantity = quantity_at(words, place)
            if quantity:
                yield place, quantity
                end_of_last = place + quantity.words


def _unexplained_dates(side: Side, places: Sequence[int], other: Side) -> list[int]:
    """Return the places of months and weekdays that can't be a date named by the other text."""
    other_places = [place for place in other.near if other.text.slots[place] is Slot.DATE]
    return [
        place
        for place in places
        if not any(_may_be_one_day(side, place, other, other_place) for other_place in other_places)
    ]


def _may_be_one_day(side: Side, place: int, other: Side, other_place: int) -> bool:
    """Return whether a weekday and a month may name one day; False for two months or weekdays."""
    value, other_value = side.text.words[place], other.text.words[other_place]
    if value.startswith("weekday"):  # such as «weekday 4»
        weekday_side, month_side, month_place = side, other, other_place
    else:
        weekday_side, month_side, month_place = other, side, place
    before_month = month_place - 1
    is_numbered = before_month >= 0 and month_side.text.slots[before_month] is Slot.NUMBER
    number = month_side.text.words[before_month] if is_numbered else None
    return may_be_one_day(value, other_value, number, weekday_side.published)


def _unexplained_names(side: Side, places: Sequence[int], other: Side) -> list[int]:
    """Return the places of names that mean no name in the other stretch."""
    other_stretch_names = [
        other.text.words[place]
        for place in range(other.start, other.end)
        if other.text.slots[place] in _CAPITALIZED_SLOTS
    ]
    unexplained = [
        place
        for place in places
        if not any(same_name(side.text.words[place], name) for name in other_stretch_names)
        and scale_of(side.text.words[place]) == 1  # «Millionen» and «Mio.» are no names
    ]
    if unexplained:
        explained = _abbreviated(side, other) | _named_otherwise(side, other)
        unexplained = [place for place in unexplained if place not in explained]
    return unexplained


def _abbreviated(side: Side, other: Side) -> set[int]:
    """Return the places of names that abbreviate words of the other stretch, or are abbreviated."""
    explained: set[int] = set()
    for short, long in ((side, other), (other, side)):
        words_near = [long.text.words[place] for place in long.near]
        for place in range(short.start, short.end):
            if short.text.slots[place] not in _CAPITALIZED_SLOTS:
                continue
            abbreviated_words = abbreviated(short.text.words[place], words_near)  # may be empty
            if not long.replaces(abbreviated_words):
                continue
            if short is side:
                explained.add(place)
            else:
                explained.update(long.near.start + number for number in abbreviated_words)
    return explained


def _named_otherwise(side: Side, other: Side) -> set[int]:
    """Return the places of names whose synonym is in the other stretch."""
    named_by_other = named_things([other.text.words[place] for place in other.near])
    other_things = {thing for thing, run in named_by_other if other.replaces(run)}
    explained: set[int] = set()
    for thing, run in named_things([side.text.words[place] for place in side.near]):
        if thing in other_things:
            explained.update(side.near.start + number for number in run)
    return explained


def _joined(side: Side) -> str:
    """Return the words of a stretch as one word, since a hyphen at a line's end splits a word."""
    return "".join(side.words)


def _values(side: Side, places: Sequence[int]) -> tuple[str, ...]:
    return tuple(side.text.words[place] for place in places)


# For each kind of value, the function that returns the places whose values are not explained.
_UNEXPLAINED_OF_SLOT = {
    Slot.NUMBER: _unexplained_numbers,
    Slot.DATE: _unexplained_dates,
    Slot.NAME: _unexplained_names,
}
