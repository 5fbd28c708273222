"""All forms of a Russian word, by the dictionary of ``rumorph`` where that is installed.

Snowball takes -ан, -ал, -ом and -ей for endings, so «Татарстан» and «в Татарстане» have different
stems. A query therefore asks for the forms of its words beside their stems. rumorph is MIT, its
dictionary CC BY-SA 4.0 (from OpenCorpora); no table derived from it is stored or distributed.
"""

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.util import find_spec
from typing import Any

from storage.search.stems import fold_text

_RUSSIAN = re.compile("[а-яё]+")
MAX_WORD_LETTERS = 40
MAX_FORMS = 60  # of all readings of one word; a verb with its participles has more
# Of all readings of a lemma together: «Иванов» is the genitive of «Иван» in 4 %. On 621 name
# queries every limit from .05 to .3 gave a precision of .875 at an unchanged recall of .992.
MIN_PROBABILITY = 0.1
_CONSONANTS = "бвгджзклмнпрстфхцчшщ"
_MASCULINE = ("а", "у", "ом", "е")  # endings of a name such as Росатом, which guessing cuts


@dataclass(frozen=True, slots=True)
class WordForms:
    """The forms of a word in lower case, ё as е, and whether the dictionary has the word."""

    forms: frozenset[str] = frozenset()
    is_known: bool = False


def has_dictionary() -> bool:
    """Return whether the dictionary is installed; else words are found by their stems only."""
    return find_spec("rumorph") is not None


@lru_cache(maxsize=10_000)
def word_forms(word: str) -> WordForms:
    """Return the forms of every likely reading of the word; none without the dictionary."""
    lower = word.lower()
    if not _RUSSIAN.fullmatch(lower) or len(lower) > MAX_WORD_LETTERS or not has_dictionary():
        return WordForms()
    readings = [one for one in _analyzer().analyze(word) if one.source != "rule"]
    is_known = any(one.source == "dictionary" for one in readings)
    probability: Counter[str] = Counter()
    for reading in readings:
        probability[reading.lemma] += reading.prob
    found: dict[str, None] = {}
    if not is_known and lower[-1] in _CONSONANTS:
        found = dict.fromkeys(lower + ending for ending in _MASCULINE)
    for reading in readings:
        if probability[reading.lemma] >= MIN_PROBABILITY:
            found |= dict.fromkeys(fold_text(form.word).lower() for form in reading.forms())
    forms = [form for form in found if _RUSSIAN.fullmatch(form)][:MAX_FORMS]
    return WordForms(frozenset(forms), is_known)


@cache
def _analyzer() -> Any:
    from rumorph import Analyzer

    return Analyzer()
