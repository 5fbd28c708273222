"""Declines the names of places, and adjectives made from them, by the endings of the words.

Place names have few patterns, so rules are enough. The dictionary of the search is an optional
dependency, so with it suggestions would differ between machines. The rules also give forms that do
not exist («Пермя»); they do no harm, because no other word has this form.
"""

_CONSONANT = ("", "а", "у", "ом", "ем", "е")  # endings of a name that ends in a consonant
_WITHOUT_OM = ("", "а", "у", "е")  # «Ленинском» is also a form of the adjective «Ленинский»
_PLURAL = ("ы", "и", "", "ов", "ей", "ам", "ям", "ах", "ях", "ами", "ями")
_ADJECTIVE_SINGULAR = ("ого", "его", "ому", "ему", "ым", "им", "ом", "ем")
_ADJECTIVE_PLURAL = ("ых", "их", "ым", "им", "ыми", "ими")
# Each row: endings of nominatives, how many letters to cut, and the endings of the other cases. The
# first row that matches is used.
_PATTERNS: tuple[tuple[tuple[str, ...], int, tuple[str, ...]], ...] = (
    # The genitive of «Пушкино» is left out: it is also the genitive of the surname «Пушкин».
    (("ово", "ево", "ино", "ыно"), 1, ("о", "е")),
    (("ий", "ый", "ой", "ое", "ее"), 2, _ADJECTIVE_SINGULAR),
    (("ая", "яя"), 2, ("ой", "ей", "ую", "юю")),
    (("ые", "ие"), 2, _ADJECTIVE_PLURAL),
    (("ия",), 1, ("и", "ю", "ей")),
    (("лец",), 2, ("ьца", "ьцу", "ьцом", "ьцем", "ьце")),
    (("ец",), 2, ("ца", "цу", "цом", "цем", "це")),
    (("ок",), 2, ("ка", "ку", "ком", "ке", "ока", "оку", "оком", "оке")),
    (("рел",), 2, ("ла", "лу", "лом", "ле")),
    (("ск", "цк"), 0, _WITHOUT_OM),
    (("а",), 1, ("ы", "и", "е", "у", "ой", "ей")),
    (("я",), 1, ("и", "е", "ю", "ей")),
    (("ь",), 1, ("и", "ью", "я", "ю", "ем", "е")),
    (("й",), 1, ("я", "ю", "ем", "е")),
    (("о",), 1, ("а", "у", "ом", "е")),
    (("е",), 1, ("я", "ю", "ем", "и")),
    (("ы", "и"), 1, _PLURAL),
)
_INDECLINABLE = ("у", "э", "ю")  # endings of names that have one form
_ADJECTIVE = (
    "ий", "ый", "ого", "ому", "им", "ым", "ом", "ая", "ой", "ую", "ое", "ие", "ые", "их", "ых",
    "ими", "ыми",
)  # fmt: skip
# Endings of words for inhabitants: «омич|ка», «тул|як|и», «пензен|ец».
_OTHER_INHABITANTS = (
    "", "а", "у", "ом", "е", "и", "ей", "ам", "ами", "ах", "ка", "ки", "ке", "ку", "кой", "ок",
    "ин", "ина", "ину", "ином",
)  # fmt: skip
_INHABITANTS = ("ец", "ца", "цу", "цем", "це", "цы", "цев", "цам", "цами", "цах")


def noun_forms(name: str) -> frozenset[str]:
    """Return the forms of one word of a place name; ``name`` is in lower case, with е for ё."""
    town, link, river = name.partition("-на-")  # «ростов-на-дону»
    if link:
        return frozenset(f"{form}-на-{river}" for form in noun_forms(town))
    first, hyphen, last = name.rpartition("-")
    if hyphen:
        return frozenset(f"{first}-{form}" for form in noun_forms(last))
    for endings, letters_to_cut, other_endings in _PATTERNS:
        if name.endswith(endings):
            stem = name[: len(name) - letters_to_cut]
            other_forms = (stem + ending for ending in other_endings)
            return frozenset({name, *other_forms, *_genitives(stem, other_endings)})
    if name.endswith(_INDECLINABLE):
        return frozenset({name})
    return frozenset(name + ending for ending in _CONSONANT)


def _genitives(stem: str, endings: tuple[str, ...]) -> tuple[str, ...]:
    """Return genitive plurals with an added vowel: «Химок» of «Химки», «Люберец» of «Люберцы»."""
    if endings is _PLURAL and stem[-1] in "кц":
        return (f"{stem[:-1]}о{stem[-1]}", f"{stem[:-1]}е{stem[-1]}")
    return ()


def adjective_forms(stem: str) -> frozenset[str]:
    """Return the forms of an adjective, given without its ending: «пензенск»."""
    return frozenset(stem + ending for ending in _ADJECTIVE)


def inhabitant_forms(stem: str) -> frozenset[str]:
    """Return the words for inhabitants: «пензенцы» for «пензенск», «омичка» for «омич»."""
    if stem.endswith(("ч", "ж", "як", "ан")):
        return frozenset(stem + ending for ending in _OTHER_INHABITANTS)
    if not stem.endswith("ск"):
        return frozenset()
    return frozenset(stem.removesuffix("ск") + ending for ending in _INHABITANTS)
