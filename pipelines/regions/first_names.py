"""Lists common first names, and recognises a first name before a surname such as «Брянский».

«Роман Брянский» is a person, because first name and surname have one case. «Роман Брянского автора»
names no person («роман» is also a novel).
"""

from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files

from pipelines.regions.declension import noun_forms

# Common words that are also first names; they count as names only before a surname.
_ALSO_WORDS = (
    "Роман", "Лев", "Вера", "Надежда", "Любовь", "Слава", "Злата", "Лада", "Роза", "Майя", "Марк",
    "Макар", "Савва",
)  # fmt: skip
_NOMINATIVE = ("ий", "ый", "ая")  # endings of an adjective in the nominative
_NOMINATIVE_OR_OTHER = "ой"  # the ending in «Роман Тверской», but also in «Ирины Томской»
_VOWELS = "аеиоуыэюя"


def first_names() -> Iterator[str]:
    """Yield the names of ``first_names.txt`` in the nominative, none of which is a common word."""
    lines = files("pipelines.regions").joinpath("first_names.txt").read_text("utf-8").splitlines()
    for line in lines:
        if not line.startswith("#"):
            yield from line.split()


def is_name_before(word: str, surname: str) -> bool:
    """Return whether a word is a first name in the same case as the adjective after it.

    Both words are in lower case, with е for ё.
    """
    is_nominative = word in _nominatives()
    if surname.endswith(_NOMINATIVE):
        return is_nominative
    if surname.endswith(_NOMINATIVE_OR_OTHER) and is_nominative:
        return word[-1] not in f"{_VOWELS}ь"
    return not is_nominative and word in _other_forms()


@cache
def folded_first_names() -> frozenset[str]:
    """Return the names of ``first_names`` in lower case, with е for ё."""
    return _folded(first_names())


@cache
def _nominatives() -> frozenset[str]:
    return folded_first_names() | _folded(_ALSO_WORDS)


def _folded(names: Iterable[str]) -> frozenset[str]:
    return frozenset(name.lower().replace("ё", "е") for name in names)


@cache
def _other_forms() -> frozenset[str]:
    return frozenset(form for name in _nominatives() for form in noun_forms(name)) - _nominatives()
