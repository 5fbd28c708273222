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
# The beginnings of the words that _SCALES match. Comparing them first takes less time than trying
# the patterns.
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
_FIRST_GROUP, _GROUP = re.compile("[1-9][0-9]{0,2}"), re.compile("[0-9]{3}")  # "2" and "500"
_DECIMALS = re.compile("[0-9][1-9]")  # "25"; a single decimal is one word with the digits before it
_DECIMALS_AND_SCALE = re.compile(f"([0-9]{{1,2}})({fold('m')}|{fold('bn')}|{fold('tn')})")  # "5m"
_LETTER_SCALES = {fold("m"): 1e6, fold("bn"): 1e9, fold("tn"): 1e12}
_MAX_NUMBER_WORDS = 4  # of a number in groups: "2,500,000,000"
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
    end = place + 1  # of the words of the number
    may_have_addend = value % 10 == 0 and 20 <= value < 1000  # tens or hundreds
    if may_have_addend and end < len(words):
        addend = _value_of(words[end])  # «двадцать пять», «сто двадцать»
        addend_limit = 10 if value < 100 else 100
        if addend is not None and 0 < addend < addend_limit:
            value += addend
            end += 1
    has_addend = end > place + 1
    scale = scale_of(words[end]) if end < len(words) else 1.0
    _, _, decimals = words[place].partition("_")  # «1_2» is 1.2
    decimal_count = 0 if has_addend else len(decimals)
    two_words_before = words[max(0, place - 2) : place]
    return Quantity(
        value=value * scale,
        scale=scale,
        digits=f"{value:.6g}".replace(".", "").strip("0"),
        precision=scale / 10**decimal_count,
        is_approximate=not _NEARLY.isdisjoint(two_words_before),
        words=end - place,
    )


def _number_of_several_words(words: Sequence[str], place: int) -> Quantity | None:
    """Return a number whose parts are several words, such as "2,500,000", "£2.5m", «1.25 млрд».

    The parts are words of their own, because ``tokens`` keeps only some forms of numbers together.
    """
    first, *others = words[place : place + _MAX_NUMBER_WORDS]
    if not first.isdecimal():
        return None
    groups = list(takewhile(_GROUP.fullmatch, others)) if _FIRST_GROUP.fullmatch(first) else []
    if groups:
        zeros = takewhile("0".__eq__, others[len(groups) :])
        groups += ["000" for _ in zeros]  # of «000» the words keep only «0»
        word_after = others[len(groups)] if len(groups) < len(others) else ""
        return _quantity_of_words([first, *groups], 0, scale_of(word_after))
    word_after = others[0] if others else ""
    if match := _DECIMALS_AND_SCALE.fullmatch(word_after):
        decimals, letters = match.groups()
        return _quantity_of_words([first, decimals], len(decimals), _LETTER_SCALES[letters])
    scale = scale_of(others[1]) if len(others) > 1 else 1.0
    if _may_be_decimals(first, word_after) and scale > 1e3:
        return _quantity_of_words([first, word_after], len(word_after), scale)
    return None


def _quantity_of_words(parts: Sequence[str], decimal_count: int, scale: float) -> Quantity:
    """Return the number whose digits are those of ``parts``, each of which is a word."""
    digits = "".join(parts)
    precision = scale / 10**decimal_count
    return Quantity(
        value=int(digits) * precision,
        scale=scale,
        digits=digits.strip("0"),
        precision=precision,
        is_approximate=False,
        words=len(parts),
    )


def _may_be_decimals(first: str, after: str) -> bool:
    """Return whether two words may be «1.25»; other pairs are rather a range («50–60»)."""
    return len(first) == 1 and bool(_DECIMALS.fullmatch(after))


def are_one_quantity(one: Quantity, other: Quantity) -> bool:
    """Return whether two numbers are equal, or one of them is the other one rounded.

    A rounded number has one or two significant digits: the first digits of the exact number, cut or
    rounded up. It also needs a word before it that says that it is approximate, or two digits and a
    larger scale than the exact number («1,2 миллиона»).
    """
    if one.value == other.value or are_groups_of_one(one, other):
        return True
    rounded, exact = sorted((one, other), key=lambda quantity: len(quantity.digits))
    digit_count = len(rounded.digits)
    if not 0 < digit_count <= _MAX_ROUNDED_DIGITS or digit_count >= len(exact.digits):
        return False
    if exact.value < _MIN_ROUNDED_VALUE:
        return False
    if rounded.is_approximate and not exact.is_approximate:  # «около 1200»
        step = rounded.value / int(rounded.digits)  # the place of the last significant digit: 100
    elif digit_count > 1 and rounded.scale > exact.scale:  # «1,2 миллиона»
        step = rounded.precision
    else:
        return False
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
    later_groups = iter(groups)  # ``in`` takes groups from the iterator, so their order counts
    return len(groups) > 1 and all(group in later_groups for group in fewer_groups)


def _groups(value: float) -> list[str]:
    """Return the groups of three digits of a number: 2, 586 and 851."""
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
