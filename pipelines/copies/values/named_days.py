"""Finds the days that a passage names, and decides whether two passages may name one day.

A day may be named by a date in words («13 ноября») or digits («13.11»), by its month alone
(«в ноябре») or by its weekday («в пятницу»).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from pipelines.copies.values.calendar_words import may_be_one_day
from pipelines.copies.values.slots import Slot

_MAX_DAY, _MAX_MONTH = 31, 12


@dataclass(frozen=True, slots=True)
class NamedDay:
    """A day that words ``start:end`` of a text name; an unknown part of the date is None."""

    start: int
    end: int
    calendar_value: str  # ``month 1``–``month 12`` or ``weekday 0``–``weekday 6``
    number: str | None = None  # the day of the month
    is_in_digits: bool = False  # «13.11», which may also be a range such as «6–11»


def named_days(words: Sequence[str], slots: Sequence[Slot], places: range) -> Iterator[NamedDay]:
    """Yield the days that the words at these places name."""
    for place in places:
        following = place + 1
        if slots[place] is Slot.DATE:
            is_dated = place - 1 in places and _is_day(words[place - 1], slots[place - 1])
            if is_dated and words[place].startswith("month"):
                yield NamedDay(place - 1, following, words[place], words[place - 1])
            else:
                yield NamedDay(place, following, words[place])
        elif following in places and _is_day(words[place], slots[place]):
            month = words[following]
            if _is_day(month, slots[following]) and int(month) <= _MAX_MONTH:
                value = f"month {month}"
                yield NamedDay(place, following + 1, value, words[place], is_in_digits=True)


def are_one_day(one: NamedDay, other: NamedDay, published: tuple[date | None, date | None]) -> bool:
    """Return whether two texts, published on these days, may name one day."""
    # Numbers such as «13.11» may be no date, so they contradict only a date in words.
    if one.is_in_digits and (other.is_in_digits or other.number is None):
        return True
    if other.is_in_digits and one.number is None:
        return True
    if one.calendar_value == other.calendar_value:
        return one.number is None or other.number is None or one.number == other.number
    # A weekday means a date near the publication of its own text.
    published_on, other_published_on = published
    is_weekday = one.calendar_value.startswith("weekday")
    number = other.number if is_weekday else one.number
    day = published_on if is_weekday else other_published_on
    return may_be_one_day(one.calendar_value, other.calendar_value, number, day)


def _is_day(word: str, slot: Slot) -> bool:
    return slot is Slot.NUMBER and word.isdecimal() and 1 <= int(word) <= _MAX_DAY
