"""Reads the numbers of a text: numerals, digits, and their scale («1,2 миллиона»)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from pipelines.copies.tokens import fold

# The numerals of each number, in their grammatical cases.
_WORDS = {
    "1": "один одна одно одного одной одну одним одном one",
    "1.5": "полтора полторы",
    "2": "два две двух двое двоих двум двумя вдвое two",
    "3": "три трех трое троих трем тремя three",
    "4": "четыре четырех четверо четверых четырем четырьмя four",
    "5": "пять пяти пятеро пятерых пятью five",
    "6": "шесть шести шестеро шестерых шестью six",
    "7": "семь семи семеро семерых семью seven",
    "8": "восемь восьми восьмеро восемью eight",
    "9": "девять девяти девятью nine",
    "10": "десять десяти десятью десятеро ten",
    "11": "одиннадцать одиннадцати eleven",
    "12": "двенадцать двенадцати twelve",
    "13": "тринадцать тринадцати thirteen",
    "14": "четырнадцать четырнадцати fourteen",
    "15": "пятнадцать пятнадцати fifteen",
    "16": "шестнадцать шестнадцати sixteen",
    "17": "семнадцать семнадцати seventeen",
    "18": "восемнадцать восемнадцати eighteen",
    "19": "девятнадцать девятнадцати nineteen",
    "20": "двадцать двадцати twenty",
    "30": "тридцать тридцати thirty",
    "40": "сорок сорока forty",
    "50": "пятьдесят пятидесяти fifty",
    "60": "шестьдесят шестидесяти sixty",
    "70": "семьдесят семидесяти seventy",
    "80": "восемьдесят восьмидесяти eighty",
    "90": "девяносто девяноста ninety",
    "100": "сто ста hundred",
    "200": "двести двухсот",
    "300": "триста трехсот",
    "400": "четыреста четырехсот",
    "500": "пятьсот пятисот",
    "600": "шестьсот шестисот",
    "700": "семьсот семисот",
    "800": "восемьсот восьмисот",
    "900": "девятьсот девятисот",
}
NUMERALS = {
    fold(word): value.replace(".", "_") for value, words in _WORDS.items() for word in words.split()
}
# In Ukrainian, Kazakh, Tatar, German and Polish. The words for 1 are left out, because they are
# also articles. Words that are common in another language are left out, too: the Kazakh «он» (10)
# means "he" in Russian.
_FOREIGN_WORDS = {
    "2": "дві двоє екі ике zwei dwa dwie dwoje",
    "3": "троє үш өч drei trzy troje",
    "4": "чотири четверо төрт дүрт vier cztery",
    "5": "бес биш fünf pięć",
    "6": "шість алты sechs sześć",
    "7": "сім жеті җиде sieben siedem",
    "8": "вісім сегіз сигез acht osiem",
    "9": "тоғыз тугыз neun dziewięć",
    "10": "zehn dziesięć",
    "12": "zwölf dwanaście",
    "20": "двадцять жиырма егерме zwanzig dwadzieścia",
    "30": "тридцять отыз утыз dreißig trzydzieści",
}
FOREIGN_NUMERALS = {
    fold(word): value for value, words in _FOREIGN_WORDS.items() for word in words.split()
}
# Numerals that are recognised only while two texts are compared, so that the stored features of
# earlier articles stay as they are: Ukrainian, Belarusian, Kazakh, Tatar and Bashkir.
_COMPARED_WORDS = {
    "2": "двох дзве",
    "3": "трьох тры трох өс",
    "4": "чотирьох чатыры чатырох",
    "5": "пяць пяці",
    "6": "шести шэсць шасці",
    "7": "семи сямі ете",
    "8": "восьми восем васьмі һигеҙ",
    "9": "дзевяць дзевяці туғыҙ",
    "10": "дзесяць дзесяці",
    "11": "одинадцять одинадцяти адзінаццаць",
    "12": "дванадцять дванадцяти дванаццаць",
    "13": "тринадцять тринадцяти трынаццаць",
    "14": "чотирнадцять чотирнадцяти чатырнаццаць",
    "15": "пятнаццаць",
    "16": "шістнадцять шістнадцяти шаснаццаць",
    "17": "сімнадцять сімнадцяти сямнаццаць",
    "18": "вісімнадцять вісімнадцяти васямнаццаць",
    "19": "девятнадцять дзевятнаццаць",
    "20": "двадцяти дваццаць дваццаці",
    "30": "тридцяти трыццаць трыццаці утыҙ",
    "40": "қырық кырык ҡырҡ",
    "50": "пяцьдзясят елу илле",
    "60": "шэсцьдзесят алпыс алтмыш",
    "70": "семдзесят жетпіс җитмеш етмеш",
    "80": "восемдзесят сексен сиксән һикһән",
    "90": "дзевяноста тоқсан туксан туҡһан",
}
COMPARED_NUMERALS = {
    fold(word): value for value, words in _COMPARED_WORDS.items() for word in words.split()
}
# Ten in Kazakh, Tatar and Bashkir. It is a numeral only before a unit, as in «он екі», 12: the
# Russian «он» means "he".
TURKIC_TENS = frozenset(map(fold, ("он", "ун")))
_TURKIC_WORDS = {
    "1": "бір бер",
    "2": "екі ике",
    "3": "үш өч өс",
    "4": "төрт дүрт",
    "5": "бес биш",
    "6": "алты",
    "7": "жеті җиде ете",
    "8": "сегіз сигез һигеҙ",
    "9": "тоғыз тугыз туғыҙ",
}
TURKIC_UNITS = {
    fold(word): value for value, words in _TURKIC_WORDS.items() for word in words.split()
}
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
# Units in the forms that follow a number. «Года» and «лет» are one unit.
_UNIT_WORDS = (
    "год года лет году годов годами",
    "месяц месяца месяцев",
    "неделя недели недель неделю",
    "день дня дней сутки суток",
    "час часа часов",
    "минута минуты минут минуту",
    "секунда секунды секунд",
    "рік роки років",
    "місяць місяці місяців",
    "тиждень тижні тижнів",
    "рубль рубля рублей",
    "евро",
    "тонна тонны тонн",
    "килограмм килограмма килограммов",
    "метр метра метров",
    "километр километра километров",
    "гектар гектара гектаров",
    "доллар доллара долларов",
    "тенге теңге",
    "year years",
    "month months",
    "week weeks",
    "day days",
    "hour hours",
    "minute minutes",
    "jahr jahre jahren",
    "monat monate monaten",
    "woche wochen",
    "tag tage tagen",
    "stunde stunden",
    "rok lata lat",
    "miesiąc miesiące miesięcy",
    "tydzień tygodnie tygodni",
)
_UNITS = {fold(word): fold(line.split()[0]) for line in _UNIT_WORDS for word in line.split()}
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


def unit_of(word: str) -> str:
    """Return the unit that a folded word names, without its ending; else ''."""
    return _UNITS.get(word, "")


def _value_of(word: str) -> float | None:
    """Return the value of a word that is a number, such as 1.2 for «1_2», or None."""
    number = word.replace("_", ".")
    is_number = number.replace(".", "", 1).isdecimal()
    return float(number) if is_number and len(number) <= _MAX_NUMBER_CHARS else None
