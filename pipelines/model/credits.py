"""Finds the name of an outlet in a credit, in any grammatical case."""

import re
from functools import lru_cache

from pipelines.model.source_kinds import SourceKind, kind_of_name

_WORD = re.compile(r"\w+")  # matches «РИА» and «Новости» in «РИА Новости»
_MAX_CACHED_TEXTS = 10_000  # credits, and pairs of a credit and a name
_MIN_STEM_LETTERS = 3  # an ending is cut only if at least this many letters of the word are left
# Endings of Russian and Ukrainian nouns and adjectives, longest first: газеты, «Уральской линии».
_ENDING = re.compile(
    r"(?:ими|ыми|ами|ями|ого|его|ому|ему|ої|ій|ою|ею|ой|ей|ая|яя|ое|ее|ые|ие|ый|ий|ую|юю|ых|их|"
    r"ым|им|ом|ем|ам|ям|ах|ях|ию|ии|ия|ью|ів|ов|ев|[аяоеуюыийьії])$"
)
# Words of a credit that name nobody: «по данным …», «со ссылкой на …», «сообщает …».
_COMMON_WORDS = frozenset({
    "по", "и", "в", "во", "на", "со", "с", "из", "от", "об", "о", "ссылкой", "данным",
    "информации", "сообщению", "материалам", "сообщает", "сообщили", "сообщил", "пишет",
    "пишут", "передает", "передают", "рассказали", "источник", "фото", "текст", "газета",
    "газеты", "издание", "за", "даними", "повідомляє", "the", "of", "at", "by", "from",
    "source", "via",
})  # fmt: skip


@lru_cache(_MAX_CACHED_TEXTS)
def name_words(text: str) -> tuple[str, ...]:
    """Return the words of a name or credit in lower case, without their case endings."""
    return tuple(_stem(word) for word in _lower_words(text))


@lru_cache(_MAX_CACHED_TEXTS)
def credit_words(text: str) -> frozenset[str]:
    """Return the words of a credit that may name somebody, as ``name_words`` returns them."""
    return frozenset(_stem(word) for word in _lower_words(text) if word not in _COMMON_WORDS)


@lru_cache(_MAX_CACHED_TEXTS)
def credit_names_outlet(credit: str, outlet: str) -> bool:
    """Return whether a credit holds the name of an outlet, in any grammatical case.

    A name of one word may also be the name of a town or river, so one of two conditions must hold.
    Either the name is in its basic form, and the credit names no authority, as «УМВД Волга» does.
    Or the credit has no other word that may name somebody: «по данным «Волги»» names the outlet
    «Волга», and «жители Волги» does not.
    """
    name, words = name_words(outlet), name_words(credit)
    if len(name) == 1:
        (lower_name,) = _lower_words(outlet)
        is_in_basic_form = lower_name in _lower_words(credit)
        if is_in_basic_form and kind_of_name(credit) is not SourceKind.OFFICIAL:
            return True
        return credit_words(credit) == frozenset(name)
    starts = range(len(words) - len(name) + 1)
    return bool(name) and any(words[start : start + len(name)] == name for start in starts)


def _lower_words(text: str) -> list[str]:
    words: list[str] = _WORD.findall(text.casefold().replace("ё", "е"))
    return words


def _stem(word: str) -> str:
    shortened = _ENDING.sub("", word)
    return shortened if len(shortened) >= _MIN_STEM_LETTERS else word
