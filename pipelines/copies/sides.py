"""The two sides of a replaced stretch: the different words of two texts in one place."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from pipelines.copies.compared_text import ComparedText
from pipelines.copies.values.named_days import NamedDay, named_days
from pipelines.copies.values.slots import Slot, Stretch

_NEAR_WORDS = 4  # before and after a stretch; the rest of a name or number may be there
_MAX_VALUE_WORDS = 2  # of a stretch that is one value: a number, and its unit or scale
_EQUAL_WORDS = 5  # before a replaced value, and as many after it; reworded texts have fewer


@dataclass(frozen=True, slots=True)
class Side:
    """Words ``start:end`` of one of two texts, and the day on which the text was published."""

    text: ComparedText
    start: int
    end: int
    published: date | None = None

    @property
    def length(self) -> int:
        """Return the number of words; 0 if the other side has added words here."""
        return self.end - self.start

    @property
    def words(self) -> list[str]:
        return self.text.words[self.start : self.end]

    @property
    def near(self) -> range:
        """Return the places of the stretch and of some words around it."""
        return range(
            max(0, self.start - _NEAR_WORDS), min(len(self.text.words), self.end + _NEAR_WORDS)
        )

    def replaces(self, run: range) -> bool:
        """Return whether ``run`` overlaps the stretch; its places are counted from ``near``."""
        first = self.near.start
        return bool(run) and run.start + first < self.end and run.stop + first > self.start

    def places(self, slot: Slot, other: "Side") -> list[int]:
        """Return the places of values of a kind that are nowhere in the other text."""
        words, slots, other_words = self.text.words, self.text.slots, other.text.vocabulary
        return [
            place
            for place in range(self.start, self.end)
            if slots[place] is slot and words[place] not in other_words
        ]

    def alone(self, slot: Slot) -> list[int]:
        """Return [place] of a value that fills the stretch, perhaps beside its unit; else []."""
        if self.length > _MAX_VALUE_WORDS:
            return []
        stretch = range(self.start, self.end)
        places = [place for place in stretch if self.text.slots[place] is slot]
        return places if len(places) == 1 else []

    def named_days(self) -> Iterator[NamedDay]:
        """Yield the days that words of the stretch name, together with the words beside it."""
        words, slots = self.text.words, self.text.slots
        places = range(max(0, self.start - 1), min(len(words), self.end + 1))
        for day in named_days(words, slots, places):
            if day.start < self.end and day.end > self.start:
                yield day


def sides(
    stretch: Stretch,
    one: ComparedText,
    other: ComparedText,
    published: tuple[date | None, date | None],
) -> tuple[Side, Side]:
    """Return the two sides of a replaced stretch."""
    published_on, other_published_on = published
    return (
        Side(one, stretch.start, stretch.end, published_on),
        Side(other, stretch.other_start, stretch.other_end, other_published_on),
    )


def are_between_equal_words(one: Side, other: Side) -> bool:
    """Return whether the words before and after a stretch are equal in both texts.

    Ten words are compared: five before the stretch and five after it. If a text begins or ends near
    the stretch, fewer words are there, and more words are compared at the other end of the stretch.
    """
    words, others = one.text.words, other.text.words
    present_before = min(_EQUAL_WORDS, one.start, other.start)
    present_after = min(_EQUAL_WORDS, len(words) - one.end, len(others) - other.end)
    count_before = 2 * _EQUAL_WORDS - present_after
    count_after = 2 * _EQUAL_WORDS - present_before
    before = words[max(0, one.start - count_before) : one.start]
    other_before = others[max(0, other.start - count_before) : other.start]
    after = words[one.end : one.end + count_after]
    other_after = others[other.end : other.end + count_after]
    return before == other_before and after == other_after
