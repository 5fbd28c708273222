"""Finds the name of an outlet in a credit, in any grammatical case."""

import re

_WORD = re.compile(r"\w+")
_MIN_STEM_LETTERS = 3  # an ending is cut only if so many letters of the word are left
# Endings of Russian and Ukrainian nouns and adjectives, longest first: газеты, «Уральской линии».
_ENDING = re.compile(
    r"(?:ими|ыми|ами|ями|ого|его|ому|ему|ої|ій|ою|ею|ой|ей|ая|яя|ое|ее|ые|ие|ый|ий|ую|юю|ых|их|ым|им"
    r"|ом|ем|ам|ям|ах|ях|ию|ии|ия|ью|ів|ов|ев|[аяоеуюыийьії])$"
)
# Words of a credit that name nobody: «по данным …», «со ссылкой на …», «сообщает …».
_COMMON_WORDS = frozenset({
    "по", "и", "в", "во", "на", "со", "с", "из", "от", "об", "о", "ссылкой", "данным",
    "информации", "сообщению", "материалам", "сообщает", "сообщили", "сообщил", "пишет",
    "пишут", "передает", "передают", "рассказали", "источник", "фото", "текст", "газета",
    "газеты", "издание", "за", "даними", "повідомляє", "the", "of", "at", "by", "from",
    "source", "via",
})  # fmt: skip


def name_words(text: str) -> list[str]:
    """Return the words of a name or credit in lower case, without their case endings."""
    words: list[str] = _WORD.findall(text.casefold().replace("ё", "е"))
    return [_stem(word) for word in words]


def credit_words(text: str) -> frozenset[str]:
    """Return the words of a credit that may name somebody, as ``name_words`` returns them."""
    words: list[str] = _WORD.findall(text.casefold().replace("ё", "е"))
    return frozenset(_stem(word) for word in words if word not in _COMMON_WORDS)


def credit_names(credit: str, outlet: str) -> bool:
    """Return whether a credit holds the name of an outlet, in any grammatical case.

    A name of one word may also be the name of a town. So other cases of it count only if the credit
    has no other name: «по данным «Волги»» names the outlet «Волга», and «УМВД по Волге» does not.
    """
    name, words = name_words(outlet), name_words(credit)
    if len(name) == 1:
        as_written = _WORD.findall(credit.casefold().replace("ё", "е"))
        exact = _WORD.findall(outlet.casefold().replace("ё", "е"))[0] in as_written
        return exact or credit_words(credit) == frozenset(name)
    starts = range(len(words) - len(name) + 1)
    return bool(name) and any(words[i : i + len(name)] == name for i in starts)


def _stem(word: str) -> str:
    shortened = _ENDING.sub("", word)
    return shortened if len(shortened) >= _MIN_STEM_LETTERS else word
