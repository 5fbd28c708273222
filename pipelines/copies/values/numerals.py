"""Reads the numbers of a text: digits and their scale («1,2 миллиона»).

Numerals are digits already (see ``numeral_words``).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from pipelines.copies.tokens import fold

# Words of a scale and their factors, such as «миллиона» and 1e6.
_SCALES: tuple[tuple[re.Pattern[str], float], ...] = tuple(
    (re.compile(fold(pattern)), scale)
    for pattern, scale in (
        ("тыс(?:яч.{0,3})?|тисяч.{0,2}|мың|мең|thousand|tausend|tys|tysi.{2,3}", 1e3),
        ("млн|ми(?:лл|ль)ион.{0,3}|мільйон.{0,3}|mln|mio|million.{0,2}|milion.{0,3}", 1e6),
        ("млрд|миллиард.{0,3}|мільярд.{0,3}|billion|mrd|mld|milliarden?|miliard.{0,3}", 1e9),
        ("трлн|триллион.{0,3}|trillion", 1e12),
    )
)
# Each of these words begins with one of these texts. They are compared first, since this is faster.
_SCALE_STARTS = tuple(
    map(
        fold,
        ("тыс", "тис", "мл", "ми", "мі", "мың", "мең", "тр", "thous", "taus", "tys", "ml", "mi",
         "mrd", "mld", "bill", "tril"),
    )
)  # fmt: skip
# Words that mark the next number as approximate.
_NEARLY = frozenset(
    ["более", "больше", "свыше", "около", "почти", "порядка", "примерно", "приблизительно", "менее"]
)
# The parts of a number that are words of their own: "2,500,000", «1.25 млрд», "£2.5m".
_FIRST_GROUP, _GROUP = re.compile("[1-9][0-9]{0,2}"), re.compile("[0-9]{3}")
_DECIMALS = re.compile("[0-9][1-9]")  # one digit after a full stop belongs to the word before it
_DECIMALS_AND_SCALE = re.compile(f"([0-9]{{1,2}})({fold('m')}|{fold('bn')}|{fold('tn')})")
_LETTER_SCALES = {fold("m"): 1e6, fold("bn"): 1e9, fold("tn"): 1e12}  # "£2.5m"
_MAX_NUMBER_WORDS = 4
_MAX_NUMBER_CHARS = 15  # of a number, so that a float holds it exactly
_MIN_ROUNDED_VALUE = 10  # a smaller number is not rounded
_MAX_ROUNDED_DIGITS = 2  # significant digits of a number that is rounded


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in a text, such as «1,2 миллиона»."""

    value: float  # 1,200,000
    scale: float  # 1,000,000, the factor of a word such as «миллиона»; 1 if there is none
    digits: str  # the significant digits: 12
    precision: float  # the place of the last written digit: 100,000
    is_approximate: bool  # whether «более», «около» or the like comes before the number
    words: int  # how many words the number has, without the word of the scale


def quantity_at(words: Sequence[str], place: int) -> Quantity | None:
    """Return the number that begins at a place of the folded words, or None."""
    value = _value_of(words[place])
    if value is None:
        return None
    if quantity := _number_of_several_words(words, place):
        return quantity
    following = place + 1
    may_have_addend = value % 10 == 0 and 20 <= value < 1000  # tens or hundreds
    if may_have_addend and following < len(words):
        addend = _value_of(words[following])  # «двадцать пять», «сто двадцать»
        limit = 10 if value < 100 else 100
        if addend is not None and 0 < addend < limit:
            value += addend
            following += 1
    scale = scale_of(words[following]) if following < len(words) else 1.0
    before = words[max(0, place - 2) : place]
    digits = f"{value:.6g}".replace(".", "").strip("0")
    is_approximate = not _NEARLY.isdisjoint(before)
    decimals = len(words[place].partition("_")[2]) if following == place + 1 else 0
    precision = scale / 10**decimals
    return Quantity(value * scale, scale, digits, precision, is_approximate, following - place)


def _number_of_several_words(words: Sequence[str], place: int) -> Quantity | None:
    """Return a number whose parts are several words, such as "2,500,000", "£2.5m", «1.25 млрд».

    A comma or full stop divides its words, since the words of a text keep only some forms of
    numbers together.
    """
    first, *others = words[place : place + _MAX_NUMBER_WORDS]
    groups = list(takewhile(_GROUP.fullmatch, others)) if _FIRST_GROUP.fullmatch(first) else []
    zeros = takewhile("0".__eq__, others[len(groups) :]) if groups else ()
    groups += ["000" for _ in zeros]  # a word has no zeros before its first digit
    number, scale, decimals, count = "".join((first, *groups)), 1.0, 0, 1 + len(groups)
    after = others[len(groups)] if len(groups) < len(others) else ""
    if groups:
        scale = scale_of(after)
    elif not first.isdecimal() or not after[:1].isdecimal():
        return None
    elif match := _DECIMALS_AND_SCALE.fullmatch(after):
        number, decimals, scale, count = (
            first + match[1],
            len(match[1]),
            _LETTER_SCALES[match[2]],
            2,
        )
    elif len(others) > 1 and _may_be_decimals(first, after) and scale_of(others[1]) > 1e3:
        number, decimals, scale, count = first + after, len(after), scale_of(others[1]), 2
    else:
        return None
    unit = scale / 10**decimals
    return Quantity(int(number) * unit, scale, number.strip("0"), unit, False, count)


def _may_be_decimals(first: str, after: str) -> bool:
    """Return whether two words may be «1.25»; two round numbers are rather a range («50–60»)."""
    return len(first) == 1 and bool(_DECIMALS.fullmatch(after))


def are_one_quantity(one: Quantity, other: Quantity) -> bool:
    """Return whether two numbers are equal, or one of them is the other one rounded.

    A rounded number has one or two significant digits: the first digits of the exact number, cut or
    rounded up. One of two signs is needed. Either a word before the rounded number says that it is
    approximate, or it has two digits and a larger scale than the exact number («1,2 миллиона»).
    """
    if one.value == other.value or are_groups_of_one(one, other):
        return True
    rounded, exact = sorted((one, other), key=lambda quantity: len(quantity.digits))
    digits = len(rounded.digits)
    if not 0 < digits <= _MAX_ROUNDED_DIGITS or digits >= len(exact.digits):
        return False
    if exact.value < _MIN_ROUNDED_VALUE:
        return False
    only_rounded_is_approximate = (
        rounded.is_approximate and not exact.is_approximate
    )  # «около 1200»
    has_larger_scale = digits > 1 and rounded.scale > exact.scale  # «1,2 миллиона»
    if not (only_rounded_is_approximate or has_larger_scale):
        return False
    # The place of the last digit: 100 for «около 1200».
    step = rounded.value / int(rounded.digits) if only_rounded_is_approximate else rounded.precision
    is_rounded_down = 0 <= exact.value - rounded.value < step / 2
    has_first_digits = exact.digits.startswith(rounded.digits)
    return is_rounded_down or (has_first_digits and abs(exact.value - rounded.value) < step)


def are_groups_of_one(one: Quantity, other: Quantity) -> bool:
    """Return whether one number is the other without some of its groups of three digits.

    A copy may lose a group of «2 586 851» by an edit or by the markup of its page.
    """
    low, high = sorted((one.value, other.value))
    if high < 1000 or low < 1 or one.scale != other.scale:
        return False
    groups, fewer_groups = _groups(high / one.scale), _groups(low / one.scale)
    remaining = iter(groups)  # ``in`` takes groups from it, so their order counts
    return len(groups) > 1 and all(group in remaining for group in fewer_groups)


def _groups(value: float) -> list[str]:
    return f"{int(value):,}".split(",")


def scale_of(word: str) -> float:
    """Return the factor of a word such as «млн»; 1 for any other word."""
    if word.startswith(_SCALE_STARTS):
        for pattern, scale in _SCALES:
            if pattern.fullmatch(word):
                return scale
    return 1.0


def _value_of(word: str) -> float | None:
    """Return the value of a word that is a number, such as 1.2 for «1_2», or None."""
    number = word.replace("_", ".")
    is_number = number.replace(".", "", 1).isdecimal()
    return float(number) if is_number and len(number) <= _MAX_NUMBER_CHARS else None
