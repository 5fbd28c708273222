"""Words of a text and their stems, the same way for what is stored and what is asked.

Cyrillic words take the Russian Snowball stemmer (Serbian in Serbian texts), Latin ones that of the
article's language, English in a text whose language is written otherwise. Two faults of the
Russian algorithm are mended: names in -ов/-ев lose the ending in the nominative only (Ростов →
«рост», Ростове → «ростов»), and fleeting vowels part the forms of one word (Елец, Ельца).
"""

import re
from collections.abc import Callable
from functools import lru_cache
from unicodedata import normalize

import Stemmer

ALGORITHMS = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek",
    "en": "english", "eo": "esperanto", "es": "spanish", "et": "estonian", "eu": "basque",
    "fa": "persian", "fi": "finnish", "fr": "french", "ga": "irish", "hi": "hindi",
    "hu": "hungarian", "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian",
    "nb": "norwegian", "ne": "nepali", "nl": "dutch", "no": "norwegian", "pl": "polish",
    "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian", "sv": "swedish",
    "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip

_WORD = re.compile(r"[^\W_]+")  # what FTS5's unicode61 takes for a token
_WORD_APART = re.compile(f"({_WORD.pattern})")
_ACCENTS = re.compile("[\u0300\u0301\u00ad]")  # stress marks and soft hyphens
_NAMES_A_PLACE = "\0"  # of a word ending in -ов or -ев with a capital: it may be a name
_WORDS_KEPT = 50_000
_SENTENCE_END = re.compile(r"[.!?…\n]\W*$|^\W*$")
_NAME = re.compile(r"[А-Я][а-я]{2,}(?:ов|ев)")
_CYRILLIC = re.compile("[а-яёѐ-ӿ]")
_FLEETING = re.compile(
    r"((?<=.{2}[бвгджзклмнпрстфхцчшщйь])|(?<=^[аеоуэ][бвгджзклмнпрстфхцчшщ]))[ео](?=[клнрц]$)"
)
_SOFT = re.compile(r"(?<=.{2})ь(?=[кнц]$)")
_MAY_BE_FLEETING = "клнрц"  # the last letters of what the three patterns match
_VOWEL_EC = re.compile(r"(?<=.[аеоуыэюя])е(?=[кц]$)")


def fold_text(text: str) -> str:
    """Lower case is left to the reader; ё becomes е, stress marks and soft hyphens go."""
    kept = normalize("NFC", text).replace("ё", "е").replace("Ё", "Е")
    return _ACCENTS.sub("", kept)


def stem_text(text: str, language: str | None) -> str:
    """Return the stems of a text in its order; a word that reads two ways gives both."""
    folded, name = fold_text(text), algorithm(language)
    stems = _forms(name).of(_WORD.findall(folded))
    if _NAMES_A_PLACE in stems:
        apart = _WORD_APART.split(folded)  # what stands between the words, and they, in turn
        for place in [place for place, one in enumerate(stems) if one is _NAMES_A_PLACE]:
            stems[place] = _of_name(apart, 2 * place + 1, name)
    return " ".join(stems)


def ru_stem(word: str | None) -> str | None:
    """Return the stem of one Russian word, as the index holds it."""
    return stem(fold_text(word).lower(), "russian") if word is not None else None


def query_stems(word: str, algorithms: frozenset[str]) -> list[str]:
    """Return each stem under which a form of the asked word may stand in the index."""
    folded = fold_text(word)
    lower = folded.lower()
    if _NAME.fullmatch(folded):
        return [lower]
    names = [lower] if _NAME.fullmatch(folded.title()) else []
    wanted = ["russian"] if _CYRILLIC.search(lower) else sorted({"english", *algorithms})
    return list(dict.fromkeys([*(stem(lower, name) for name in wanted), *names]))


def algorithm(language: str | None) -> str:
    """Return the Snowball algorithm of a BCP 47 tag; Russian where the language is not known."""
    return ALGORITHMS.get((language or "ru").lower().split("-")[0], "russian")


def stem(word: str, algorithm: str) -> str:
    """Return the stem of a folded lower-case word under the algorithm its script allows."""
    if not _CYRILLIC.search(word):
        return _stemmer("english" if algorithm in ("russian", "serbian") else algorithm)(word)
    if algorithm == "serbian":
        return _stemmer("serbian")(word)
    found = _stemmer("russian")(word)
    if len(found) <= 3 or found[-1] not in _MAY_BE_FLEETING:
        return found
    return _SOFT.sub("", _FLEETING.sub("", _VOWEL_EC.sub("й", found)))


class _Forms:
    """The stems of words as they are written; of a name, that it takes more than the word."""

    def __init__(self, algorithm: str) -> None:
        self._algorithm = algorithm
        self._known: dict[str, str] = {}

    def of(self, words: list[str]) -> list[str]:
        new = set(words).difference(self._known)
        if len(self._known) + len(new) > _WORDS_KEPT:
            self._known.clear()
            new = set(words)
        for word in new:
            is_name = word.endswith(("ов", "ев")) and _NAME.fullmatch(word)
            self._known[word] = _NAMES_A_PLACE if is_name else stem(word.lower(), self._algorithm)
        return list(map(self._known.__getitem__, words))


def _of_name(apart: list[str], place: int, algorithm: str) -> str:
    """Return the name itself and, where a capital says nothing, the stem of the word it may be."""
    word = apart[place].lower()
    before = ("".join(apart[max(0, place - 2) : place]))[-4:]
    return f"{word} {stem(word, algorithm)}" if _SENTENCE_END.search(before) else word


@lru_cache(maxsize=64)
def _forms(algorithm: str) -> _Forms:
    return _Forms(algorithm)


@lru_cache(maxsize=64)
def _stemmer(algorithm: str) -> Callable[[str], str]:
    return Stemmer.Stemmer(algorithm, 0).stemWord  # type: ignore[no-any-return]
