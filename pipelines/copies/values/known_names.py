"""Looks names up in tables: first names, countries and towns, and the names of one thing."""

import re
from collections.abc import Iterator, Sequence
from importlib.resources import files
from itertools import islice

from pipelines.copies.tokens import fold
from pipelines.copies.values.name_forms import ADJECTIVE, ENDINGS
from pipelines.regions.first_names import first_names

# The case endings of first names; «ов» is left out, since it makes a surname.
_FIRST_NAME_ENDINGS = frozenset(
    ["", "а", "я", "у", "ю", "е", "и", "ы", "й", "ь", "ой", "ей", "ом", "ем", "ия", "ию", "ии"]
)
_FINAL_LETTERS = "аяйьиы"  # that a name may lose in other cases
_MIN_STEM_LETTERS = 2  # of a name without its ending
_MAX_CASE_LETTERS = 3  # of the ending of a first name
_MAX_PLACE_ENDING_LETTERS = 6  # of the ending of an adjective of a place, as in «Пензенского»
_PATRONYMIC = re.compile(r".{2,}(?:[оеи]вич|[оеи]вн|ичн)(?:а|у|ы|е|ем|ей|ой)?")
# A name of a place with the ending for "in" of Kazakh, Tatar and Bashkir. After the possessive «ын»
# this ending is that of another word: «соңында» (at its end).
_LOCATIVE = re.compile(r".{3,}(?<![ыi]н)(?:[дтҙл][аә]|[дт]е)(?<!ендә)")
# Letters that Russian, Ukrainian and Belarusian lack.
_TURKIC_LETTER = re.compile("[әғқңөұүһҗҙҡҫ]")
_MIN_TURKIC_WORDS = 3  # with such a letter; a Russian text may have a Kazakh or Tatar name
# Words with this ending that are no names: here, there, now, in the town, at school.
_COMMON_LOCATIVES = frozenset(
    map(
        fold,
        """
        мұнда онда сонда қазірде қалада ауылда облыста ауданда елімізде республикада өңірде мектепте
        кешенде шәһәрдә авылда районда өлкәдә биредә монда анда мәктәптә үзәктә
        ҡалала республикала өлкәлә бында унда үҙәктә
        """.split(),  # noqa: SIM905
    )
)
# «Лысковский район», «Тұрар қаласында»: a type of place, and the name before it, which is an
# adjective in Russian.
_PLACE_ADJECTIVE = re.compile(r".{2,}[сц]к(?:ий|ого|ому|им|ом|ая|ой|ую)")
_PLACE_TYPE = re.compile(r"район.{0,3}|област.{1,2}|кра[йяюе]|округ.{0,2}")
_TURKIC_PLACE_TYPE = re.compile(
    fold("(?:қаласы|ауданы|облысы|ауылы|шәһәре|районы|авылы|ҡалаһы).{0,4}")
)
_PLACE_KINDS = {"# Countries:": "country", "# Towns:": "town"}  # by the line before their names
# Words in the full names of authorities.
_AUTHORITY_STEMS = frozenset(
    map(fold, ("министерств*", "міністерств*", "служб*", "инспекци*", "комитет*"))
)


def is_first_name(word: str) -> bool:
    """Return whether a folded word is a case of a common first name."""
    return any(
        word[:length] in _FIRST_NAME_STEMS and word[length:] in _FIRST_NAME_ENDINGS
        for length in range(max(_MIN_STEM_LETTERS, len(word) - _MAX_CASE_LETTERS), len(word) + 1)
    )


def is_patronymic(word: str) -> bool:
    """Return whether a folded word ends as Russian patronymics do."""
    return bool(_PATRONYMIC.fullmatch(word))


def is_locative(*words: str) -> bool:
    """Return whether all folded words end as Turkic names of places do: «Таразда», «Сибайҙа».

    Words such as «қалада», in the town, are no names.
    """
    return all(_LOCATIVE.fullmatch(word) and word not in _COMMON_LOCATIVES for word in words)


def is_turkic(words: Sequence[str]) -> bool:
    """Return whether three of the folded words of a text have letters of Turkic languages."""
    turkic_words = (word for word in words if _TURKIC_LETTER.search(word))
    return len(list(islice(turkic_words, _MIN_TURKIC_WORDS))) == _MIN_TURKIC_WORDS


def place_kind(word: str) -> str:
    """Return ``country`` or ``town`` for a form of a name of ``place_names.txt``, else ''."""
    min_letters = max(_MIN_STEM_LETTERS, len(word) - _MAX_PLACE_ENDING_LETTERS)
    for length in range(len(word), min_letters - 1, -1):  # the longest stem first
        stem, ending = word[:length], word[length:]
        kind = _PLACE_STEMS.get(stem)
        if kind and (ending in ENDINGS or ADJECTIVE.fullmatch(ending)):
            return kind
    return ""


def is_before_place_type(word: str, following: str) -> bool:
    """Return whether a folded word is the name of a place, since the next word names its type."""
    if _TURKIC_PLACE_TYPE.fullmatch(following):
        return True
    return bool(_PLACE_ADJECTIVE.fullmatch(word) and _PLACE_TYPE.fullmatch(following))


def named_things(
    words: Sequence[str], *, only_authorities: bool = False
) -> Iterator[tuple[int, range]]:
    """Yield (number of the thing, places) for each name of ``equal_names.txt`` among the words.

    Each line of this file holds the names of one thing, such as «сша = соединен* штат* америк*».
    The number of the line is the number of the thing. With ``only_authorities`` no other names are
    found.
    """
    for start, word in enumerate(words):
        for number, stems in _EQUAL_NAMES.get(word[:2], ()):
            if only_authorities and number not in _AUTHORITIES:
                continue
            end = start + len(stems)
            if _have_stems(words[start:end], stems):
                yield number, range(start, end)


def _have_stems(words: Sequence[str], stems: Sequence[str]) -> bool:
    return len(words) == len(stems) and all(map(_has_stem, words, stems))


def _has_stem(word: str, stem: str) -> bool:
    if not stem.endswith(("*", "~")):
        return word == stem
    start = stem[:-1]
    return word.startswith(start) and (stem.endswith("*") or word[len(start) :] in ENDINGS)


def _equal_names() -> dict[str, list[tuple[int, tuple[str, ...]]]]:
    """Return the names of ``equal_names.txt`` by their first two letters.

    A name is a pair: the number of its line, and the stems of its words. A stem that ends with «*»
    is the beginning of a word. After a stem that ends with «~» only a case ending may follow. Any
    other stem is a whole word.
    """
    names: dict[str, list[tuple[int, tuple[str, ...]]]] = {}
    lines = (line for line in _lines("equal_names.txt") if line and not line.startswith("#"))
    for number, line in enumerate(lines):
        for name in line.split("="):
            stems = tuple(fold(stem) for stem in name.split())
            names.setdefault(stems[0][:2], []).append((number, stems))
    return names


def _first_name_stems() -> frozenset[str]:
    """Return the names of ``first_names.txt`` without their endings."""
    return frozenset(map(_stem, first_names()))


def _place_stems() -> dict[str, str]:
    """Return the kind of each name of ``place_names.txt``, by the name without its ending."""
    kinds: dict[str, str] = {}
    kind = ""
    for line in _lines("place_names.txt"):
        if line in _PLACE_KINDS:
            kind = _PLACE_KINDS[line]
        elif not line.startswith("#"):
            kinds.update((_stem(name), kind) for name in line.split())
    return kinds


def _authorities() -> frozenset[int]:
    """Return the numbers of the lines of ``equal_names.txt`` that name an authority."""
    return frozenset(
        number
        for names in _EQUAL_NAMES.values()
        for number, stems in names
        if any(stem in _AUTHORITY_STEMS for stem in stems)
    )


def _stem(name: str) -> str:
    folded = fold(name)
    return folded[:-1] if folded[-1] in _FINAL_LETTERS else folded


def _lines(name: str) -> list[str]:
    return files("pipelines.copies.values").joinpath(name).read_text("utf-8").splitlines()


_EQUAL_NAMES = _equal_names()
_AUTHORITIES = _authorities()
_FIRST_NAME_STEMS = _first_name_stems()
_PLACE_STEMS = _place_stems()
