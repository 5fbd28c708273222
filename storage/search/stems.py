"""Computes the stems of words, in the same way for articles and for queries.

Cyrillic words are stemmed by the Russian Snowball algorithm; in Serbian texts, by the Serbian one.
Latin words are stemmed by the algorithm of the article's language, or by the English algorithm if
the language has another script. Two faults of the Russian algorithm are corrected. Names in -ов and
-ев lose their ending in the nominative only (Ростов → «рост», Ростове → «ростов»). The forms of a
word with and without a fleeting vowel have different stems (Елец, Ельца).
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

_WORD = re.compile(r"[^\W_]+")  # a token of FTS5's unicode61
_WORD_GROUP = re.compile(f"({_WORD.pattern})")  # with the group, ``split`` also returns the words
_ACCENTS = re.compile("[\u0300\u0301\u00ad]")  # stress marks and soft hyphens
_MAY_BE_NAME = "\0"  # stands for the stem of a capitalized word that ends in -ов or -ев
_MAX_CACHED_WORDS = 50_000  # of one algorithm, about 10 MB; a full cache is emptied
# The end of the text before the first word of a sentence: «… мост. — » or the start of the text.
_SENTENCE_END = re.compile(r"[.!?…\n]\W*$|^\W*$")
_SENTENCE_END_CHARS = 4  # before a word, in which the end of a sentence is looked for
_NAME = re.compile(r"[А-Я][а-я]{2,}(?:ов|ев)")  # «Ростов», and also «Готов» at a sentence's start
_CYRILLIC = re.compile("[а-яёѐ-ӿ]")
# Letters that some forms of a word have and others lack: «е» in «Елец», «Ельца»; «ь» in «палец»,
# «пальца»; «е» or «й» in «европеец», «европейца».
_FLEETING = re.compile(
    r"((?<=.{2}[бвгджзклмнпрстфхцчшщйь])|(?<=^[аеоуэ][бвгджзклмнпрстфхцчшщ]))[ео](?=[клнрц]$)"
)
_SOFT_SIGN = re.compile(r"(?<=.{2})ь(?=[кнц]$)")
_MAY_BE_FLEETING = "клнрц"  # the last letters of the stems that the three patterns match
_MAX_UNCHANGED_LETTERS = 3  # of a stem that is too short for a fleeting letter
_FLEETING_AFTER_VOWEL = re.compile(r"(?<=.[аеоуыэюя])е(?=[кц]$)")


def fold_text(text: str) -> str:
    """Return a text with е for ё and without stress marks and soft hyphens; case is kept."""
    with_plain_e = normalize("NFC", text).replace("ё", "е").replace("Ё", "Е")
    return _ACCENTS.sub("", with_plain_e)


def stem_text(text: str, language: str | None) -> str:
    """Return the stems of a text in order; a word that may be a name has one or two stems."""
    folded = fold_text(text)
    algorithm_name = algorithm(language)
    stems = _stem_cache(algorithm_name).stems(_WORD.findall(folded))
    if _MAY_BE_NAME in stems:
        # The text before the first word, the first word, the text before the second, and so on.
        pieces = _WORD_GROUP.split(folded)
        for index, word_stem in enumerate(stems):
            if word_stem is _MAY_BE_NAME:
                stems[index] = _stems_of_name(pieces, 2 * index + 1, algorithm_name)
    return " ".join(stems)


def ru_stem(word: str | None) -> str | None:
    """Return the stem of one Russian word, as the index holds it."""
    return stem(fold_text(word).lower(), "russian") if word is not None else None


def query_stems(word: str, algorithms: frozenset[str]) -> list[str]:
    """Return all stems under which the forms of a query's word may be indexed."""
    folded = fold_text(word)
    lower = folded.lower()
    if _NAME.fullmatch(folded):
        return [lower]
    names = [lower] if _NAME.fullmatch(folded.title()) else []
    used_algorithms = ["russian"] if _CYRILLIC.search(lower) else sorted({"english", *algorithms})
    stems = [stem(lower, algorithm_name) for algorithm_name in used_algorithms]
    return list(dict.fromkeys([*stems, *names]))


def algorithm(language: str | None) -> str:
    """Return the Snowball algorithm for a BCP 47 tag; Russian if the language is not known."""
    return ALGORITHMS.get((language or "ru").lower().split("-")[0], "russian")


def stem(word: str, algorithm_name: str) -> str:
    """Return the stem of a folded lower-case word, by the algorithm for its script."""
    if not _CYRILLIC.search(word):
        is_cyrillic = algorithm_name in ("russian", "serbian")
        return _stemmer("english" if is_cyrillic else algorithm_name)(word)
    if algorithm_name == "serbian":
        return _stemmer("serbian")(word)
    snowball_stem = _stemmer("russian")(word)
    is_short = len(snowball_stem) <= _MAX_UNCHANGED_LETTERS
    if is_short or snowball_stem[-1] not in _MAY_BE_FLEETING:
        return snowball_stem
    with_y = _FLEETING_AFTER_VOWEL.sub("й", snowball_stem)
    return _SOFT_SIGN.sub("", _FLEETING.sub("", with_y))


class _StemCache:
    """A cache of the stems of words; a possible name has the stem ``_MAY_BE_NAME``."""

    def __init__(self, algorithm_name: str) -> None:
        self._algorithm_name = algorithm_name
        self._stems: dict[str, str] = {}  # by the word as it is written

    def stems(self, words: list[str]) -> list[str]:
        """Return the stem of each word, in order."""
        new = set(words).difference(self._stems)
        if len(self._stems) + len(new) > _MAX_CACHED_WORDS:
            self._stems.clear()
            new = set(words)
        for word in new:
            is_name = word.endswith(("ов", "ев")) and _NAME.fullmatch(word)
            self._stems[word] = _MAY_BE_NAME
            if not is_name:
                self._stems[word] = stem(word.lower(), self._algorithm_name)
        return list(map(self._stems.__getitem__, words))


def _stems_of_name(pieces: list[str], place: int, algorithm_name: str) -> str:
    """Return a possible name, the word ``pieces[place]``, in lower case.

    At the start of a sentence its stem is added, since a capital letter there is no sign of a name.
    """
    word = pieces[place].lower()
    previous_word_and_signs = "".join(pieces[max(0, place - 2) : place])
    last_chars = previous_word_and_signs[-_SENTENCE_END_CHARS:]
    return f"{word} {stem(word, algorithm_name)}" if _SENTENCE_END.search(last_chars) else word


@lru_cache(maxsize=64)
def _stem_cache(algorithm_name: str) -> _StemCache:
    return _StemCache(algorithm_name)


@lru_cache(maxsize=64)
def _stemmer(algorithm_name: str) -> Callable[[str], str]:
    return Stemmer.Stemmer(algorithm_name, 0).stemWord  # type: ignore[no-any-return]
