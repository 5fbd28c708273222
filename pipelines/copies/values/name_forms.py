"""Decides whether two names mean one thing: cases, initials, abbreviations, misprints."""

import re
from collections.abc import Sequence

from rapidfuzz.distance import OSA

# Case endings of Russian and Ukrainian names and adjectives. The Ukrainian «і» is folded to a Latin
# letter.
ENDINGS = frozenset(
    ["", "а", "я", "у", "ю", "е", "и", "ы", "о", "й", "ь", "ой", "ей", "ою", "ею", "ом", "ем",
     "ам", "ям", "ах", "ях", "ами", "ями", "ым", "им", "ого", "его", "ому", "ему", "ая", "яя",
     "ую", "юю", "ое", "ее", "ый", "ий", "ые", "ие", "ых", "их", "ыми", "ими", "ию", "ией",
     "иям", "ью", "ия", "ии", "ев", "ов", "i", "ї", "овi", "евi", "єю"]
)  # fmt: skip
# The end of an adjective made from a name: «енской» in «Пензенской», «ської» in «Полтавської».
# «Сумщина» is the region of «Суми».
ADJECTIVE = re.compile(
    r"[а-я]{0,4}[сц]к(?:ий|ого|ому|им|ом|ая|ой|ую|ое|ие|их|ими)"
    r"|[а-яїєi]{0,4}[сцз]ьк(?:ий|ого|ому|им|iй|а|ої|у|ою|е|i|их|ими)|щин(?:а|и|i|у|ою)"
)
# Endings of plurals that also turn a first name into a surname: «Иванов» is no form of «Иван».
_PLURAL = frozenset(["ов", "ев"])
# The end of a name that loses its vowel in other cases: «ел» in «Павел», «Павла».
_FLEETING_VOWEL = re.compile(r"[ео].")
_MIN_STEM_LETTERS = 2  # at the start of both words; two names that share fewer are unlike
# Beginnings of words for offices, with a case ending.
_OFFICE = re.compile(
    r"(?:губернатор|мэр|глав|президент|министр|премьер|спикер|председател|директор|ректор|прокурор"
    r"|сенатор|депутат|тренер).{0,3}"
)
_MIN_MISPRINT_LETTERS = 5  # of a surname; shorter surnames often differ by one letter
# The end of a surname that becomes another one with «к»: «лова» in «Белова», «Белкова». A vowel or
# a soft sign comes before no such end, so «Артамоов» is a misprint.
_SURNAME_END = re.compile(r"[^аеиоуыэюяьй](?:[ое]в|[иы]н)(?:а|у|ы|е|ым|ой|ого|ых)?")
# Folded vowels and signs of all languages that are compared.
_VOWELS = frozenset("аеиоуыэюяьйієїәөүұiuäöüąęóáéåøæ")
# Words of a long name that have no letter in its abbreviation.
_LINKING = frozenset(
    ["и", "по", "в", "во", "на", "при", "с", "со", "о", "об", "от", "для", "of", "the", "and",
     "for"]
)  # fmt: skip
_MIN_PART_LETTERS = 3  # of a word inside an abbreviation such as «Минздрав»
_MAX_CASE_LETTERS = 3  # of the ending of an abbreviation such as «Минздрава»
_MAX_WORDS = 8  # of a name that is abbreviated; no usual name of an authority is longer


def same_name(one: str, other: str) -> bool:
    """Return whether two folded names may be forms of one name.

    True for Пенза and Пензе, Павел and Павла, Пензы and Пензенской, an initial and its name. False
    for Киров and Кировск, Алексей and Александр, Иванов and Иваненко.
    """
    if one == other:
        return True
    if one.endswith(".") or other.endswith("."):
        return _fits_initial(one, other)
    shared = shared_start(one, other)
    if shared < _MIN_STEM_LETTERS or not (one.isalpha() and other.isalpha()):
        return False
    tail, other_tail = one[shared:], other[shared:]
    if tail in ENDINGS and other_tail in ENDINGS:
        tails = {tail, other_tail}
        is_surname_of_first_name = "" in tails and not _PLURAL.isdisjoint(tails)
        return not is_surname_of_first_name
    return _may_be_forms(tail, other_tail, shared) or _may_be_forms(other_tail, tail, shared)


def _may_be_forms(tail: str, other_tail: str, shared: int) -> bool:
    """Return whether two words may be forms of one name, given the letters in which they differ.

    ``tail`` and ``other_tail`` are the letters after their ``shared`` equal first letters. One word
    may be an adjective («Пензы», «Пензенской»), or may lose a vowel («Павел», «Павла»).
    """
    if shared > _MIN_STEM_LETTERS and ADJECTIVE.fullmatch(other_tail):
        return tail in ENDINGS or bool(ADJECTIVE.fullmatch(tail))
    vowel = _FLEETING_VOWEL.fullmatch(tail)
    # «ька» of «Королька» and «йца» of «Китайца» are examined as «ка» and «ца».
    without_sign = other_tail.removeprefix("ь").removeprefix("й")
    return bool(vowel) and without_sign.startswith(tail[1:]) and without_sign[1:] in ENDINGS


def shared_start(one: Sequence[str], other: Sequence[str]) -> int:
    """Return the number of equal letters at the start of two words, or of words in two texts."""
    shared = 0
    for item, other_item in zip(one, other, strict=False):
        if item != other_item:
            break
        shared += 1
    return shared


def is_misprint(one: str, other: str) -> bool:
    """Return whether two surnames differ by one letter: changed, left out, added or swapped."""
    longer = max(len(one), len(other))
    return longer >= _MIN_MISPRINT_LETTERS and OSA.distance(one, other) == 1


def may_be_other_surname(one: str, other: str) -> bool:
    """Return whether one letter makes another common surname of a surname.

    The letter is added at the end (Huber, Hubert), or it begins another ending (Белова, Белкова).
    Or it is the first letter (Allison, Ellison), or a consonant in the place of another one
    (Шихова, Шилова): misprints mostly exchange vowels and neighbours, or leave a letter out.
    """
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) == len(longer):
        return _is_other_consonant_or_start(one, other)
    start = shared_start(shorter, longer)
    return start == len(shorter) or (
        longer[start] == "к" and bool(_SURNAME_END.fullmatch(shorter[start - 1 :]))
    )


def _is_other_consonant_or_start(one: str, other: str) -> bool:
    """Return whether two words of one length differ in the first letter, or in one consonant."""
    if one[:1] != other[:1]:
        return True
    letters = zip(one, other, strict=True)
    differing = [
        (letter, other_letter) for letter, other_letter in letters if letter != other_letter
    ]
    return len(differing) == 1 and _VOWELS.isdisjoint(*differing)


def is_office(word: str) -> bool:
    """Return whether a word names an office that one person holds at a time."""
    return bool(_OFFICE.fullmatch(word))


def abbreviated(word: str, words: Sequence[str]) -> range:
    """Return the range of the words that an abbreviation stands for; an empty range for none.

    МЧС stands for «Министерство по чрезвычайным ситуациям», Минздрава for «Министерства
    здравоохранения», Госдума for «Государственная дума».
    """
    for start in range(len(words)):
        if words[start] not in _LINKING and words[start][:1] == word[:1]:
            end = _end_of_abbreviated(word, words, start)
            if end:
                return range(start, end)
    return range(0)


def _end_of_abbreviated(word: str, words: Sequence[str], start: int) -> int:
    """Return the end of the words that begin at ``start`` and have the abbreviation ``word``.

    The abbreviation consists of first letters (МЧС) or of beginnings of words (Минздрав). 0 means
    that no words from ``start`` have this abbreviation.
    """
    places = [
        place
        for place in range(start, min(len(words), start + _MAX_WORDS))
        if words[place] not in _LINKING
    ]
    letters = "".join(words[place][:1] for place in places)
    if 2 <= len(word) <= len(places) and letters.startswith(word):
        return places[len(word) - 1] + 1
    matched_letters = 0  # of the abbreviation
    for number, place in enumerate(places):
        part_letters = shared_start(word[matched_letters:], words[place])
        if part_letters < _MIN_PART_LETTERS:
            return 0
        matched_letters += part_letters
        ending = word[matched_letters:]
        if number and len(ending) <= _MAX_CASE_LETTERS and ending in ENDINGS:
            return place + 1
        if number == 0 and ending[:1] in ("о", "е"):
            matched_letters += 1  # a vowel that links two parts
    return 0


def _fits_initial(one: str, other: str) -> bool:
    initial, name = (one, other) if one.endswith(".") else (other, one)
    return name.startswith(initial[:-1]) and (not name.endswith(".") or name == initial)
