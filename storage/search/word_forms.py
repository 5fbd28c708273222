"""Returns all forms of a Russian word, from the dictionary of ``rumorph`` if it is installed.

Snowball takes -ан, -ал, -ом and -ей for endings, so «Татарстан» and «в Татарстане» have different
stems. A query therefore searches for the forms of its words and for their stems. rumorph has the
MIT licence. Its dictionary (from OpenCorpora) has the licence CC BY-SA 4.0; no data derived from
the dictionary are stored or distributed.
"""

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.util import find_spec
from typing import Any

from storage.search.stems import fold_text

# «мостами»
_RUSSIAN = re.compile("[а-яё]+")
MAX_WORD_LETTERS = 40  # of a word that is looked up; no Russian word is longer
MAX_FORMS = 60  # of a word that are searched; a verb with its participles has more
# Of a lemma whose forms are searched: «Иванов» is the genitive of «Иван» with a probability of 4 %.
# On 621 queries of names, each limit from .05 to .3 had a precision of .875 and a recall of .992.
MIN_PROBABILITY = 0.1
_CONSONANTS = "бвгджзклмнпрстфхцчшщ"
_MASCULINE_ENDINGS = ("а", "у", "ом", "е")  # of a name that the dictionary lacks (Росатом)


@dataclass(frozen=True, slots=True)
class WordForms:
    """The forms of a word in lower case, with е for ё, and whether the dictionary has the word."""

    forms: frozenset[str] = frozenset()
    is_known: bool = False


def has_dictionary() -> bool:
    """Return whether the dictionary is installed; without it, words are found by stems only."""
    return find_spec("rumorph") is not None


@lru_cache(maxsize=10_000)
def word_forms(word: str) -> WordForms:
    """Return the forms of all likely readings of a word; none without the dictionary."""
    lower = word.lower()
    if not _RUSSIAN.fullmatch(lower) or len(lower) > MAX_WORD_LETTERS or not has_dictionary():
        return WordForms()
    readings = [reading for reading in _analyzer().analyze(word) if reading.source != "rule"]
    is_known = any(reading.source == "dictionary" for reading in readings)
    probability: Counter[str] = Counter()
    for reading in readings:
        probability[reading.lemma] += reading.prob
    forms: dict[str, None] = {}  # in order, as the keys
    if not is_known and lower[-1] in _CONSONANTS:
        forms = dict.fromkeys(lower + ending for ending in _MASCULINE_ENDINGS)
    for reading in readings:
        if probability[reading.lemma] >= MIN_PROBABILITY:
            forms |= dict.fromkeys(fold_text(form.word).lower() for form in reading.forms())
    russian_forms = [form for form in forms if _RUSSIAN.fullmatch(form)]
    return WordForms(frozenset(russian_forms[:MAX_FORMS]), is_known)


@cache
def _analyzer() -> Any:
    from rumorph import Analyzer

    return Analyzer()
